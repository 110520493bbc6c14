import type { PictureType } from './picture.ts';

const ENDINGS: Readonly<Record<PictureType, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

/** Where an uploaded picture is found below the app's address, as program documents name it: its content never changes under this name. */
export function picturePath(programId: string, { hash, type }: { readonly hash: string; readonly type: PictureType }): string {
  return `/pictures/${programId}/${hash}.${ENDINGS[type]}`;
}

/** The address by which the pages of a shop find a picture of a document. Pictures that lie elsewhere keep theirs. */
export function pictureAddress(appUrl: string, picture: string | null): string | null {
  return picture?.startsWith('/') ? `${appUrl}${picture}` : picture;
}
