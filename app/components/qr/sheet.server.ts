import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { gradientLine } from './code-svg.ts';
import type { CodeDrawing, Paint } from './draw-code.ts';

/** Points of a millimetre. */
export const MM = 72 / 25.4;

/** What a page for printing is made of. */
export interface Paper {
  readonly drawing: CodeDrawing;
  /** A data address of a sound PNG; null: none. */
  readonly logo: string | null;
  readonly frame: string;
  /** What is written on the frame. */
  readonly onFrame: string;
  readonly name: string;
  readonly sentence: string;
  readonly domain: string;
  /** Of the words, for readers of the file. */
  readonly locale: string;
}

export type Sheet = PDFKit.PDFDocument;

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const FACES = {
  plain: '@expo-google-fonts/nunito/700Bold/Nunito_700Bold.ttf',
  strong: '@expo-google-fonts/nunito/900Black/Nunito_900Black.ttf',
} as const;
type Face = keyof typeof FACES;

/** An empty page of a size in points, with the typefaces embedded: only the signs that are used go into the file. */
export function openSheet(size: readonly [number, number], { name, sentence, locale }: Paper): Sheet {
  const sheet = new PDFDocument({
    size: [...size],
    margin: 0,
    lang: locale,
    displayTitle: true,
    info: { Title: `${name}: ${sentence}`, Creator: 'Rung' },
  });
  const { resolve } = createRequire(import.meta.url);
  for (const [face, file] of Object.entries(FACES)) sheet.registerFont(face, resolve(file));
  return sheet;
}

/** The finished file. */
export async function closeSheet(sheet: Sheet): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    sheet.on('data', (part: Buffer) => void parts.push(part));
    sheet.on('end', resolve);
    sheet.on('error', reject);
  });
  sheet.end();
  await done;
  return new Uint8Array(Buffer.concat(parts));
}

/** Signs of a text that the typeface cannot write, each once. */
export function missingSigns(sheet: Sheet, text: string): string[] {
  sheet.font('strong');
  // pdfkit opens its font to nobody; the types leave it out.
  const { font } = (sheet as unknown as { readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } } })._font;
  return [...new Set(text)].filter((sign) => !font.hasGlyphForCodePoint(sign.codePointAt(0) ?? 0));
}

/** A box of a colour with round corners. */
export function fillBox(
  sheet: Sheet,
  { x, y, width, height }: Box,
  { colour, radius }: { readonly colour: string; readonly radius: number },
): void {
  sheet.roundedRect(x, y, width, height, radius).fill(colour);
}

/** The code on a card of its own ground, so that its quiet zone is kept on any frame. */
export function placeCode(
  sheet: Sheet,
  { drawing, logo }: Paper,
  at: { readonly x: number; readonly y: number; readonly side: number },
): void {
  const { x, y, side } = at;
  fillBox(sheet, { x, y, width: side, height: side }, { colour: drawing.ground, radius: side * 0.05 });
  sheet.save();
  sheet.translate(x, y).scale(side / drawing.size);
  for (const { path, fill } of drawing.shapes) sheet.path(path).fill(paint(sheet, drawing, fill), 'even-odd');
  const place = drawing.logo;
  if (place !== null && logo !== null) sheet.image(logo, place.x, place.y, { width: place.side, height: place.side });
  sheet.restore();
}

function paint(sheet: Sheet, drawing: CodeDrawing, fill: Paint): string | PDFKit.PDFGradient {
  if (typeof fill === 'string') return fill;
  const { from, to } = gradientLine(drawing);
  return sheet.linearGradient(from, from, to, to).stop(0, fill.from).stop(1, fill.to);
}

export interface Writing {
  readonly text: string;
  readonly face: Face;
  readonly colour: string;
  /** Points: the largest that may be, and the smallest that can be read. */
  readonly largest: number;
  readonly smallest: number;
  readonly align: 'center' | 'left';
  /** Where in the box lines stand that do not fill it. */
  readonly stand: 'top' | 'middle' | 'bottom';
}

/** Of a size: how far lines stand apart, and how much of the first one is above its baseline and of the last one below. */
const LINE = { height: 1.14, above: 0.8, below: 0.22 };

interface Setting {
  readonly size: number;
  readonly lines: readonly string[];
}

/** Writes a text as large as it fits into a box, without breaking a word. What does not fit even at the smallest size ends in "…". */
export function writeInto(sheet: Sheet, box: Box, writing: Writing): void {
  sheet.font(writing.face);
  const { size, lines } = setText(sheet, box, writing);
  sheet.fontSize(size).fillColor(writing.colour);
  const room = Math.max(0, box.height - blockHeight(size, lines.length));
  const top = box.y + (writing.stand === 'top' ? 0 : writing.stand === 'middle' ? room / 2 : room);
  lines.forEach((line, index) => {
    const indent = writing.align === 'center' ? (box.width - sheet.widthOfString(line)) / 2 : 0;
    const baseline = top + size * (LINE.above + index * LINE.height);
    sheet.text(line, box.x + indent, baseline, { lineBreak: false, baseline: 'alphabetic' });
  });
}

function blockHeight(size: number, lines: number): number {
  return size * ((lines - 1) * LINE.height + LINE.above + LINE.below);
}

function setText(sheet: Sheet, { width, height }: Pick<Box, 'width' | 'height'>, { text, largest, smallest }: Writing): Setting {
  const words = text.trim().split(/\s+/);
  const measure = (line: string) => sheet.widthOfString(line);
  for (let size = largest; size >= smallest; size -= Math.max(0.25, size * 0.03)) {
    sheet.fontSize(size);
    const lines = balancedLines(words, width, measure);
    if (lines.every((line) => measure(line) <= width) && blockHeight(size, lines.length) <= height) return { size, lines };
  }
  sheet.fontSize(smallest);
  const most = Math.max(1, Math.floor((height / smallest - LINE.above - LINE.below) / LINE.height) + 1);
  const lines = brokenLines(words, width, measure).slice(0, most);
  return {
    size: smallest,
    lines: lines.map((line, index) => (index === most - 1 || measure(line) > width ? shortened(line, width, measure) : line)),
  };
}

type Measure = (line: string) => number;

/** Lines of about the same width, as few as can be. */
function balancedLines(words: readonly string[], width: number, measure: Measure): readonly string[] {
  const lines = brokenLines(words, width, measure);
  for (let share = 0.5; share < 1; share += 0.05) {
    const tighter = brokenLines(words, width * share, measure);
    if (tighter.length <= lines.length && tighter.every((line) => measure(line) <= width)) return tighter;
  }
  return lines;
}

/** As many words on a line as fit; a word of one letter goes on with the next one. */
function brokenLines(words: readonly string[], width: number, measure: Measure): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let held = '';
  for (const word of words) {
    const piece = held + word;
    held = '';
    if (word.length === 1 && word !== words.at(-1)) {
      held = `${piece} `;
      continue;
    }
    const longer = line === '' ? piece : `${line} ${piece}`;
    if (line !== '' && measure(longer) > width) {
      lines.push(line);
      line = piece;
    } else line = longer;
  }
  return [...lines, line];
}

function shortened(line: string, width: number, measure: Measure): string {
  let kept = line;
  while (kept.length > 1 && measure(`${kept}…`) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
