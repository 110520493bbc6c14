import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CommercePlatform, type DiscountDescription, PlatformError } from '#app/platforms/commerce-platform.ts';
import { createWooCommerceClient } from '#woo/client.ts';
import { createWooCommercePlatform } from '#woo/platform.ts';
import { type RunningWooCommerce, startWooCommerce } from '#tests/simulator-woocommerce/main.ts';

const STORE = { programId: 'p', storeId: 's', domain: 'shop.example' };
const DAY = 86_400_000;

let woo: RunningWooCommerce;
let platform: CommercePlatform;
let timeZone = 'Europe/Madrid';

beforeAll(async () => {
  woo = await startWooCommerce({ site: { timeZone: 'Europe/Madrid' } });
  woo.webhooks.configure({ muted: true });
  const client = createWooCommerceClient({ allowLocal: true, gapMs: 0, timeoutMs: 300, sleep: () => Promise.resolve() });
  const access = () => Promise.resolve({ baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret, timeZone });
  platform = createWooCommercePlatform({ client, accessFor: access });
});
afterEach(() => {
  woo.faults.clear();
});
afterAll(() => woo.stop());

function aDiscount(parts: Partial<DiscountDescription> = {}): DiscountDescription {
  const now = Math.floor(Date.now() / 1000) * 1000;
  return {
    ...{ title: 'Rung: 5.00 off', value: { kind: 'amount', amountMinor: 500 }, currency: 'EUR', minimumOrderMinor: 1500 },
    ...{ productIds: [], collectionIds: [], startsAt: now - DAY, endsAt: now + 30 * DAY, customerId: null, subscriptions: 'no' },
    combinesWith: { order: false, product: false, shipping: false },
    ...parts,
  };
}

describe('coupons', () => {
  test('say what the reward grants', async () => {
    await platform.prepareCodes(STORE, aDiscount(), null, ['RUNGPLAIN1']);
    expect(woo.desk.coupon({ code: 'rungplain1' })).toMatchObject({
      ...{
        discount_type: 'fixed_cart',
        amount: '5.00',
        usage_limit: 1,
        usage_limit_per_user: 1,
        individual_use: true,
        minimum_amount: '15.00',
      },
      ...{ email_restrictions: [], free_shipping: false, description: 'Rung: 5.00 off' },
    });
    await platform.prepareCodes(
      STORE,
      aDiscount({ value: { kind: 'free-shipping' }, combinesWith: { order: true, product: true, shipping: false } }),
      null,
      ['RUNGSHIP1'],
    );
    expect(woo.desk.coupon({ code: 'rungship1' })).toMatchObject({ free_shipping: true, individual_use: false });
    await platform.prepareCodes(STORE, aDiscount({ productIds: ['12'], collectionIds: ['3'] }), null, ['RUNGSOME1']);
    expect(woo.desk.coupon({ code: 'rungsome1' })).toMatchObject({
      discount_type: 'fixed_product',
      product_ids: [12],
      product_categories: [3],
      limit_usage_to_x_items: 1,
    });
  });

  test('one that is bound to a customer takes the e-mail of the account', async () => {
    const { id } = woo.desk.createCustomer({ email: 'Anna.Bound@example.test' });
    await platform.prepareCodes(STORE, aDiscount({ customerId: String(id) }), null, ['RUNGBOUND1']);
    expect(woo.desk.coupon({ code: 'rungbound1' })).toMatchObject({ email_restrictions: ['anna.bound@example.test'] });
    const gone = platform.prepareCodes(STORE, aDiscount({ customerId: '99999' }), null, ['RUNGBOUND2']);
    await expect(gone).rejects.toMatchObject({ reason: 'refused' });
  });

  test('end at the right moment, also after the shop’s clock was set to another zone', async () => {
    const endsAt = Date.parse('2027-07-01T00:00:00+02:00');
    await platform.prepareCodes(STORE, aDiscount({ endsAt }), null, ['RUNGSUMMER']);
    expect(woo.desk.coupon({ code: 'rungsummer' })).toMatchObject({
      date_expires: '2027-07-01T00:00:00',
      date_expires_gmt: '2027-06-30T22:00:00',
    });
    timeZone = 'America/New_York';
    const prepared = await platform.prepareCodes(STORE, aDiscount({ endsAt }), null, ['RUNGMOVED1']);
    timeZone = 'Europe/Madrid';
    expect(prepared.ready).toEqual(['RUNGMOVED1']);
    expect(woo.desk.coupon({ code: 'rungmoved1' })).toMatchObject({ date_expires_gmt: '2027-06-30T22:00:00' });
    await platform.prepareCodes(STORE, aDiscount({ endsAt: null }), null, ['RUNGEVER1']);
    expect(woo.desk.coupon({ code: 'rungever1' })).toMatchObject({ date_expires: null });
  });

  test.each(['timeout-after-effect', 'half-json', 'html-after-effect', 'reset-after-effect'] as const)(
    '%s: made once, adopted',
    async (kind) => {
      const codes = [1, 2, 3].map((index) => `RUNG${kind.replaceAll('-', '').toUpperCase()}${index}`);
      woo.faults.add({ kind, path: '/coupons/batch', times: 1 });
      const prepared = await platform.prepareCodes(STORE, aDiscount(), null, codes);
      expect(prepared).toMatchObject({ ready: codes, failed: [] });
      expect(woo.desk.coupons().filter(({ code }) => codes.includes(code.toUpperCase()))).toHaveLength(3);
    },
  );

  test('a batch of many goes in portions', async () => {
    const codes = Array.from({ length: 60 }, (_, index) => `RUNGMANY${index}`);
    woo.calls.clear();
    expect((await platform.prepareCodes(STORE, aDiscount(), null, codes)).ready).toHaveLength(60);
    expect(woo.calls.list({ path: '/coupons/batch' })).toHaveLength(3);
  });

  test('a stranger’s coupon of the same code is not removed', async () => {
    woo.desk.createCoupon({ code: 'theirs', discount_type: 'percent', amount: '10' });
    expect(await platform.removeCode(STORE, 'rung-x', 'THEIRS')).toBe('removed');
    expect(woo.desk.coupon({ code: 'theirs' })).toMatchObject({ amount: '10.00' });
  });

  test('an order that is cancelled gives the use back; once removed, nobody can use it', async () => {
    const { discountRef } = await platform.prepareCodes(STORE, aDiscount(), null, ['RUNGBACK1']);
    const order = woo.desk.placeOrder({ lines: [{ productId: 12 }], email: 'b@example.test', coupons: ['rungback1'], status: 'pending' });
    const preview = () => woo.desk.previewCoupon({ code: 'rungback1', email: 'b@example.test', lines: [{ productId: 12 }] }).valid;
    expect(preview()).toBe(false);
    woo.desk.cancel({ id: order.id });
    expect(preview()).toBe(true);
    woo.faults.add({ kind: 'timeout-after-effect', method: 'DELETE', path: '/coupons/', times: 1 });
    expect(await platform.removeCode(STORE, discountRef, 'RUNGBACK1')).toBe('removed');
    expect(preview()).toBe(false);
  });
});

describe('orders', () => {
  const fetchOne = async (id: number) => (await platform.fetchOrders(STORE, [String(id)])).orders.get(String(id));

  test('in the trash they are deleted, removed for good they are unknown, drafts are none', async () => {
    const trashed = woo.desk.placeOrder({ lines: [{ productId: 12 }], email: 't@example.test' });
    const removed = woo.desk.placeOrder({ lines: [{ productId: 12 }], email: 'r@example.test' });
    const draft = woo.desk.placeOrder({ lines: [{ productId: 12 }], status: 'checkout-draft', via: 'store-api' });
    woo.desk.trash({ id: trashed.id });
    woo.desk.remove({ id: removed.id });
    expect(await fetchOne(trashed.id)).toMatchObject({ deleted: true });
    expect(await fetchOne(removed.id)).toBeUndefined();
    expect(await fetchOne(draft.id)).toBeUndefined();
  });

  test('edited after payment: what is there now counts', async () => {
    const order = woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 2 }], email: 'e@example.test' });
    woo.desk.editOrder({ id: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }] });
    expect(await fetchOne(order.id)).toMatchObject({ totalMinor: 2420, refundedMinor: 0, lines: [{ quantity: 1, chargedMinor: 2420 }] });
  });

  test('vector 19 as it really comes: a bag, goodwill, the rest by status; and a refund that is deleted', async () => {
    const order = woo.desk.placeOrder({
      lines: [{ productId: 12, quantity: 2 }, { productId: 13 }],
      email: 'v@example.test',
      shipping: { total: '5.00' },
    });
    woo.desk.refund({ orderId: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }] });
    const goodwill = woo.desk.refund({ orderId: order.id, amount: '5.00' });
    expect(await fetchOne(order.id)).toMatchObject({
      ...{ totalMinor: 6655, refundedMinor: 2920, refundedWithoutLinesMinor: 500, payment: 'partially-refunded' },
      lines: [{ keptMinor: 2420, keptQuantity: 1 }, { keptMinor: 1210 }],
    });
    woo.desk.deleteRefund({ orderId: order.id, refundId: goodwill.id });
    expect(await fetchOne(order.id)).toMatchObject({ refundedMinor: 2420, refundedWithoutLinesMinor: 0 });
    woo.desk.refundByStatus({ orderId: order.id });
    expect(await fetchOne(order.id)).toMatchObject({ payment: 'refunded', refundedMinor: 6655 });
  });

  test('another currency, net prices, a fee, and nothing to pay', async () => {
    const rand = woo.desk.placeOrder({ lines: [{ name: 'Bag', price: '1700.00' }], email: 'z@example.test', currency: 'ZAR' });
    expect(await fetchOne(rand.id)).toMatchObject({ currency: 'ZAR', totalMinor: 170_000 });
    woo.desk.configureSite({ pricesIncludeTax: false });
    const net = woo.desk.placeOrder({
      lines: [{ name: 'Bag', price: '10.00' }],
      email: 'n@example.test',
      fees: [{ name: 'Wrap', total: '2.00' }],
    });
    woo.desk.configureSite({ pricesIncludeTax: true });
    expect(await fetchOne(net.id)).toMatchObject({
      taxIncluded: false,
      lines: [{ chargedMinor: 1000, taxMinor: 210 }],
      fees: { chargedMinor: 200 },
    });
    woo.desk.createCoupon({ code: 'all', discount_type: 'percent', amount: '100' });
    const free = woo.desk.placeOrder({ lines: [{ productId: 12 }], email: 'f@example.test', coupons: ['all'] });
    expect(await fetchOne(free.id)).toMatchObject({
      totalMinor: 0,
      lines: [{ chargedMinor: 0, codeDiscounts: [{ code: 'all', amountMinor: 2420 }] }],
    });
  });

  test('more than a page of orders that changed in one second is not a loop', async () => {
    const since = woo.clock.now();
    woo.clock.freeze();
    const ids = Array.from({ length: 230 }, () => String(woo.desk.placeOrder({ lines: [{ productId: 12 }], email: 'm@example.test' }).id));
    woo.clock.follow();
    const seen = new Set<string>();
    let cursor: string | null = null;
    let pages = 0;
    do {
      const answer: Awaited<ReturnType<CommercePlatform['listChangedOrders']>> = await platform.listChangedOrders(STORE, since, cursor);
      answer.orderIds.forEach((id) => seen.add(id));
      ({ cursor } = answer);
      pages += 1;
    } while (cursor !== null && pages < 10);
    expect(cursor).toBeNull();
    expect(ids.every((id) => seen.has(id))).toBe(true);
  });

  test('a key that was revoked', async () => {
    woo.faults.add({ kind: 'unauthorized', times: 0 });
    await expect(platform.fetchOrders(STORE, ['1'])).rejects.toSatisfy(
      (error) => error instanceof PlatformError && error.reason === 'unauthorized',
    );
  });
});
