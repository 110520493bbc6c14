import { randomUUID } from 'node:crypto';
import pg from 'pg';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import { mergeByStaff, readMergesOf, unmergeMembers } from '#app/services/unmerge-members.ts';
import { rebuildSums, rollUpProgram } from '#app/services/roll-up.ts';
import type { Database, Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { sumDay } from '#app/store/order-sums.ts';
import { readRollup } from '#app/store/rollups.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, expectCleanBooks, givePoints, memberOf, placeOrder, redeemFor, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';
import { runs } from '#tests/setup/soak.ts';
import { expectExactSums } from './sums-oracle.ts';

const DAY = 86_400_000;
const RUNS = runs(3);
const STEPS = 30;

/** The next so many transactions end well; then one dies before its commit, as when the process or the database goes away. */
let dieAfter = Number.POSITIVE_INFINITY;
class Died extends Error {}

function mortal(database: Database): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (client) => {
        const value = await work(client);
        dieAfter -= 1;
        if (dieAfter < 0) {
          dieAfter = Number.POSITIVE_INFINITY;
          throw new Died('cut off before the commit');
        }
        return value;
      }),
  };
}

let stage: ServiceStage;
beforeAll(async () => {
  stage = await openServiceStage({ wrap: mortal });
}, 60_000);
afterAll(() => stage.close());

const PROGRAM = {
  rewards: [...REWARDS],
  tiers: TIERS,
  campaigns: [
    { id: 'campaign-double', name: 'Double points', kind: 'multiplier' as const, times: '2', minimumMinor: 5_000 },
    { id: 'campaign-bonus', name: 'Ten more', kind: 'bonus' as const, points: 10 },
  ],
};

async function bringUpToDate(programId: string): Promise<void> {
  await rowsOf(stage, 'UPDATE rollup_state SET months_at = NULL, full_day = NULL, walk_at = NULL WHERE program_id = $1', [programId]);
  // Points wait for every transaction of the cluster, those of tests beside this one too.
  for (let turn = 0; turn < 100; turn += 1) {
    if (await rollUpProgram(stage.desk, programId, { turnMs: 60_000 })) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the sums do not come to an end');
}

function draftOf(memberId: string, points: number, occurredAt: number): PostingDraft {
  return {
    ...{ businessKey: `late:${randomUUID()}`, kind: 'bonus', memberId, otherMemberId: null, order: null, redemptionId: null },
    ...{
      actor: { kind: 'system', id: null },
      reasonCode: 'test',
      note: null,
      storeId: null,
      locationId: null,
      channel: null,
      campaignId: null,
    },
    ...{ arm: null, versionNo: null, occurredAt, because: [] },
    moves: [
      {
        ...{ kind: 'issue', unit: POINTS, points, from: 'issued', to: 'available', source: `late:${randomUUID()}` },
        ...{ earnedAt: occurredAt, availableAt: occurredAt, expiresAt: null },
      },
    ],
  };
}

type Deed =
  'order' | 'refund' | 'cancel' | 'redeem' | 'join' | 'give' | 'late' | 'merge' | 'unmerge' | 'erase' | 'stranger' | 'sum' | 'die' | 'wait';
const DEEDS: readonly Deed[] = [
  ...(['order', 'order', 'order', 'order', 'refund', 'cancel'] as const),
  ...(['order', 'order', 'order', 'refund', 'cancel', 'redeem', 'join', 'give', 'late', 'merge', 'unmerge', 'erase'] as const),
  ...(['stranger', 'sum', 'sum', 'die', 'die', 'wait'] as const),
];

/** A small program with two stores and people who do whatever comes to mind. */
class Town {
  readonly shops: readonly [StageShop, StageShop];
  readonly people: { readonly at: StageShop; readonly customerId: string }[] = [];
  readonly orders: { readonly at: StageShop; readonly orderId: string; readonly lineIds: readonly string[] }[] = [];

  constructor(shops: readonly [StageShop, StageShop]) {
    this.shops = shops;
  }

  get programId(): string {
    return this.shops[0].address.programId;
  }

  async do(deed: Deed, dice: number): Promise<void> {
    const at = this.shops[dice % 2] ?? this.shops[0];
    const person = this.people[dice % Math.max(1, this.people.length)];
    const order = this.orders[dice % Math.max(1, this.orders.length)];
    switch (deed) {
      case 'join':
      case 'stranger': {
        const { customerId } = await addCustomer(stage, at, { join: deed === 'join' });
        this.people.push({ at, customerId });
        return;
      }
      case 'order': {
        if (!person) return;
        const prices = [`${10 + (dice % 190)}.00`, `${5 + (dice % 7)}.00`];
        const placed = await placeOrder(stage, person.at, { customerId: person.customerId, prices });
        this.orders.push({ at: person.at, ...placed });
        return;
      }
      case 'refund':
        if (order)
          stage.sim.desk.refund({ shop: order.at.shop, orderId: order.orderId, lines: [{ lineId: order.lineIds[1] ?? '', quantity: 1 }] });
        return;
      case 'cancel':
        if (order) stage.sim.desk.cancelOrder({ shop: order.at.shop, orderId: order.orderId });
        return;
      case 'give':
        if (person) await givePoints(stage, person.at, person.customerId, 100 + dice);
        return;
      case 'redeem': {
        if (!person) return;
        await givePoints(stage, person.at, person.customerId, 600);
        const { code } = await redeemFor(stage, person.at, { customerId: person.customerId, rewardId: 'five' });
        await stage.settleDown();
        const placed = await placeOrder(stage, person.at, {
          customerId: person.customerId,
          prices: ['60.00', '7.00'],
          discountCodes: [code ?? ''],
        });
        this.orders.push({ at: person.at, ...placed });
        return;
      }
      case 'late': {
        if (!person) return;
        const memberId = await memberOf(stage, person.at.address, person.customerId);
        await postDrafts(stage.database.pool, this.programId, [draftOf(memberId, 1 + dice, stage.now() - (dice % 40) * DAY)]);
        return;
      }
      case 'merge':
        return this.merge(dice);
      case 'unmerge':
        return this.unmerge();
      case 'erase':
        if (person) stage.sim.desk.redactCustomer({ shop: person.at.shop, customerId: person.customerId });
        return;
      case 'wait':
        return stage.advance((1 + (dice % 12)) * 3_600_000);
      case 'sum':
        await rollUpProgram(stage.desk, this.programId, { turnMs: 60_000 });
        return;
      case 'die':
        dieAfter = dice % 9;
        await rowsOf(stage, 'UPDATE rollup_state SET months_at = NULL, rebuild = rebuild OR $2 WHERE program_id = $1', [
          this.programId,
          dice % 4 === 0,
        ]);
        await rollUpProgram(stage.desk, this.programId, { turnMs: 60_000 }).catch((error: unknown) => {
          if (!(error instanceof Died)) throw error;
        });
        dieAfter = Number.POSITIVE_INFINITY;
        return;
    }
  }

  private async merge(dice: number): Promise<void> {
    const [one, other] = [this.people[dice % this.people.length], this.people[(dice + 1) % this.people.length]];
    if (!one || !other || one === other) return;
    const [from, to] = [await memberOf(stage, one.at.address, one.customerId), await memberOf(stage, other.at.address, other.customerId)];
    if (from !== to) await mergeByStaff(stage.desk, { programId: this.programId, from, to, staffId: 'staff-1' });
  }

  private async unmerge(): Promise<void> {
    for (const { at, customerId } of this.people) {
      const [merge] = await readMergesOf(stage.desk, this.programId, await memberOf(stage, at.address, customerId));
      if (merge) {
        await unmergeMembers(stage.desk, { programId: this.programId, mergeId: merge.mergeId, staffId: 'staff-1' });
        return;
      }
    }
  }
}

async function openTown(): Promise<Town> {
  const first = await stage.openShop({ program: PROGRAM });
  const second = await stage.openShop({ together: first.address });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
  await rowsOf(stage, 'INSERT INTO rollup_state (program_id) VALUES ($1) ON CONFLICT DO NOTHING', [first.address.programId]);
  const town = new Town([first, second]);
  for (const dice of [0, 1, 2]) await town.do('join', dice);
  await town.do('stranger', 0);
  await stage.settleDown();
  return town;
}

describe('the sums are those of the books', () => {
  test(
    'whatever happens, in whatever order, however often summing is cut off, and when everything is summed anew',
    async () => {
      const deeds = fc.array(fc.tuple(fc.constantFrom(...DEEDS), fc.nat(199)), { minLength: STEPS, maxLength: STEPS });
      await fc.assert(
        fc.asyncProperty(deeds, async (story) => {
          const town = await openTown();
          for (const [deed, dice] of story) {
            await town.do(deed, dice).catch((error: unknown) => {
              // What the shop or the program refuses (a second refund, an erased customer) is no deed.
              if (!isRefusal(error)) throw error;
            });
            if (deed !== 'sum' && deed !== 'die') await stage.settleDown();
          }
          await bringUpToDate(town.programId);
          await expectExactSums(stage, town.programId);
          await rebuildSums(stage.desk, town.programId);
          await expectExactSums(stage, town.programId);
          await expectCleanBooks(stage, town.programId);
        }),
        { numRuns: RUNS, endOnFailure: true },
      );
    },
    RUNS * 60_000,
  );

  test('a merge, its undoing and a joining change whose the orders were, without any order being settled', async () => {
    const town = await openTown();
    for (const dice of [0, 1, 2, 3]) await town.do('order', dice);
    await stage.settleDown();
    await bringUpToDate(town.programId);
    const [before] = await rowsOf(stage, 'SELECT sum(orders) FILTER (WHERE is_member) AS own FROM orders_day WHERE program_id = $1', [
      town.programId,
    ]);
    await town.do('merge', 3);
    expect(await rowsOf(stage, 'SELECT 1 FROM orders_changed WHERE program_id = $1', [town.programId])).not.toEqual([]);
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
    await town.do('unmerge', 0);
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
    expect(
      await rowsOf(stage, 'SELECT sum(orders) FILTER (WHERE is_member) AS own FROM orders_day WHERE program_id = $1', [town.programId]),
    ).toEqual([before]);
  });

  test('an earlier day of joining changes whose the orders were, although no order was touched', async () => {
    const town = await openTown();
    for (const dice of [0, 1, 2, 3, 4, 5]) await town.do('order', dice);
    await stage.settleDown();
    await rowsOf(stage, `UPDATE member SET joined_at = NULL WHERE program_id = $1`, [town.programId]);
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
    await rowsOf(stage, `UPDATE member SET joined_at = '2020-05-05' WHERE program_id = $1`, [town.programId]);
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
    expect(await rowsOf(stage, 'SELECT DISTINCT is_member FROM orders_day WHERE program_id = $1', [town.programId])).toEqual([
      { is_member: true },
    ]);
  });

  test('another time zone makes other days', async () => {
    const town = await openTown();
    for (const dice of [0, 1, 2, 3]) {
      await town.do('wait', 5);
      await town.do('order', dice);
    }
    await stage.settleDown();
    await bringUpToDate(town.programId);
    await rowsOf(stage, `UPDATE program SET time_zone = 'Asia/Kathmandu' WHERE id = $1`, [town.programId]);
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
  });
});

describe('what is committed late', () => {
  test('is in the sums, although it was recorded and numbered before what they had already', async () => {
    const town = await openTown();
    const [late, early] = await Promise.all(town.people.slice(0, 2).map(({ at, customerId }) => memberOf(stage, at.address, customerId)));
    await bringUpToDate(town.programId);
    const slow = new pg.Client({ connectionString: databaseUrl() });
    await slow.connect();
    await slow.query('BEGIN');
    await postDrafts(slow, town.programId, [draftOf(late ?? '', 111, stage.now())]);
    await postDrafts(stage.database.pool, town.programId, [draftOf(early ?? '', 222, stage.now())]);
    // Two days pass for the app; the first transaction has still not come to an end.
    await stage.advance(2 * DAY);
    await bringUpToDate(town.programId);
    await stage.advance(2 * DAY);
    await bringUpToDate(town.programId);
    await slow.query('COMMIT');
    await slow.end();
    // The first page does not wait for sums.
    const { points } = await stage.services.readOverview(town.programId);
    expect(points.issued).toBe(333);
    await bringUpToDate(town.programId);
    await bringUpToDate(town.programId);
    const [sum] = await rowsOf(stage, `SELECT sum(points)::int AS points FROM points_day WHERE program_id = $1 AND flow = 'issued'`, [
      town.programId,
    ]);
    expect(sum).toEqual({ points: 333 });
  });

  test('is in the sums of its day, although the day was summed between the change and its commit', async () => {
    const town = await openTown();
    await town.do('order', 0);
    await stage.settleDown();
    await bringUpToDate(town.programId);
    const slow = new pg.Client({ connectionString: databaseUrl() });
    await slow.connect();
    await slow.query('BEGIN');
    await slow.query(
      `UPDATE order_record SET revision = revision + 1, snapshot = jsonb_set(snapshot, '{totalMinor}', '77') WHERE program_id = $1`,
      [town.programId],
    );
    await stage.advance(2 * DAY);
    await bringUpToDate(town.programId);
    await slow.query('COMMIT');
    await slow.end();
    await bringUpToDate(town.programId);
    const [sum] = await rowsOf(stage, `SELECT sum(value_minor)::int AS value FROM orders_day WHERE program_id = $1`, [town.programId]);
    expect(sum).toEqual({ value: 77 });
  });

  test('keeps its note when it is committed between the reading of the orders and the end of the summing', async () => {
    const town = await openTown();
    await town.do('order', 0);
    await stage.settleDown();
    await bringUpToDate(town.programId);
    const state = await readRollup(stage.database.pool, town.programId, 'look');
    const [placed] = await rowsOf<{ day: string }>(
      stage,
      `SELECT (placed_at AT TIME ZONE $2)::date::text AS day FROM order_record WHERE program_id = $1`,
      [town.programId, state?.timeZone],
    );
    await stage.database.transaction(async (client) => {
      const meddled: Queryable = {
        async query(config: string, values: unknown[]) {
          const result = await client.query(config, values);
          if (config.includes('INSERT INTO orders_day'))
            await stage.database.pool.query(
              `UPDATE order_record SET revision = revision + 1, snapshot = jsonb_set(snapshot, '{totalMinor}', '55') WHERE program_id = $1`,
              [town.programId],
            );
          return result as never;
        },
      };
      if (state) await sumDay(meddled, state, placed?.day ?? '');
    });
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
  });

  test('and two workers at once add nothing twice', async () => {
    const town = await openTown();
    for (const dice of [0, 1, 2, 3, 4, 5]) await town.do('order', dice);
    await stage.settleDown();
    await Promise.all(Array.from({ length: 4 }, () => rollUpProgram(stage.desk, town.programId, { turnMs: 60_000 })));
    await bringUpToDate(town.programId);
    await expectExactSums(stage, town.programId);
  });
});

function databaseUrl(): string {
  return stage.database.pool.options.connectionString ?? '';
}

function isRefusal(error: unknown): boolean {
  return (
    error instanceof Error && !(error instanceof pg.DatabaseError) && !/^expected|AssertionError/.test(`${error.name} ${error.message}`)
  );
}
