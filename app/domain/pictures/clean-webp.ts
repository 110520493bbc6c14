import { accepted, refused } from '../result.ts';
import { joined, startsWith, textOf, viewOf } from './bytes.ts';
import type { Cleaned } from './picture.ts';

/** "RIFF", a length, "WEBP". */
const HEADER = 12;
/** Name and length of a chunk. */
const CHUNK = 8;
const ANIMATED = 0x02;
const HAS_ALPHA = 0x10;

export function isWebp(bytes: Uint8Array): boolean {
  return startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8);
}

interface Chunk {
  readonly name: string;
  /** Without its name and length. */
  readonly data: Uint8Array;
}

/** A WebP with its pixels and their transparency. Animations are refused. */
export function cleanWebp(bytes: Uint8Array): Cleaned {
  const chunks = chunksOf(bytes);
  if (chunks === null) return refused('broken');
  const pixels = chunks.find(({ name }) => name === 'VP8 ' || name === 'VP8L');
  const extended = chunks.find(({ name }) => name === 'VP8X');
  if (chunks.some(({ name }) => name === 'ANIM' || name === 'ANMF') || ((extended?.data[0] ?? 0) & ANIMATED) !== 0)
    return refused('moving');
  const size = pixels === undefined ? null : pixels.name === 'VP8L' ? losslessSize(pixels.data) : lossySize(pixels.data);
  if (pixels === undefined || size === null) return refused('broken');
  const alpha = pixels.name === 'VP8 ' ? chunks.find(({ name }) => name === 'ALPH') : undefined;
  const parts = alpha === undefined ? [pixels] : [{ name: 'VP8X', data: extendedHeader(size) }, alpha, pixels];
  return accepted({ type: 'image/webp', ...size, bytes: written(parts) });
}

function chunksOf(bytes: Uint8Array): Chunk[] | null {
  const view = viewOf(bytes);
  if (bytes.length < HEADER) return null;
  const end = CHUNK + view.getUint32(4, true);
  if (end > bytes.length) return null;
  const chunks: Chunk[] = [];
  for (let at = HEADER; at + CHUNK <= end;) {
    const length = view.getUint32(at + 4, true);
    const data = at + CHUNK;
    if (data + length > end) return null;
    chunks.push({ name: textOf(bytes, at, 4), data: bytes.subarray(data, data + length) });
    at = data + length + (length % 2);
  }
  return chunks;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A key frame has its start code and 14 bits a side after its three bytes. */
function lossySize(data: Uint8Array): Size | null {
  if (data.length < 10 || ((data[0] ?? 1) & 1) !== 0 || !startsWith(data, '\u009d\u0001\u002a', 3)) return null;
  const view = viewOf(data);
  return { width: view.getUint16(6, true) & 0x3fff, height: view.getUint16(8, true) & 0x3fff };
}

/** 14 bits a side, less one each, after the signature 0x2f. */
function losslessSize(data: Uint8Array): Size | null {
  if (data.length < 5 || data[0] !== 0x2f) return null;
  const bits = viewOf(data).getUint32(1, true);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

function extendedHeader({ width, height }: Size): Uint8Array {
  const data = new Uint8Array(10);
  const put = (at: number, value: number) => {
    data[at] = value & 0xff;
    data[at + 1] = (value >>> 8) & 0xff;
    data[at + 2] = (value >>> 16) & 0xff;
  };
  data[0] = HAS_ALPHA;
  put(4, width - 1);
  put(7, height - 1);
  return data;
}

function written(chunks: readonly Chunk[]): Uint8Array<ArrayBuffer> {
  const body = chunks.flatMap(({ name, data }) => [headed(name, data.length), data, ...(data.length % 2 === 0 ? [] : [new Uint8Array(1)])]);
  const length = body.reduce((sum, piece) => sum + piece.length, 4);
  return joined([headed('RIFF', length), letters('WEBP'), ...body]);
}

function headed(name: string, length: number): Uint8Array {
  const header = new Uint8Array(CHUNK);
  header.set(letters(name));
  viewOf(header).setUint32(4, length, true);
  return header;
}

function letters(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
