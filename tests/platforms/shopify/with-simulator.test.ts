import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { createShopifyIntake } from '#app/intake/shopify.ts';
import type { CommercePlatform, DiscountDescription } from '#app/platforms/commerce-platform.ts';
import { createShopifyClient, type ShopifyClient } from '#app/platforms/shopify/client.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform } from '#app/platforms/shopify/platform.ts';
import { readShopDetails } from '#app/platforms/shopify/shop-details.ts';
import { refreshOfflineToken } from '#app/platforms/shopify/tokens.ts';
import type { ReceivedMessage } from '#app/services/services.ts';
import { type RunningSimulator, startSimulator } from '#tests/simulator/main.ts';
import { translated } from './messages.ts';

const SHOP = 'north-quay.myshopify.com';
const STORE = { programId: 'p', storeId: 's', domain: SHOP };
const CREDENTIALS = { apiKey: 'key', apiSecret: 'secret' };
const FIVE_OFF: DiscountDescription = {
  title: 'Rung: 5.00 off',
  value: { kind: 'amount', amountMinor: 500 },
  currency: 'EUR',
  minimumOrderMinor: 500,
  productIds: [],
  collectionIds: [],
  startsAt: Date.now() - 86_400_000,
  endsAt: Date.now() + 86_400_000,
  combinesWith: { order: false, product: true, shipping: true },
  customerId: null,
  subscriptions: 'no',
};

let sim: RunningSimulator;
let door: Server;
let received: ReceivedMessage[] = [];
let client: ShopifyClient;
let platform: CommercePlatform;
let tokens: { accessToken: string; refreshToken: string };
let products: { readonly productId: string }[];

beforeAll(async () => {
  door = createServer(
    createShopifyIntake({
      secrets: [CREDENTIALS.apiSecret],
      acceptMessage: (message) => {
        received.push(message);
        return Promise.resolve('stored');
      },
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    }),
  );
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  sim = await startSimulator({ ...CREDENTIALS, appUrl: `http://127.0.0.1:${(door.address() as AddressInfo).port}` });
  sim.desk.createShop({ domain: SHOP, name: 'North Quay' });
  products = [
    sim.desk.createProduct({ shop: SHOP, title: 'Wool scarf', price: '50.00' }),
    sim.desk.createProduct({ shop: SHOP, title: 'Knit cap', price: '20.00' }),
  ];
  tokens = sim.tokens.issue({ shop: SHOP });
  const fetch = createPlatformFetch(sim.url);
  client = createShopifyClient({
    fetch,
    tokenFor: async (shop, rejected) => {
      if (rejected !== null) tokens = await refreshOfflineToken({ ...CREDENTIALS, fetch }, shop, tokens.refreshToken);
      return tokens.accessToken;
    },
  });
  platform = createShopifyPlatform(client);
});
beforeEach(() => {
  received = [];
});
afterAll(async () => {
  await sim.stop();
  door.close();
});

const line = (index: number, quantity = 1) => ({ productId: products[index]?.productId ?? '', quantity });

/** What the newest webhook of an order says, and what a fetch of it says. */
async function bothWays(orderId: string): Promise<{ readonly pushed: OrderSnapshot; readonly fetched: OrderSnapshot }> {
  await sim.webhooks.allDelivered({ timeoutMs: 10_000 });
  const bodies = received
    .filter(({ topic, body }) => topic.startsWith('orders/') && body.includes(orderId))
    .map(({ topic, body }) => translated(topic, body));
  const snapshots = bodies.flatMap((message) => ('kind' in message && message.kind === 'order' ? [message.snapshot] : []));
  const pushed = snapshots.toSorted((a, b) => a.updatedAt - b.updatedAt || a.refundCount - b.refundCount).at(-1);
  const fetched = (await platform.fetchOrders(STORE, [orderId])).orders.get(orderId);
  if (pushed === undefined || fetched === undefined)
    throw new Error(`order ${orderId} did not come both ways: ${JSON.stringify(bodies).slice(0, 500)}`);
  return { pushed: { ...pushed, staffId: null }, fetched };
}

type OrderDetails = Partial<Parameters<RunningSimulator['desk']['placeOrder']>[0]>;

describe('an order comes the same way pushed and fetched', () => {
  const later = (): void => void sim.clock.advance({ ms: 5_000 });

  it('paid, with a code, shipping and tax inside; then partly refunded', async () => {
    await platform.prepareCodes(STORE, FIVE_OFF, null, ['RUNG-BOTH-WAYS']);
    const { order } = sim.desk.placeOrder({
      shop: SHOP,
      lines: [line(0), line(1, 2)],
      email: 'ana@shop.test',
      discountCodes: ['RUNG-BOTH-WAYS'],
      shipping: { price: '4.90' },
      tip: '2.00',
      tags: ['vip'],
    });
    const orderId = String(order.id);
    const paid = await bothWays(orderId);
    expect(paid.pushed).toEqual(paid.fetched);
    expect(paid.fetched).toMatchObject({ payment: 'paid', discountCodes: [{ code: 'RUNG-BOTH-WAYS', kind: 'amount', amountMinor: 500 }] });
    later();
    sim.desk.refund({ shop: SHOP, orderId, lines: [{ lineId: String(order.line_items[1]?.id), quantity: 1 }] });
    const refunded = await bothWays(orderId);
    expect(refunded.pushed).toEqual(refunded.fetched);
    expect(refunded.fetched).toMatchObject({ payment: 'partially-refunded', refundCount: 1, refundedWithoutLinesMinor: 0 });
    later();
    sim.desk.refund({ shop: SHOP, orderId, amount: '5.00' });
    const goodwill = await bothWays(orderId);
    expect(goodwill.pushed).toEqual(goodwill.fetched);
    expect(goodwill.fetched.refundedWithoutLinesMinor).toBe(500);
  });

  it.each<[string, OrderDetails]>([
    ['unpaid', { payment: 'unpaid' }],
    ['at the till', { channel: 'pos' }],
    ['of nobody', {}],
    ['of a company, as a test', { company: 'Lind Trade', test: true }],
    ['with tax on top', { taxesIncluded: false, taxPercent: '7', shipping: { price: '5.00' } }],
  ])('%s', async (_name, details) => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [line(0), line(1)], ...details });
    const { pushed, fetched } = await bothWays(String(order.id));
    expect(pushed).toEqual(fetched);
  });

  it('edited, fulfilled and cancelled', async () => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [line(0, 3)], email: 'bo@shop.test' });
    const orderId = String(order.id);
    later();
    sim.desk.editOrder({ shop: SHOP, orderId, remove: [{ lineId: String(order.line_items[0]?.id), quantity: 1 }], add: [line(1)] });
    const edited = await bothWays(orderId);
    expect(edited.pushed).toEqual(edited.fetched);
    later();
    sim.desk.fulfil({ shop: SHOP, orderId });
    const fulfilled = await bothWays(orderId);
    expect(fulfilled.pushed).toEqual(fulfilled.fetched);
    expect(fulfilled.fetched.fulfilment.state).toBe('complete');
    later();
    sim.desk.cancelOrder({ shop: SHOP, orderId, refund: true });
    const cancelled = await bothWays(orderId);
    expect(cancelled.pushed).toEqual(cancelled.fetched);
    expect(cancelled.fetched.cancelledAt).not.toBeNull();
  });

  it('in another currency, where a refund makes the order be fetched', async () => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [line(0)], presentment: { currency: 'ZAR', rate: 17 } });
    const orderId = String(order.id);
    const placed = await bothWays(orderId);
    expect(placed.pushed).toEqual(placed.fetched);
    expect(placed.fetched.currency).toBe('EUR');
    later();
    received = [];
    sim.desk.refund({ shop: SHOP, orderId, amount: '10.00' });
    await sim.webhooks.allDelivered({ timeoutMs: 10_000 });
    const messages = received.map(({ topic, body }) => translated(topic, body));
    expect(messages.every((message) => 'kind' in message && message.kind === 'order-changed')).toBe(true);
    expect((await platform.fetchOrders(STORE, [orderId])).orders.get(orderId)).toMatchObject({
      refundedMinor: 1_000,
      refundedWithoutLinesMinor: 1_000,
    });
  });

  it('paid by gift card: wholly from its body, partly by a fetch', async () => {
    const whole = sim.desk.placeOrder({ shop: SHOP, lines: [line(1)], giftCardAmount: '20.00' }).order;
    const both = await bothWays(String(whole.id));
    expect(both.pushed).toEqual(both.fetched);
    expect(both.fetched.paidByStoreCreditMinor).toBe(both.fetched.totalMinor);
    const part = sim.desk.placeOrder({ shop: SHOP, lines: [line(1)], giftCardAmount: '5.00' }).order;
    const orders = await platform.fetchOrders(STORE, [String(part.id)]);
    expect(orders.orders.get(String(part.id))).toMatchObject({ paidByStoreCreditMinor: 500 });
  });

  it('disputed and risky, which only a fetch can say', async () => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [line(0)], highRisk: true });
    const orderId = String(order.id);
    sim.desk.dispute({ shop: SHOP, orderId, state: 'open' });
    const { pushed, fetched } = await bothWays(orderId);
    expect(fetched).toMatchObject({ dispute: 'open', highRisk: true });
    expect({ ...fetched, dispute: 'none', highRisk: false }).toEqual({ ...pushed });
  });

  it('with more lines than come at once', async () => {
    const lines = Array.from({ length: 130 }, (_, index) => ({ title: `Thing ${index}`, price: `${index + 1}.00`, quantity: 1 }));
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines });
    const { pushed, fetched } = await bothWays(String(order.id));
    expect(fetched.lines).toHaveLength(130);
    expect(pushed).toEqual(fetched);
  });

  it('fifty at once', async () => {
    const placed = Array.from({ length: 50 }, () => String(sim.desk.placeOrder({ shop: SHOP, lines: [line(0), line(1)] }).order.id));
    const { orders } = await platform.fetchOrders(STORE, placed);
    expect([...orders.keys()].toSorted()).toEqual(placed.toSorted());
  });

  it('is listed as changed', async () => {
    const since = sim.clock.now() - 1_000;
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [line(0)] });
    const listed = await platform.listChangedOrders(STORE, since, null);
    expect(listed.orderIds).toContain(String(order.id));
  });
});

describe('what the adapter changes', () => {
  it('codes that work once, and not after they were removed', async () => {
    const codes = ['RUNG-SIM-1', 'RUNG-SIM-2', 'RUNG-SIM-3'];
    const { discountRef, ready } = await platform.prepareCodes(STORE, FIVE_OFF, null, codes);
    expect(ready.toSorted()).toEqual(codes);
    expect(sim.desk.checkCode({ shop: SHOP, code: 'RUNG-SIM-2' })).toMatchObject({ usable: true });
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-SIM-2')).toBe('removed');
    expect(sim.desk.checkCode({ shop: SHOP, code: 'RUNG-SIM-2' })).toMatchObject({ usable: false });
    expect(sim.desk.checkCode({ shop: SHOP, code: 'RUNG-SIM-3' })).toMatchObject({ usable: true });
  });

  it('every kind of reward, as Shopify’s schema takes it', async () => {
    const kinds: Partial<DiscountDescription>[] = [
      { value: { kind: 'percent', percent: 10, capMinor: null }, endsAt: null, minimumOrderMinor: null },
      { value: { kind: 'free-shipping' } },
      { value: { kind: 'free-product', productIds: [products[1]?.productId ?? ''] } },
      { subscriptions: 'once', productIds: [products[0]?.productId ?? ''] },
    ];
    for (const [index, kind] of kinds.entries()) {
      const result = await platform.prepareCodes(STORE, { ...FIVE_OFF, ...kind, title: `Reward ${index}` }, null, [`RUNG-KIND-${index}`]);
      expect(result).toMatchObject({ ready: [`RUNG-KIND-${index}`], failed: [] });
    }
  });

  it('adopts what a try did whose answer was lost', async () => {
    sim.faults.add({ kind: 'reset-after-effect', operation: 'CreateDiscount' });
    sim.faults.add({ kind: 'reset-after-effect', operation: 'AddCodes' });
    const codes = ['RUNG-LOST-1', 'RUNG-LOST-2'];
    const result = await platform.prepareCodes(STORE, { ...FIVE_OFF, title: 'Lost' }, null, codes);
    expect(result).toMatchObject({ failed: [] });
    expect(result.ready.toSorted()).toEqual(codes);
    sim.faults.clear();
  });

  it('a member’s metafield, never back to an older revision', async () => {
    const customer = sim.desk.createCustomer({ shop: SHOP, email: 'yui@shop.test' });
    const customerId = String(customer.id);
    const member = {
      customerId,
      pointsAvailable: 120,
      pointsPending: 0,
      pointsDebt: 20,
      tier: null,
      nextTier: null,
      nextReward: { name: '5 off', points: 500 },
    };
    await platform.publishMembers(STORE, [{ ...member, revision: 2 }]);
    await platform.publishMembers(STORE, [{ ...member, pointsAvailable: 1, revision: 1 }]);
    const [metafield] = sim.desk.getMetafields({ shop: SHOP, ownerId: `gid://shopify/Customer/${customerId}` });
    expect(JSON.parse(metafield?.value ?? '{}')).toMatchObject({ points: 100, debt: 20, revision: 2 });
  });

  it('goes on with a new token when the old one has ended', async () => {
    sim.tokens.expire({ shop: SHOP });
    const before = tokens.accessToken;
    expect(await readShopDetails(client, SHOP)).toMatchObject({ name: 'North Quay', currency: 'EUR', timeZone: 'Europe/Berlin' });
    expect(tokens.accessToken).not.toBe(before);
  });
});
