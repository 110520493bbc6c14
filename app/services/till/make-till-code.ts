import { randomInt } from 'node:crypto';
import type { TillCodeView } from '#app/contracts/extensions.ts';
import { hasTill } from '#app/domain/decisions/till-code.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { saveTillCode } from '#app/store/till-codes.ts';
import type { Desk } from '../desk.ts';
import type { RedeemRefusal, StoreAddress } from '../services.ts';
import { openPage } from '../storefront/open-page.ts';

const LASTS_MS = 5 * 60_000;
/** Five guesses at a million codes, and then a new code that only the member can make. */
const TRIES = 5;

/**
 * Makes the six digits that a signed-in member shows at the till: proof that the member wants staff to redeem for them (rules, 8). They last five minutes and
 * prove one redemption; a new code ends the one before. Refusals: `no-till` where the store has none, or nothing that it could take; `program-paused`;
 * `join_first`, `blocked`, `left`.
 */
export async function makeTillCode(
  desk: Desk,
  input: { readonly address: StoreAddress; readonly customerId: string },
): Promise<Result<TillCodeView, RedeemRefusal>> {
  const { programId } = input.address;
  const page = await openPage(desk, input);
  if (page === null || !hasTill(page.program, page.store))
    return refused({ reason: 'no-till', message: 'This store has no till to show a code at.' });
  if (page.state !== 'live')
    return refused({ reason: 'program-paused', message: 'Rewards are resting at the moment. Your points are safe.' });
  const { member, now } = page;
  if (member === null || member.state === 'guest')
    return refused({ reason: 'join_first', message: 'Join the program first; it takes one tap.' });
  if (member.state === 'blocked') return refused({ reason: 'blocked', message: 'This account is paused. Please ask the shop.' });
  if (member.state !== 'member')
    return refused({ reason: 'left', message: 'This account has left the program. Please ask the shop to bring it back.' });
  const { memberId } = member;
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  const expiresAt = now + LASTS_MS;
  await saveTillCode(desk.database.pool, programId, {
    memberId,
    sealed: desk.secrets.seal(code, tillCodeOwner(programId, memberId)),
    expiresAt,
    tries: TRIES,
  });
  return accepted({ code, expiresAt: instantToIso(expiresAt) });
}

/** What a till code is sealed for: it opens for this member and nobody else. */
export function tillCodeOwner(programId: string, memberId: string): string {
  return `till_code:${programId}:${memberId}:sealed`;
}
