import { type Result, accepted, refused } from '#app/domain/result.ts';
import { lockMembers, markJoined, resolveOwners } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import type { RedeemRefusal, StoreAddress } from './services.ts';

/**
 * A logged-in customer joins (the Join button, or the first proved login). What the guest earned before is theirs from now on.
 * Refusals: `blocked`, `left` (who left comes back only through staff). Repeating it changes nothing.
 */
export async function join(desk: Desk, input: { readonly address: StoreAddress; readonly customerId: string; readonly via: string }): Promise<Result<{ readonly memberId: string }, RedeemRefusal>> {
  const { address, customerId, via } = input;
  const now = await desk.database.now();
  const joined = await desk.database.transaction(async (client): Promise<Result<{ readonly memberId: string }, RedeemRefusal>> => {
    const [memberId] = await resolveOwners(client, address, [{ customerId, email: null, emailHash: null, firstName: null, lastName: null }]);
    const member = memberId ? (await lockMembers(client, address.programId, [memberId])).get(memberId) : undefined;
    if (!member) throw new Error('a customer that was just resolved has no member');
    if (member.state === 'blocked') return refused({ reason: 'blocked', message: 'This account cannot join. Please ask the shop.' });
    if (member.state === 'left' || member.state === 'erased') return refused({ reason: 'left', message: 'This account has left the program. Please ask the shop to bring it back.' });
    if (member.state === 'guest') {
      await markJoined(client, address.programId, { memberId: member.memberId, at: now, via });
      await insertAudit(client, address.programId, { actorKind: 'member', actorId: member.memberId, action: 'joined', subject: member.memberId, details: { via } });
      await addErrands(client, address.programId, [publishErrand(address.storeId, member.memberId), { storeId: address.storeId, kind: 'review-member', key: `review:${member.memberId}`, payload: { memberId: member.memberId } }]);
    }
    return accepted({ memberId: member.memberId });
  });
  if (joined.ok) desk.wake('relay-store', address);
  return joined;
}
