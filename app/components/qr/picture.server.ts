import { decode, encode } from 'fast-png';
import { LOGO_PREFIX } from '#app/contracts/qr-design.ts';
import type { CodeDrawing } from './draw-code.ts';
import { blank, type Picture, putInto, rasterCode, scaled } from './raster.ts';

/** The header of a PNG up to its width and height. */
const HEADER = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
/** A logo of more pixels would take memory for nothing. */
const MOST_PIXELS = 600;
const CLEAN_PIXELS = 360;

/** A code as a PNG of so many pixels a side. */
export function codePng(
  drawing: CodeDrawing,
  { pixels, logo }: { readonly pixels: number; readonly logo: Picture | null },
): Uint8Array<ArrayBuffer> {
  return pngOf(rasterCode(drawing, { pixels, logo }));
}

/** A picture as a PNG. */
export function pngOf({ width, height, data }: Picture): Uint8Array<ArrayBuffer> {
  return new Uint8Array(encode({ width, height, data, channels: 4, depth: 8 }));
}

/**
 * The logo as a picture of ours, on the ground of the code: what the browser sent goes into no file as it is, because a broken picture would break whoever reads it.
 * Null: it is no PNG as browsers make them (RGBA, 8 bits), of at most 600 pixels a side.
 */
export function readLogo(logo: string, ground: string): Picture | null {
  const bytes = Buffer.from(logo.slice(LOGO_PREFIX.length), 'base64');
  if (bytes.length < 33 || !bytes.subarray(0, HEADER.length).equals(HEADER)) return null;
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0 || width > MOST_PIXELS || height > MOST_PIXELS) return null;
  try {
    const { data, channels, depth } = decode(bytes, { checkCrc: true });
    if (channels !== 4 || depth !== 8) return null;
    const square = blank(CLEAN_PIXELS, CLEAN_PIXELS, ground);
    putInto(square, scaled({ width, height, data: new Uint8Array(data) }, CLEAN_PIXELS), { x: 0, y: 0, side: CLEAN_PIXELS });
    return square;
  } catch {
    // The library throws at whatever is not as it should be.
    return null;
  }
}

/** A picture as a data address. */
export function dataAddress(picture: Picture): string {
  return LOGO_PREFIX + Buffer.from(pngOf(picture)).toString('base64');
}
