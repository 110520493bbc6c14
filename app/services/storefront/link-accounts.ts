import type { StorefrontLinkCode } from '#app/contracts/storefront.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { insertLinkCode, takeLinkCode } from '#app/store/link-codes.ts';
import { lockMembers } from '#app/store/members.ts';
import type { Desk } from '../desk.ts';
import { join } from '../join.ts';
import { mergeMembers } from '../merge-members.ts';
import type { RedeemRefusal } from '../services.ts';
import type { SignedInShopper } from './shopper.ts';

/** Long enough to sign in at the other store. */
const OPEN_MS = 15 * 60_000;
/** 40 bits of 32 symbols that nobody mistakes for one another. */
const LENGTH = 8;

const UNKNOWN: RedeemRefusal = {
  reason: 'unknown-link-code',
  message: 'This code does not work. It may be older than 15 minutes or used already: ask for a new one at the other store.',
};
const SAME_STORE: RedeemRefusal = {
  reason: 'same-store',
  message: 'This code is from this very store. Sign in at the other store and type it in there.',
};
const ALREADY: RedeemRefusal = { reason: 'already-linked', message: 'These accounts are linked already.' };
const CANNOT: RedeemRefusal = { reason: 'cannot-link', message: 'These accounts cannot be linked. Please ask the shop.' };

/**
 * A code that proves, typed in at another store of the program, that one person is signed in at both. Who has not joined joins. It is shown once, works once and
 * for 15 minutes; an earlier one of the same account stops working. Refusals are those of joining.
 */
export async function makeLinkCode(desk: Desk, shopper: SignedInShopper): Promise<Result<StorefrontLinkCode, RedeemRefusal>> {
  const { address, customerId } = shopper;
  const joined = await join(desk, { address, customerId, via: 'link' });
  if (!joined.ok) return joined;
  const now = await desk.database.now();
  const code = desk.newCode().slice(0, LENGTH);
  const expiresAt = now + OPEN_MS;
  const codeHash = await hashOf(desk, address.programId, code);
  await desk.database.transaction((client) => insertLinkCode(client, address, { codeHash, customerId, now, expiresAt }));
  return accepted({ code: `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`, expiresAt: instantToIso(expiresAt) });
}

/**
 * Links the account that typed the code in with the one it was shown to: two members become one, the one who joined first stays. Possession of both signed-in
 * accounts is the proof; an e-mail address proves nothing (rules, 8). Who is blocked, has left or was erased is never merged. Refusals: `unknown-link-code`,
 * `same-store`, `already-linked`, `cannot-link`, and those of joining.
 */
export async function linkAccounts(
  desk: Desk,
  shopper: SignedInShopper,
  code: string,
): Promise<Result<{ readonly linked: true }, RedeemRefusal>> {
  const { address, customerId } = shopper;
  const { programId } = address;
  const now = await desk.database.now();
  const codeHash = await hashOf(desk, programId, code);
  const holder = await desk.database.transaction((client) => takeLinkCode(client, programId, { codeHash, now }));
  if (holder === null) return refused(UNKNOWN);
  if (holder.storeId === address.storeId) return refused(SAME_STORE);
  const here = await join(desk, { address, customerId, via: 'link' });
  if (!here.ok) return here;
  const other = { address: { programId, storeId: holder.storeId }, customerId: holder.customerId };
  const there = await join(desk, { ...other, via: 'link' });
  if (!there.ok) return refused({ reason: 'cannot-link', message: 'The other account cannot be linked. Please ask the shop.' });
  if (here.value.memberId === there.value.memberId) return refused(ALREADY);
  const pair = await inOrder(desk, programId, [here.value.memberId, there.value.memberId]);
  if (pair === null) return refused(CANNOT);
  const actor = { kind: 'member', id: pair.to } as const;
  const accounts = [
    { address, customerId, memberId: here.value.memberId },
    { ...other, memberId: there.value.memberId },
  ];
  // Not when one of them was blocked, erased, linked to a third one or split from somebody in this very moment.
  return (await mergeMembers(desk, address, { ...pair, reason: 'linked', actor, accounts })) ? accepted({ linked: true }) : refused(CANNOT);
}

/** Who joined first is kept. Null when one of them is no member any more. */
async function inOrder(
  desk: Desk,
  programId: string,
  memberIds: readonly [string, string],
): Promise<{ readonly from: string; readonly to: string } | null> {
  const members = [...(await desk.database.transaction((client) => lockMembers(client, programId, memberIds))).values()];
  const [first, second] = members.sort((a, b) => (a.joinedAt ?? 0) - (b.joinedAt ?? 0) || (a.memberId < b.memberId ? -1 : 1));
  if (!first || !second || first.state !== 'member' || second.state !== 'member') return null;
  return { from: second.memberId, to: first.memberId };
}

/** Keyed, so that whoever reads the table cannot try codes against it. */
function hashOf(desk: Desk, programId: string, code: string): Promise<string> {
  return desk.library.emailHash(programId, `link-code:${code}`);
}
