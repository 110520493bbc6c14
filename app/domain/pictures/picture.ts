import type { Result } from '../result.ts';

export type PictureType = 'image/png' | 'image/jpeg' | 'image/webp';

/** A picture that holds its pixels and nothing else. */
export interface CleanPicture {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Why bytes are not taken as a picture. `not-a-picture`: neither PNG, JPEG nor WebP, whatever the name of the file says. `broken`: it begins like one and does not hold
 * together. `moving`: an animation. `too-many-pixels`: above 2,400 a side.
 */
export type PictureProblem = 'not-a-picture' | 'broken' | 'moving' | 'too-many-pixels';

export type Cleaned = Result<CleanPicture, PictureProblem>;
