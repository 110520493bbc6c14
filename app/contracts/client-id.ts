import { z } from 'zod';

/** True for an id that a client may have made (a UUID): ids that come from outside reach no query before. */
export function isClientId(text: string): boolean {
  return z.uuid().safeParse(text).success;
}
