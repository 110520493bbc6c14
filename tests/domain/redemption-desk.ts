import { decideCodeUse } from '#app/domain/decisions/code-use.ts';
import type { CodeUse } from '#app/domain/decisions/code-use.ts';
import { decideRedemption } from '#app/domain/decisions/redeem.ts';
import { decideRelease } from '#app/domain/decisions/release-code.ts';
import { decideReturn } from '#app/domain/decisions/return-points.ts';
import type { Redemption } from '#app/domain/decisions/redemption-state.ts';
import type { SettleDecision } from '#app/domain/decisions/settle-order.ts';
import type { CapturedRedemption } from '#app/domain/decisions/spent-targets.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import type { Program, ProgramDraft } from '#app/domain/program/program.schema.ts';
import type { Reward } from '#app/domain/rewards/reward.schema.ts';
import { aLine, aProgram, anOrder } from '#tests/builders.ts';
import { Books, asJson } from './books.ts';

type RewardDraft = NonNullable<ProgramDraft['rewards']>[number];

export const FIVE_FOR_500: RewardDraft = {
  id: 'five',
  name: '5 off',
  cost: { kind: 'points', points: 500 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
};

export function aProgramWith(reward: Partial<RewardDraft> = {}, parts: Partial<ProgramDraft> = {}): Program {
  return aProgram({ rewards: [{ ...FIVE_FOR_500, ...reward }], ...parts });
}

/** Books with a counter where codes are redeemed, used and ended; codes are dead as soon as somebody asks. */
export class RedemptionDesk extends Books {
  readonly redemptions = new Map<string, Redemption>();
  platform: 'shopify' | 'woocommerce' = 'shopify';
  readonly told: string[] = [];

  /** Redeems for Anna; the answer is the refusal or the new redemption. */
  redeem(redemptionId: string, points: number | null = null) {
    const decided = this.decide(redemptionId, points);
    if (!decided.ok) return decided.refusal;
    const { value } = decided;
    if (value.posting !== null) this.post(value.posting);
    const reward = this.reward();
    this.redemptions.set(redemptionId, {
      redemptionId,
      memberId: 'anna',
      storeId: 'shop',
      rewardId: reward.id,
      versionNo: 1,
      reward,
      unit: value.unit,
      points: value.points,
      state: 'ready',
      sideState: null,
      endReason: null,
      code: redemptionId.toUpperCase(),
      codeExpiresAt: value.codeExpiresAt,
      holdEndsAt: value.holdEndsAt,
      orderId: null,
      capturedPoints: 0,
      returnedPoints: 0,
      discountMinor: null,
      discountCurrency: null,
      createdAt: this.now,
    });
    return null;
  }

  decide(redemptionId: string, points: number | null = null) {
    return decideRedemption({
      program: this.program,
      versionNo: 1,
      reward: this.reward(),
      member: { memberId: 'anna', state: 'member', tierId: null, segments: [], arm: null },
      balance: this.balance(),
      programState: 'live',
      now: this.now,
      store: { storeId: 'shop', currency: 'EUR' },
      points,
      open: [...this.redemptions.values()],
      undosToday: 0,
      stockLeft: null,
      redemptionId,
      actor: { kind: 'member', id: 'anna' },
    });
  }

  redemption(redemptionId: string): Redemption {
    const redemption = this.redemptions.get(redemptionId);
    if (!redemption) throw new Error(`nobody redeemed ${redemptionId}`);
    return redemption;
  }

  private reward(): Reward {
    const [reward] = this.program.rewards;
    if (!reward) throw new Error('the program has no reward');
    return reward;
  }

  /** Lets an order attach, capture or free the redemption. */
  use(redemptionId: string, order: OrderSnapshot): CodeUse {
    const use = decideCodeUse({
      redemption: this.redemption(redemptionId),
      order,
      platform: this.platform,
      memberIdOfOrder: 'anna',
      releasedFromHoldDays: 7,
      now: this.now,
    });
    if (use.posting !== null) this.post(use.posting);
    if (use.change !== null) this.change(redemptionId, use.change);
    this.told.push(...use.notices.map(({ kind }) => kind));
    return use;
  }

  change(redemptionId: string, change: Partial<Redemption>): void {
    this.redemptions.set(redemptionId, asJson({ ...this.redemption(redemptionId), ...change }));
  }

  /** The platform confirmed that the code is dead. */
  release(redemptionId: string, reason = 'undone'): void {
    const { posting, change } = decideRelease({ redemption: this.redemption(redemptionId), reason, now: this.now, program: this.program });
    if (posting !== null) this.post(posting);
    if (change !== null) this.change(redemptionId, change);
  }

  /** Everything that a new look at an order does: codes first, then the settlement, then the points that come back. */
  look(order: OrderSnapshot): SettleDecision {
    const concerned = [...this.redemptions.values()].filter(
      ({ code, orderId }) => orderId === order.orderId || order.discountCodes.some((used) => used.code === code),
    );
    for (const { redemptionId } of concerned) this.use(redemptionId, order);
    const captured = [...this.redemptions.values()].filter(({ state, orderId }) => state === 'captured' && orderId === order.orderId);
    const decision = this.settle(order, { redemptions: captured.map(asCaptured) });
    for (const target of decision.returns) {
      const posting = decideReturn({
        redemption: this.redemption(target.redemptionId),
        backTotal: target.back,
        now: Math.max(this.now, order.updatedAt),
        program: this.program,
      });
      if (posting === null) continue;
      this.post(posting);
      this.change(target.redemptionId, { returnedPoints: target.back });
    }
    return decision;
  }
}

function asCaptured(redemption: Redemption): CapturedRedemption {
  const { redemptionId, code, reward, capturedPoints, discountMinor } = redemption;
  return {
    redemptionId,
    code: code ?? '',
    rewardName: reward.name,
    rewardKind: reward.value.kind,
    points: capturedPoints,
    discountMinor: discountMinor ?? 0,
  };
}

/** An order of things for 10.00 each on which a code took 5.00 off, spread evenly. */
export function anOrderWith(code: string, parts: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const lines = ['1', '2'].map((lineId) =>
    aLine({ lineId, productId: `p${lineId}`, chargedMinor: 750, keptMinor: 750, codeDiscounts: [{ code, amountMinor: 250 }] }),
  );
  return anOrder({ lines, discountCodes: [{ code, kind: 'amount', amountMinor: 500 }], ...parts });
}
