import type { HandoverRefusalView, HandoverTicket } from '#app/contracts/handover.ts';
import { type Handover, decideHandOver, decideTakeBack, readPickupCode } from '#app/domain/decisions/hand-over.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { type Result, accepted, invariant, refused } from '#app/domain/result.ts';
import type { Queryable } from '#app/store/database.ts';
import { findRedemptionByCode } from '#app/store/handovers.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { type MemberRecord, lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit } from '#app/store/programs.ts';
import { type RedemptionRecord, changeRedemption, lockRedemption, readRedemption } from '#app/store/redemptions.ts';
import type { Desk } from '../desk.ts';
import { forfeitAfterErasure, makeRoom } from '../end-redemption.ts';
import { publishErrand } from '../publish-members.ts';
import type { HandOverInput } from './handover-desk.ts';
import { readTicket } from './read-handover.ts';

type Outcome = Result<HandoverTicket, HandoverRefusalView>;

const UNKNOWN: HandoverRefusalView = {
  reason: 'unknown-code',
  message: 'There is no such code. Look at it again, or find it in the list.',
};

interface Opened {
  readonly client: Queryable;
  readonly redemption: RedemptionRecord;
  readonly member: MemberRecord | null;
  readonly program: Program;
  readonly now: Instant;
}

/**
 * The shop's people give the member what was redeemed: the held points are spent, once, whoever presses at the same time. No platform is asked. Refusals:
 * `unknown-code`, `not-by-hand`, `handed-over`, `ended`.
 */
export function handOver(desk: Desk, input: HandOverInput): Promise<Outcome> {
  return atCounter(desk, input, async ({ client, redemption, now }) => {
    const { staffId, locationId = null } = input;
    const decided = decideHandOver({ redemption, staffId, locationId, now });
    if (!decided.ok) return decided;
    await write(client, input, { redemption, decided: decided.value, extra: { handedOverAt: now, handedOverBy: staffId } });
    await note(client, input, { redemption, action: 'reward-handed-over', reason: null });
    return accepted(undefined);
  });
}

/**
 * Corrects a handover within 15 minutes, with a reason: its points go back to the member, the piece to the stock; a gift waits again. Refusals: `unknown-code`,
 * `not-handed-over`, `too-late`, `no-reason`.
 */
export function takeBack(desk: Desk, input: HandOverInput & { readonly reason: string }): Promise<Outcome> {
  return atCounter(desk, input, async ({ client, redemption, member, program, now }) => {
    const { staffId, locationId = null, reason } = input;
    const { handedOverAt } = redemption;
    const decided = decideTakeBack({ redemption, handedOverAt, reason, staffId, locationId, program, now });
    if (!decided.ok) return decided;
    const isOver = decided.value.change.state === 'released';
    const forfeits = isOver && member?.state === 'erased' && decided.value.posting !== null;
    // An ended one stays a handover that was corrected; a gift that waits again has not been handed over.
    const extra = isOver ? { fromStock: false } : { handedOverAt: null, handedOverBy: null };
    await write(client, input, { redemption, decided: decided.value, extra });
    if (forfeits) await postDrafts(client, input.programId, [forfeitAfterErasure(redemption, now)]);
    if (isOver) await makeRoom(client, input.programId, { redemption, timeZone: program.timeZone });
    await note(client, input, { redemption, action: 'handover-taken-back', reason: reason.trim() });
    return accepted(undefined);
  });
}

/** Finds what is meant, takes the locks in the order that everybody takes them, and answers the ticket as it stands afterwards. */
async function atCounter(
  desk: Desk,
  { programId, which }: HandOverInput,
  act: (opened: Opened) => Promise<Result<undefined, HandoverRefusalView>>,
): Promise<Outcome> {
  const { pool } = desk.database;
  const redemptionId = 'code' in which ? await findRedemptionByCode(pool, programId, readPickupCode(which.code)) : which.redemptionId;
  const seen = redemptionId === null ? null : await readRedemption(pool, programId, redemptionId);
  if (!seen) return refused(UNKNOWN);
  const [rulebook, now] = await Promise.all([desk.library.open(programId), desk.database.now()]);
  const program = await rulebook.program(seen.versionNo);
  const outcome = await desk.database.transaction(async (client) => {
    const members = await lockMembers(client, programId, [seen.memberId]);
    const redemption = await lockRedemption(client, programId, seen.redemptionId);
    if (!redemption) return refused(UNKNOWN);
    return act({ client, redemption, member: members.get(redemption.memberId) ?? null, program, now });
  });
  if (!outcome.ok) return outcome;
  desk.wake('relay-store', { programId, storeId: seen.storeId });
  const ticket = await readTicket(desk, programId, seen.redemptionId);
  invariant(ticket, 'a redemption that was just written is there');
  return accepted(ticket);
}

async function write(
  client: Queryable,
  { programId }: HandOverInput,
  step: {
    readonly redemption: RedemptionRecord;
    readonly decided: Handover;
    readonly extra: Partial<Pick<RedemptionRecord, 'fromStock' | 'handedOverAt' | 'handedOverBy'>>;
  },
): Promise<void> {
  const { redemption, decided, extra } = step;
  if (decided.posting) {
    const [outcome] = await postDrafts(client, programId, [decided.posting]);
    invariant(outcome?.status === 'posted', `what redemption ${redemption.redemptionId} holds can be moved once`);
  }
  const changed = await changeRedemption(client, programId, { was: redemption, change: { ...decided.change, ...extra } });
  invariant(changed, 'a redemption under lock is as it was read');
  await addErrands(client, programId, [publishErrand(redemption.storeId, redemption.memberId)]);
}

function note(
  client: Queryable,
  { programId, staffId, locationId }: HandOverInput,
  deed: { readonly redemption: RedemptionRecord; readonly action: string; readonly reason: string | null },
): Promise<void> {
  const { redemptionId, rewardId, memberId, reward, points } = deed.redemption;
  return insertAudit(client, programId, {
    actorKind: 'staff',
    actorId: staffId,
    action: deed.action,
    subject: memberId,
    details: {
      redemptionId,
      rewardId,
      reward: reward.name,
      points,
      locationId: locationId ?? null,
      ...(deed.reason === null ? {} : { reason: deed.reason }),
    },
  });
}
