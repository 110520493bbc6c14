import { setTimeout as wait } from 'node:timers/promises';
import { vi } from 'vitest';
import { createWooCommerceClient } from '#woo/client.ts';
import { createWooCommercePlatform } from '#woo/platform.ts';
import { startWooCommerce } from '#tests/simulator-woocommerce/main.ts';
import type { PlatformStand, StandFault } from './commerce-platform-stand.ts';

const FAULTS: Readonly<Record<StandFault, { readonly kind: string; readonly status?: number }>> = {
  'time-out after effect': { kind: 'timeout-after-effect' },
  'time-out before effect': { kind: 'timeout-before-effect' },
  'server error': { kind: 'server-error', status: 502 },
  throttled: { kind: 'too-many-requests' },
  'keys refused': { kind: 'unauthorized' },
  forbidden: { kind: 'forbidden' },
  html: { kind: 'html' },
  'half json': { kind: 'half-json' },
};

const PRODUCTS = [12, 13];

/** WooCommerce's adapter, with its stand-in behind it. */
export async function openWooCommerceStand(): Promise<PlatformStand> {
  const woo = await startWooCommerce({
    now: '2026-11-02T09:00:00Z',
    site: { pricesIncludeTax: true, taxPercent: '21', timeZone: 'Europe/Madrid', pluginVersion: '1.0.0' },
  });
  // Over plain http every request is signed with the time, and the site takes no other time than its own: both clocks are one.
  vi.useFakeTimers({ toFake: ['Date'], now: woo.clock.now() });
  const access = { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret, timeZone: 'Europe/Madrid' };
  const client = createWooCommerceClient({
    allowLocal: true,
    gapMs: 0,
    timeoutMs: 300,
    random: () => 0,
    sleep: (ms) => wait(Math.min(ms, 5)),
  });
  const lineId = (orderId: string, line: number): number => woo.desk.order({ id: Number(orderId) }).line_items[line]?.id ?? 0;
  return {
    platform: createWooCommercePlatform({ client, accessFor: () => Promise.resolve(access), now: () => woo.clock.now() }),
    store: { programId: 'p', storeId: 's', domain: new URL(woo.url).host },
    unknownOrderId: '99999999',
    productId: '12',
    placeOrder({ lines, codes = [], customerId, shipping }) {
      const order = woo.desk.placeOrder({
        via: 'store-api',
        lines: lines.flatMap((quantity, index) => (quantity === 0 ? [] : [{ productId: PRODUCTS[index] ?? 0, quantity }])),
        coupons: [...codes],
        shipping: shipping === true ? { total: '5.00' } : null,
        ...(customerId === undefined ? { email: 'guest@example.test' } : { customerId: Number(customerId) }),
      });
      return Promise.resolve(String(order.id));
    },
    refundUnits: (orderId, { line, quantity }) =>
      done(woo.desk.refund({ orderId: Number(orderId), lines: [{ lineId: lineId(orderId, line), quantity }] })),
    refundAmount: (orderId, amount) => done(woo.desk.refund({ orderId: Number(orderId), amount })),
    cancel: (orderId) => done(woo.desk.cancel({ id: Number(orderId) })),
    remove: (orderId) => done(woo.desk.remove({ id: Number(orderId) })),
    createCustomer: (email) => Promise.resolve(String(woo.desk.createCustomer({ email }).id)),
    isUsable: (code) =>
      Promise.resolve(woo.desk.previewCoupon({ code, email: 'guest@example.test', lines: [{ productId: 12, quantity: 1 }] }).valid),
    createOwnCode: (code) => done(woo.desk.createCoupon({ code, discount_type: 'percent', amount: '10' })),
    published(customerId) {
      const meta = woo.desk.customer({ id: Number(customerId) }).meta_data.find(({ key }) => key === '_rung_member');
      return Promise.resolve(meta ? (JSON.parse(String(meta.value)) as Record<string, unknown>) : null);
    },
    publishedProgram: () => Promise.resolve(woo.desk.plugin().program as unknown as Record<string, unknown> | null),
    fail: (fault, { times, codes }) =>
      done(
        woo.faults.add({ ...FAULTS[fault], times, ...(codes === true ? { path: '/coupons/batch', method: 'POST' } : {}) } as Parameters<
          typeof woo.faults.add
        >[0]),
      ),
    money: null,
    clearFaults: () => done(woo.faults.clear()),
    advance(ms) {
      woo.clock.advance({ ms });
      return done(vi.setSystemTime(woo.clock.now()));
    },
    now: () => Promise.resolve(woo.clock.now()),
    close() {
      vi.useRealTimers();
      return woo.stop();
    },
  };
}

async function done(result: unknown): Promise<void> {
  await result;
}
