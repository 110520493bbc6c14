import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYBODY, type MemberRowView, type MemberWish, memberWishFields, readMemberWish } from '#app/contracts/members.ts';
import { memberCsv } from '#app/http/member-csv.ts';
import { findMembers, isCommonText } from '#app/store/member-search.ts';
import { openServiceStage, type ServiceStage, type StageShop } from './service-stage.ts';
import { expectCleanBooks, givePoints, memberOf, placeOrder, rowsOf } from './stage-books.ts';
import { REWARDS, TIERS } from './stage-program.ts';

let stage: ServiceStage;
let at: StageShop;
let second: StageShop;
let strangers: StageShop;

beforeAll(async () => {
  stage = await openServiceStage();
  at = await stage.openShop({ program: { rewards: [...REWARDS], tiers: TIERS } });
  second = await stage.openShop({ together: at.address });
  strangers = await stage.openShop({});
});
afterAll(() => stage.close());

const ask = (wish: Partial<MemberWish>, after: string | null = null, programId = at.address.programId) =>
  stage.services.members.list({ programId, wish: { ...EVERYBODY, ...wish }, after });
const names = (rows: readonly MemberRowView[]) => rows.map(({ name }) => name);

async function person(name: string, options: { readonly spent?: string | null; readonly shop?: StageShop; readonly join?: boolean } = {}) {
  const shop = options.shop ?? at;
  const [firstName = '', lastName = ''] = name.split(' ');
  const customer = stage.sim.desk.createCustomer({
    ...{ shop: shop.shop, firstName, lastName, email: `${name.toLowerCase().replaceAll(/[^a-zż]/g, '.')}@example.com` },
  });
  const customerId = String(customer.id);
  await stage.settleDown();
  if (options.join !== false) await stage.services.join({ address: shop.address, customerId, via: 'storefront' });
  // What a person is called comes with the first order.
  const { spent = '1.00' } = options;
  if (spent !== null) await placeOrder(stage, shop, { customerId, prices: [spent] });
  await stage.settleDown();
  return { customerId, memberId: await memberOf(stage, shop.address, customerId) };
}

describe('the list of members', () => {
  test('is empty before anybody came, and says so without an error', async () => {
    expect(await ask({})).toEqual({ rows: [], next: null, matching: { count: 0, more: false } });
  });

  test('finds by the beginning of names in either order, by e-mail, by the whole customer number; capitals and patterns aside', async () => {
    const anna = await person('Anna Kowalska', { spent: '30.00' });
    await person('Hannah Annable');
    await person('Żaneta Wiśniewska');
    await person('Per_cent Sign');
    expect(names((await ask({ text: 'anna' })).rows)).toEqual(['Hannah Annable', 'Anna Kowalska']);
    expect(names((await ask({ text: 'KOW' })).rows)).toEqual(['Anna Kowalska']);
    expect(names((await ask({ text: 'kowalska an' })).rows)).toEqual(['Anna Kowalska']);
    expect(names((await ask({ text: 'anna.kow' })).rows)).toEqual(['Anna Kowalska']);
    expect(names((await ask({ text: 'żan' })).rows)).toEqual(['Żaneta Wiśniewska']);
    expect(names((await ask({ text: anna.customerId })).rows)).toEqual(['Anna Kowalska']);
    expect(names((await ask({ text: anna.customerId.slice(0, -1) })).rows)).toEqual([]);
    expect(names((await ask({ text: anna.memberId })).rows)).toEqual(['Anna Kowalska']);
    expect(names((await ask({ text: 'per_' })).rows)).toEqual(['Per_cent Sign']);
    expect(names((await ask({ text: '%' })).rows)).toEqual([]);
    expect((await ask({ text: 'anna' }, null, strangers.address.programId)).rows).toEqual([]);
  });

  test('shows balance, spend, tier and last order as they are right now', async () => {
    const rich = await person('Rich Rival', { spent: '120.00' });
    const row = (await ask({ text: 'rich' })).rows[0];
    const balance = (await stage.services.readMember(at.address.programId, rich.memberId))?.balances[0];
    expect(row).toMatchObject({
      memberId: rich.memberId,
      state: 'member',
      balance: balance?.shown,
      pending: 0,
      debt: 0,
      spendMinor: 12_000,
    });
    expect(row?.tierId).toBe((await stage.services.readMember(at.address.programId, rich.memberId))?.tier.tierId);
    expect(row?.lastOrderAt).not.toBeNull();
    await givePoints(stage, at, rich.customerId, 7);
    expect((await ask({ text: 'rich' })).rows[0]?.balance).toBe((balance?.shown ?? 0) + 7);
  });

  test('filters by state, store, tier, balance, last order and the day of joining', async () => {
    await person('Gustav Guest', { join: false });
    await person('Wanda Second', { shop: second, spent: '10.00' });
    expect(names((await ask({ state: 'guest' })).rows)).toEqual(['Gustav Guest']);
    expect(names((await ask({ storeId: second.address.storeId })).rows)).toEqual(['Wanda Second']);
    const all = (await ask({})).rows;
    const tiers = new Set(all.map(({ tierId }) => tierId));
    expect(tiers.size).toBeGreaterThan(1);
    for (const tierId of tiers) {
      const rows = (await ask({ tierId: tierId ?? '-' })).rows;
      expect(rows.length).toBeGreaterThan(0);
      expect(rows.every((row) => row.tierId === tierId)).toBe(true);
    }
    expect(names((await ask({ balanceFrom: 10, balanceTo: 40, sort: 'balance' })).rows)).toEqual(['Anna Kowalska', 'Wanda Second']);
    const silent = await person('Silent Sam', { spent: null });
    expect((await ask({ lastOrder: 'never' })).rows.map(({ memberId }) => memberId)).toEqual([silent.memberId]);
    expect(names((await ask({ lastOrder: 'within-30' })).rows)).toContain('Anna Kowalska');
    expect((await ask({ lastOrder: 'quiet-90' })).rows).toEqual([]);
    const today = new Date(stage.now()).toISOString().slice(0, 10);
    expect((await ask({ joinedFrom: today })).rows.length).toBeGreaterThan(3);
    expect((await ask({ joinedTo: '2020-01-01' })).rows).toEqual([]);
    expect((await ask({ joinedFrom: '2026-02-31' })).rows).toEqual((await ask({})).rows);
    expect((await ask({ debt: true })).rows).toEqual([]);
    expect((await ask({ pending: true })).rows).toEqual([]);
  });

  test('a refund beyond the balance shows as a debt; who is blocked, merged or erased stands where they belong', async () => {
    const { customerId, memberId } = await person('Dora Debt');
    const { orderId } = await placeOrder(stage, at, { customerId, prices: ['50.00'] });
    await stage.settleDown();
    const staff = { programId: at.address.programId, memberId, staffId: 'staff-1' };
    await stage.services.adjustPoints({
      ...{ ...staff, points: -1_000, reason: 'correction', note: null },
      ...{ actorId: 'staff-1', isOwner: true, adjustmentId: stage.desk.newId() },
    });
    await stage.advance(2_000);
    stage.sim.desk.cancelOrder({ shop: at.shop, orderId });
    await stage.settleDown();
    const [row] = (await ask({ debt: true })).rows;
    expect(row).toMatchObject({ name: 'Dora Debt', spendMinor: 100 });
    expect(row?.balance).toBeLessThan(0);
    await stage.services.members.setBlocked({ ...staff, blocked: true });
    expect(names((await ask({ state: 'blocked' })).rows)).toEqual(['Dora Debt']);
    await stage.services.members.erase({ ...staff, typed: 'dora debt' });
    expect(names((await ask({ text: 'dora' })).rows)).toEqual([]);
    expect((await ask({ state: 'erased' })).rows).toHaveLength(1);
    expect((await rowsOf(stage, `SELECT 1 FROM member_search WHERE name LIKE 'dora%' OR email LIKE 'dora%'`)).length).toBe(0);
    await stage.settleDown();
    await expectCleanBooks(stage);
  });
});

test('a name that very many have is found on the way through the list, and the answer is the same', async () => {
  const { programId } = at.address;
  const nothing = { tierId: null, storeId: null, state: null, debt: false, pending: false, balanceFrom: null, balanceTo: null };
  const dates = { joinedFrom: null, joinedBefore: null, orderedFrom: null, orderedBefore: null, ordered: null };
  const find = async (text: string, common: boolean) => {
    const filter = { ...nothing, ...dates, text, common };
    const rows = await findMembers(stage.database.pool, programId, { filter, sort: 'newest', after: null, limit: 100 });
    return rows.map(({ memberId }) => memberId);
  };
  for (const text of ['a', 'anna', 'kowalska an', 'hannah.annable@', 'per_', '%', 'wiś', 'nobody'])
    expect(await find(text, true), text).toEqual(await find(text, false));
  expect(await isCommonText(stage.database.pool, programId, 'a')).toBe(false);
  await stage.database.pool.query(
    `INSERT INTO member (program_id, id, state, first_name) SELECT $1, gen_random_uuid(), 'member', 'Common ' || n FROM generate_series(1, 5001) AS n`,
    [strangers.address.programId],
  );
  expect(await isCommonText(stage.database.pool, strangers.address.programId, 'com')).toBe(true);
  expect(await isCommonText(stage.database.pool, programId, 'com')).toBe(false);
  // Known without meeting everybody; with a condition that few of them meet, by counting.
  const strange = strangers.address.programId;
  expect((await ask({ text: 'com' }, null, strange)).matching).toEqual({ count: 5_000, more: true });
  expect((await ask({ text: 'com', debt: true }, null, strange)).matching).toEqual({ count: 0, more: false });
  expect((await ask({ text: 'com', state: 'member' }, null, strange)).matching).toEqual({ count: 5_000, more: true });
  await rowsOf(stage, `UPDATE member SET state = 'blocked' WHERE program_id = $1 AND first_name LIKE 'Common 1%'`, [strange]);
  const blocked = (await ask({ text: 'com', state: 'blocked' }, null, strange)).matching;
  expect(blocked).toEqual({ count: 1_111, more: false });
  expect((await ask({ text: 'com', state: 'member' }, null, strange)).matching).toEqual({ count: 5_001 - 1_111, more: false });
  const page = await ask({ text: 'common 77' }, null, strangers.address.programId);
  expect(page.matching.count).toBe(11);
});

describe('pages', () => {
  const addMany = (count: number, prefix: string) =>
    stage.database.pool.query(
      `INSERT INTO member (program_id, id, state, first_name, last_name, email, created_at, joined_at)
       SELECT $1, gen_random_uuid(), 'member', $3, 'Number ' || n, $3 || n || '@example.com', date_trunc('second', clock_timestamp()) - make_interval(secs => n / 7), clock_timestamp()
       FROM generate_series(1, $2) AS n`,
      [at.address.programId, count, prefix],
    );

  async function walk(wish: Partial<MemberWish>, between: () => Promise<unknown>): Promise<string[]> {
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await ask(wish, after);
      seen.push(...page.rows.map(({ memberId }) => memberId));
      if (page.next === null) return seen;
      after = page.next;
      await between();
    }
  }

  test.each(['newest', 'balance', 'last-order', 'spend'] as const)(
    'by %s: everybody who was there is seen once, whoever comes meanwhile',
    async (sort) => {
      await addMany(230, `walk-${sort}`);
      const before = (
        await rowsOf<{ id: string }>(stage, `SELECT id FROM member WHERE program_id = $1 AND state NOT IN ('merged', 'erased')`, [
          at.address.programId,
        ])
      ).map(({ id }) => id);
      const seen = await walk({ sort }, () => addMany(20, `late-${sort}`));
      expect(new Set(seen).size).toBe(seen.length);
      expect(before.filter((id) => !seen.includes(id))).toEqual([]);
    },
  );

  test('are counted up to a limit, and begin anew for a place that is none', async () => {
    expect((await ask({})).matching.count).toBeGreaterThan(900);
    expect((await ask({}, "1'; DROP TABLE member")).rows).toEqual((await ask({})).rows);
  });

  test('are written as a file line by line, with what looks like a formula made harmless', async () => {
    await person('=SUM(A1) "Quote"');
    const pages = stage.services.members.exportList({ programId: at.address.programId, wish: EVERYBODY, staffId: 'staff-1' });
    const text = await new Response(memberCsv(pages, new Map())).text();
    const lines = text.trimEnd().split('\r\n');
    const { count } = (await ask({})).matching;
    expect(lines).toHaveLength(count + 1);
    expect(lines[0]).toContain('name,email,balance,pending,tier,joined,customer_ids');
    expect(lines.some((line) => line.startsWith(`"'=SUM(A1) ""Quote""",`))).toBe(true);
    expect(await rowsOf(stage, `SELECT actor_id FROM audit_entry WHERE action = 'members-exported'`)).toEqual([{ actor_id: 'staff-1' }]);
  });

  test('what stands in an address names nobody', () => {
    const wish: MemberWish = { ...EVERYBODY, text: 'anna@example.com', debt: true, sort: 'balance', balanceFrom: -5, tierId: 'gold' };
    const fields = memberWishFields(wish, { text: false });
    expect(fields).toEqual({ debt: '1', sort: 'balance', from: '-5', tier: 'gold' });
    expect(readMemberWish(new URLSearchParams(fields))).toEqual({ ...wish, text: '' });
    expect(readMemberWish(new URLSearchParams({ sort: 'x', from: '1e9', state: 'king', store: "'", 'joined-from': '2026-13-01' }))).toEqual(
      EVERYBODY,
    );
  });
});

describe('orders', () => {
  const list = (wish: object, after: string | null = null) =>
    stage.services.listOrders({
      programId: at.address.programId,
      wish: { storeId: null, state: null, from: null, to: null, ...wish },
      after,
    });

  test('are listed newest first with what they earned, and filtered by store, state and day', async () => {
    const { customerId } = await person('Olga Order');
    const paid = await placeOrder(stage, at, { customerId, prices: ['42.00'] });
    await stage.settleDown();
    const [row] = (await list({})).rows;
    expect(row).toMatchObject({
      orderId: paid.orderId,
      memberName: 'Olga Order',
      state: 'settled',
      earned: 42,
      reversed: 0,
      totalMinor: 4_200,
    });
    expect((await list({ storeId: second.address.storeId })).rows).toHaveLength(1);
    await placeOrder(stage, at, { prices: ['9.00'] });
    await stage.settleDown();
    expect((await list({ state: 'owner' })).rows.map(({ memberId }) => memberId)).toEqual([null]);
    expect((await list({ state: 'rate' })).rows).toEqual([]);
    const today = new Date(stage.now()).toISOString().slice(0, 10);
    expect((await list({ from: today })).rows.length).toBeGreaterThan(0);
    expect((await list({ to: '2020-01-01' })).rows).toEqual([]);
  });

  test('are found by the number that the store’s own page names, or fetched when they have not arrived', async () => {
    const { programId, storeId } = at.address;
    const [known] = (await list({})).rows;
    const find = (store: string, orderId: string) => stage.services.findOrderByPlatform({ programId, store, orderId });
    expect(await find(at.shop, `gid://shopify/Order/${known?.orderId}`)).toEqual({ kind: 'known', storeId, orderId: known?.orderId });
    expect(await find(storeId, known?.orderId ?? '')).toMatchObject({ kind: 'known' });
    expect(await find(strangers.shop, known?.orderId ?? '')).toEqual({ kind: 'no-store' });
    expect(await find(at.shop, 'nonsense')).toEqual({ kind: 'no-store' });
    expect(await find(at.shop, '987654321')).toEqual({ kind: 'unknown', storeId, orderId: '987654321', wanted: false });
    await stage.services.wantOrder({ programId, storeId, orderId: '987654321', staffId: 'staff-1' });
    expect(await find(at.shop, '987654321')).toMatchObject({ kind: 'unknown', wanted: true });
    await stage.settleDown();
    expect(await find(at.shop, '987654321')).toMatchObject({ kind: 'unknown', wanted: false });
  });
});
