import { afterAll, beforeAll, expect, test } from 'vitest';
import { previewImport } from '#app/services/preview-import.ts';
import { openServiceStage, type ServiceStage } from './service-stage.ts';
import { addCustomer, rowsOf } from './stage-books.ts';
import { longAgo } from './stage-imports.ts';
import { FIVE_OFF } from './stage-program.ts';

let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());

const DAY = 86_400_000;

test('of many orders a sample of the whole time is worked through, and all are estimated from it', async () => {
  const shop = await stage.openShop({ program: { rewards: [FIVE_OFF] } });
  const { customerId } = await addCustomer(stage, shop, { join: true });
  await stage.settleDown();
  // Cheap things long ago, dear ones lately: the oldest orders alone would say too little.
  for (const { days, price, count } of [
    { days: 44, price: '10.00', count: 280 },
    { days: 4, price: '100.00', count: 240 },
  ]) {
    await longAgo(stage, days, () => {
      for (let index = 0; index < count; index += 1) {
        stage.sim.clock.advance({ ms: 60_000 });
        stage.sim.desk.placeOrder({ shop: shop.shop, customerId, lines: [{ title: 'Thing', price }] });
      }
    });
  }
  const wish = { ...shop.address, from: stage.now() - 50 * DAY, to: null, versionNo: null };
  const shown = await stage.services.previewImport(wish);
  if (!shown.ok) throw new Error(shown.refusal.message);
  expect(shown.value).toMatchObject({
    ...{ total: 520, looked: 100, complete: false, parts: 2, orders: 100, members: 1, failed: 0 },
    ...{ points: 50 * 10 + 50 * 100, estimate: { orders: 520, points: 280 * 10 + 240 * 100 } },
    // 500 points are 5.00.
    cost: { minor: 280 * 10 + 240 * 100, currency: 'EUR' },
  });
  expect(await rowsOf(stage, 'SELECT 1 FROM order_record WHERE program_id = $1', [shop.address.programId])).toEqual([]);
  // With more patience all are looked at, and the estimate was right.
  const whole = await previewImport(stage.desk, wish, { maxLooked: 600 });
  expect(whole).toMatchObject({ ok: true, value: { looked: 520, complete: true, parts: 1, estimate: null, points: 280 * 10 + 240 * 100 } });
}, 60_000);

test('an order of which the database cannot keep every letter is counted like any other', async () => {
  const shop = await stage.openShop();
  const { customerId } = await addCustomer(stage, shop, { join: true });
  await stage.settleDown();
  await longAgo(stage, 10, () => {
    stage.sim.desk.placeOrder({ shop: shop.shop, customerId, lines: [{ title: 'Nul\u0000l and half \ud800', price: '10.00' }] });
  });
  const shown = await stage.services.previewImport({ ...shop.address, from: stage.now() - 20 * DAY, to: null, versionNo: null });
  expect(shown).toMatchObject({ ok: true, value: { orders: 1, points: 10, failed: 0 } });
});
