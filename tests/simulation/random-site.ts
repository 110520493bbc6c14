import { randomUUID } from 'node:crypto';
import type { OrderInput } from '#tests/simulator-woocommerce/main.ts';
import { type Acts, chance, later, pick, type RandomShop, saw } from './random-shop.ts';
import type { Sites, SiteShop } from './sites.ts';

/** A version of the program as it was published, from the moment when it is in force. */
export interface Publication {
  readonly no: number;
  readonly effectiveAt: number;
  readonly pointsPerUnit: 1 | 2;
  readonly knowsZar: boolean;
}

/** One program, a Shopify shop and a WooCommerce site. */
export interface RandomTown extends RandomShop {
  readonly sites: Sites;
  readonly site: SiteShop;
  readonly siteCustomers: number[];
  readonly siteOrders: number[];
  /** Brought in from before the site was connected. */
  readonly imported: ReadonlySet<number>;
  /** … of these: had nothing to settle then, and are told of like any other order afterwards. */
  readonly importedUnpaid: ReadonlySet<number>;
  /** Deleted for good. */
  readonly removed: Set<number>;
  /** Codes of orders that were deleted for good, with the order: the site counts their use for ever. */
  readonly buried: Map<string, number>;
  /** Changed in a way that no message tells: only the nightly look can find it. */
  readonly untold: Set<number>;
  readonly publications: Publication[];
  /** Who is one person, as the story has it: "shop 17" and "site 4" under one number. */
  readonly people: Map<string, number>;
  /** The platform's own merges are messages, and when they count is the queue's business: then `people` is not followed. */
  readonly followsPeople: boolean;
  /** Merges that can still be undone, and whose names moved with them. */
  readonly merges: { readonly mergeId: string; readonly moved: readonly string[] }[];
  /** Points of shipped goods wait. */
  readonly waits: boolean;
}

type Town = RandomTown;

const desk = ({ site }: Town) => site.woo.desk;
const between = ({ random }: Town, least: number, most: number): number => least + Math.floor(random() * (most - least + 1));

export async function newSiteCustomer(town: Town): Promise<void> {
  const { id } = desk(town).createCustomer({ email: `site-${randomUUID()}@example.test`, firstName: 'Sita' });
  town.siteCustomers.push(id);
  if (chance(town, 0.7)) await town.stage.services.join({ address: town.site.address, customerId: String(id), via: 'simulation' });
}

export async function placeSiteOrder(town: Town): Promise<void> {
  await later(town);
  placeWith(town, { person: somePerson(town), coupons: [] });
}

interface Checkout {
  readonly person: Pick<OrderInput, 'customerId' | 'email'>;
  readonly coupons: readonly string[];
  readonly status?: string;
}

function somePerson(town: Town): Checkout['person'] {
  const customerId = pick(town, town.siteCustomers);
  if (customerId !== undefined && !chance(town, 0.2)) return { customerId };
  saw(town.seen, 'order of a guest');
  return { email: `guest-${between(town, 1, 4)}@example.test` };
}

/** Every way to an order: the classic checkout, the block one with its drafts, one that staff or a program write. */
function placeWith(town: Town, { person, coupons, status }: Checkout): number {
  const currency = coupons.length > 0 || chance(town, 0.75) ? 'EUR' : chance(town, 0.5) ? 'USD' : 'ZAR';
  const isCod = chance(town, 0.12);
  const via = pick(town, ['checkout', 'checkout', 'store-api', 'store-api', 'admin', 'rest-api'] as const) ?? 'checkout';
  const unpaid = status === undefined && chance(town, 0.15) ? (pick(town, ['pending', 'on-hold']) ?? 'pending') : status;
  const input: OrderInput = {
    ...person,
    via,
    currency,
    coupons,
    lines: Array.from({ length: between(town, 1, 3) }, () => ({
      ...(chance(town, 0.5) ? { productId: pick(town, [12, 13]) ?? 12 } : { name: 'Cup', price: `${between(town, 4, 90)}.95` }),
      quantity: between(town, 1, 3),
    })),
    shipping: chance(town, 0.5) ? { total: '4.13' } : null,
    ...(unpaid === undefined ? {} : { status: unpaid }),
    ...(isCod ? { paid: false, paymentMethod: 'cod' } : {}),
  };
  if (currency === 'ZAR') saw(town.seen, 'order in a currency without a rate');
  if (isCod) saw(town.seen, 'cash on delivery');
  const order = via === 'store-api' && unpaid === undefined && chance(town, 0.4) ? fromDraft(town, input) : desk(town).placeOrder(input);
  town.siteOrders.push(order.id);
  return order.id;
}

/** Somebody fills in the block checkout: the site tells the draft before there is an order. */
function fromDraft(town: Town, { paid: _paid, ...input }: OrderInput) {
  const draft = desk(town).placeOrder({ ...input, status: 'checkout-draft' });
  desk(town).editDraft({ id: draft.id, lastName: 'Vega' });
  saw(town.seen, 'draft of a checkout');
  return desk(town).submitDraft({ id: draft.id });
}

/** A recent order rather than an old one. */
function someOrder({ siteOrders, random }: Town): number {
  return siteOrders[Math.max(0, siteOrders.length - 1 - Math.floor(random() ** 2 * siteOrders.length))] ?? 0;
}

async function refundSiteLines(town: Town): Promise<void> {
  await later(town);
  const id = someOrder(town);
  const line = pick(town, desk(town).order({ id }).line_items);
  desk(town).refund({ orderId: id, lines: [{ lineId: line?.id ?? 0, quantity: between(town, 1, line?.quantity ?? 1) }] });
}

async function refundSiteAmount(town: Town): Promise<void> {
  await later(town);
  desk(town).refund({ orderId: someOrder(town), amount: `${between(town, 1, 15)}.50` });
}

async function refundAll(town: Town): Promise<void> {
  await later(town);
  const orderId = someOrder(town);
  quietIfTrashed(town, orderId);
  if (chance(town, 0.5)) desk(town).refundFully({ orderId });
  else desk(town).refundByStatus({ orderId });
}

/** Of a refund that is taken back nobody is told. */
async function deleteRefund(town: Town): Promise<void> {
  await later(town);
  const orderId = pick(
    town,
    town.siteOrders.filter((id) => !town.removed.has(id) && desk(town).refunds({ orderId: id }).length > 0),
  );
  const refundId = orderId === undefined ? undefined : pick(town, desk(town).refunds({ orderId }))?.id;
  if (orderId === undefined || refundId === undefined) return;
  town.untold.add(orderId);
  desk(town).deleteRefund({ orderId, refundId });
  saw(town.seen, 'refund deleted');
}

/** An order that leaves the trash by a new status instead of being restored: WooCommerce tells nobody. */
function quietIfTrashed(town: Town, id: number): void {
  if (town.removed.has(id) || desk(town).order({ id }).status !== 'trash') return;
  town.untold.add(id);
  saw(town.seen, 'order out of the trash by a status');
}

async function changeStatus(town: Town): Promise<void> {
  await later(town);
  const id = someOrder(town);
  const to = pick(town, ['completed', 'completed', 'cancelled', 'failed', 'processing', 'on-hold']) ?? 'completed';
  quietIfTrashed(town, id);
  desk(town).setStatus({ id, status: to });
}

async function paySite(town: Town): Promise<void> {
  await later(town);
  desk(town).pay({ id: someOrder(town) });
}

/** Somebody pays an order that was brought in unpaid: its version is the import's. */
export async function payOldOrder(town: Town): Promise<void> {
  const unpaid = [...town.importedUnpaid].filter((id) => !town.removed.has(id) && desk(town).order({ id }).status !== 'trash');
  const id = pick(town, unpaid);
  if (id === undefined) return;
  await later(town);
  if (desk(town).order({ id }).status === 'pending') desk(town).pay({ id });
  else desk(town).setStatus({ id, status: chance(town, 0.7) ? 'processing' : 'on-hold' });
}

async function editSite(town: Town): Promise<void> {
  await later(town);
  const id = someOrder(town);
  const line = pick(town, desk(town).order({ id }).line_items);
  desk(town).editOrder({
    id,
    ...(line && chance(town, 0.6) ? { lines: [{ lineId: line.id, quantity: between(town, 1, line.quantity + 1) }] } : {}),
    ...(chance(town, 0.5) ? { add: [{ productId: 13, quantity: 1 }] } : {}),
  });
}

async function trash(town: Town): Promise<void> {
  await later(town);
  desk(town).trash({ id: someOrder(town) });
  saw(town.seen, 'order in the trash');
}

async function restore(town: Town): Promise<void> {
  await later(town);
  const [order] = desk(town).orders({ status: 'trash' });
  if (order === undefined) return;
  desk(town).restore({ id: order.id });
  saw(town.seen, 'order out of the trash');
}

/** Deleted for good: nobody is told. */
async function remove(town: Town): Promise<void> {
  await later(town);
  const id = someOrder(town);
  const used = desk(town)
    .order({ id })
    .coupon_lines.map(({ code }) => code.toUpperCase());
  desk(town).remove({ id });
  for (const code of used) town.buried.set(code, id);
  town.removed.add(id);
  town.untold.add(id);
  saw(town.seen, 'order deleted for good');
}

async function assign(town: Town): Promise<void> {
  await later(town);
  desk(town).assignCustomer({ id: someOrder(town), customerId: chance(town, 0.15) ? 0 : (pick(town, town.siteCustomers) ?? 0) });
  saw(town.seen, 'order given to another customer');
}

async function someMemberOfSite(town: Town): Promise<string | undefined> {
  const { rows } = await town.stage.database.pool.query<{ id: string }>(
    `SELECT i.customer_id AS id FROM member_identity i JOIN member m ON m.program_id = i.program_id AND m.id = i.member_id
     JOIN balance b ON b.program_id = i.program_id AND b.member_id = i.member_id
     WHERE i.program_id = $1 AND i.store_id = $2 AND m.state = 'member' AND b.available >= 100 AND b.debt = 0 ORDER BY i.customer_id`,
    [town.site.address.programId, town.site.address.storeId],
  );
  return pick(town, rows)?.id;
}

/** A code made on demand, bound to its customer, at the site's own door. */
async function redeemAtSite(town: Town): Promise<{ readonly customerId: string; readonly redemptionId: string } | null> {
  const customerId = await someMemberOfSite(town);
  if (customerId === undefined) return null;
  const shopper = shopperOf(town, customerId);
  const rewardId = pick(town, ['five', 'shipping', 'slider'] as const) ?? 'five';
  const wish = { rewardId, redemptionId: randomUUID(), points: rewardId === 'slider' ? 100 * between(town, 1, 2) : null };
  const ask = () => town.stage.services.storefront.redeem(shopper, wish);
  const [first] = chance(town, 0.3) ? await Promise.all([ask(), ask()]) : [await ask()];
  if (!first.ok) return null;
  saw(town.seen, 'code made at the site');
  return { customerId, redemptionId: wish.redemptionId };
}

const shopperOf = (town: Town, customerId: string) => ({
  ...{ address: town.site.address, customerId, locale: 'en-GB', language: 'en' as const },
});

/** The code as its shopper sees it: not before the site has it. */
async function codeOf(town: Town, mine: { readonly customerId: string; readonly redemptionId: string }): Promise<string | null> {
  const page = await town.stage.services.storefront.read(shopperOf(town, mine.customerId));
  return page?.codes.find(({ redemptionId }) => redemptionId === mine.redemptionId)?.code ?? null;
}

/** From the reward to the end of the order that it was used for. */
async function useCoupon(town: Town): Promise<void> {
  const mine = await redeemAtSite(town);
  if (mine === null) return;
  await town.stage.services.relayErrands(town.site.address);
  const code = await codeOf(town, mine);
  if (code === null) return;
  await later(town);
  const status = chance(town, 0.45) ? 'pending' : undefined;
  const checkout: Checkout = { person: { customerId: Number(mine.customerId) }, coupons: [code] };
  const id = placeWith(town, status === undefined ? checkout : { ...checkout, status });
  const isPaid = ['processing', 'completed'].includes(desk(town).order({ id }).status);
  saw(town.seen, 'coupon used');
  if (chance(town, 0.5)) return;
  if (chance(town, 0.5)) {
    await town.stage.deliver();
    await town.stage.services.drainStore(town.site.address);
    await town.stage.services.fetchOrders(town.site.address);
  }
  await later(town);
  desk(town).cancel({ id });
  saw(town.seen, isPaid ? 'coupon of a paid order that was cancelled' : 'coupon of an unpaid order that was cancelled');
  if (!isPaid && chance(town, 0.5)) {
    await later(town);
    placeWith(town, checkout);
    saw(town.seen, 'coupon used again after the site freed it');
  }
}

function ignoreRefusal(error: unknown): void {
  if (!(error instanceof Error && 'name' in error && /Refusal$/.test(error.constructor.name))) throw error;
}

async function holdSiteMessages(town: Town): Promise<void> {
  const { webhooks } = town.site.woo;
  webhooks.hold();
  const id = someOrder(town);
  for (let count = 0; count < 2; count += 1)
    if (!town.removed.has(id)) desk(town).setMeta({ id, metaData: [{ key: 'gift', value: count }] });
  const told = webhooks.list({ topic: 'order.updated', state: 'held', resourceId: id });
  if (told.length === 1) saw(town.seen, 'messages of one order became one');
  for (let count = 0; count < 4; count += 1)
    await pick(town, [placeSiteOrder, refundSiteLines, changeStatus, editSite, paySite, trash])?.(town).catch(ignoreRefusal);
  webhooks.release({ order: chance(town, 0.5) ? 'reversed' : 'shuffled', seed: between(town, 1, 1e6) });
  await town.stage.deliver();
}

async function loseSiteMessages(town: Town): Promise<void> {
  if (!town.lossy) return holdSiteMessages(town);
  const { webhooks } = town.site.woo;
  webhooks.configure({ dropShare: 1 });
  for (let count = 0; count < 3; count += 1)
    await pick(town, [placeSiteOrder, refundSiteLines, changeStatus, paySite, trash])?.(town).catch(ignoreRefusal);
  webhooks.configure({ dropShare: 0 });
  saw(town.seen, 'messages of the site lost');
}

/** The app answers errors until the site gives up and switches its webhooks off; it tells nobody. */
async function switchOff(town: Town): Promise<void> {
  if (!town.lossy) return;
  const { webhooks } = town.site.woo;
  const orders = town.siteOrders.filter((id) => !town.removed.has(id));
  await town.stage.deliver();
  town.sites.refuseMessages(true);
  for (let count = 0; count < 9; count += 1) {
    const id = pick(town, orders);
    if (id !== undefined) desk(town).setMeta({ id, metaData: [{ key: 'note', value: count }] });
    await town.stage.advance(1_000);
    await town.stage.deliver();
  }
  town.sites.refuseMessages(false);
  if (webhooks.hooks().some(({ status }) => status === 'disabled')) saw(town.seen, 'webhooks switched off');
  for (let count = 0; count < 2; count += 1) await pick(town, [placeSiteOrder, refundSiteLines, changeStatus])?.(town).catch(ignoreRefusal);
  if (chance(town, 0.5)) await probe(town);
}

async function probe(town: Town): Promise<void> {
  const { repaired } = await town.stage.services.runSchedule('probe-webhooks');
  saw(town.seen, 'webhooks made anew', repaired ?? 0);
}

async function repeatSiteMessages(town: Town): Promise<void> {
  const { webhooks } = town.site.woo;
  const sent = webhooks.list({ state: 'delivered' });
  for (let count = 0; count < 3; count += 1) {
    const one = pick(town, sent);
    if (one) webhooks.resend({ id: one.id });
  }
  await town.stage.deliver();
}

const TROUBLES = [
  'timeout-before-effect',
  'timeout-after-effect',
  'server-error',
  'html',
  'html-after-effect',
  'maintenance',
  'firewall',
  'too-many-requests',
  'reset-before-effect',
  'reset-after-effect',
  'half-json',
] as const;

function siteTrouble(town: Town): void {
  const path = pick(town, ['/orders', '/refunds', '/coupons', '/coupons/batch', '/customers']) ?? '/orders';
  town.site.woo.faults.add({
    kind: pick(town, TROUBLES) ?? 'server-error',
    path,
    times: between(town, 1, 6),
    skip: between(town, 0, 1),
    retryAfterSeconds: 1,
  });
}

export const SITE_ACTS: Acts<Town> = [
  [24, placeSiteOrder],
  [7, refundSiteLines],
  [4, refundSiteAmount],
  [3, refundAll],
  [4, deleteRefund],
  [9, changeStatus],
  [4, paySite],
  [5, editSite],
  [3, trash],
  [3, restore],
  [2, remove],
  [4, assign],
  [4, redeemAtSite],
  [12, useCoupon],
  [5, holdSiteMessages],
  [4, loseSiteMessages],
  [2, switchOff],
  [2, probe],
  [4, repeatSiteMessages],
  [6, siteTrouble],
  [2, newSiteCustomer],
];
