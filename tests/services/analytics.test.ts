import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableOf, tablesToCsv } from '#app/components/analytics/analytics-tables.ts';
import { ANALYTICS_TABLES } from '#app/contracts/analytics-filters.ts';
import { addDays, localDate } from '#app/domain/instant.ts';
import { createTranslator } from '#app/i18n/translator.ts';
import { sumEverything } from '#tests/setup/sums.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, balanceOf, givePoints, memberOf, placeOrder, redeemFor, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

let stage: ServiceStage;
let at: StageShop;
let loyal: { customerId: string; memberId: string };
let refundable: { orderId: string; lineIds: string[] };

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
  await stage.services.runSchedule('fill-pools');
  await stage.settleDown();
  const joined = await addCustomer(stage, at, { join: true });
  loyal = { customerId: joined.customerId, memberId: await memberOf(stage, at.address, joined.customerId) };
  const stranger = await addCustomer(stage, at);
  await givePoints(stage, at, loyal.customerId, 600);
  const code = await redeemFor(stage, at, { customerId: loyal.customerId, rewardId: 'five' });
  await stage.settleDown();
  await placeOrder(stage, at, { customerId: loyal.customerId, prices: ['100.00'] });
  await placeOrder(stage, at, { customerId: loyal.customerId, prices: ['60.00'], discountCodes: [code.code ?? ''] });
  refundable = await placeOrder(stage, at, { customerId: loyal.customerId, prices: ['40.00', '8.00'] });
  await placeOrder(stage, at, { customerId: stranger.customerId, prices: ['50.00'] });
  const cancelled = await placeOrder(stage, at, { customerId: stranger.customerId, prices: ['99.00'] });
  await stage.settleDown();
  await stage.advance(2_000);
  stage.sim.desk.cancelOrder({ shop: at.shop, orderId: cancelled.orderId });
  await stage.settleDown();
}, 120_000);
afterAll(() => stage.close());

const rollUp = () => sumEverything(stage.database.pool, () => stage.services.runSchedule('roll-up'));
async function read(change: Partial<Parameters<ServiceStage['services']['readAnalytics']>[0]> = {}) {
  const now = await stage.database.now();
  const { programId } = at.address;
  const [program] = await rowsOf<{ time_zone: string }>(stage, 'SELECT time_zone FROM program WHERE id = $1', [programId]);
  const day = (ago: number) => localDate(addDays(now, -ago), program?.time_zone ?? 'UTC');
  return stage.services.readAnalytics({
    programId,
    from: day(20),
    to: day(-20),
    storeId: null,
    tierId: null,
    channel: null,
    campaignId: null,
    ...change,
  });
}

describe('numbers of a period', () => {
  test('before the first sums everything is empty, and nothing is divided by nothing', async () => {
    const view = await read();
    expect(view.orders.now).toEqual({ members: { orders: 0, valueMinor: 0 }, others: { orders: 0, valueMinor: 0 } });
    expect(view.core).toEqual({
      redemption: { now: null, before: null },
      orderValueLift: { now: null, before: null },
      frequencyLift: { now: null, before: null },
      quiet: { now: null, before: null },
    });
  });

  test('orders of members and others, points and rewards are those of the books', async () => {
    await rollUp();
    const view = await read();
    // 100.00, 60.00 − 5.00 and 48.00 of the member; 50.00 of the other; a cancelled order is none.
    expect(view.orders.now).toEqual({ members: { orders: 3, valueMinor: 20_300 }, others: { orders: 1, valueMinor: 5_000 } });
    expect(view.core.orderValueLift.now).toBeCloseTo(20_300 / 3 / 5_000 - 1, 10);
    expect(view.economics).toMatchObject({ rewardCost: { now: 500, before: 0 }, ordersWithReward: { now: 1, before: 0 } });
    expect(view.rewards).toEqual([{ rewardId: 'five', name: '5.00 off', redeemed: 1, used: 1, points: 500, discountMinor: 500 }]);
    const [books] = await rowsOf<Record<string, string>>(
      stage,
      `SELECT sum(points) FILTER (WHERE from_account = 'issued') AS issued, COALESCE(sum(points) FILTER (WHERE to_account = 'revoked'), 0) AS reversed,
         sum(points) FILTER (WHERE to_account = 'redeemed') AS redeemed, sum(points) FILTER (WHERE from_account = 'adjusted') AS adjusted FROM transfer WHERE program_id = $1`,
      [at.address.programId],
    );
    expect(view.points.now).toEqual({
      issued: Number(books?.['issued']),
      reversed: Number(books?.['reversed']),
      redeemed: Number(books?.['redeemed']),
      expired: 0,
      adjusted: Number(books?.['adjusted'] ?? 0),
    });
    expect(view.days.reduce((sum, day) => sum + day.memberValueMinor, 0)).toBe(20_300);
    expect(view.days).toHaveLength(41);
    expect(view.hours.reduce((sum, hour) => sum + hour.all, 0)).toBe(4);
    expect(view.tiers.reduce((sum, tier) => sum + tier.orders, 0)).toBe(3);
  });

  test('what is owed is what the members have, in money by what a point is worth', async () => {
    const view = await read();
    const rows = await rowsOf<{ member_id: string }>(stage, `SELECT DISTINCT member_id FROM balance WHERE program_id = $1`, [
      at.address.programId,
    ]);
    const balances = await Promise.all(rows.map((row) => balanceOf(stage, at.address.programId, row.member_id)));
    const points = balances.reduce((sum, { available, held, debt }) => sum + available + held - debt, 0);
    // 100 points take 1.00 off.
    expect(view.liability).toMatchObject({
      points,
      minor: points,
      holders: balances.filter((b) => b.available + b.pending + b.held > 0).length,
    });
    expect(view.economics.pointCostMicros).toBe(1_000_000);
  });

  test('a month counts people: joined, active, buyers and who came back', async () => {
    const month = (await read()).months.at(-1);
    expect(month).toMatchObject({
      members: 1,
      joined: 1,
      activated: 1,
      active: 1,
      quiet: 0,
      memberBuyers: 1,
      memberOrders: 3,
      otherBuyers: 1,
      otherOrders: 1,
    });
    expect(month).toMatchObject({ customers: 2, memberRepeatShare: 1, otherRepeatShare: 0 });
    expect((await read()).core.frequencyLift.now).toBeCloseTo(2, 10);
  });

  test('the same sums once more change nothing; a refund changes the day of its order', async () => {
    const before = await read();
    await rollUp();
    expect({ ...(await read()), asOf: null }).toEqual({ ...before, asOf: null });
    await stage.advance(2_000);
    stage.sim.desk.refund({ shop: at.shop, orderId: refundable.orderId, lines: [{ lineId: refundable.lineIds[1] ?? '', quantity: 1 }] });
    await stage.settleDown();
    await rollUp();
    expect((await read()).orders.now.members).toEqual({ orders: 3, valueMinor: 19_500 });
  });

  test('filters: another store, a tier, a channel', async () => {
    expect((await read({ storeId: stage.desk.newId() })).orders.now.members.orders).toBe(0);
    expect((await read({ storeId: at.address.storeId })).orders.now.members.orders).toBe(3);
    expect((await read({ tierId: 'bronze' })).orders.now).toEqual({
      members: { orders: 3, valueMinor: 19_500 },
      others: { orders: 0, valueMinor: 0 },
    });
    expect((await read({ channel: 'pos' })).orders.now.members.orders).toBe(0);
  });

  test('a period is compared with as many days before it, on the same weekdays', async () => {
    const view = await read({ from: '2026-11-02', to: '2026-11-08' });
    expect(view.before).toEqual({ from: '2026-10-26', to: '2026-11-01' });
    const uneven = await read({ from: '2026-11-01', to: '2026-11-10' });
    expect(uneven.before).toEqual({ from: '2026-10-18', to: '2026-10-27' });
  });

  test('points stand on the day on which they moved, also when that was written down later', async () => {
    const { programId } = at.address;
    await rollUp();
    const rows = await rowsOf<{ day: string; points: string }>(
      stage,
      `SELECT to_char(p.occurred_at AT TIME ZONE g.time_zone, 'YYYY-MM-DD') AS day, sum(t.points) AS points FROM posting p JOIN program g ON g.id = p.program_id
       JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id WHERE p.program_id = $1 AND t.from_account = 'issued' GROUP BY 1`,
      [programId],
    );
    const issued = (await read()).days.filter((day) => day.issued > 0).map(({ day, issued: points }) => ({ day, points: String(points) }));
    expect(issued).toEqual(rows.toSorted((a, b) => (a.day < b.day ? -1 : 1)));
  });
});

describe('the first page', () => {
  test('has the same days whether they are summed already or not', async () => {
    const { programId } = at.address;
    await rollUp();
    const summed = await stage.services.readOverview(programId);
    expect(summed.points.issued).toBeGreaterThan(0);
    expect(summed.days.at(-1)).toMatchObject({ redeemed: 500 });
    // As if nobody had summed since the first posting but one, and as if nobody ever had.
    await rowsOf(stage, `UPDATE rollup_state SET points_id = (SELECT min(id) FROM posting WHERE program_id = $1) WHERE program_id = $1`, [
      programId,
    ]);
    await rowsOf(stage, 'DELETE FROM points_day');
    const { rows } = await stage.database.pool.query<{ points: string }>(
      `SELECT sum(t.points) AS points FROM transfer t WHERE t.program_id = $1 AND t.from_account = 'issued' AND t.posting_id = (SELECT min(id) FROM posting WHERE program_id = $1)`,
      [programId],
    );
    const behind = await stage.services.readOverview(programId);
    expect(behind.points.issued).toBe(summed.points.issued - Number(rows[0]?.points ?? 0));
    await rowsOf(stage, 'DELETE FROM rollup_state');
    const anew = await stage.services.readOverview(programId);
    expect(anew.days).toEqual(summed.days);
    expect(anew).toMatchObject({ members: summed.members, points: summed.points });
  });

  test('has the four core numbers of the same sums, with their course', async () => {
    const { programId } = at.address;
    await rowsOf(stage, 'DELETE FROM rollup_state');
    await stage.services.runSchedule('roll-up');
    const numbers = await stage.services.readCoreNumbers(programId);
    const view = await read();
    expect(numbers.core.orderValueLift.now).toBeCloseTo(view.core.orderValueLift.now ?? Number.NaN, 10);
    expect(numbers.core.quiet).toEqual(view.core.quiet);
    expect(numbers.weeks).toHaveLength(12);
    expect(numbers.weeks.at(-1)).toMatchObject({ redemption: view.core.redemption.now, orderValueLift: view.core.orderValueLift.now });
    expect(numbers.weeks[0]).toMatchObject({ redemption: null, orderValueLift: null });
    expect(numbers.months.at(-1)).toMatchObject({ frequencyLift: view.core.frequencyLift.now, quiet: 0 });
  });
});

test('the days to a tier count from joining, and from the tier below', async () => {
  const { programId } = at.address;
  await rowsOf(stage, 'DELETE FROM tier_change WHERE program_id = $1', [programId]);
  await rowsOf(stage, `UPDATE member SET joined_at = clock_timestamp() - interval '30 days' WHERE program_id = $1 AND id = $2`, [
    programId,
    loyal.memberId,
  ]);
  for (const [from, to, kind, ago] of [
    [null, 'bronze', 'raised', 20],
    ['bronze', 'bronze', 'confirmed', 10],
    ['bronze', 'silver', 'raised', 6],
  ])
    await rowsOf(
      stage,
      `INSERT INTO tier_change (program_id, member_id, from_tier_id, to_tier_id, kind, because, occurred_at)
       VALUES ($1, $2, $3, $4, $5, '{}', clock_timestamp() - $6 * interval '1 day')`,
      [programId, loyal.memberId, from, to, kind, ago],
    );
  const days = new Map((await read()).tiers.map(({ tierId, daysToReach }) => [tierId, daysToReach]));
  expect([days.get('bronze'), days.get('silver')]).toEqual([10, 14]);
});

describe('filters and campaigns', () => {
  let shop: StageShop;
  const period = { from: '2000-01-01', to: '2100-01-01' };
  const all = { storeId: null, tierId: null, channel: null, campaignId: null };
  type Wish = Partial<Record<keyof typeof all, string>>;
  const ask = async (change: Wish = {}) => {
    const now = await stage.database.now();
    const day = (ago: number) => localDate(addDays(now, -ago), 'UTC');
    return stage.services.readAnalytics({ programId: shop.address.programId, ...period, from: day(100), to: day(-20), ...all, ...change });
  };

  beforeAll(async () => {
    shop = await stage.openShop({
      program: {
        rewards: [...REWARDS],
        tiers: TIERS,
        campaigns: [
          { id: 'double', name: 'Double', kind: 'multiplier', times: '2', minimumMinor: 20_000 },
          { id: 'ten', name: '=Ten more', kind: 'bonus', points: 10, minimumMinor: 5_000 },
        ],
      },
    });
    const { customerId } = await addCustomer(stage, shop, { join: true });
    await placeOrder(stage, shop, { customerId, prices: ['40.00'] });
    await placeOrder(stage, shop, { customerId, prices: ['60.00'] });
    await placeOrder(stage, shop, { customerId, prices: ['300.00'] });
    await placeOrder(stage, shop, { customerId, prices: ['20.00'] });
    await stage.settleDown();
    await givePoints(stage, shop, customerId, 7);
    await rowsOf(stage, 'UPDATE rollup_state SET checked_at = NULL, months_at = NULL');
    await stage.services.runSchedule('roll-up');
  }, 60_000);

  test('a campaign has the orders in which it was in force, and what it gave by itself where that can be told', async () => {
    const { campaigns, knownCampaigns } = await ask();
    expect(campaigns).toEqual([
      { campaignId: 'ten', name: '=Ten more', orders: 2, valueMinor: 36_000, points: 60 + 10 + 600 + 10, ownPoints: 20 },
      { campaignId: 'double', name: 'Double', orders: 1, valueMinor: 30_000, points: 610, ownPoints: null },
    ]);
    expect(knownCampaigns.map(({ id }) => id)).toEqual(['ten', 'double']);
  });

  test('the filter for a campaign narrows orders, not points', async () => {
    const view = await ask({ campaignId: 'double' });
    expect(view.orders.now.members).toEqual({ orders: 1, valueMinor: 30_000 });
    expect(view.hours.reduce((sum, hour) => sum + hour.all, 0)).toBe(1);
    expect(view.points.now).toEqual((await ask()).points.now);
    expect(view.campaigns).toHaveLength(2);
    expect((await ask({ campaignId: 'never' })).orders.now.members.orders).toBe(0);
  });

  test('points follow tier and channel as far as orders moved them', async () => {
    const whole = (await ask()).points.now;
    // Nobody stands on a tier before the first order.
    const [none, bronze, silver] = await Promise.all(['', 'bronze', 'silver'].map(async (tierId) => (await ask({ tierId })).points.now));
    expect([none?.issued, bronze?.issued, silver?.issued]).toEqual([40, 70 + 610, 40]);
    // The tier's entry reward and the gift of staff belong to no order.
    expect(whole).toMatchObject({ issued: 760 + 50, adjusted: 7 });
    expect(bronze?.adjusted).toBe(0);
    expect((await ask({ channel: 'web' })).points.now.issued).toBe(760);
    expect((await ask({ channel: 'pos' })).points.now.issued).toBe(0);
  });

  test('what people bought in their time, by tier and month of joining', async () => {
    const { lifetime } = await ask();
    expect(lifetime.members).toEqual({ people: 1, orders: 4, valueMinor: 42_000, minorIn90: null, minorIn365: null });
    expect(lifetime.tiers.find(({ people }) => people > 0)).toMatchObject({ tierId: 'silver', valueMinor: 42_000 });
    expect(lifetime.months).toHaveLength(1);
    const now = await stage.database.now();
    await rowsOf(stage, `UPDATE member SET joined_at = joined_at - interval '100 days' WHERE program_id = $1`, [shop.address.programId]);
    await rowsOf(
      stage,
      `UPDATE order_record SET placed_at = $2 WHERE program_id = $1 AND order_id = (SELECT min(order_id) FROM order_record WHERE program_id = $1)`,
      [shop.address.programId, new Date(now - 99 * 86_400_000)],
    );
    await rowsOf(stage, 'UPDATE rollup_state SET checked_at = NULL, months_at = NULL, full_day = NULL');
    await stage.services.runSchedule('roll-up');
    expect((await ask()).lifetime.members).toMatchObject({ people: 1, valueMinor: 42_000, minorIn90: 4_000, minorIn365: null });
  });

  test('every table has its file, and no cell of it is a formula', async () => {
    const view = await ask();
    const words = createTranslator('en', 'UTC');
    const csv = tablesToCsv(
      ANALYTICS_TABLES.map((id) => tableOf(id, view, { words, grain: 'day' })),
      view.currency,
    );
    expect(csv).toContain(`'=Ten more,2,360.00,180.00,680,20`);
    for (const line of csv.split('\r\n')) for (const cell of line.split(',')) expect(cell).not.toMatch(/^"?[=+@\t]|^"?-[^\d]/);
  });
});

describe('how far the counting is', () => {
  test('is told while history is counted, and no more afterwards', async () => {
    const { programId } = at.address;
    expect(await stage.services.readSums(programId)).toEqual({ stage: null, done: 0, total: 0 });
    await rowsOf(stage, 'UPDATE rollup_state SET rebuild = true WHERE program_id = $1', [programId]);
    expect((await read()).progress).toMatchObject({ stage: 'points' });
    const before = { ...(await read()), asOf: null, progress: null };
    const stages = new Set<string | null>();
    await stage.services.rebuildSums(programId, (progress) => void stages.add(progress.stage));
    expect([...stages]).toEqual(expect.arrayContaining(['points', 'people', null]));
    expect({ ...(await read()), asOf: null, progress: null }).toEqual(before);
  });
});
