import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type DiscountDescription, PlatformError, type PublishedMember } from '#app/platforms/commerce-platform.ts';
import type { PlatformStand, StandFault } from './commerce-platform-stand.ts';
import { storefrontProgram } from '#app/domain/program/storefront-program.ts';
import { aProgram } from '#tests/builders.ts';
import { openShopifyStand } from './shopify-stand.ts';
import { openWooCommerceStand } from './woocommerce-stand.ts';

const PLATFORMS = [
  ['Shopify', openShopifyStand],
  ['WooCommerce', openWooCommerceStand],
] as const;

const DAY = 86_400_000;

function aCode(): string {
  return `RUNG${randomBytes(8).toString('hex').toUpperCase()}`;
}

function fiveOff(now: number, parts: Partial<DiscountDescription> = {}): DiscountDescription {
  return {
    ...{ title: 'Rung: 5.00 off', value: { kind: 'amount', amountMinor: 500 }, currency: 'EUR', minimumOrderMinor: 500 },
    ...{ productIds: [], collectionIds: [], startsAt: now - DAY, endsAt: now + 30 * DAY, customerId: null, subscriptions: 'no' },
    combinesWith: { order: false, product: false, shipping: false },
    ...parts,
  };
}

function aMember(customerId: string, parts: Partial<PublishedMember> = {}): PublishedMember {
  return {
    customerId,
    pointsAvailable: 120,
    pointsPending: 5,
    pointsDebt: 0,
    tier: { id: 'gold', name: 'Gold', provisional: false, multiplier: '2' },
    nextTier: { id: 'platinum', name: 'Platinum', metric: 'spend', have: 16_000, need: 40_000 },
    nextReward: null,
    revision: 1,
    ...parts,
  };
}

/** What both platforms say of an order in the same way. */
function comparable(order: OrderSnapshot) {
  return {
    ...{ currency: order.currency, payment: order.payment, taxIncluded: order.taxIncluded, deleted: order.deleted, channel: order.channel },
    ...{
      isCancelled: order.cancelledAt !== null,
      email: order.customer?.email,
      shipping: order.shipping,
      taxOnTop: order.taxOnTop,
      fees: order.fees,
    },
    ...{ totalMinor: order.totalMinor, refundedMinor: order.refundedMinor, refundedWithoutLinesMinor: order.refundedWithoutLinesMinor },
    lines: order.lines.map(({ quantity, keptQuantity, chargedMinor, keptMinor, codeDiscounts }) => ({
      ...{ quantity, keptQuantity, chargedMinor, keptMinor, off: codeDiscounts.map(({ amountMinor }) => amountMinor) },
    })),
    codes: order.discountCodes.map(({ code, amountMinor }) => ({ code: code.toUpperCase(), amountMinor })),
  };
}

async function fetchOne({ platform, store }: PlatformStand, orderId: string): Promise<OrderSnapshot> {
  const { orders } = await platform.fetchOrders(store, [orderId]);
  const order = orders.get(orderId);
  if (!order) throw new Error('the order was not found');
  return order;
}

async function failure(promise: Promise<unknown>): Promise<PlatformError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PlatformError) return error;
  throw new Error(`not a PlatformError: ${String(error)}`);
}

/** The same goods, bought, partly returned, and paid back as goodwill; a look after each step. */
async function story(stand: PlatformStand) {
  const code = 'RUNGSAMESTORY1';
  // A percentage: fixed amounts are allotted by value at Shopify, by unit at WooCommerce.
  const discount = fiveOff(await stand.now(), { value: { kind: 'percent', percent: 10, capMinor: null } });
  await stand.platform.prepareCodes(stand.store, discount, null, [code]);
  const orderId = await stand.placeOrder({ lines: [2, 1], codes: [code], shipping: true });
  const looks = [await fetchOne(stand, orderId)];
  await stand.advance(2_000);
  await stand.refundUnits(orderId, { line: 1, quantity: 1 });
  looks.push(await fetchOne(stand, orderId));
  await stand.advance(2_000);
  await stand.refundAmount(orderId, '5.00');
  looks.push(await fetchOne(stand, orderId));
  return looks.map(comparable);
}

describe.each(PLATFORMS)('the port, on %s', (_name, open) => {
  let stand: PlatformStand;
  beforeAll(async () => {
    stand = await open();
  });
  afterAll(() => stand.close());

  test('orders are fetched by id; one that the shop does not know is left out', async () => {
    const [first, second] = [await stand.placeOrder({ lines: [1, 0] }), await stand.placeOrder({ lines: [0, 2] })];
    const { at, orders } = await stand.platform.fetchOrders(stand.store, [first, stand.unknownOrderId, second, first]);
    expect([...orders.keys()].toSorted()).toEqual([first, second].toSorted());
    expect(orders.get(second)?.lines).toMatchObject([{ quantity: 2, chargedMinor: 2420, keptMinor: 2420 }]);
    expect(at).toBeLessThanOrEqual(await stand.now());
    expect(await stand.platform.fetchOrders(stand.store, [stand.unknownOrderId])).toMatchObject({ orders: new Map() });
    await expect(stand.platform.fetchOrders(stand.store, Array.from({ length: 51 }, String))).rejects.toThrow(RangeError);
  });

  test('a guest is known by an e-mail, a customer by an id', async () => {
    const customerId = await stand.createCustomer('anna@example.test');
    const order = await fetchOne(stand, await stand.placeOrder({ lines: [1, 0], customerId }));
    expect(order.customer).toMatchObject({ customerId, email: 'anna@example.test' });
    const guest = await fetchOne(stand, await stand.placeOrder({ lines: [1, 0] }));
    expect(guest.customer?.email).toBe('guest@example.test');
  });

  test('a cancelled order is cancelled, with all its lines', async () => {
    const orderId = await stand.placeOrder({ lines: [1, 1] });
    await stand.cancel(orderId);
    const order = await fetchOne(stand, orderId);
    expect(order.cancelledAt).not.toBeNull();
    expect(order.lines).toHaveLength(2);
  });

  test('changed orders are listed since a moment, oldest change first, page by page to the end', async () => {
    await stand.advance(60_000);
    const since = await stand.now();
    await stand.advance(2_000);
    const placed: string[] = [];
    for (let count = 0; count < 130; count += 1) {
      placed.push(await stand.placeOrder({ lines: [1, 0] }));
      if (count % 3 === 0) await stand.advance(1_000);
    }
    await stand.advance(1_000);
    await stand.refundUnits(placed[0] ?? '', { line: 0, quantity: 1 });
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 20; page += 1) {
      const answer: Awaited<ReturnType<typeof stand.platform.listChangedOrders>> = await stand.platform.listChangedOrders(
        stand.store,
        since,
        cursor,
      );
      seen.push(...answer.orderIds);
      ({ cursor } = answer);
      if (cursor === null) break;
    }
    expect(cursor).toBeNull();
    expect(new Set(seen)).toEqual(new Set(placed));
    expect(seen.at(-1)).toBe(placed[0]);
    expect((await stand.platform.listChangedOrders(stand.store, (await stand.now()) + DAY, null)).orderIds).toEqual([]);
  });

  test('codes are prepared; the same again changes nothing; more go under the same discount', async () => {
    const codes = [aCode(), aCode(), aCode()];
    const discount = fiveOff(await stand.now());
    const made = await stand.platform.prepareCodes(stand.store, discount, null, codes);
    expect(made.ready.toSorted()).toEqual(codes.toSorted());
    const again = await stand.platform.prepareCodes(stand.store, discount, null, codes);
    expect(again).toMatchObject({ discountRef: made.discountRef, failed: [] });
    expect(again.ready.toSorted()).toEqual(codes.toSorted());
    const more = [aCode(), ...codes.slice(0, 1)];
    const added = await stand.platform.prepareCodes(stand.store, discount, made.discountRef, more);
    expect(added.ready.toSorted()).toEqual(more.toSorted());
    for (const code of [...codes, ...more]) expect(await stand.isUsable(code)).toBe(true);
  });

  test('the answer is lost after the codes were made: the next try adopts them', async () => {
    const codes = [aCode()];
    const discount = fiveOff(await stand.now(), { title: 'Rung: lost answer' });
    await stand.fail('time-out after effect', { times: 1, codes: true });
    const made = await stand.platform
      .prepareCodes(stand.store, discount, null, codes)
      .catch(() => stand.platform.prepareCodes(stand.store, discount, null, codes));
    expect(made).toMatchObject({ ready: codes, failed: [] });
    await stand.placeOrder({ lines: [1, 0], codes });
    expect(await stand.isUsable(codes[0] ?? '')).toBe(false);
  });

  test('a code of the shop’s own is never taken for ours', async () => {
    const [theirs, ours] = [aCode(), aCode()];
    await stand.createOwnCode(theirs);
    const discount = fiveOff(await stand.now(), { title: 'Rung: beside others' });
    const { discountRef } = await stand.platform.prepareCodes(stand.store, discount, null, [ours]);
    const tried = await stand.platform.prepareCodes(stand.store, discount, discountRef, [theirs, aCode()]);
    expect(tried.failed.map(({ code }) => code)).toEqual([theirs]);
    expect(tried.ready).toHaveLength(1);
  });

  test('one code is removed, confirmed, and the others of its discount go on working', async () => {
    const [dead, alive] = [aCode(), aCode()];
    const discount = fiveOff(await stand.now(), { title: 'Rung: one dies' });
    const { discountRef } = await stand.platform.prepareCodes(stand.store, discount, null, [dead, alive]);
    expect(await stand.platform.removeCode(stand.store, discountRef, dead)).toBe('removed');
    expect(await stand.isUsable(dead)).toBe(false);
    expect(await stand.isUsable(alive)).toBe(true);
    expect(await stand.platform.removeCode(stand.store, discountRef, dead)).toBe('removed');
    expect(await stand.platform.removeCode(stand.store, discountRef, aCode())).toBe('removed');
  });

  test('the order that used a code shows it, and what it took off', async () => {
    const code = aCode();
    await stand.platform.prepareCodes(stand.store, fiveOff(await stand.now(), { title: 'Rung: seen' }), null, [code]);
    const order = await fetchOne(stand, await stand.placeOrder({ lines: [1, 0], codes: [code] }));
    expect(order.discountCodes.map((used) => [used.code.toUpperCase(), used.kind, used.amountMinor])).toEqual([[code, 'amount', 500]]);
    expect(order.lines[0]).toMatchObject({ chargedMinor: 1920, codeDiscounts: [{ amountMinor: 500 }] });
  });

  test.each([
    [{ kind: 'percent', percent: 15, capMinor: null }, 3630 - 545],
    [{ kind: 'free-product' }, 1210],
  ] as const)('%o', async (value, expected) => {
    const code = aCode();
    const now = await stand.now();
    const described = value.kind === 'free-product' ? { ...value, productIds: [stand.productId] } : value;
    await stand.platform.prepareCodes(stand.store, fiveOff(now, { title: `Rung: ${code}`, value: described }), null, [code]);
    const order = await fetchOne(stand, await stand.placeOrder({ lines: [1, 1], codes: [code] }));
    expect(Math.abs(order.lines.reduce((sum, line) => sum + line.chargedMinor, 0) - expected)).toBeLessThanOrEqual(1);
  });

  test('a code ends at its moment', async () => {
    const code = aCode();
    const now = await stand.now();
    await stand.platform.prepareCodes(stand.store, fiveOff(now, { title: `Rung: ${code}`, endsAt: now + 2 * 3_600_000 }), null, [code]);
    await stand.advance(2 * 3_600_000 - 60_000);
    expect(await stand.isUsable(code)).toBe(true);
    await stand.advance(120_000);
    expect(await stand.isUsable(code)).toBe(false);
  });

  test('what a platform cannot do is refused in words', async () => {
    const discount = fiveOff(await stand.now(), { value: { kind: 'percent', percent: 10, capMinor: 500 } });
    expect(await failure(stand.platform.prepareCodes(stand.store, discount, null, [aCode()]))).toMatchObject({
      reason: 'refused',
      isWorthRetrying: false,
    });
  });

  test.each([
    ['server error', 'unreachable'],
    ['time-out before effect', 'unreachable'],
    ['throttled', 'throttled'],
    ['keys refused', 'unauthorized'],
    ['forbidden', 'forbidden'],
    ['html', 'malformed'],
  ] as const satisfies readonly (readonly [StandFault, PlatformError['reason']])[])('%s: %s', async (fault, reason) => {
    const orderId = await stand.placeOrder({ lines: [1, 0] });
    await stand.fail(fault, { times: 20 });
    expect((await failure(stand.platform.fetchOrders(stand.store, [orderId]))).reason).toBe(reason);
    await stand.clearFaults();
    expect(await fetchOne(stand, orderId)).toMatchObject({ orderId });
  });

  test('a passing trouble is waited out', async () => {
    const orderId = await stand.placeOrder({ lines: [1, 0] });
    for (const fault of ['server error', 'throttled', 'half json'] as const) {
      await stand.fail(fault, { times: 1 });
      expect(await fetchOne(stand, orderId)).toMatchObject({ orderId });
    }
  });

  test('members are published; again is safe, older ones change nothing, unknown customers are passed over', async () => {
    const customerId = await stand.createCustomer('published@example.test');
    const members = [aMember(customerId, { revision: 2 }), aMember(stand.unknownOrderId)];
    await stand.platform.publishMembers(stand.store, members);
    await stand.platform.publishMembers(stand.store, members);
    expect(await stand.published(customerId)).toEqual({
      points: 120,
      pending: 5,
      debt: 0,
      tier: { id: 'gold', name: 'Gold', provisional: false, multiplier: '2' },
      nextTier: { id: 'platinum', name: 'Platinum', metric: 'spend', have: 16_000, need: 40_000 },
      nextReward: null,
      revision: 2,
    });
    await stand.platform.publishMembers(stand.store, [aMember(customerId, { revision: 1, pointsAvailable: 1 })]);
    expect(await stand.published(customerId)).toMatchObject({ points: 120, revision: 2 });
    await stand.platform.publishMembers(stand.store, [aMember(customerId, { revision: 3, pointsAvailable: 20, pointsDebt: 30 })]);
    expect(await stand.published(customerId)).toMatchObject({ points: -10, debt: 30, revision: 3 });
    await expect(
      stand.platform.publishMembers(
        stand.store,
        Array.from({ length: 26 }, () => aMember(customerId)),
      ),
    ).rejects.toThrow(RangeError);
  });

  test('the program is published for the pages; again is safe, an older one changes nothing', async () => {
    const at = (revision: number, paused = false) => ({
      revision,
      program: { ...storefrontProgram(aProgram(), { locale: 'en', paused }) },
      locales: { pl: { ...storefrontProgram(aProgram(), { locale: 'pl', paused }) } },
    });
    expect(await stand.publishedProgram()).toBeNull();
    await stand.platform.publishProgram(stand.store, at(5));
    await stand.platform.publishProgram(stand.store, at(5));
    expect(await stand.publishedProgram()).toEqual(at(5));
    await stand.platform.publishProgram(stand.store, at(4, true));
    expect(await stand.publishedProgram()).toMatchObject({ revision: 5, program: { paused: false } });
    await stand.fail('time-out after effect', { times: 1 });
    await stand.platform.publishProgram(stand.store, at(6, true));
    expect(await stand.publishedProgram()).toEqual(at(6, true));
  });
});

test('the same goods, told by both platforms, are the same order', async () => {
  const [shopify, woocommerce] = [await openShopifyStand(), await openWooCommerceStand()];
  try {
    const [one, other] = [await story(shopify), await story(woocommerce)];
    expect(other).toEqual(one);
    expect(one[0]).toMatchObject({ totalMinor: 6050, shipping: { chargedMinor: 605 }, codes: [{ amountMinor: 605 }] });
    expect(one[2]).toMatchObject({ refundedWithoutLinesMinor: 500, payment: 'partially-refunded' });
  } finally {
    await Promise.all([shopify.close(), woocommerce.close()]);
  }
});
