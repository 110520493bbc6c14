import { type Box, fillBox, MM, openSheet, type Paper, placeCode, type Sheet, writeInto } from './sheet.server.ts';

const PAPER_SIZES = { a4: [210 * MM, 297 * MM], letter: [612, 792] } as const;
type PaperSize = keyof typeof PAPER_SIZES;

/** Home printers leave about this much white. */
const MARGIN = 10 * MM;

/** A poster of one page: the sentence, the code, the name and the address, in a frame of the brand's colour. */
export function poster(paper: Paper, size: PaperSize): Sheet {
  const [width, height] = PAPER_SIZES[size];
  const sheet = openSheet([width, height], paper);
  const frame: Box = { x: MARGIN, y: MARGIN, width: width - 2 * MARGIN, height: height - 2 * MARGIN };
  fillBox(sheet, frame, { colour: paper.frame, radius: 8 * MM });
  const inner = inset(frame, 15 * MM);
  const side = Math.min(inner.width, 150 * MM);
  const foot = 12 * MM;
  const codeTop = inner.y + inner.height - foot - 7 * MM - side;
  const name = 11 * MM;
  const writing = { colour: paper.onFrame, align: 'center' } as const;
  writeInto(sheet, { ...inner, height: name }, { ...writing, text: paper.name, face: 'plain', largest: 24, smallest: 12, stand: 'top' });
  writeInto(
    sheet,
    { ...inner, y: inner.y + name, height: codeTop - inner.y - name - 6 * MM },
    { ...writing, text: paper.sentence, face: 'strong', largest: 58, smallest: 20, stand: 'middle' },
  );
  placeCode(sheet, paper, { x: inner.x + (inner.width - side) / 2, y: codeTop, side });
  writeInto(
    sheet,
    { ...inner, y: inner.y + inner.height - foot, height: foot },
    { ...writing, text: paper.domain, face: 'plain', largest: 20, smallest: 9, stand: 'bottom' },
  );
  return sheet;
}

const A6 = { width: 148 * MM, height: 105 * MM };
/** Colour beyond the cut, so that a cut that is a little off leaves no white line. */
const BLEED = 3 * MM;

/** A table tent to cut out and fold: two A6 faces, head to head, on a sheet with marks for the cut and the fold. */
export function tableTent(paper: Paper, size: PaperSize): Sheet {
  const [width, height] = PAPER_SIZES[size];
  const sheet = openSheet([width, height], paper);
  const left = (width - A6.width) / 2;
  const top = (height - 2 * A6.height) / 2;
  const art: Box = { x: left, y: top, width: A6.width, height: 2 * A6.height };
  fillBox(sheet, inset(art, -BLEED), { colour: paper.frame, radius: 0 });
  const fold = height / 2;
  sheet.save();
  sheet.rotate(180, { origin: [width / 2, fold - A6.height / 2] });
  face(sheet, paper, { x: left, y: top, ...A6 });
  sheet.restore();
  face(sheet, paper, { x: left, y: fold, ...A6 });
  cutMarks(sheet, art);
  foldMarks(sheet, art, fold);
  return sheet;
}

function face(sheet: Sheet, paper: Paper, whole: Box): void {
  const inner = inset(whole, 10 * MM);
  const side = 80 * MM;
  const words: Box = { ...inner, width: inner.width - side - 7 * MM };
  const writing = { colour: paper.onFrame, align: 'left' } as const;
  const [name, foot] = [14 * MM, 10 * MM];
  writeInto(sheet, { ...words, height: name }, { ...writing, text: paper.name, face: 'plain', largest: 14, smallest: 8, stand: 'top' });
  writeInto(
    sheet,
    { ...words, y: words.y + name, height: words.height - name - foot },
    { ...writing, text: paper.sentence, face: 'strong', largest: 27, smallest: 10, stand: 'middle' },
  );
  writeInto(
    sheet,
    { ...words, y: words.y + words.height - foot, height: foot },
    { ...writing, text: paper.domain, face: 'plain', largest: 10, smallest: 5, stand: 'bottom' },
  );
  placeCode(sheet, paper, { x: inner.x + inner.width - side, y: whole.y + (whole.height - side) / 2, side });
}

const STICKER = { width: 80 * MM, height: 104 * MM };

/** A sticker of 80 by 104 mm, for a window or a till. */
export function sticker(paper: Paper): Sheet {
  const sheet = openSheet([STICKER.width, STICKER.height], paper);
  const page: Box = { x: 0, y: 0, ...STICKER };
  fillBox(sheet, page, { colour: paper.frame, radius: 0 });
  const inner = inset(page, 6 * MM);
  const side = inner.width;
  placeCode(sheet, paper, { x: inner.x, y: inner.y, side });
  const below: Box = { ...inner, y: inner.y + side + 4 * MM, height: inner.height - side - 4 * MM };
  const name = 5.5 * MM;
  const writing = { colour: paper.onFrame, align: 'center' } as const;
  writeInto(
    sheet,
    { ...below, height: below.height - name },
    { ...writing, text: paper.sentence, face: 'strong', largest: 17, smallest: 8, stand: 'middle' },
  );
  writeInto(
    sheet,
    { ...below, y: below.y + below.height - name, height: name },
    { ...writing, text: paper.name, face: 'plain', largest: 10, smallest: 6, stand: 'bottom' },
  );
  return sheet;
}

const MARK = 5 * MM;
const INK_OF_MARKS = '#808080';

/** Short lines beyond the corners, where scissors go. */
function cutMarks(sheet: Sheet, { x, y, width, height }: Box): void {
  const gap = BLEED + 1 * MM;
  sheet.lineWidth(0.5).undash();
  for (const [cx, sx] of [
    [x, -1],
    [x + width, 1],
  ] as const) {
    for (const [cy, sy] of [
      [y, -1],
      [y + height, 1],
    ] as const) {
      sheet
        .moveTo(cx + sx * gap, cy)
        .lineTo(cx + sx * (gap + MARK), cy)
        .stroke(INK_OF_MARKS);
      sheet
        .moveTo(cx, cy + sy * gap)
        .lineTo(cx, cy + sy * (gap + MARK))
        .stroke(INK_OF_MARKS);
    }
  }
}

function foldMarks(sheet: Sheet, { x, width }: Box, y: number): void {
  const gap = BLEED + 1 * MM;
  sheet.lineWidth(0.75).dash(3, { space: 2 });
  sheet
    .moveTo(x - gap - 2 * MARK, y)
    .lineTo(x - gap, y)
    .stroke(INK_OF_MARKS);
  sheet
    .moveTo(x + width + gap, y)
    .lineTo(x + width + gap + 2 * MARK, y)
    .stroke(INK_OF_MARKS);
  sheet.undash();
}

function inset({ x, y, width, height }: Box, by: number): Box {
  return { x: x + by, y: y + by, width: width - 2 * by, height: height - 2 * by };
}
