import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cancelReplay, readReplay, runReplays, startReplay } from '#app/services/replay-program.ts';
import { claimReplay } from '#app/store/program-replays.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { addCustomer, memberOf, orderView, placeOrder, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

let stage: ServiceStage;
let at: StageShop;
const orderIds: string[] = [];
const people: string[] = [];

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
  for (const spent of [['30.00'], ['150.00', '70.00', '44.50'], ['260.00', '12.99'], ['9.99']]) {
    const { customerId } = await addCustomer(stage, at, { join: true });
    for (const price of spent) {
      const { orderId, lineIds } = await placeOrder(stage, at, { customerId, prices: [price] });
      orderIds.push(orderId);
      await stage.settleDown();
      if (price !== '12.99') continue;
      await stage.advance(2_000);
      stage.sim.desk.refund({ shop: at.shop, orderId, lines: [{ lineId: lineIds[0] ?? '', quantity: 1 }] });
      await stage.settleDown();
    }
    people.push(await memberOf(stage, at.address, customerId));
  }
  // A guest without a customer earns nothing in either.
  await placeOrder(stage, at, { prices: ['55.00'] });
  await stage.settleDown();
}, 120_000);
afterAll(() => stage.close());

async function liveDocument() {
  const rulebook = await stage.desk.library.open(at.address.programId);
  return rulebook.program(rulebook.liveAt(await stage.database.now())?.no ?? 1);
}
const ask = (document: unknown) => startReplay(stage.desk, { programId: at.address.programId, document, staffId: 'staff-1' });
const read = () => readReplay(stage.desk, at.address.programId);
const standing = async () => {
  const orders = await Promise.all(orderIds.map((orderId) => orderView(stage, at, orderId)));
  return orders.reduce((sum, { points }) => sum + points.standing, 0);
};

describe('last year played through a draft', () => {
  test('the program that was live gives the points and tiers that were really given', async () => {
    expect((await ask(await liveDocument())).ok).toBe(true);
    expect((await read())?.state).toBe('waiting');
    expect(await runReplays(stage.desk)).toBeGreaterThan(0);
    const replay = await read();
    expect(replay).toMatchObject({ state: 'done', problem: null });
    expect(replay?.done).toBe(replay?.total);
    const { live, draft, ...rest } = replay?.result ?? { live: null, draft: null };
    expect(live).toEqual(draft);
    expect(live?.points).toBe(await standing());
    expect(rest).toMatchObject({ moves: [], differing: { more: 0, fewer: 0 }, gain: [], lose: [], wholePeriod: true });
    const tiers = await rowsOf<{ tier_id: string; members: string }>(
      stage,
      'SELECT tier_id, count(*) AS members FROM member_tier WHERE program_id = $1 AND member_id = ANY ($2::uuid[]) GROUP BY tier_id',
      [at.address.programId, people],
    );
    expect(live?.tiers).toEqual(Object.fromEntries(tiers.map((row) => [row.tier_id, Number(row.members)])));
    // 1,000 points are worth 10.00: the cheapest reward that is bought with points takes 1.00 off for 100.
    expect(live?.costMinor).toBe((live?.points ?? 0) + (live?.entryPoints ?? 0));
  });

  test('a draft is told apart: more points, other tiers, who gains, what it costs', async () => {
    const document = await liveDocument();
    const [rule] = document.earning.rules;
    const doubled = {
      ...document,
      earning: { ...document.earning, rules: [{ ...rule, args: { points: '2', perMinor: 100 } }] },
      tiers: { ...document.tiers, list: document.tiers.list.slice(0, 1) },
    };
    await ask(doubled);
    await runReplays(stage.desk);
    const result = (await read())?.result;
    expect(result?.draft.points).toBeGreaterThan(0);
    expect(result?.draft.tiers).toEqual({ bronze: 4 });
    expect(result?.moves).toEqual([{ from: 'silver', to: 'bronze', members: 2 }]);
    expect(result?.draft.entryPoints).toBe(0);
    expect(result?.live.entryPoints).toBeGreaterThan(0);
    expect((result?.differing.more ?? 0) + (result?.differing.fewer ?? 0) + (result?.differing.same ?? 0)).toBe(result?.members);
    const plain = result?.gain.find(({ memberId }) => memberId === people[0]);
    expect(plain).toEqual({ memberId: people[0], live: 30, draft: 60 });
    expect(result?.months.reduce((sum, { draft }) => sum + draft, 0)).toBe(result?.draft.points);
  });

  test('nothing of the books changes, and nobody is told anything', async () => {
    const count = async () =>
      rowsOf(
        stage,
        'SELECT (SELECT count(*) FROM posting) AS postings, (SELECT count(*) FROM notice) AS notices, (SELECT sum(revision) FROM order_record) AS orders',
      );
    const before = await count();
    await ask(await liveDocument());
    await runReplays(stage.desk);
    expect(await count()).toEqual(before);
  });

  test('a draft with gaps is refused, a newer replay takes the place of an older, a cancelled one stays cancelled', async () => {
    expect(await ask({ name: '' })).toMatchObject({ ok: false, refusal: { reason: 'invalid' } });
    await ask(await liveDocument());
    const first = await read();
    await ask(await liveDocument());
    expect((await read())?.replayId).not.toBe(first?.replayId);
    expect(
      await rowsOf(stage, `SELECT 1 FROM program_replay WHERE program_id = $1 AND state = 'waiting'`, [at.address.programId]),
    ).toHaveLength(1);
    await cancelReplay(stage.desk, at.address.programId);
    expect(await runReplays(stage.desk)).toBe(0);
    expect((await read())?.state).toBe('cancelled');
  });

  test('a worker that died is followed by another after a minute, and not before', async () => {
    await ask(await liveDocument());
    const taken = await claimReplay(stage.database.pool);
    expect(taken?.state).toBe('running');
    expect(await runReplays(stage.desk)).toBe(0);
    await rowsOf(stage, `UPDATE program_replay SET beat_at = beat_at - interval '2 minutes' WHERE id = $1`, [taken?.id]);
    expect(await runReplays(stage.desk)).toBeGreaterThan(0);
    expect((await read())?.state).toBe('done');
  });
});
