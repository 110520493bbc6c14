import { refused } from '../result.ts';
import { cleanJpeg, isJpeg } from './clean-jpeg.ts';
import { cleanPng, isPng } from './clean-png.ts';
import { cleanWebp, isWebp } from './clean-webp.ts';
import type { Cleaned, PictureProblem } from './picture.ts';

export const MOST_PIXELS_A_SIDE = 2_400;

/**
 * Reads a picture by its bytes and writes it anew from the parts that draw it. What else a file carries (places where a photo was taken, previews, comments,
 * anything after its end) is left out, so that nothing but pixels is ever handed on. The pixels themselves are not decoded.
 */
export function cleanPicture(bytes: Uint8Array): Cleaned {
  const cleaned = isPng(bytes)
    ? cleanPng(bytes)
    : isJpeg(bytes)
      ? cleanJpeg(bytes)
      : isWebp(bytes)
        ? cleanWebp(bytes)
        : refused<PictureProblem>('not-a-picture');
  if (!cleaned.ok) return cleaned;
  const { width, height } = cleaned.value;
  if (width === 0 || height === 0) return refused('broken');
  return Math.max(width, height) > MOST_PIXELS_A_SIDE ? refused('too-many-pixels') : cleaned;
}
