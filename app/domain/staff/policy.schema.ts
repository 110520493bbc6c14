import { z } from 'zod';
import { pointsSchema } from '../values.schema.ts';
import { DEFAULT_POLICY, GRANTABLE_RIGHTS, type StaffPolicy } from './rights.ts';

const roleRightsSchema = z.strictObject({
  // A right that is unknown here was taken away by a later version of the app: it is dropped, not a reason to lock everybody out.
  rights: z
    .array(z.string().max(64))
    .max(100)
    .transform((rights) => GRANTABLE_RIGHTS.filter((right) => rights.includes(right))),
  perAction: pointsSchema.nullable(),
  perDay: pointsSchema.nullable(),
});

/** What an owner decided about everybody else, as it is kept and sent. */
export const staffPolicySchema = z.strictObject({
  newcomers: z.enum(['manager', 'counter', 'none']),
  roles: z.strictObject({ manager: roleRightsSchema, counter: roleRightsSchema }),
});

/** A kept policy; the defaults where there is none. Throws for one that nobody of this app can have written. */
export function readPolicy(kept: unknown): StaffPolicy {
  return kept === null || kept === undefined ? DEFAULT_POLICY : staffPolicySchema.parse(kept);
}
