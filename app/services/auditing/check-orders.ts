import { settleOrder } from '#app/domain/decisions/settle-order.ts';
import type { CandidateContext, SettledOrder } from '#app/domain/decisions/settled-order.ts';
import type { CapturedRedemption } from '#app/domain/decisions/spent-targets.ts';
import type { Instant } from '#app/domain/instant.ts';
import type { OrderMetrics } from '#app/domain/tiers/metrics.ts';
import {
  type AuditFinding,
  type AuditedOrder,
  BEFORE_ALL_ORDERS,
  type CapturedCode,
  checkOrders,
  readCapturedCodes,
  readOrderPage,
} from '#app/store/audit.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import type { Rulebook } from '../program-library.ts';
import type { AuditCase } from './audit-case.ts';

const ORDERS_AT_ONCE = 500;

/** Nothing new is frozen and no room under a cap is taken: what was frozen must be enough. */
const NOTHING_NEW: CandidateContext = {
  arm: null,
  region: null,
  currencyRate: null,
  barred: null,
  member: null,
  counters: null,
  carryIn: {},
};

/**
 * Each order twice: the points that it remembers against those that the ledger wrote for it, and against what the rules give when they are
 * asked once more about its newest snapshot, under the context that was frozen with it.
 */
export async function checkOrderBooks(audit: AuditCase): Promise<void> {
  const { desk, client, programId, rows, report, progress } = audit;
  const rulebook = await desk.library.open(programId);
  const stores = new Map((await readStores(desk.database, programId)).map((store) => [store.storeId, store]));
  for (let after = BEFORE_ALL_ORDERS, done = 0; ;) {
    const orders = await readOrderPage(client, programId, { after, limit: ORDERS_AT_ONCE });
    const [first] = orders;
    const last = orders.at(-1);
    if (!first || !last) return;
    report(await checkOrders(client, programId, { first, last }));
    const captured = await readCapturedCodes(client, programId, orders);
    for (const order of orders) report(await settleOnceMore(order, { rulebook, store: stores.get(order.storeId) ?? null, captured }));
    after = last;
    done += orders.length;
    progress('orders', done, rows.orders);
    if (orders.length < ORDERS_AT_ONCE) return;
  }
}

interface Surroundings {
  readonly rulebook: Rulebook;
  readonly store: StoreRecord | null;
  readonly captured: readonly CapturedCode[];
}

async function settleOnceMore(order: AuditedOrder, { rulebook, store, captured }: Surroundings): Promise<AuditFinding[]> {
  const { snapshot, settled, settledAt, memberId, storeId } = order;
  const versionNo = settled?.context?.versionNo ?? null;
  // Not paid yet, or nobody's: nothing was promised that could be broken.
  if (!snapshot || !settled || settledAt === null || versionNo === null) return [];
  const of = (detail: string): AuditFinding[] => [{ check: 'order-rules', memberId, detail: `order ${order.name}: ${detail}` }];
  try {
    const decision = settleOrder({
      program: await rulebook.program(versionNo),
      versionNo,
      order: snapshot,
      settled,
      storeId,
      memberId,
      candidateContext: NOTHING_NEW,
      redemptions: captured.filter((used) => used.storeId === storeId && used.orderId === order.orderId).map(asRedemption),
      developmentStore: store?.development ?? false,
      now: asSettled(settled, settledAt),
    });
    if (decision.posting) return of(`the rules would move points once more (${decision.posting.because.join('; ')})`);
    if (!sameTargets(settled, decision.settled)) return of('the rules give other points than those it was settled with');
    return sameMetrics(settled.metrics, decision.metrics) ? [] : of('the rules count it otherwise for tiers');
  } catch (error) {
    return of(`the rules cannot be asked again: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The moment of its settlement. Waiting points whose day has come since are the worker's work, not a difference. */
function asSettled(settled: SettledOrder, settledAt: Instant): Instant {
  const { availability } = settled;
  return availability && !availability.reached ? Math.min(settledAt, availability.at - 1) : settledAt;
}

function sameTargets(before: SettledOrder, after: SettledOrder): boolean {
  const units = new Set([...Object.keys(before.targets), ...Object.keys(after.targets)]);
  return [...units].every((unit) => {
    const [was, is] = [before.targets[unit], after.targets[unit]];
    return (was?.earned ?? 0) === (is?.earned ?? 0) && (was?.reversed ?? 0) === (is?.reversed ?? 0);
  });
}

function sameMetrics(was: OrderMetrics, is: OrderMetrics): boolean {
  return was.spendMinor === is.spendMinor && was.points === is.points && was.countsAsOrder === is.countsAsOrder && was.visit === is.visit;
}

function asRedemption({ redemptionId, code, reward, points, discountMinor }: CapturedCode): CapturedRedemption {
  return { redemptionId, code, rewardName: reward.name, rewardKind: reward.value.kind, points, discountMinor };
}
