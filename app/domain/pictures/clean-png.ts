import { accepted, refused } from '../result.ts';
import { joined, startsWith, textOf, viewOf } from './bytes.ts';
import type { Cleaned } from './picture.ts';

const SIGNATURE = '\u0089PNG\r\n\u001a\n';
/** What draws the picture: its size, palette, transparency, colours as they are meant, pixels, end. */
const DRAWING: readonly string[] = ['IHDR', 'PLTE', 'tRNS', 'sRGB', 'gAMA', 'cHRM', 'IDAT', 'IEND'];
/** Length, name and checksum of a chunk. */
const AROUND = 12;
const HEADER_LENGTH = 13;

export function isPng(bytes: Uint8Array): boolean {
  return startsWith(bytes, SIGNATURE);
}

/** A PNG with the chunks that draw it; of a moving one the first picture. */
export function cleanPng(bytes: Uint8Array): Cleaned {
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [bytes.subarray(0, SIGNATURE.length)];
  let size: { readonly width: number; readonly height: number } | null = null;
  let hasPixels = false;
  for (let at = SIGNATURE.length; at + AROUND <= bytes.length;) {
    const length = view.getUint32(at);
    const name = textOf(bytes, at + 4, 4);
    const end = at + AROUND + length;
    if (end > bytes.length || view.getUint32(end - 4) !== checksum(bytes.subarray(at + 4, end - 4))) return refused('broken');
    if ((name === 'IHDR') !== (size === null)) return refused('broken');
    if (name === 'IHDR') {
      if (length !== HEADER_LENGTH) return refused('broken');
      size = { width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    }
    hasPixels ||= name === 'IDAT';
    if (DRAWING.includes(name)) kept.push(bytes.subarray(at, end));
    // An unknown chunk that the picture cannot be drawn without begins with a capital.
    else if (name.charAt(0) <= 'Z') return refused('broken');
    if (name === 'IEND')
      return size !== null && hasPixels ? accepted({ type: 'image/png', ...size, bytes: joined(kept) }) : refused('broken');
    at = end;
  }
  return refused('broken');
}

const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32, as every chunk has it. */
function checksum(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (TABLE[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
