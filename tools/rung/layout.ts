import { styleText } from 'node:util';

/** What an operator's terminal shows at least; wider tables would break where lines wrap. */
export const WIDTH = 100;

const GAP = '  ';
const NARROWEST = 12;
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uff00-\uff60]/u;
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'strong';
export type Paint = (tone: Tone, text: string) => string;

const STYLES = { good: 'green', bad: 'red', warn: 'yellow', quiet: 'dim', strong: 'bold' } as const;

/** Colours for a stream: only on a terminal, and none with NO_COLOR. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  return (tone, text) => styleText(STYLES[tone], text, { stream });
}

/** A text from outside as it may be shown: nothing in it moves the cursor, colours, or breaks the line. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}

/** Columns of a terminal that a text takes. */
export function widthOf(text: string): number {
  return [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (WIDE.test(segment) ? 2 : 1), 0);
}

export interface Column {
  readonly title: string;
  readonly align?: 'right';
  /** Gives way where the table is too wide: its texts go on in the next line. */
  readonly wraps?: true;
}

export interface Cell {
  readonly text: string;
  readonly tone: Tone;
}

export type Row = readonly (string | Cell)[];

/** A table of at most 100 columns: a line of titles, then the rows. */
export function table(columns: readonly Column[], rows: readonly Row[], paint: Paint): string[] {
  const cells = rows.map((row) =>
    row.map((cell) => (typeof cell === 'string' ? { text: plain(cell), tone: null } : { ...cell, text: plain(cell.text) })),
  );
  const natural = columns.map(({ title }, place) => Math.max(widthOf(title), ...cells.map((row) => widthOf(row[place]?.text ?? ''))));
  const widths = fit(columns, natural);
  const line = (texts: readonly string[], tones: readonly (Tone | null)[]): string =>
    columns
      .map(({ align }, place) => {
        const padded = pad(texts[place] ?? '', widths[place] ?? 0, align);
        const tone = tones[place];
        return tone && padded.trim() !== '' ? paint(tone, padded) : padded;
      })
      .join(GAP)
      .trimEnd();
  const titles = line(
    columns.map(({ title }) => title),
    columns.map(() => 'quiet'),
  );
  const body = cells.flatMap((row) => {
    const wrapped = row.map(({ text }, place) => wrap(text, widths[place] ?? 0));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    const tones = row.map(({ tone }) => tone);
    return Array.from({ length: height }, (_, level) =>
      line(
        wrapped.map((lines) => lines[level] ?? ''),
        tones,
      ),
    );
  });
  return [titles, ...body];
}

/** Takes what is too much from the columns that may wrap, always from the widest of them. */
function fit(columns: readonly Column[], natural: readonly number[]): number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, width) => sum + width, 0) + GAP.length * (columns.length - 1) - WIDTH;
  for (; excess > 0; excess -= 1) {
    const flexible = widths.map((width, place) => (columns[place]?.wraps && width > NARROWEST ? width : 0));
    const widest = Math.max(...flexible);
    if (widest === 0) return widths;
    widths[flexible.lastIndexOf(widest)] = widest - 1;
  }
  return widths;
}

function pad(text: string, width: number, align: Column['align']): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)));
  return align === 'right' ? space + text : text + space;
}

/** Breaks at spaces; a word that is wider than the line breaks inside. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => chop(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

function chop(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const pieces = [''];
  for (const { segment } of graphemes.segment(word)) {
    const last = pieces.at(-1) ?? '';
    if (widthOf(last + segment) > width) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

/** "Tier      Silver": labels on the left, what they say on the right, wrapped below itself. */
export function facts(pairs: readonly (readonly [label: string, text: string | Cell])[], paint: Paint): string[] {
  const indent = Math.max(...pairs.map(([label]) => widthOf(label))) + GAP.length;
  return pairs.flatMap(([label, said]) => {
    const { text, tone } = typeof said === 'string' ? { text: said, tone: null } : said;
    return wrap(plain(text), WIDTH - indent).map((piece, level) => {
      const head = level === 0 ? paint('quiet', pad(label, indent, undefined)) : ' '.repeat(indent);
      return head + (tone ? paint(tone, piece) : piece);
    });
  });
}

/** A title with what stands below it, and an empty line above. Nothing below: says `none`. */
export function section(title: string, lines: readonly string[], options: { readonly paint: Paint; readonly none: string }): string[] {
  return ['', options.paint('strong', title), ...(lines.length > 0 ? lines : [options.paint('quiet', options.none)])];
}

/** A moment of a view as "2026-11-23 20:15" (UTC); a dash for none. */
export function moment(iso: string | null): string {
  return iso === null ? '–' : iso.slice(0, 16).replace('T', ' ');
}

/** The day of a moment; a dash for none. */
export function day(iso: string | null): string {
  return iso === null ? '–' : iso.slice(0, 10);
}

/** A change with its sign: +40, −3, 0. */
export function signed(points: number): string {
  return points > 0 ? `+${points}` : points < 0 ? `−${-points}` : '0';
}
