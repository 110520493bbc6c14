import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { OrderView, RedemptionView } from '#app/contracts/reading.ts';
import type { Balance } from '#app/domain/ledger/posting.ts';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { auditLedger } from '#app/services/audit-ledger.ts';
import { FETCHED_ORDER } from '#app/services/fetch-orders.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { insertFetched } from '#app/store/inbox.ts';
import { EMPTY_BALANCE, readBalances } from '#app/store/ledger.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import type { ServiceStage, StageShop } from './service-stage.ts';

/** A customer of a shop with the member behind it (once one exists). */
export interface StageCustomer {
  readonly customerId: string;
  readonly email: string;
}

let customersMade = 0;

/** Adds a customer to the shop; `join`: presses the Join button too. */
export async function addCustomer(
  stage: ServiceStage,
  at: StageShop,
  options: { readonly join?: boolean; readonly email?: string; readonly firstName?: string } = {},
): Promise<StageCustomer> {
  const email = options.email ?? `person-${(customersMade += 1)}@example.com`;
  const made = stage.sim.desk.createCustomer({ shop: at.shop, email, firstName: options.firstName ?? 'Mia', lastName: 'Berg' });
  const customerId = String(made.id);
  if (options.join) {
    const joined = await stage.services.join({ address: at.address, customerId, via: 'test' });
    if (!joined.ok) throw new Error(`the customer could not join: ${JSON.stringify(joined.refusal)}`);
  }
  return { customerId, email };
}

export type PlacedOrder = ReturnType<ServiceStage['sim']['desk']['placeOrder']>['order'];

type Wish = Partial<Omit<Parameters<ServiceStage['sim']['desk']['placeOrder']>[0], 'shop'>>;

/** Places an order over one line per price ("20.00"), a second later than whatever came before. */
export async function placeOrder(
  stage: ServiceStage,
  at: StageShop,
  wish: Wish & { readonly prices?: readonly string[] },
): Promise<{ readonly orderId: string; readonly lineIds: string[]; readonly order: PlacedOrder }> {
  await stage.advance(1_000);
  const { prices = ['40.00'], ...rest } = wish;
  const lines = prices.map((price, index) => ({ title: `Thing ${index + 1}`, price }));
  const { order, refusedCodes } = stage.sim.desk.placeOrder({ shop: at.shop, lines, ...rest });
  if (refusedCodes.length > 0) throw new Error(`the checkout refused a code: ${JSON.stringify(refusedCodes)}`);
  return { orderId: String(order.id), lineIds: order.line_items.map(({ id }) => String(id)), order };
}

export async function memberOf(stage: ServiceStage, address: StoreAddress, customerId: string): Promise<string> {
  const memberId = await findMemberByCustomer(stage.database.pool, address, customerId);
  if (memberId === null) throw new Error(`customer ${customerId} has no member`);
  return memberId;
}

export async function balanceOf(stage: ServiceStage, programId: string, memberId: string): Promise<Balance> {
  return (await readBalances(stage.database.pool, programId, [memberId])).get(memberId)?.[POINTS] ?? EMPTY_BALANCE;
}

/** The balance of the member behind a customer. */
export async function customerBalance(stage: ServiceStage, at: StageShop, customerId: string): Promise<Balance> {
  return balanceOf(stage, at.address.programId, await memberOf(stage, at.address, customerId));
}

export async function orderView(stage: ServiceStage, at: StageShop, orderId: string): Promise<OrderView> {
  const found = (await stage.services.readOrder(at.address.programId, orderId)).find(
    (order) => order.storeId === at.address.storeId && order.orderId === orderId,
  );
  if (!found) throw new Error(`order ${orderId} is not in the books`);
  return found;
}

/** earned and reversed of an order, and how many postings it has. */
export async function booksOf(
  stage: ServiceStage,
  at: StageShop,
  orderId: string,
): Promise<{ readonly earned: number; readonly reversed: number; readonly postings: number }> {
  const { points, postings } = await orderView(stage, at, orderId);
  return { earned: points.earned, reversed: points.reversed, postings: postings.length };
}

export async function redemptionOf(stage: ServiceStage, at: StageShop, redemptionId: string): Promise<RedemptionView> {
  const { rows } = await stage.database.pool.query<{ member_id: string }>(
    'SELECT member_id FROM redemption WHERE program_id = $1 AND id = $2',
    [at.address.programId, redemptionId],
  );
  const member = await stage.services.readMember(at.address.programId, rows[0]?.member_id ?? '');
  const found = member?.redemptions.find((redemption) => redemption.redemptionId === redemptionId);
  if (!found) throw new Error(`there is no redemption ${redemptionId}`);
  return found;
}

/** Recomputes everything from the transfers and orders. */
export async function expectCleanBooks(stage: ServiceStage, programId?: string): Promise<void> {
  const report = await auditLedger(stage.desk, { waitSeconds: 3_600, ...(programId === undefined ? {} : { programId }) });
  expect(report.differences).toEqual([]);
}

/** Rows of a statement, typed by the caller. */
export async function rowsOf<Row extends Record<string, unknown>>(
  stage: ServiceStage,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await stage.database.pool.query<Row>(sql, values)).rows;
}

/** Puts a snapshot through the letterbox as one that was fetched, and drains. For what the simulated shop cannot do (other platforms, broken data). */
export async function settleSnapshot(stage: ServiceStage, at: StageShop, snapshot: unknown, sentAt?: number): Promise<void> {
  await putSnapshots(stage, at, [snapshot], sentAt);
  await stage.drainAll();
}

export async function putSnapshots(stage: ServiceStage, at: StageShop, snapshots: readonly unknown[], sentAt?: number): Promise<void> {
  const messages = snapshots.map((snapshot) => ({
    source: 'fetch' as const,
    topic: FETCHED_ORDER,
    dedupeKey: randomUUID(),
    eventId: null,
    triggeredAt: sentAt ?? stage.now(),
    body: JSON.stringify(snapshot),
  }));
  await insertFetched(stage.database.pool, at.address, messages);
}

/** Redeems for the member behind a customer; throws when refused. */
export async function redeemFor(
  stage: ServiceStage,
  at: StageShop,
  wanted: { readonly customerId: string; readonly rewardId: string; readonly points?: number; readonly redemptionId?: string },
): Promise<RedemptionView> {
  const redeemed = await stage.services.redeem({
    address: at.address,
    memberId: await memberOf(stage, at.address, wanted.customerId),
    rewardId: wanted.rewardId,
    redemptionId: wanted.redemptionId ?? randomUUID(),
    points: wanted.points ?? null,
    actor: { kind: 'member', id: null },
  });
  if (!redeemed.ok) throw new Error(`the redemption was refused: ${JSON.stringify(redeemed.refusal)}`);
  return redeemed.value;
}

/** Gives points as staff would. */
export async function givePoints(stage: ServiceStage, at: StageShop, customerId: string, points: number): Promise<void> {
  const adjusted = await stage.services.adjustPoints({
    programId: at.address.programId,
    memberId: await memberOf(stage, at.address, customerId),
    points,
    reason: 'goodwill',
    note: null,
    actorId: 'staff-1',
    isOwner: true,
    adjustmentId: randomUUID(),
  });
  if (!adjusted.ok) throw new Error(`the points were refused: ${JSON.stringify(adjusted.refusal)}`);
}

/** Every code that works at the shop is one of ours, and stands for at most one redemption; released ones do not work. */
export async function expectCodesBelong(stage: ServiceStage, at: StageShop): Promise<void> {
  const rows = await rowsOf<{ code: string; state: string; redemption: string | null }>(
    stage,
    `SELECT c.code, c.state, r.state AS redemption FROM reward_code c LEFT JOIN redemption r ON r.program_id = c.program_id AND r.code = c.code WHERE c.program_id = $1`,
    [at.address.programId],
  );
  const known = new Map(rows.map((row) => [row.code, row]));
  const onPlatform = stage.sim.desk.listDiscounts({ shop: at.shop }).flatMap(({ codes }) => codes.map(({ code }) => code.toUpperCase()));
  expect(onPlatform.filter((code) => known.get(code)?.state !== 'ready')).toEqual([]);
  expect(rows.filter(({ state, code }) => state === 'ready' && !onPlatform.includes(code))).toEqual([]);
  expect(onPlatform.filter((code) => known.get(code)?.redemption === 'released')).toEqual([]);
}
