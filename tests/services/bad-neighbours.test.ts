import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommercePlatform } from '#app/platforms/commerce-platform.ts';
import { lookOverStores } from '#app/services/look-over.ts';
import { rollUpPrograms } from '#app/services/roll-up.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, placeOrder, rowsOf } from './stage-books.ts';

let stage: ServiceStage;
let bad: StageShop;
let good: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  bad = await stage.openShop();
  good = await stage.openShop();
  for (const at of [bad, good]) {
    const { customerId } = await addCustomer(stage, at, { join: true });
    await placeOrder(stage, at, { customerId, prices: ['10.00'] });
  }
  await stage.settleDown();
});
afterAll(() => stage.close());

describe('what one program breaks', () => {
  test('keeps the sums of no other from being made, and is looked at again when it is its turn', async () => {
    await rowsOf(stage, `UPDATE order_record SET snapshot = jsonb_set(snapshot, '{deleted}', '"perhaps"') WHERE program_id = $1`, [
      bad.address.programId,
    ]);
    await rollUpPrograms(stage.desk);
    const days = (at: StageShop) => rowsOf(stage, 'SELECT 1 FROM orders_day WHERE program_id = $1', [at.address.programId]);
    expect(await days(good)).toHaveLength(1);
    expect(await days(bad)).toEqual([]);
    expect(stage.log.filter(({ level }) => level === 'error').map(({ facts }) => facts['programId'])).toEqual([bad.address.programId]);
    await rowsOf(stage, `UPDATE order_record SET snapshot = jsonb_set(snapshot, '{deleted}', 'false') WHERE program_id = $1`, [
      bad.address.programId,
    ]);
    await stage.advance(10 * 60_000);
    await rollUpPrograms(stage.desk);
    expect(await days(bad)).toHaveLength(1);
  });

  test('keeps no other store from being looked over', async () => {
    const seen: string[] = [];
    const platform: CommercePlatform = {
      ...stage.platform,
      glanceAtOrders(store, orderIds) {
        if (store.storeId === bad.address.storeId) throw new RangeError('an amount of a currency that nobody knows');
        seen.push(store.storeId);
        return stage.platform.glanceAtOrders(store, orderIds);
      },
    };
    const report = await lookOverStores({ ...stage.desk, platforms: { shopify: platform } }, await stage.database.now());
    expect(report.stores).toBe(1);
    expect(seen).toContain(good.address.storeId);
  });
});
