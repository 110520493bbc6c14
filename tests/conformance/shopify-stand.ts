import { setTimeout as wait } from 'node:timers/promises';
import { createShopifyClient } from '#app/platforms/shopify/client.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform } from '#app/platforms/shopify/platform.ts';
import { type RunningSimulator, startSimulator } from '#tests/simulator/main.ts';
import type { PlatformStand, StandFault, StandMoney } from './commerce-platform-stand.ts';

const SHOP = 'conformance.myshopify.com';
const FAULTS: Readonly<Record<StandFault, { readonly kind: string; readonly status?: number }>> = {
  'time-out after effect': { kind: 'timeout-after-effect' },
  'time-out before effect': { kind: 'timeout-before-effect' },
  'server error': { kind: 'server-error', status: 502 },
  throttled: { kind: 'too-many-requests' },
  'keys refused': { kind: 'unauthorized' },
  forbidden: { kind: 'server-error', status: 403 },
  html: { kind: 'html' },
  'half json': { kind: 'half-json' },
};

/** Shopify's adapter, with the simulator behind it. */
export async function openShopifyStand(): Promise<PlatformStand> {
  const sim = await startSimulator({ apiKey: 'key', apiSecret: 'secret', appUrl: 'http://127.0.0.1:1', now: '2026-11-02T09:00:00Z' });
  sim.webhooks.configure({ muted: true });
  sim.discounts.configure({ asyncDelayMs: 0, usageLagMs: 0 });
  sim.desk.createShop({
    domain: SHOP,
    name: 'Conformance',
    currency: 'EUR',
    taxesIncluded: true,
    taxPercent: '21',
    catalog: false,
    plan: 'plus',
  });
  const products = ['24.20', '12.10'].map((price, index) => sim.desk.createProduct({ shop: SHOP, title: `Product ${index + 1}`, price }));
  const sleep = (ms: number) => wait(Math.min(ms, 5));
  const client = createShopifyClient({
    ...{ fetch: createPlatformFetch(sim.url), sleep, timeoutMs: 300, random: () => 0 },
    tokenFor: () => Promise.resolve(sim.tokens.issue({ shop: SHOP }).accessToken),
  });
  const lineId = (orderId: string, line: number): string => String(sim.desk.getOrder({ shop: SHOP, orderId }).line_items[line]?.id);
  return {
    platform: createShopifyPlatform(client, { sleep, now: () => sim.clock.now() }),
    store: { programId: 'p', storeId: 's', domain: SHOP },
    unknownOrderId: '4999999999999',
    productId: products[0]?.productId ?? '',
    placeOrder({ lines, codes = [], customerId, shipping }) {
      const { order, refusedCodes } = sim.desk.placeOrder({
        shop: SHOP,
        lines: lines.flatMap((quantity, index) => (quantity === 0 ? [] : [{ productId: products[index]?.productId ?? '', quantity }])),
        discountCodes: codes,
        shipping: shipping === true ? { price: '6.05' } : null,
        ...(customerId === undefined ? { email: 'guest@example.test' } : { customerId }),
      });
      if (refusedCodes.length > 0) throw new Error(`the shop refused a code: ${JSON.stringify(refusedCodes)}`);
      return Promise.resolve(String(order.id));
    },
    refundUnits: (orderId, { line, quantity }) =>
      done(sim.desk.refund({ shop: SHOP, orderId, lines: [{ lineId: lineId(orderId, line), quantity }] })),
    refundAmount: (orderId, amount) => done(sim.desk.refund({ shop: SHOP, orderId, amount })),
    cancel: (orderId) => done(sim.desk.cancelOrder({ shop: SHOP, orderId })),
    remove: (orderId) => done(sim.desk.deleteOrder({ shop: SHOP, orderId })),
    createCustomer: (email) => Promise.resolve(String(sim.desk.createCustomer({ shop: SHOP, email }).id)),
    isUsable: (code) => Promise.resolve(sim.desk.checkCode({ shop: SHOP, code }).usable),
    async createOwnCode(code) {
      const { accessToken } = sim.tokens.issue({ shop: SHOP });
      const own = createShopifyPlatform(
        createShopifyClient({ fetch: createPlatformFetch(sim.url), tokenFor: () => Promise.resolve(accessToken) }),
        { sleep },
      );
      const discount = {
        ...({
          title: 'The shop’s own',
          value: { kind: 'percent', percent: 10, capMinor: null },
          currency: 'EUR',
          minimumOrderMinor: null,
        } as const),
        ...({ productIds: [], collectionIds: [], startsAt: 0, endsAt: null, customerId: null, subscriptions: 'no' } as const),
        combinesWith: { order: false, product: false, shipping: false },
      };
      await own.prepareCodes({ programId: 'p', storeId: 's', domain: SHOP }, discount, null, [code]);
    },
    published(customerId) {
      const [field] = sim.desk.getMetafields({ shop: SHOP, ownerId: `gid://shopify/Customer/${customerId}` });
      return Promise.resolve(field ? (JSON.parse(field.value) as Record<string, unknown>) : null);
    },
    publishedProgram() {
      const field = sim.desk.getAppMetafields({ shop: SHOP }).find(({ namespace, key }) => namespace === 'rung' && key === 'program');
      return Promise.resolve(field ? (JSON.parse(field.value) as Record<string, unknown>) : null);
    },
    fail: (fault, { times, codes }) =>
      done(
        sim.faults.add({ ...FAULTS[fault], times, ...(codes === true ? { operation: 'CreateDiscount' } : {}) } as Parameters<
          typeof sim.faults.add
        >[0]),
      ),
    clearFaults: () => done(sim.faults.clear()),
    money: moneyOf(sim),
    advance: (ms) => done(sim.clock.advance({ ms })),
    now: () => Promise.resolve(sim.clock.now()),
    close: () => sim.stop(),
  };
}

const GIVE_AND_TAKE = ['IssueGiftCard', 'EndGiftCard', 'GiveCredit', 'TakeCredit'];

function moneyOf(sim: RunningSimulator): StandMoney {
  const always = ['read_orders', 'read_customers', 'write_customers'];
  const cards = ['read_gift_cards', 'write_gift_cards'];
  const credit = ['read_store_credit_accounts', 'read_store_credit_account_transactions', 'write_store_credit_account_transactions'];
  return {
    spendCard: (code, amount) => done(sim.desk.spendGiftCard({ shop: SHOP, code, amount })),
    spendCredit: (customerId, amount) => done(sim.desk.spendStoreCredit({ shop: SHOP, customerId, amount })),
    count: (customerId) =>
      Promise.resolve({
        cards: sim.desk.listGiftCards({ shop: SHOP }).filter((card) => card.customerId === customerId).length,
        bookings: sim.desk.listStoreCredit({ shop: SHOP, customerId }).length,
      }),
    async allow(allowed, storeCredit = true) {
      sim.desk.configureIssuing({ shop: SHOP, storeCredit });
      const scopes = { all: [...cards, ...credit], 'gift-cards': cards, nothing: [] }[allowed];
      await done(sim.desk.changeScopes({ shop: SHOP, scopes: [...always, ...scopes] }));
    },
    async fail(fault) {
      for (const operation of GIVE_AND_TAKE)
        await done(sim.faults.add({ ...FAULTS[fault], operation, times: 1 } as Parameters<typeof sim.faults.add>[0]));
    },
  };
}

async function done(result: unknown): Promise<void> {
  await result;
}
