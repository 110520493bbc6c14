import { randomUUID } from 'node:crypto';
import { drainStore } from '#app/services/drain-store.ts';
import type { StoreAddress } from '#app/services/services.ts';
import type { FaultKind } from '#tests/simulator/faults.ts';
import { seededRandom } from '#tests/simulator/seeded-random.ts';
import type { ServiceStage, StageShop } from '../services/service-stage.ts';
import type { CrashSwitch } from './crash.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How often something happened that a run must meet to have proved anything. */
export type Sightings = Map<string, number>;

export interface RandomShop {
  readonly stage: ServiceStage;
  readonly at: StageShop;
  readonly crash: CrashSwitch;
  readonly random: () => number;
  readonly seen: Sightings;
  readonly customers: string[];
  readonly orders: string[];
  readonly erased: Set<string>;
  /** Messages get lost, and are looked for. Elsewhere what arrived must be enough, and a look at everything would hide what went wrong. */
  readonly lossy: boolean;
  /** Where else workers have something to do: other stores of the program. */
  readonly others?: readonly StoreAddress[];
}

export function openRandomShop(parts: Pick<RandomShop, 'stage' | 'at' | 'crash' | 'seen'>, seed: number): RandomShop {
  return { ...parts, random: seededRandom(seed), customers: [], orders: [], erased: new Set(), lossy: seed % 3 !== 0 };
}

export function saw(seen: Sightings, what: string, times = 1): void {
  if (times > 0) seen.set(what, (seen.get(what) ?? 0) + times);
}

/** What may happen, with its weight. */
export type Acts<Shop extends RandomShop> = readonly (readonly [number, (shop: Shop) => unknown])[];

export const SHOP_ACTS: Acts<RandomShop> = [
  [26, placeOrder],
  [8, refundLines],
  [3, refundAmount],
  [4, cancel],
  [4, edit],
  [3, markPaid],
  [5, fulfil],
  [4, dispute],
  [2, moveOrder],
  [2, tag],
  [12, redeem],
  [5, undo],
  [2, merge],
  [1, erase],
  [2, newCustomer],
  [8, letTimePass],
  [5, repeatMessages],
  [4, holdMessages],
  [3, loseMessages],
  [6, trouble],
  [14, work],
  [12, dyingWork],
  [4, twoWorkers],
  [5, schedule],
];

/** One thing that happens at the shop, at the platform or among the workers. What the shop itself refuses (a refund of more than there is) happens not. */
export async function actOnce<Shop extends RandomShop>(shop: Shop, acts: Acts<Shop>): Promise<void> {
  let mark = shop.random() * acts.reduce((sum, [weight]) => sum + weight, 0);
  const act = acts.find(([weight]) => (mark -= weight) < 0)?.[1] ?? placeOrder;
  try {
    await act(shop);
  } catch (error) {
    if (error instanceof Error && error.constructor.name === 'SimulatorRefusal') return;
    throw new Error(`${act.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, { cause: error });
  }
}

export const pick = <Item>({ random }: RandomShop, items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
export const chance = ({ random }: RandomShop, share: number): boolean => random() < share;
/** A recent order rather than an old one. */
const someOrder = (shop: RandomShop): string =>
  shop.orders[Math.max(0, shop.orders.length - 1 - Math.floor(shop.random() ** 2 * shop.orders.length))] ?? '0';
export const later = ({ stage, random }: RandomShop): Promise<void> => stage.advance(Math.floor(random() * 3_000));
const desk = ({ stage }: RandomShop) => stage.sim.desk;

export async function newCustomer(shop: RandomShop): Promise<void> {
  const made = desk(shop).createCustomer({ shop: shop.at.shop, email: `sim-${randomUUID()}@example.com`, firstName: 'Sim' });
  const customerId = String(made.id);
  shop.customers.push(customerId);
  if (chance(shop, 0.85)) await shop.stage.services.join({ address: shop.at.address, customerId, via: 'simulation' });
}

export async function placeOrder(shop: RandomShop): Promise<void> {
  await later(shop);
  const customerId = pick(shop, shop.customers);
  const lines = Array.from({ length: 1 + Math.floor(shop.random() * 3) }, () => ({
    title: 'Thing',
    price: `${5 + Math.floor(shop.random() * 120)}.${chance(shop, 0.5) ? '00' : '95'}`,
    quantity: 1 + Math.floor(shop.random() * 3),
    requiresShipping: chance(shop, 0.7),
  }));
  const code = chance(shop, 0.4) ? await someCode(shop, customerId) : null;
  const { order } = desk(shop).placeOrder({
    shop: shop.at.shop,
    lines,
    shipping: chance(shop, 0.5) ? { price: '4.90' } : null,
    payment: chance(shop, 0.85) ? 'paid' : 'unpaid',
    channel: chance(shop, 0.2) ? 'pos' : 'web',
    ...(customerId === undefined || chance(shop, 0.05) ? {} : { customerId }),
    ...(code === null ? {} : { discountCodes: [code] }),
  });
  shop.orders.push(String(order.id));
}

/** A code that the customer may hold, now and then somebody else's. */
async function someCode(shop: RandomShop, customerId: string | undefined): Promise<string | null> {
  const { rows } = await shop.stage.database.pool.query<{ code: string; own: boolean }>(
    `SELECT r.code, EXISTS (SELECT 1 FROM member_identity i WHERE i.program_id = r.program_id AND i.member_id = r.member_id AND i.customer_id = $2) AS own
     FROM redemption r WHERE r.program_id = $1 AND r.store_id = $3 AND r.state = 'ready' AND r.code IS NOT NULL ORDER BY r.created_at DESC LIMIT 20`,
    [shop.at.address.programId, customerId ?? '', shop.at.address.storeId],
  );
  const own = rows.filter((row) => row.own);
  return pick(shop, own.length > 0 && !chance(shop, 0.1) ? own : rows)?.code ?? null;
}

async function refundLines(shop: RandomShop): Promise<void> {
  await later(shop);
  const orderId = someOrder(shop);
  const line = pick(shop, desk(shop).getOrder({ shop: shop.at.shop, orderId }).line_items);
  desk(shop).refund({
    shop: shop.at.shop,
    orderId,
    lines: [{ lineId: String(line?.id), quantity: 1 + Math.floor(shop.random() * (line?.quantity ?? 1)) }],
  });
}

async function refundAmount(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).refund({ shop: shop.at.shop, orderId: someOrder(shop), amount: `${1 + Math.floor(shop.random() * 20)}.00` });
}

async function cancel(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).cancelOrder({ shop: shop.at.shop, orderId: someOrder(shop) });
}

async function edit(shop: RandomShop): Promise<void> {
  await later(shop);
  const orderId = someOrder(shop);
  const line = pick(shop, desk(shop).getOrder({ shop: shop.at.shop, orderId }).line_items);
  const remove = chance(shop, 0.6) ? { remove: [{ lineId: String(line?.id), quantity: 1 }] } : {};
  const add = chance(shop, 0.6) ? { add: [{ title: 'More', price: `${1 + Math.floor(shop.random() * 30)}.00` }] } : {};
  desk(shop).editOrder({ shop: shop.at.shop, orderId, ...remove, ...add });
}

async function markPaid(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).markPaid({ shop: shop.at.shop, orderId: someOrder(shop) });
}

async function fulfil(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).fulfil({ shop: shop.at.shop, orderId: someOrder(shop) });
}

async function dispute(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).dispute({ shop: shop.at.shop, orderId: someOrder(shop), state: pick(shop, ['open', 'won', 'lost'] as const) ?? 'open' });
}

async function moveOrder(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).attachCustomer({ shop: shop.at.shop, orderId: someOrder(shop), customerId: pick(shop, shop.customers) ?? '0' });
}

async function tag(shop: RandomShop): Promise<void> {
  await later(shop);
  desk(shop).tagOrder({ shop: shop.at.shop, orderId: someOrder(shop), tags: [`t${Math.floor(shop.random() * 9)}`] });
}

async function someMember(shop: RandomShop): Promise<string | undefined> {
  const { rows } = await shop.stage.database.pool.query<{ id: string }>(
    `SELECT b.member_id AS id FROM balance b JOIN member m ON m.program_id = b.program_id AND m.id = b.member_id
     WHERE b.program_id = $1 AND m.state = 'member' AND b.available >= 100 ORDER BY b.member_id`,
    [shop.at.address.programId],
  );
  return pick(shop, rows)?.id;
}

/** The shopper's browser may ask again; now and then our process dies while it serves the request. */
function redeem(shop: RandomShop): Promise<void> {
  return redeemSomething(shop, { mayDie: chance(shop, 0.3) });
}

async function redeemSomething(shop: RandomShop, { mayDie }: { readonly mayDie: boolean }): Promise<void> {
  const memberId = await someMember(shop);
  if (memberId === undefined) return;
  const rewardId = pick(shop, ['five', 'shipping', 'slider'] as const) ?? 'five';
  const wish = {
    address: shop.at.address,
    memberId,
    rewardId,
    redemptionId: randomUUID(),
    points: rewardId === 'slider' ? 100 * (1 + Math.floor(shop.random() * 4)) : null,
    actor: { kind: 'member' as const, id: null },
  };
  const ask = () => shop.stage.services.redeem(wish);
  if (mayDie) {
    const died = await shop.crash.during({ at: 1 + Math.floor(shop.random() * 18), when: chance(shop, 0.5) ? 'before' : 'after' }, ask);
    if (died) saw(shop.seen, 'crash of a redemption');
  }
  const [first, second] = chance(shop, 0.3) ? await Promise.all([ask(), ask()]) : [await ask(), null];
  if (second !== null && JSON.stringify(first) !== JSON.stringify(second) && first.ok !== second.ok)
    throw new Error('the same redemption was answered in two ways');
  if (first.ok) saw(shop.seen, 'redeemed');
}

async function undo(shop: RandomShop): Promise<void> {
  const { rows } = await shop.stage.database.pool.query<{ id: string; member_id: string }>(
    `SELECT id, member_id FROM redemption WHERE program_id = $1 AND state IN ('creating', 'ready') AND points > 0 ORDER BY created_at DESC LIMIT 10`,
    [shop.at.address.programId],
  );
  const one = pick(shop, rows);
  if (one) await shop.stage.services.undoRedemption({ address: shop.at.address, memberId: one.member_id, redemptionId: one.id });
}

function merge(shop: RandomShop): void {
  const [keepId, loseId] = [pick(shop, shop.customers), pick(shop, shop.customers)];
  if (keepId === undefined || loseId === undefined || keepId === loseId || shop.erased.has(keepId) || shop.erased.has(loseId)) return;
  desk(shop).mergeCustomers({ shop: shop.at.shop, keepId, loseId, outcome: chance(shop, 0.9) ? 'completed' : 'failed' });
  if (
    !desk(shop)
      .listCustomers({ shop: shop.at.shop })
      .some(({ id }) => String(id) === loseId)
  )
    shop.customers.splice(shop.customers.indexOf(loseId), 1);
  saw(shop.seen, 'merged');
}

function erase(shop: RandomShop): void {
  const customerId = pick(shop, shop.customers);
  if (customerId === undefined || shop.customers.length < 4) return;
  desk(shop).redactCustomer({ shop: shop.at.shop, customerId });
  shop.erased.add(customerId);
  shop.customers.splice(shop.customers.indexOf(customerId), 1);
  saw(shop.seen, 'erased');
}

async function letTimePass(shop: RandomShop): Promise<void> {
  await shop.stage.advance(Math.floor(shop.random() * (chance(shop, 0.3) ? 4 * DAY : 2 * HOUR)));
}

async function repeatMessages(shop: RandomShop): Promise<void> {
  const { webhooks } = shop.stage.sim;
  const sent = webhooks.list({ shop: shop.at.shop }).filter(({ state }) => state === 'delivered' || state === 'held');
  for (let count = 0; count < 4; count += 1) {
    const one = pick(shop, sent);
    if (one) webhooks.resend({ id: one.id, times: 1 + Math.floor(shop.random() * 3) });
  }
  await shop.stage.deliver();
}

/** Messages of the next few steps are kept back and come in another order. */
async function holdMessages(shop: RandomShop): Promise<void> {
  const { webhooks } = shop.stage.sim;
  webhooks.hold();
  // Half of the time only what the messages themselves must say: a refund or an edit would make the newest state be fetched.
  const acts = chance(shop, 0.5) ? [tag, tag, fulfil, markPaid, tag] : [placeOrder, refundLines, cancel, fulfil, edit, markPaid];
  for (let count = 0; count < 5; count += 1) {
    await shop.stage.advance(1_000);
    await pick(shop, acts)?.(shop).catch(ignoreRefusal);
  }
  webhooks.release({ order: chance(shop, 0.5) ? 'reversed' : 'shuffled', seed: Math.floor(shop.random() * 1e6) });
  await shop.stage.deliver();
}

/** Of some changes of orders no message ever arrives. (Merges and erasures are told once and for all: nothing could find them again.) */
async function loseMessages(shop: RandomShop): Promise<void> {
  if (!shop.lossy) return holdMessages(shop);
  shop.stage.sim.webhooks.configure({ dropShare: 1 });
  for (let count = 0; count < 3; count += 1)
    await pick(shop, [placeOrder, refundLines, cancel, fulfil, markPaid, dispute])?.(shop).catch(ignoreRefusal);
  shop.stage.sim.webhooks.configure({ dropShare: 0 });
  saw(shop.seen, 'messages lost');
}

export function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error && error.constructor.name === 'SimulatorRefusal')) throw error;
}

const TROUBLES: readonly FaultKind[] = [
  'timeout-after-effect',
  'reset-after-effect',
  'timeout-before-effect',
  'server-error',
  'throttled',
  'half-json',
  'internal-error',
];
const CALLS = [
  'discountCodeBasicCreate',
  'discountRedeemCodeBulkAdd',
  'discountCodeRedeemCodeBulkDelete',
  'metafieldsSet',
  'nodes',
  'orders',
];

function trouble(shop: RandomShop): void {
  shop.stage.sim.faults.add({
    shop: shop.at.shop,
    kind: pick(shop, TROUBLES) ?? 'server-error',
    operation: pick(shop, CALLS) ?? 'nodes',
    times: 1 + Math.floor(shop.random() * 2),
    skip: Math.floor(shop.random() * 2),
  });
}

type Turn = () => Promise<unknown>;

/** The store that workers look after this time. */
function someStore(shop: RandomShop): StoreAddress {
  return shop.others ? (pick(shop, [shop.at.address, ...shop.others]) ?? shop.at.address) : shop.at.address;
}

function turns(shop: RandomShop, address = someStore(shop)): readonly Turn[] {
  const { services } = shop.stage;
  return [() => services.drainStore(address), () => services.fetchOrders(address), () => services.relayErrands(address)];
}

async function work(shop: RandomShop): Promise<void> {
  await shop.stage.deliver();
  for (const turn of turns(shop)) if (chance(shop, 0.6)) await turn();
}

/** A worker dies somewhere in its turn; a minute later another one takes over. */
async function dyingWork(shop: RandomShop): Promise<void> {
  await shop.stage.deliver();
  const [drain, ...others] = turns(shop);
  const turn = (chance(shop, 0.6) ? drain : pick(shop, others)) ?? drain;
  if (!turn) return;
  const died = await shop.crash.during(
    { at: 1 + Math.floor(shop.random() ** 1.5 * 40), when: chance(shop, 0.5) ? 'before' : 'after' },
    turn,
  );
  if (died) saw(shop.seen, 'crash of a turn');
  if (chance(shop, 0.5)) await shop.stage.advance(61_000);
  await turn();
}

/** Two workers on one store, with small bites: messages of one order fall into both hands. */
async function twoWorkers(shop: RandomShop): Promise<void> {
  const { stage } = shop;
  const address = someStore(shop);
  await stage.deliver();
  await stage.hurry();
  const bites = Array.from({ length: 4 }, () => drainStore(stage.desk, address, { batchSize: 1 + Math.floor(shop.random() * 3) }));
  const [, ...others] = turns(shop, address);
  await Promise.all([...bites, ...others.map((turn) => turn()), redeemSomething(shop, { mayDie: false })]);
}

async function schedule(shop: RandomShop): Promise<void> {
  const wish =
    pick(shop, ['mature-points', 'review-tiers', 'end-holds', 'fill-pools', 'reconcile', 'expire-points', 'sweep'] as const) ?? 'sweep';
  const name = wish === 'reconcile' && !shop.lossy ? 'sweep' : wish;
  if (chance(shop, 0.3))
    await shop.crash.during({ at: 1 + Math.floor(shop.random() * 25), when: 'after' }, () => shop.stage.services.runSchedule(name));
  else await shop.stage.services.runSchedule(name);
}
