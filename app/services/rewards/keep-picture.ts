import { createHash } from 'node:crypto';
import { cleanPicture } from '#app/domain/pictures/clean-picture.ts';
import { picturePath } from '#app/domain/pictures/picture-address.ts';
import type { PictureProblem } from '#app/domain/pictures/picture.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { countPictures, deleteUnusedPictures, insertPicture } from '#app/store/pictures.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from '../desk.ts';
import type { KeptPictureView } from './reward-desk.ts';

/** A program has a few dozen rewards; more pictures than this are tries that nobody uses. */
const MOST_PICTURES = 500;
const HASH_DIGITS = 32;

/**
 * Keeps an uploaded picture, cleaned of everything but its pixels, under its content's name. Refusals: what is wrong with it, or `too-many`: the program has as many
 * pictures as it may, and all are in use.
 */
export async function keepPicture(
  desk: Desk,
  { programId, staffId, bytes }: { readonly programId: string; readonly staffId: string; readonly bytes: Uint8Array },
): Promise<Result<KeptPictureView, PictureProblem | 'too-many'>> {
  const cleaned = cleanPicture(bytes);
  if (!cleaned.ok) return cleaned;
  const picture = cleaned.value;
  const { type, width, height } = picture;
  const hash = createHash('sha256').update(picture.bytes).digest('hex').slice(0, HASH_DIGITS);
  const kept = await desk.database.transaction(async (client) => {
    if ((await countPictures(client, programId)) >= MOST_PICTURES && (await deleteUnusedPictures(client, programId)) === 0) return false;
    await insertPicture(client, programId, { hash, picture, uploadedBy: staffId });
    await insertAudit(client, programId, {
      ...{ actorKind: 'staff', actorId: staffId, action: 'picture-uploaded', subject: hash },
      details: { type, width, height, bytes: picture.bytes.length },
    });
    return true;
  });
  return kept ? accepted({ path: picturePath(programId, { hash, type }), width, height }) : refused('too-many');
}
