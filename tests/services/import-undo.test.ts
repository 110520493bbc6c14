import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ImportView, UndoPreview } from '#app/contracts/history-import.ts';
import type { Desk } from '#app/services/desk.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { undoChunk } from '#app/services/undo-import.ts';
import { readImport as readRecord } from '#app/store/import-undo.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, booksOf, customerBalance, expectCleanBooks, memberOf, orderView, placeOrder, rowsOf } from './stage-books.ts';
import { importPast, longAgo, placeOldOrder, readImport } from './stage-imports.ts';
import { FIVE_OFF, REWARDS, TIERS } from './stage-program.ts';

let stage: ServiceStage;

beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());
afterEach(async () => {
  await rowsOf(stage, `UPDATE history_import SET state = 'cancelled' WHERE state IN ('running', 'paused', 'undoing')`);
  await stage.settleDown();
  await expectCleanBooks(stage);
});

interface Past {
  readonly shop: StageShop;
  readonly customerId: string;
  readonly orderIds: readonly string[];
  readonly imported: ImportView;
}

/** A shop with one member, whose orders of these prices were imported. */
async function importedPast(prices: readonly string[]): Promise<Past> {
  const shop = await stage.openShop({ program: { rewards: [FIVE_OFF] } });
  const { customerId } = await addCustomer(stage, shop, { join: true });
  await stage.settleDown();
  const orderIds: string[] = [];
  for (const [index, price] of prices.entries())
    orderIds.push(String((await placeOldOrder(stage, shop, { customerId, price, days: 45 - index })).id));
  return { shop, customerId, orderIds, imported: await importPast(stage, shop) };
}

const named = ({ shop, imported }: Past) => ({ programId: shop.address.programId, importId: imported.id });

async function preview(past: Past): Promise<UndoPreview> {
  const shown = await stage.services.previewUndo(named(past));
  if (!shown.ok) throw new Error(shown.refusal.message);
  return shown.value;
}

async function undo(past: Past): Promise<ImportView> {
  const started = await stage.services.undoImport({ ...named(past), actorId: 'test' });
  if (!started.ok) throw new Error(started.refusal.message);
  await stage.services.runSchedule('import-history');
  await stage.settleDown();
  return readImport(stage, past.shop, past.imported.id);
}

/** Redeems five off for 500 points. */
async function redeemFive({ shop, customerId }: Past): Promise<string> {
  const redemptionId = randomUUID();
  const redeemed = await stage.services.redeem({
    ...{
      address: shop.address,
      memberId: await memberOf(stage, shop.address, customerId),
      rewardId: FIVE_OFF.id,
      redemptionId,
      points: null,
    },
    actor: { kind: 'member', id: null },
  });
  if (!redeemed.ok) throw new Error(redeemed.refusal.message);
  return redemptionId;
}

async function publishRate({ shop, imported }: Past, pointsPerUnit: number): Promise<void> {
  const document = aProgram({ rewards: [FIVE_OFF], earning: { rules: [aPointPerUnit(String(pointsPerUnit))] } });
  const { programId } = shop.address;
  const published = await publishProgram(stage.desk, {
    ...{ programId, basedOn: imported.versionNo, document, publishedBy: 'test', effectiveAt: null },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
}

describe('undoing an import', () => {
  test('takes back what it gave, and only that; silently, with a reason and an entry in the audit', async () => {
    const past = await importedPast(['40.00', '30.00', '5.00']);
    const { shop, customerId, orderIds } = past;
    await placeOrder(stage, shop, { customerId, prices: ['7.00'] });
    await stage.settleDown();
    const notices = await rowsOf(stage, 'SELECT 1 FROM notice');
    expect(await preview(past)).toMatchObject({ orders: 3, members: 1, points: 75, taken: 75, kept: 0, waiting: 0 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(82);
    expect(await undo(past)).toMatchObject({
      ...{ state: 'undone', orders: 0, members: 0, points: 0 },
      undo: { total: 3, done: 3, failed: 0, taken: 75, kept: 0, by: 'test' },
    });
    expect(await customerBalance(stage, shop, customerId)).toMatchObject({ available: 7, debt: 0 });
    expect(await rowsOf(stage, 'SELECT 1 FROM notice')).toHaveLength(notices.length);
    const order = await orderView(stage, shop, orderIds[0] ?? '');
    expect(order.points).toMatchObject({ earned: 0, reversed: 0 });
    const [posting] = await rowsOf(
      stage,
      `SELECT reason_code, actor_kind, actor_id, because FROM posting WHERE program_id = $1 AND order_id = $2 ORDER BY id DESC LIMIT 1`,
      [shop.address.programId, orderIds[0]],
    );
    expect(posting).toMatchObject({ reason_code: 'import-undone', actor_kind: 'staff', actor_id: 'test' });
    expect(posting?.['because']).toEqual([expect.stringContaining('the import that brought order')]);
    const audit = await rowsOf(stage, `SELECT action FROM audit_entry WHERE program_id = $1 AND action LIKE 'import-und%' ORDER BY id`, [
      shop.address.programId,
    ]);
    expect(audit.map(({ action }) => action)).toEqual(['import-undo-started', 'import-undone']);
  });

  test('leaves what is spent with the member and makes no debt; a second import gives only what was taken', async () => {
    const past = await importedPast(['600.00']);
    const { shop, customerId, orderIds } = past;
    const redemptionId = await redeemFive(past);
    expect(await preview(past)).toMatchObject({ points: 600, taken: 100, kept: 500 });
    expect(await undo(past)).toMatchObject({ undo: { taken: 100, kept: 500 } });
    expect(await customerBalance(stage, shop, customerId)).toMatchObject({ available: 0, held: 500, debt: 0 });
    await importPast(stage, shop);
    expect(await customerBalance(stage, shop, customerId)).toMatchObject({ available: 100, held: 500, debt: 0 });
    expect(await booksOf(stage, shop, orderIds[0] ?? '')).toMatchObject({ earned: 600, reversed: 0 });
    // The code was never used: its points were the import's, and are again.
    const memberId = await memberOf(stage, shop.address, customerId);
    await stage.services.undoRedemption({ address: shop.address, memberId, redemptionId });
    await stage.settleDown();
    expect(await customerBalance(stage, shop, customerId)).toMatchObject({ available: 600, held: 0 });
  });

  test('leaves points that were refunded, expired or forgiven as they are', async () => {
    const past = await importedPast(['40.00']);
    const { shop, customerId, orderIds } = past;
    await stage.advance(1_000);
    stage.sim.desk.refund({ shop: shop.shop, orderId: orderIds[0] ?? '', amount: '10.00' });
    await stage.settleDown();
    expect(await preview(past)).toMatchObject({ points: 30, taken: 30 });
    await undo(past);
    expect((await customerBalance(stage, shop, customerId)).available).toBe(0);
    await importPast(stage, shop);
    expect((await customerBalance(stage, shop, customerId)).available).toBe(30);
  });

  test('what the shop says of the orders later awards nothing; an order that is paid later neither', async () => {
    const past = await importedPast(['40.00']);
    const { shop, customerId, orderIds } = past;
    const unpaid = String((await placeOldOrder(stage, shop, { customerId, price: '20.00', days: 30, payment: 'unpaid' })).id);
    const again = { ...past, imported: await importPast(stage, shop) };
    await undo(past);
    expect(await preview(again)).toMatchObject({ orders: 0, taken: 0, waiting: 1 });
    await undo(again);
    await stage.advance(1_000);
    stage.sim.desk.fulfil({ shop: shop.shop, orderId: orderIds[0] ?? '' });
    stage.sim.desk.markPaid({ shop: shop.shop, orderId: unpaid });
    await stage.settleDown();
    expect((await customerBalance(stage, shop, customerId)).available).toBe(0);
    expect((await orderView(stage, shop, unpaid)).trace).toMatchObject({ verdict: 'import-undone' });
  });

  test('imported again, the orders earn under the version of then', async () => {
    const past = await importedPast(['40.00']);
    const { shop, customerId, orderIds } = past;
    await publishRate(past, 3);
    await undo(past);
    const second = await importPast(stage, shop);
    expect(second).toMatchObject({ state: 'done', orders: 1, points: 120 });
    expect(await booksOf(stage, shop, orderIds[0] ?? '')).toMatchObject({ earned: 120 });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(120);
    expect(await readImport(stage, shop, past.imported.id)).toMatchObject({ state: 'undone', orders: 0 });
    expect(await stage.services.undoImport({ ...named(past), actorId: 'test' })).toMatchObject({
      ok: false,
      refusal: { reason: 'nothing-to-undo' },
    });
  });

  test('a tier that only the import carried is gone with it', async () => {
    const shop = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
    const { customerId } = await addCustomer(stage, shop, { join: true });
    await stage.settleDown();
    await placeOldOrder(stage, shop, { customerId, price: '600.00', days: 20 });
    const past: Past = { shop, customerId, orderIds: [], imported: await importPast(stage, shop) };
    const memberId = await memberOf(stage, shop.address, customerId);
    const metrics = () =>
      rowsOf(stage, 'SELECT sum(spend_minor)::int AS spend, bool_or(counts_as_order) AS counts FROM order_record WHERE program_id = $1', [
        shop.address.programId,
      ]);
    expect((await stage.services.readMember(shop.address.programId, memberId))?.tier.tierId).toBe('gold');
    expect(await metrics()).toEqual([{ spend: 60_000, counts: true }]);
    await undo(past);
    expect(await metrics()).toEqual([{ spend: 0, counts: false }]);
  });
});

describe('the undo of an import', () => {
  test('is refused while an import of the store is open, and keeps another from beginning', async () => {
    const past = await importedPast(['40.00']);
    const { shop } = past;
    const wish = { ...shop.address, from: stage.now() - 60 * 86_400_000, to: null, versionNo: null, startedBy: 'test' };
    await stage.services.startImport(wish);
    for (const answer of [await stage.services.previewUndo(named(past)), await stage.services.undoImport({ ...named(past), actorId: 'x' })])
      if (!answer.ok) expect(answer.refusal.reason).toBe('running');
    expect((await stage.services.undoImport({ ...named(past), actorId: 'x' })).ok).toBe(false);
    await stage.services.changeImport({ ...shop.address, to: 'cancelled', actorId: 'test' });
    expect((await stage.services.undoImport({ ...named(past), actorId: 'x' })).ok).toBe(true);
    expect(await stage.services.startImport(wish)).toMatchObject({ ok: false, refusal: { reason: 'running' } });
    expect(await stage.services.changeImport({ ...shop.address, to: 'cancelled', actorId: 'x' })).toMatchObject({ ok: false });
    expect(await stage.services.undoImport({ ...named(past), actorId: 'x' })).toMatchObject({ ok: false, refusal: { reason: 'running' } });
    expect(await stage.services.undoImport({ programId: shop.address.programId, importId: randomUUID(), actorId: 'x' })).toMatchObject({
      ok: false,
      refusal: { reason: 'none' },
    });
  });

  test('is nobody’s business in another program', async () => {
    const past = await importedPast(['40.00']);
    const { address } = await stage.openShop();
    const foreign = { programId: address.programId, importId: past.imported.id };
    expect(await stage.services.previewUndo(foreign)).toMatchObject({ ok: false, refusal: { reason: 'none' } });
    expect(await stage.services.undoImport({ ...foreign, actorId: 'x' })).toMatchObject({ ok: false, refusal: { reason: 'none' } });
    expect(await readImport(stage, past.shop, past.imported.id)).toMatchObject({ state: 'done', orders: 1 });
  });

  test('goes on after a crash, and two workers at one chunk come to the same', async () => {
    const past = await manyImported(130);
    const { shop, customerId } = past;
    expect((await customerBalance(stage, shop, customerId)).available).toBe(1_300);
    await stage.services.undoImport({ ...named(past), actorId: 'test' });
    const record = async () => (await readRecord(stage.database.pool, shop.address.programId, past.imported.id)) ?? expect.unreachable();
    await undoChunk(dying(stage.desk), await record());
    expect(await readImport(stage, shop, past.imported.id)).toMatchObject({
      state: 'undoing',
      undo: { done: 0 },
      problem: 'the lights went out',
    });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(1_300);
    const read = await record();
    const both = await Promise.all([undoChunk(stage.desk, read), undoChunk(stage.desk, read)]);
    expect(both.toSorted((a, b) => a - b)).toEqual([0, 100]);
    expect(await readImport(stage, shop, past.imported.id)).toMatchObject({
      state: 'undoing',
      undo: { total: 130, done: 100, taken: 1_000 },
    });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(300);
    await stage.services.runSchedule('import-history');
    expect(await readImport(stage, shop, past.imported.id)).toMatchObject({ state: 'undone', undo: { done: 130, taken: 1_300, kept: 0 } });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(0);
  });

  test('an order that cannot be undone holds up no other', async () => {
    const past = await importedPast(['40.00', '30.00']);
    const { shop, customerId, orderIds } = past;
    const setVersion = (no: number) =>
      rowsOf(
        stage,
        `UPDATE order_record SET settled = jsonb_set(settled, '{context,versionNo}', to_jsonb($3::int)) WHERE program_id = $1 AND order_id = $2`,
        [shop.address.programId, orderIds[0], no],
      );
    await setVersion(999);
    expect(await undo(past)).toMatchObject({ state: 'undone', orders: 1, undo: { done: 2, failed: 1, taken: 30 } });
    await setVersion(past.imported.versionNo);
    expect((await customerBalance(stage, shop, customerId)).available).toBe(40);
    // What could not be undone can be tried again.
    expect(await undo(past)).toMatchObject({ state: 'undone', orders: 0, undo: { total: 1, done: 1, failed: 0, taken: 70 } });
    expect((await customerBalance(stage, shop, customerId)).available).toBe(0);
  });
});

async function manyImported(count: number): Promise<Past> {
  const shop = await stage.openShop();
  const { customerId } = await addCustomer(stage, shop, { join: true });
  await stage.settleDown();
  await longAgo(stage, 45, () => {
    for (let index = 0; index < count; index += 1) {
      stage.sim.clock.advance({ ms: 60_000 });
      stage.sim.desk.placeOrder({ shop: shop.shop, customerId, lines: [{ title: 'Thing', price: '10.00' }] });
    }
  });
  return { shop, customerId, orderIds: [], imported: await importPast(stage, shop) };
}

/** Every commit of this desk fails at the last moment. */
function dying(desk: Desk): Desk {
  return {
    ...desk,
    database: {
      ...desk.database,
      transaction: (work) =>
        desk.database.transaction(async (client) => {
          await work(client);
          throw new Error('the lights went out');
        }),
    },
  };
}
