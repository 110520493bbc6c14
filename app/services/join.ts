import type { Instant } from '#app/domain/instant.ts';
import { POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import { expiresAt } from '#app/domain/expiry/expires-at.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { type MemberRecord, lockMembers, markJoined, resolveOwners } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { wasWelcomedBefore } from '#app/store/privacy.ts';
import { insertAudit } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import { reviewErrand } from './review-members.ts';
import type { RedeemRefusal, StoreAddress } from './services.ts';

type Joined = Result<{ readonly memberId: string }, RedeemRefusal>;

/**
 * A logged-in customer joins (the Join button, or the first proved login). What the guest earned before is theirs from now on.
 * Refusals: `blocked`, `left` (who left comes back only through staff). Repeating it changes nothing.
 */
export async function join(
  desk: Desk,
  input: { readonly address: StoreAddress; readonly customerId: string; readonly via: string },
): Promise<Joined> {
  const { address, customerId, via } = input;
  const [rulebook, now] = await Promise.all([desk.library.open(address.programId), desk.database.now()]);
  const live = rulebook.liveAt(now);
  const program = live && (await rulebook.program(live.no));
  const joined = await desk.database.transaction(async (client): Promise<Joined> => {
    const [memberId] = await resolveOwners(client, address, [
      { customerId, email: null, emailHash: null, firstName: null, lastName: null },
    ]);
    const member = memberId ? (await lockMembers(client, address.programId, [memberId])).get(memberId) : undefined;
    if (!member) throw new Error('a customer that was just resolved has no member');
    if (member.state === 'blocked') return refused({ reason: 'blocked', message: 'This account cannot join. Please ask the shop.' });
    if (member.state === 'left' || member.state === 'erased')
      return refused({ reason: 'left', message: 'This account has left the program. Please ask the shop to bring it back.' });
    if (member.state === 'guest') await admit(client, address, { member, via, now, program, versionNo: live?.no ?? null });
    return accepted({ memberId: member.memberId });
  });
  if (joined.ok) desk.wake('relay-store', address);
  return joined;
}

interface Admission {
  readonly member: MemberRecord;
  readonly via: string;
  readonly now: Instant;
  readonly program: Program | null;
  readonly versionNo: number | null;
}

async function admit(client: Queryable, address: StoreAddress, admission: Admission): Promise<void> {
  const { member, via, now, program, versionNo } = admission;
  const { memberId } = member;
  await markJoined(client, address.programId, { memberId, at: now, via });
  await insertAudit(client, address.programId, {
    actorKind: 'member',
    actorId: memberId,
    action: 'joined',
    subject: memberId,
    details: { via },
  });
  const welcome = program?.joining.welcome.points ?? null;
  // Once-only: who was erased and comes back with the same address has had it (rules, 8).
  if (program && welcome !== null && !(await wasWelcomedBefore(client, address.programId, memberId)))
    await postDrafts(client, address.programId, [
      welcomeDraft(memberId, { points: welcome, program, versionNo, now, storeId: address.storeId }),
    ]);
  await addErrands(client, address.programId, [publishErrand(address.storeId, memberId), reviewErrand(address.storeId, memberId)]);
}

/** Welcome points, once per member: the business key says so. */
function welcomeDraft(
  memberId: string,
  facts: {
    readonly points: number;
    readonly program: Program;
    readonly versionNo: number | null;
    readonly now: Instant;
    readonly storeId: string;
  },
): PostingDraft {
  const { points, program, now } = facts;
  return {
    businessKey: `welcome:${memberId}`,
    kind: 'bonus',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: 'welcome',
    note: null,
    storeId: facts.storeId,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: facts.versionNo,
    occurredAt: now,
    moves: [
      {
        kind: 'issue',
        unit: POINTS,
        points,
        from: 'issued',
        to: 'available',
        source: `welcome:${memberId}`,
        earnedAt: now,
        availableAt: now,
        expiresAt: expiresAt(program.expiry, now, program.timeZone),
      },
    ],
    because: ['Welcome to the program.'],
  };
}
