import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mergeMembers } from '#app/services/merge-members.ts';
import { readStore } from '#app/store/programs.ts';
import { openServiceStage, type ServiceStage } from '#tests/services/service-stage.ts';
import { addCustomer, customerBalance, expectCleanBooks, memberOf, rowsOf } from '#tests/services/stage-books.ts';
import { importPast, placeOldOrder, readImport } from '#tests/services/stage-imports.ts';
import { FIVE_OFF } from '#tests/services/stage-program.ts';

let stage: ServiceStage;
beforeAll(async () => {
  stage = await openServiceStage();
});
afterAll(() => stage.close());

/** An import is undone by two workers while its orders are told again, refunded, spent and merged away. */
async function undoneInTheMiddle(seed: number) {
  const at = await stage.openShop({ program: { rewards: [FIVE_OFF] } });
  const { customerId } = await addCustomer(stage, at, { join: true });
  const { customerId: otherId } = await addCustomer(stage, at, { join: true });
  await stage.settleDown();
  const orders = [];
  for (let index = 0; index < 6; index += 1) orders.push(await placeOldOrder(stage, at, { customerId, price: '200.00', days: 45 - index }));
  const imported = await importPast(stage, at);
  const [from, to] = [await memberOf(stage, at.address, customerId), await memberOf(stage, at.address, otherId)];
  const store = await readStore(stage.database, at.address);
  if (!store) throw new Error('there is no store');
  const named = { programId: at.address.programId, importId: imported.id };
  stage.sim.desk.refund({ shop: at.shop, orderId: String(orders[0]?.id), amount: '120.00' });
  await stage.deliver();
  const redeem = () =>
    stage.services.redeem({
      ...{ address: at.address, memberId: from, rewardId: FIVE_OFF.id, redemptionId: randomUUID(), points: null },
      actor: { kind: 'member', id: null },
    });
  const acts = [
    () => stage.services.undoImport({ ...named, actorId: 'command-line' }).then(() => stage.services.runSchedule('import-history')),
    () => stage.services.undoImport({ ...named, actorId: 'command-line' }).then(() => stage.services.runSchedule('import-history')),
    () => stage.services.drainStore(at.address),
    redeem,
    () => (seed % 2 === 0 ? mergeMembers(stage.desk, store, { from, to }) : redeem()),
  ];
  const turned = [...acts.slice(seed % acts.length), ...acts.slice(0, seed % acts.length)];
  const done = await Promise.allSettled(turned.map((act) => act()));
  expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
  for (let round = 0; round < 3; round += 1) {
    await stage.hurry();
    await stage.services.runSchedule('import-history');
    await stage.settleDown();
  }
  return { at, imported, named, customerId };
}

describe('an import that is undone in the middle of everything', () => {
  test.each([0, 1, 2, 3, 4, 5])('leaves clean books, no debt, and nothing to undo twice (%s)', async (seed) => {
    const { at, imported, named, customerId } = await undoneInTheMiddle(seed);
    await expectCleanBooks(stage);
    const over = await readImport(stage, at, imported.id);
    expect(over).toMatchObject({ state: 'undone', undo: { failed: 0 } });
    expect(await stage.services.undoImport({ ...named, actorId: 'command-line' })).toMatchObject({
      refusal: { reason: 'nothing-to-undo' },
    });
    const { debt, available, held } = await customerBalance(stage, at, customerId);
    expect(debt).toBe(0);
    const undone = over.undo;
    expect(available + held).toBeLessThanOrEqual(undone?.kept ?? 0);
    const rows = await rowsOf<{ undone: boolean }>(
      stage,
      `SELECT settled->'importUndone' = 'true'::jsonb AS undone FROM order_record WHERE program_id = $1 AND import_id = $2`,
      [at.address.programId, imported.id],
    );
    expect(rows.every(({ undone: is }) => is)).toBe(true);
  });
});
