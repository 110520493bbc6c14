import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Move } from '#app/domain/ledger/posting.ts';
import type { OrderSnapshot } from '#app/domain/order.ts';
import { type AuditReport, auditLedger } from '#app/services/audit-ledger.ts';
import type { Desk } from '#app/services/desk.ts';
import { join } from '#app/services/join.ts';
import { mergeMembers } from '#app/services/merge-members.ts';
import { redeem } from '#app/services/redeem.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { readStore } from '#app/store/programs.ts';
import { anOrder, aProgram, linesOf, refunded, returned } from '#tests/builders.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';
import { addStore, openQuietDesk, settle } from './audit-desk.ts';

const HOUR = 3_600_000;
const TIERS = {
  list: [
    { id: 'silver', name: 'Silver', ways: [{ kind: 'spend' as const, window: 'rolling' as const, atLeast: { EUR: 10_000 } }] },
    { id: 'gold', name: 'Gold', ways: [{ kind: 'spend' as const, window: 'rolling' as const, atLeast: { EUR: 30_000 } }] },
  ],
};

let testDatabase: TestDatabase;
let desk: ReturnType<typeof openQuietDesk>;
let address: StoreAddress;
let now: number;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  desk = openQuietDesk(testDatabase.url);
});

afterAll(async () => {
  await desk.database.close();
  await testDatabase.drop();
});

beforeEach(async () => {
  now = await desk.database.now();
  address = await addStore(desk, aProgram({ tiers: TIERS, pending: { shipped: { days: 14, from: 'paid' } } }));
  await settle(desk, address, [
    orderOf('1', 'anna', 4_000),
    orderOf('2', 'anna', 9_000),
    orderOf('3', 'ben', 12_000),
    orderOf('4', 'ben', 2_000),
  ]);
  await settle(desk, address, [returned(orderOf('2', 'anna', 9_000), { '1': 1 }), refunded(orderOf('4', 'ben', 2_000))]);
  await runSql(`DELETE FROM outbox WHERE program_id = $1`);
});

/** An order of some hours ago, paid, for one customer. */
function orderOf(orderId: string, customerId: string, ...chargedMinor: number[]): OrderSnapshot {
  const placedAt = now - 30 * HOUR + Number(orderId) * 60_000;
  const customer = { customerId, email: `${customerId}@example.com`, firstName: customerId, lastName: null };
  return anOrder({ orderId, name: `#${orderId}`, placedAt, customer, lines: linesOf(...chargedMinor) });
}

async function runSql(text: string, ...values: unknown[]): Promise<void> {
  await desk.database.pool.query(text, [address.programId, ...values]);
}

/** What only somebody with the database owner's rights can do: history edited behind the ledger's back. */
async function tamper(text: string, ...values: unknown[]): Promise<void> {
  const client = await desk.database.pool.connect();
  try {
    await client.query('SET session_replication_role = replica');
    const { rowCount } = await client.query(text, [address.programId, ...values]);
    expect(rowCount, 'the tampering must hit something').toBeGreaterThan(0);
  } finally {
    await client.query('RESET session_replication_role');
    client.release();
  }
}

async function audit(more: Parameters<typeof auditLedger>[1] = {}): Promise<AuditReport> {
  return auditLedger(desk satisfies Desk, { programId: address.programId, ...more });
}

function checksOf(report: AuditReport): string[] {
  return [...new Set(report.differences.map(({ check }) => check))].sort();
}

async function post(memberId: string, businessKey: string, moves: readonly Move[]): Promise<void> {
  const [outcome] = await postDrafts(desk.database.pool, address.programId, [
    {
      ...{
        businessKey,
        kind: 'bonus',
        memberId,
        otherMemberId: null,
        order: null,
        redemptionId: null,
        actor: { kind: 'system', id: null },
      },
      ...{ reasonCode: 'test', note: null, storeId: null, locationId: null, channel: null, campaignId: null, arm: null, versionNo: null },
      ...{ occurredAt: now, moves, because: [] },
    },
  ]);
  expect(outcome).toMatchObject({ status: 'posted' });
}

async function memberOf(customerId: string): Promise<string> {
  const { rows } = await desk.database.pool.query<{ member_id: string }>(
    'SELECT member_id FROM member_identity WHERE program_id = $1 AND customer_id = $2',
    [address.programId, customerId],
  );
  return rows[0]!.member_id;
}

describe('true books', () => {
  test('are clean, and everything was looked at', async () => {
    const report = await audit();
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ clean: true, more: false, checked: { programs: 1, members: 2, orders: 4, messages: 6, tiers: 2 } });
    expect(report.checked.postings).toBeGreaterThanOrEqual(6);
  });

  test('are clean after spending, expiry, debt and a merge', async () => {
    const [anna, ben] = [await memberOf('anna'), await memberOf('ben')];
    const unit = 'points';
    const issue = {
      kind: 'issue',
      unit,
      points: 300,
      from: 'issued',
      to: 'available',
      source: 'bonus:1',
      earnedAt: now,
      availableAt: now,
      expiresAt: now + HOUR,
    } as const;
    await post(anna, 'a', [issue, { ...issue, points: 50, source: 'bonus:2', expiresAt: null }]);
    await post(ben, 'b', [issue]);
    await post(ben, 'c', [{ kind: 'expire', unit, dueBy: now + 2 * HOUR }]);
    await post(ben, 'd', [{ kind: 'take', unit, points: 500, memberId: ben, source: 'bonus:9', shortfall: 'debt', debtCap: null }]);
    // Anna's customer becomes another name of Ben, who has Silver already.
    await mergeMembers(desk, (await readStore(desk.database, address))!, { from: anna, to: ben });
    const { differences } = await audit();
    expect(differences).toEqual([]);
  });

  test('of all programs are looked at when none is named, with signs of life', async () => {
    const stages: string[] = [];
    const report = await auditLedger(desk, { onProgress: ({ stage, programId }) => programId === address.programId && stages.push(stage) });
    expect(report.checked.programs).toBeGreaterThan(1);
    expect(new Set(stages)).toEqual(new Set(['ledger', 'orders', 'tiers', 'program']));
  });

  test('of a program that does not exist are an error', async () => {
    await expect(audit({ programId: '00000000-0000-4000-8000-000000000000' })).rejects.toThrow('no program');
  });
});

describe('redemptions and codes', () => {
  const reward = {
    id: 'five',
    name: '5.00 off',
    cost: { kind: 'points', points: 40 },
    value: { kind: 'amount', amounts: { EUR: 500 } },
  } as const;

  beforeEach(async () => {
    address = await addStore(desk, aProgram({ rewards: [reward] }));
    await settle(desk, address, [orderOf('1', 'anna', 10_000)]);
    await join(desk, { address, customerId: 'anna', via: 'test' });
    const memberId = await memberOf('anna');
    const actor = { kind: 'member', id: memberId } as const;
    const redeemed = await redeem(desk, { address, memberId, rewardId: 'five', redemptionId: randomUUID(), points: null, actor });
    expect(redeemed).toMatchObject({ ok: true, value: { points: 40 } });
    await runSql(`DELETE FROM outbox WHERE program_id = $1`);
  });

  test('are clean while points are held', async () => {
    expect((await audit()).differences).toEqual([]);
  });

  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a redemption that forgot its hold',
      `UPDATE redemption SET state = 'captured', captured_points = 40 WHERE program_id = $1`,
      ['redemption'],
    ],
    ['held points of no redemption', `DELETE FROM redemption WHERE program_id = $1`, ['code', 'redemption']],
    [
      'a redemption of somebody else',
      `UPDATE redemption SET member_id = gen_random_uuid() WHERE program_id = $1`,
      ['redemption', 'reference'],
    ],
    ['a code that is kept nowhere', `DELETE FROM reward_code WHERE program_id = $1`, ['code']],
    [
      'a code that belongs to another redemption',
      `UPDATE reward_code SET redemption_id = gen_random_uuid() WHERE program_id = $1`,
      ['code'],
    ],
    [
      'a code that works while its points are back',
      `UPDATE redemption SET state = 'released', points = 0 WHERE program_id = $1`,
      ['code', 'redemption'],
    ],
    ['a code under no discount', `DELETE FROM reward_discount WHERE program_id = $1`, ['code']],
  ];

  test.each(cases)('%s', async (_name, sql, checks) => {
    await tamper(sql);
    expect(checksOf(await audit())).toEqual(checks);
  });
});

describe('each difference is found and named', () => {
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'a balance that was raised',
      `UPDATE balance SET available = available + 5 WHERE program_id = $1 AND member_id = (SELECT min(member_id::text)::uuid FROM balance WHERE program_id = $1)`,
      ['balance', 'books'],
    ],
    [
      'a transfer that was changed',
      `UPDATE transfer SET points = points + 1 WHERE program_id = $1 AND id = (SELECT max(id) FROM transfer WHERE program_id = $1 AND from_account = 'issued')`,
      ['balance', 'books', 'order', 'position'],
    ],
    [
      'a transfer that was deleted',
      `DELETE FROM transfer WHERE program_id = $1 AND id = (SELECT max(id) FROM transfer WHERE program_id = $1 AND to_account = 'revoked')`,
      ['balance', 'books', 'order', 'position', 'sequence'],
    ],
    [
      'a shown balance that was painted over',
      `UPDATE transfer SET shown_after = shown_after + 10 WHERE program_id = $1 AND id = (SELECT min(id) FROM transfer WHERE program_id = $1)`,
      ['sequence'],
    ],
    [
      'a position that moved to another account',
      `UPDATE position SET account = 'available' WHERE program_id = $1 AND lot_id = (SELECT min(lot_id) FROM position WHERE program_id = $1 AND account = 'pending') AND account = 'pending'`,
      ['balance', 'position'],
    ],
    ['a lot that is gone', `DELETE FROM lot WHERE program_id = $1 AND id = (SELECT min(id) FROM lot WHERE program_id = $1)`, ['lot']],
    [
      'a posting that is gone',
      `DELETE FROM posting WHERE program_id = $1 AND id = (SELECT min(id) FROM posting WHERE program_id = $1)`,
      ['order', 'transfer'],
    ],
    [
      'an order that remembers more than the ledger wrote',
      `UPDATE order_record SET settled = jsonb_set(settled, '{targets,points,earned}', '999') WHERE program_id = $1 AND order_id = '1'`,
      ['order', 'order-rules'],
    ],
    [
      'an order whose snapshot is worth something else',
      `UPDATE order_record SET snapshot = jsonb_set(snapshot, '{lines,0,keptMinor}', '100') WHERE program_id = $1 AND order_id = '1'`,
      ['order-rules'],
    ],
    [
      'an order whose numbers for tiers were raised',
      `UPDATE order_record SET spend_minor = 90000 WHERE program_id = $1 AND order_id = '1'`,
      ['order', 'tier'],
    ],
    ['an order that is gone', `DELETE FROM order_record WHERE program_id = $1 AND order_id = '3'`, ['order', 'tier']],
    [
      'waiting points that nothing would make available',
      `UPDATE order_record SET points_pending = false WHERE program_id = $1 AND order_id = '3'`,
      ['waiting-points'],
    ],
    ['a tier that nobody earned', `UPDATE member_tier SET tier_id = 'gold' WHERE program_id = $1 AND tier_id = 'silver'`, ['tier']],
    [
      'a tier that nothing carries',
      `UPDATE member_tier SET tier_id = 'gold', state = jsonb_set(state, '{tierId}', '"gold"') WHERE program_id = $1 AND tier_id = 'silver'`,
      ['tier'],
    ],
    ['an erased member with a name', `UPDATE member SET state = 'erased' WHERE program_id = $1`, ['privacy']],
    [
      'an identity of nobody',
      `UPDATE member_identity SET member_id = gen_random_uuid() WHERE program_id = $1 AND customer_id = 'ben'`,
      ['reference'],
    ],
    [
      'an order of another tenant’s store',
      `UPDATE order_record SET store_id = gen_random_uuid() WHERE program_id = $1 AND order_id = '1'`,
      ['order', 'reference'],
    ],
    [
      'a message that was given up without a reason',
      `UPDATE inbox SET state = 'dead', reason = NULL WHERE program_id = $1 AND id = (SELECT min(id) FROM inbox WHERE program_id = $1)`,
      ['inbox'],
    ],
    [
      'a message that waits for ever',
      `UPDATE inbox SET state = 'waiting', next_try_at = clock_timestamp() - interval '1 hour' WHERE program_id = $1 AND id = (SELECT min(id) FROM inbox WHERE program_id = $1)`,
      ['inbox'],
    ],
  ];

  test.each(cases)('%s', async (_name, sql, checks) => {
    await tamper(sql);
    const report = await audit();
    expect(report.clean).toBe(false);
    expect(checksOf(report)).toEqual(checks);
    for (const { detail, programId } of report.differences) {
      expect(detail.length).toBeGreaterThan(10);
      expect(programId).toBe(address.programId);
    }
  });
});
