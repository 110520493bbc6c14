import { readPolicy } from '#app/domain/staff/policy.schema.ts';
import { mayDo, type Right, type StaffStanding, standingOf } from '#app/domain/staff/rights.ts';
import { insertAuditOnce } from '#app/store/programs.ts';
import { lookAtStaff, noteStaff, type StaffLook, type StaffVisitor } from '#app/store/staff-members.ts';
import type { Desk } from '../desk.ts';
import type { NotAllowed, StaffGreeting } from './staff-desk.ts';

/** So exactly is it known when somebody was here last. */
const SEEN_STEP_MS = 10 * 60_000;
const NEVER_SEEN = { role: null, ownsStore: false } as const;

/**
 * Takes note of somebody whom a platform let in, and says what they may do. Asked with each request: one question to the database, and a note only where something
 * changed or some minutes went by.
 */
export async function greetStaff(desk: Desk, visitor: StaffVisitor): Promise<StaffGreeting> {
  const { programId, staffId } = visitor;
  const { pool } = desk.database;
  let look = await lookAtStaff(pool, programId, staffId);
  if (isNews(look, visitor)) {
    if (look.person === null)
      await insertAuditOnce(pool, programId, {
        actorKind: 'staff',
        actorId: staffId,
        action: 'staff-first-seen',
        subject: staffId,
        details: {},
      });
    await noteStaff(pool, visitor);
    look = await lookAtStaff(pool, programId, staffId);
  }
  const { person, policy } = look;
  return { ...standingOf(person ?? NEVER_SEEN, readPolicy(policy)), name: person?.name ?? visitor.name, locale: person?.locale ?? null };
}

function isNews({ person, now }: StaffLook, { storeId, name, email, ownsStore }: StaffVisitor): boolean {
  if (person === null || now - person.seenAt >= SEEN_STEP_MS) return true;
  if ((name !== null && name !== person.name) || (email !== null && email !== person.email)) return true;
  // An owner of one store who visits another one stays what they are.
  if (person.ownsStore && person.storeId !== storeId && ownsStore !== true) return false;
  return person.storeId !== storeId || (ownsStore !== null && ownsStore !== person.ownsStore);
}

/** What somebody may do at this moment; null: it is no person of a platform but an operator's command, a schedule or a site itself. */
export async function readStanding(
  desk: Desk,
  { programId, staffId }: { readonly programId: string; readonly staffId: string },
): Promise<StaffStanding | null> {
  if (!isPerson(staffId)) return null;
  const { person, policy } = await lookAtStaff(desk.database.pool, programId, staffId);
  return standingOf(person ?? NEVER_SEEN, readPolicy(policy));
}

/** "shopify:4201" and "woocommerce:<store>:wp:7" are people; "woocommerce:<store>" is a site, "command-line" an operator. */
function isPerson(staffId: string): boolean {
  return staffId.startsWith('shopify:') || /^woocommerce:[^:]*:wp:/.test(staffId);
}

export const NOT_ALLOWED: NotAllowed = {
  reason: 'not-allowed',
  message: 'Your role does not allow this. An owner of the program can do it, or give you the right to.',
};

/** The refusal for an act, read from the database at this moment; null: they may. */
export async function whyNot(
  desk: Desk,
  act: { readonly programId: string; readonly staffId: string; readonly right: Right },
): Promise<NotAllowed | null> {
  const standing = await readStanding(desk, act);
  return standing === null || mayDo(standing, act.right) ? null : NOT_ALLOWED;
}

/** What a door must never let happen: it asks what its visitor may do before it calls. Caught nowhere but at the last resort. */
export class NotAllowedError extends Error {
  constructor(right: Right) {
    super(`the right "${right}" is missing`);
    this.name = 'NotAllowedError';
  }
}
