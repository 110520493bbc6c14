import type { Instant } from '../instant.ts';
import type { OrderSnapshot } from '../order.ts';
import type { Program } from '../program/program.schema.ts';
import { POINTS } from '../ledger/posting.ts';
import { settleOrder } from './settle-order.ts';

export interface TrialOrder {
  /** What its one line is worth, in minor units of the program's currency. */
  readonly amountMinor: number;
  readonly tierId: string | null;
  /** `pos`: in person, a visit. */
  readonly channel: 'web' | 'pos';
  /** Which order of the member it is, from 1 on. */
  readonly orderNumber: number;
  readonly now: Instant;
}

/** What an order of a single plain thing would earn, by the rules that settle real ones. Days, campaigns and tier count; nothing is stored. */
export function tryOrder(program: Program, trial: TrialOrder): number {
  const isInPerson = trial.channel === 'pos';
  const { settled } = settleOrder({
    program,
    versionNo: 1,
    order: trialSnapshot(program, trial),
    settled: null,
    storeId: 'trial',
    memberId: 'trial',
    candidateContext: {
      arm: null,
      region: null,
      currencyRate: '1',
      barred: null,
      member: {
        guest: false,
        staff: false,
        tierId: trial.tierId,
        segments: [],
        ordersBefore: trial.orderNumber - 1,
        visitsBefore: isInPerson ? trial.orderNumber - 1 : 0,
        visitedThatDay: false,
        posOrdersThatDay: 0,
      },
      counters: {},
      carryIn: {},
    },
    // A program that goes live later still has something to show.
    backfill: true,
    now: trial.now,
  });
  const target = settled.targets[POINTS];
  return target === undefined ? 0 : target.earned - target.reversed;
}

function trialSnapshot(program: Program, trial: TrialOrder): OrderSnapshot {
  const { amountMinor, now } = trial;
  return {
    orderId: 'trial',
    name: 'trial',
    channel: trial.channel,
    currency: program.currency,
    placedAt: now,
    updatedAt: now,
    paidAt: now,
    cancelledAt: null,
    payment: 'paid',
    deleted: false,
    test: false,
    company: false,
    tags: [],
    customer: null,
    taxIncluded: true,
    lines: [
      {
        lineId: '1',
        productId: 'trial',
        variantId: null,
        title: 'trial',
        vendor: null,
        productType: null,
        collections: [],
        tags: [],
        quantity: 1,
        keptQuantity: 1,
        chargedMinor: amountMinor,
        keptMinor: amountMinor,
        taxMinor: 0,
        giftCard: false,
        requiresShipping: trial.channel === 'web',
        codeDiscounts: [],
      },
    ],
    shipping: { chargedMinor: 0, keptMinor: 0 },
    fees: { chargedMinor: 0, keptMinor: 0 },
    taxOnTop: { chargedMinor: 0, keptMinor: 0 },
    totalMinor: amountMinor,
    refundedMinor: 0,
    refundedToStoreCreditMinor: 0,
    refundedWithoutLinesMinor: 0,
    refundCount: 0,
    paidByStoreCreditMinor: 0,
    discountCodes: [],
    fulfilment: { state: 'open', lastAt: null },
    dispute: 'none',
    highRisk: false,
    locationId: trial.channel === 'pos' ? 'trial' : null,
    staffId: null,
    subscription: null,
  };
}
