import type { RewardPlan } from '#app/domain/decisions/redeem.ts';
import { decideIssued } from '#app/domain/decisions/issue-value.ts';
import { endOfLocalDay, type Instant, startOfLocalDay } from '#app/domain/instant.ts';
import { invariant } from '#app/domain/result.ts';
import { isIssuedByPlatform } from '#app/domain/rewards/capture-way.ts';
import type { Queryable } from '#app/store/database.ts';
import { insertIssuedValue } from '#app/store/issued-values.ts';
import { postDrafts } from '#app/store/ledger.ts';
import type { Errand } from '#app/store/outbox.ts';
import { changeRedemption, insertRedemption, type RedemptionRecord } from '#app/store/redemptions.ts';
import { claimVoucher } from '#app/store/vouchers.ts';
import type { Desk } from '../desk.ts';

export type IssuePlan = Extract<RewardPlan, { readonly kind: 'on-issue' }>;

/** A list has no code left: thrown so that the transaction which holds the points is rolled back. */
export class NoVoucherLeftError extends Error {
  constructor() {
    super('the pool has no code left');
    this.name = 'NoVoucherLeftError';
  }
}

export interface HandOutWork {
  readonly programId: string;
  readonly redemption: RedemptionRecord;
  readonly plan: IssuePlan;
  /** The member's customer record at the redemption's store; null: none is known. */
  readonly customerId: string | null;
  readonly timeZone: string;
  readonly today: string;
  readonly now: Instant;
  /** What was promised as a gift is owed though the list is empty: it waits for the next upload. */
  readonly waitsForVoucher: boolean;
}

/** Asks for a value to be handed out; the handler looks before it sends anything twice. */
export function issueErrand(storeId: string, redemptionId: string): Errand {
  return { storeId, kind: 'issue-value', key: `issue:${redemptionId}`, payload: { redemptionId } };
}

/** Asks for a value to be taken back; points return only after it is confirmed gone. */
export function removeValueErrand(storeId: string, redemptionId: string): Errand {
  return { storeId, kind: 'remove-value', key: `remove-value:${redemptionId}`, payload: { redemptionId } };
}

/** The owner of a gift card's sealed code. */
export function cardCodeOwner(programId: string, redemptionId: string): string {
  return `${programId}:issued_value.code:${redemptionId}`;
}

/**
 * Saves the redemption of a reward that is handed out, in the transaction that holds its points. What no platform has to be asked for is the member's at once; money gets
 * an errand, and a gift card its code before the platform hears of it. Throws NoVoucherLeftError.
 */
export async function saveHandedOut(
  desk: Desk,
  client: Queryable,
  work: HandOutWork,
): Promise<{ readonly redemption: RedemptionRecord; readonly errands: readonly Errand[] }> {
  const { programId, plan, redemption, timeZone, now } = work;
  const { redemptionId, storeId } = redemption;
  const voucher =
    plan.issue === 'voucher'
      ? await claimVoucher(client, programId, { rewardId: redemption.rewardId, redemptionId, today: work.today })
      : null;
  if (plan.issue === 'voucher' && voucher === null && !work.waitsForVoucher) throw new NoVoucherLeftError();
  const codeExpiresAt =
    voucher?.expiresOn == null ? redemption.codeExpiresAt : endOfLocalDay(startOfLocalDay(voucher.expiresOn, timeZone), timeZone);
  const wanted: RedemptionRecord = { ...redemption, state: 'creating', discountId: null, code: null, codeExpiresAt };
  invariant(await insertRedemption(client, programId, wanted), `the redemption ${redemptionId} is there already`);
  const code = plan.issue === 'gift-card' ? desk.newCode() : null;
  await insertIssuedValue(client, programId, {
    ...{ redemptionId, storeId, kind: plan.issue, amountMinor: plan.amountMinor, currency: plan.currency },
    customerId: work.customerId,
    sealedCode: code === null ? null : desk.secrets.seal(code, cardCodeOwner(programId, redemptionId)),
    lastCharacters: code?.slice(-4) ?? null,
    expiresAt: codeExpiresAt,
  });
  if (isIssuedByPlatform(plan.issue) || (plan.issue === 'voucher' && voucher === null))
    return { redemption: wanted, errands: [issueErrand(storeId, redemptionId)] };
  return { redemption: await captureIssued(client, programId, { redemption: wanted, plan, now }), errands: [] };
}

/** It is out: what was held is spent. The caller holds the member's lock and the redemption's. */
export async function captureIssued(
  client: Queryable,
  programId: string,
  issued: { readonly redemption: RedemptionRecord; readonly plan: Pick<IssuePlan, 'amountMinor' | 'currency'>; readonly now: Instant },
): Promise<RedemptionRecord> {
  const { redemption, plan, now } = issued;
  const event = redemption.sideState === null ? 'made' : 'answer-found';
  const step = decideIssued({ redemption, event, amountMinor: plan.amountMinor, currency: plan.currency, now });
  invariant(step, `redemption ${redemption.redemptionId} waits to be handed out`);
  if (step.posting) {
    const [outcome] = await postDrafts(client, programId, [step.posting]);
    invariant(outcome?.status === 'posted', `what redemption ${redemption.redemptionId} holds can be spent once`);
  }
  invariant(
    await changeRedemption(client, programId, { was: redemption, change: step.change }),
    'a redemption under lock is as it was read',
  );
  return { ...redemption, ...step.change };
}
