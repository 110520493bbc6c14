import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { publishProgram } from '#app/services/publish-program.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, rowsOf } from './stage-books.ts';
import { importPast, placeOldOrder, readImport } from './stage-imports.ts';

let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  await stage.settleDown();
  await expectCleanBooks(stage);
});

/** The next version of the shop's program gives so many points per unit. */
async function publishRate({ address }: StageShop, basedOn: number, pointsPerUnit: number): Promise<number> {
  const document = aProgram({ earning: { rules: [aPointPerUnit(String(pointsPerUnit))] } });
  const published = await publishProgram(stage.desk, {
    ...{ programId: address.programId, basedOn, document, publishedBy: 'test', effectiveAt: null },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  return published.value.versionNo;
}

async function shopWithUnpaid(): Promise<{ readonly shop: StageShop; readonly customerId: string; readonly orderId: string }> {
  const shop = await stage.openShop();
  const { customerId } = await addCustomer(stage, shop, { join: true });
  await stage.settleDown();
  const order = await placeOldOrder(stage, shop, { customerId, price: '40.00', days: 30, payment: 'unpaid' });
  return { shop, customerId, orderId: String(order.id) };
}

async function pay(shop: StageShop, orderId: string): Promise<void> {
  await stage.advance(1_000);
  stage.sim.desk.markPaid({ shop: shop.shop, orderId });
  await stage.settleDown();
}

const noticesOf = (shop: StageShop, orderId: string) =>
  rowsOf(stage, 'SELECT key FROM notice WHERE program_id = $1 AND key LIKE $2', [
    shop.address.programId,
    `order:${shop.address.storeId}:${orderId}:%`,
  ]);

describe('an order that was imported unpaid and is paid later', () => {
  test('earns under the version of the import, and counts as its', async () => {
    const { shop, customerId, orderId } = await shopWithUnpaid();
    const { id, versionNo } = await importPast(stage, shop);
    expect(await readImport(stage, shop, id)).toMatchObject({ state: 'done', done: 1, orders: 0, points: 0 });
    expect(await noticesOf(shop, orderId)).toEqual([]);
    expect(await publishRate(shop, versionNo, 3)).toBe(versionNo + 1);
    await pay(shop, orderId);
    expect(await booksOf(stage, shop, orderId)).toEqual({ earned: 40, reversed: 0, postings: 1 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(40);
    expect(await readImport(stage, shop, id)).toMatchObject({ orders: 1, members: 1, points: 40 });
    // The import was silent; the payment is news.
    expect(await noticesOf(shop, orderId)).toHaveLength(1);
  });

  test('earns under the version of the last import that saw it unpaid', async () => {
    const { shop, orderId } = await shopWithUnpaid();
    const first = await importPast(stage, shop);
    await publishRate(shop, first.versionNo, 3);
    const second = await importPast(stage, shop);
    expect(second.versionNo).toBe(first.versionNo + 1);
    await pay(shop, orderId);
    expect(await booksOf(stage, shop, orderId)).toMatchObject({ earned: 120, postings: 1 });
    expect(await readImport(stage, shop, first.id)).toMatchObject({ orders: 0, points: 0 });
    expect(await readImport(stage, shop, second.id)).toMatchObject({ orders: 1, points: 120 });
  });

  test('is refunded like any other afterwards', async () => {
    const { shop, customerId, orderId } = await shopWithUnpaid();
    await importPast(stage, shop);
    await pay(shop, orderId);
    await stage.advance(1_000);
    stage.sim.desk.cancelOrder({ shop: shop.shop, orderId });
    await stage.settleDown();
    expect(await booksOf(stage, shop, orderId)).toMatchObject({ earned: 40, reversed: 40 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(0);
  });

  test('earns nothing when no import brought it in: nothing was live when it was placed', async () => {
    const { shop, orderId } = await shopWithUnpaid();
    await pay(shop, orderId);
    expect(await booksOf(stage, shop, orderId)).toMatchObject({ earned: 0, postings: 0 });
  });

  test('whose program went live on a later day earns all the same', async () => {
    const shop = await stage.openShop({ program: { orders: { goesLiveOn: new Date(stage.now()).toISOString().slice(0, 10) } } });
    const { customerId } = await addCustomer(stage, shop, { join: true });
    await stage.settleDown();
    const orderId = String((await placeOldOrder(stage, shop, { customerId, price: '40.00', days: 5, payment: 'unpaid' })).id);
    await importPast(stage, shop);
    await pay(shop, orderId);
    expect(await booksOf(stage, shop, orderId)).toMatchObject({ earned: 40 });
  });
});
