import { accepted, refused } from '../result.ts';
import { joined, startsWith, viewOf } from './bytes.ts';
import type { Cleaned } from './picture.ts';

const START = [0xff, 0xd8];
const END = 0xd9;
const SCAN = 0xda;
const TABLES: readonly number[] = [0xdb, 0xc4, 0xdd];
/** Frames that every browser draws: baseline, extended, progressive. */
const FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
const ADOBE = 0xee;
const COMMENT = 0xfe;

export function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === START[0] && bytes[1] === START[1] && bytes[2] === 0xff;
}

/**
 * A JPEG with its tables, its frame and its scans. Notes of cameras and programs go, the one about turning it as well: our pages turn a picture before they send it.
 */
export function cleanJpeg(bytes: Uint8Array): Cleaned {
  const view = viewOf(bytes);
  const kept: Uint8Array[] = [Uint8Array.from(START)];
  let size: { readonly width: number; readonly height: number } | null = null;
  let hasScan = false;
  for (let at = 2; at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) return refused('broken');
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) at += 1;
    else if (marker === END) {
      if (size === null || !hasScan) return refused('broken');
      return accepted({ type: 'image/jpeg', ...size, bytes: joined([...kept, bytes.subarray(at, at + 2)]) });
    } else {
      const end = at + 4 <= bytes.length ? at + 2 + view.getUint16(at + 2) : bytes.length + 1;
      if (end > bytes.length || end < at + 4) return refused('broken');
      const isFrame = FRAMES.includes(marker);
      if (isFrame) {
        if (size !== null || end < at + 11) return refused('broken');
        size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
      } else if (!isKnown(marker)) return refused('broken');
      // How the colours are meant, in twelve bytes: without it some pictures turn green.
      const saysColours = marker === ADOBE && startsWith(bytes, 'Adobe', at + 4) && end === at + 16;
      const next = marker === SCAN ? endOfScan(bytes, end) : end;
      if (isFrame || marker === SCAN || TABLES.includes(marker) || saysColours) kept.push(bytes.subarray(at, next));
      hasScan ||= marker === SCAN;
      at = next;
    }
  }
  return refused('broken');
}

function isKnown(marker: number): boolean {
  return marker === SCAN || marker === COMMENT || TABLES.includes(marker) || (marker >= 0xe0 && marker <= 0xef);
}

/** Pixels run until a marker that is neither a written-out 0xff nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
