import type { QrDesign, QrFile, QrFileRefusal } from '#app/contracts/qr-design.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { inkOn } from '../program/unit-text.ts';
import { codeSvg } from './code-svg.ts';
import { drawCode } from './draw-code.ts';
import { codePng, dataAddress, readLogo } from './picture.server.ts';
import { poster, sticker, tableTent } from './prints.server.ts';
import { closeSheet, missingSigns, type Paper, type Sheet } from './sheet.server.ts';

const PIXELS = 1024;

export interface QrFileWish {
  readonly design: QrDesign;
  /** What the code says. */
  readonly address: string;
  /** What people read beside it. */
  readonly domain: string;
  readonly name: string;
  readonly locale: string;
}

export interface MadeFile {
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly type: string;
}

/** Makes one of the files of a design. Refuses a logo that is no picture, and words that the typeface cannot write. */
export async function makeQrFile(file: QrFile, wish: QrFileWish): Promise<Result<MadeFile, QrFileRefusal>> {
  const { design, address, domain, name, locale } = wish;
  const picture = design.logo === null ? null : readLogo(design.logo, design.ground);
  if (design.logo !== null && picture === null) return refused({ reason: 'logo' });
  const logo = picture === null ? null : dataAddress(picture);
  const drawing = drawCode(address, { ...design, hasLogo: logo !== null });
  if (file === 'qr-code.svg') return accepted({ body: codeSvg(drawing, { logo, pixels: PIXELS }), type: 'image/svg+xml' });
  if (file === 'qr-code.png') return accepted({ body: codePng(drawing, { logo: picture, pixels: PIXELS }), type: 'image/png' });
  const { frame, sentence } = design;
  const sheet = print(file, { drawing, logo, frame, onFrame: inkOn(frame), name, sentence, domain, locale }, design.paper);
  const signs = missingSigns(sheet, `${name}${sentence}`);
  const body = await closeSheet(sheet);
  return signs.length > 0 ? refused({ reason: 'signs', signs }) : accepted({ body, type: 'application/pdf' });
}

function print(file: Exclude<QrFile, 'qr-code.svg' | 'qr-code.png'>, paper: Paper, size: QrDesign['paper']): Sheet {
  switch (file) {
    case 'poster.pdf':
      return poster(paper, size);
    case 'table-tent.pdf':
      return tableTent(paper, size);
    case 'sticker.pdf':
      return sticker(paper);
  }
}
