import { describe, expect, test } from 'vitest';
import { POINTS } from '#app/domain/ledger/posting.ts';
import { anOrder, aProgram } from '#tests/builders.ts';
import { Books } from './books.ts';

const backfill = { backfill: true } as const;
const undo = (points: number) => ({
  ...{ undoImport: { left: { [POINTS]: points } }, actor: { kind: 'staff', id: 'ewa' } as const },
  // Whoever the order belongs to by now.
  previousMemberId: 'anna',
});

describe('an import that is undone', () => {
  test('takes only what is left of its own points, without debt; imported again it gives back no more than that', () => {
    const books = new Books(aProgram());
    const order = anOrder();
    const { earned = 0 } = books.settle(order, backfill).settled.targets[POINTS] ?? {};
    expect(earned).toBeGreaterThan(4);
    // 4 of them are spent.
    books.post({ ...spending(4), businessKey: 'spent' });
    const undone = books.settle(order, undo(earned - 4));
    expect(undone.trace.verdict).toBe('import-undone');
    expect(undone.posting).toMatchObject({ reasonCode: 'import-undone', actor: { kind: 'staff', id: 'ewa' } });
    expect(undone.settled).toMatchObject({ context: null, importUndone: true, waitingFor: null });
    expect(undone.settled.targets[POINTS]).toEqual({ earned: 0, reversed: 0, forgiven: 4, peak: earned });
    expect(undone.metrics).toEqual({ spendMinor: 0, points: 0, countsAsOrder: false, visit: false });
    expect(undone.notices).toEqual([]);
    expect(books.balance()).toMatchObject({ available: 0, debt: 0 });
    const again = books.settle(order, backfill);
    expect(again.settled.importUndone).toBeUndefined();
    expect(again.settled.targets[POINTS]).toEqual({ earned, reversed: 0, forgiven: 0, peak: earned });
    expect(books.balance().available).toBe(earned - 4);
  });

  test('stays undone whatever the shop says of the order, and undoing it twice does nothing', () => {
    const books = new Books(aProgram());
    const order = anOrder();
    const { earned = 0 } = books.settle(order, backfill).settled.targets[POINTS] ?? {};
    books.settle(order, undo(earned));
    for (const options of [undo(0), {}, { memberId: 'ben', previousMemberId: 'anna' }]) {
      const later = books.settle({ ...order, updatedAt: order.updatedAt + 1_000 }, options);
      expect(later).toMatchObject({ posting: null, settled: { importUndone: true, context: null } });
    }
    expect(books.balance()).toMatchObject({ available: 0, debt: 0 });
    expect(books.balance('ben').available).toBe(0);
  });

  test('of an order that was not paid yet: it earns nothing when it is, and under the next import’s version when that comes first', () => {
    const books = new Books(aProgram());
    const unpaid = anOrder({ payment: 'unpaid', paidAt: null });
    expect(books.settle(unpaid, backfill).settled).toMatchObject({ context: null, importedUnder: 1 });
    expect(books.settle(unpaid, undo(0)).settled).toMatchObject({ importUndone: true });
    expect(books.orders.get(unpaid.orderId)).not.toHaveProperty('importedUnder');
    expect(books.settle(anOrder()).posting).toBeNull();
    expect(books.settle(unpaid, { ...backfill, versionNo: 1 }).settled).toMatchObject({ importedUnder: 1 });
    expect(books.settle(anOrder()).settled.context).toMatchObject({ versionNo: 1, backfill: true });
    expect(books.balance().available).toBeGreaterThan(0);
  });
});

function spending(points: number) {
  return {
    ...({
      kind: 'redemption-held',
      memberId: 'anna',
      otherMemberId: null,
      order: null,
      redemptionId: 'r1',
      reasonCode: 'redeemed',
      note: null,
    } as const),
    ...{
      actor: { kind: 'member', id: null } as const,
      storeId: null,
      locationId: null,
      channel: null,
      campaignId: null,
      arm: null,
      versionNo: null,
    },
    ...{ occurredAt: 0, because: [] },
    moves: [
      { kind: 'hold', unit: POINTS, points, redemptionId: 'r1' },
      { kind: 'capture', unit: POINTS, points, redemptionId: 'r1' },
    ] as const,
  };
}
