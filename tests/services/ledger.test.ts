import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyPosting, balanceOf, emptyLedger, type LedgerState } from '#app/domain/ledger/model.ts';
import { type Move, POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import { type Database, openDatabase } from '#app/store/database.ts';
import { postDrafts, readBalances } from '#app/store/ledger.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';

const START = Date.UTC(2026, 0, 1);
const DAY = 86_400_000;

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
});

afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

async function newProgram(members: number): Promise<{ programId: string; memberIds: string[] }> {
  const programId = randomUUID();
  const memberIds = Array.from({ length: members }, () => randomUUID()).sort();
  await database.pool.query(
    `INSERT INTO program (id, name, currency, time_zone, go_live_at, email_key) VALUES ($1, 'Test', 'EUR', 'Europe/Berlin', now(), 'sealed')`,
    [programId],
  );
  await database.pool.query(`INSERT INTO member (program_id, id, state) SELECT $1, unnest($2::uuid[]), 'member'`, [programId, memberIds]);
  return { programId, memberIds };
}

function draftOf(memberId: string, businessKey: string, moves: readonly Move[], more: Partial<PostingDraft> = {}): PostingDraft {
  return {
    businessKey,
    kind: 'bonus',
    memberId,
    otherMemberId: null,
    order: null,
    redemptionId: null,
    actor: { kind: 'system', id: null },
    reasonCode: 'test',
    note: null,
    storeId: null,
    locationId: null,
    channel: null,
    campaignId: null,
    arm: null,
    versionNo: null,
    occurredAt: START,
    moves,
    because: [],
    ...more,
  };
}

function issue(points: number, source: string, expiresAt: number | null = null): Move {
  return { kind: 'issue', unit: POINTS, points, from: 'issued', to: 'available', source, earnedAt: START, availableAt: START, expiresAt };
}

/** Everything the vault knows of a program, with lot and posting ids renamed in order of birth, so that it compares with the model. */
async function readVault(programId: string) {
  const rows = async <Row extends Record<string, unknown>>(sql: string) => (await database.pool.query<Row>(sql, [programId])).rows;
  const lots = await rows<{
    id: string;
    posting_id: string;
    parent_id: string | null;
    member_id: string;
    source: string;
    expires: string | null;
    available: string | null;
    extended: boolean;
  }>(
    `SELECT id, posting_id, parent_id, member_id, source, extended, (extract(epoch FROM expires_at) * 1000)::bigint AS expires, (extract(epoch FROM available_at) * 1000)::bigint AS available
     FROM lot WHERE program_id = $1 ORDER BY id`,
  );
  const lotNumber = new Map(lots.map((lot, index) => [lot.id, String(index + 1)]));
  const positions = await rows<{ member_id: string; lot_id: string; account: string; ref: string; points: string }>(
    'SELECT member_id, lot_id, account, ref, points FROM position WHERE program_id = $1',
  );
  const transfers = await rows<{
    member_id: string;
    to_member_id: string;
    lot_id: string;
    to_lot_id: string;
    from_account: string;
    to_account: string;
    points: string;
    redemption_id: string | null;
  }>(
    'SELECT member_id, to_member_id, lot_id, to_lot_id, from_account, to_account, points, redemption_id FROM transfer WHERE program_id = $1 ORDER BY id',
  );
  return {
    lots: lots.map((lot) => ({
      lotId: lotNumber.get(lot.id),
      memberId: lot.member_id,
      source: lot.source,
      parent: lot.parent_id && lotNumber.get(lot.parent_id),
      extended: lot.extended,
      expiresAt: lot.expires && Number(lot.expires),
      availableAt: lot.available && Number(lot.available),
    })),
    positions: positions.map((p) => `${p.member_id} ${lotNumber.get(p.lot_id)} ${p.account} ${p.ref} ${p.points}`).sort(),
    transfers: transfers.map((t) =>
      [
        t.member_id,
        t.to_member_id,
        lotNumber.get(t.lot_id),
        lotNumber.get(t.to_lot_id),
        t.from_account,
        t.to_account,
        t.points,
        t.redemption_id,
      ].join(' '),
    ),
  };
}

function readModel(state: LedgerState) {
  return {
    lots: [...state.lots.values()].map((lot) => ({
      lotId: lot.lotId,
      memberId: lot.memberId,
      source: lot.source,
      parent: lot.parentLotId,
      extended: lot.extended,
      expiresAt: lot.expiresAt,
      availableAt: lot.availableAt,
    })),
    positions: state.positions.map((p) => `${p.memberId} ${p.lotId} ${p.account} ${p.ref} ${p.points}`).sort(),
    transfers: state.transfers.map((t) =>
      [t.memberId, t.toMemberId, t.lotId, t.toLotId, t.fromAccount, t.toAccount, t.points, t.redemptionId].join(' '),
    ),
  };
}

const REDEMPTIONS = Array.from({ length: 3 }, () => randomUUID());
const sources = fc.constantFrom('order:s:1', 'order:s:2', 'order:s:3', 'adjust:9');
const points = fc.integer({ min: 1, max: 120 });
const moments = fc.integer({ min: -5, max: 60 }).map((days) => START + days * DAY);
const redemption = fc.constantFrom(...REDEMPTIONS);

function moves(memberIds: readonly string[]): fc.Arbitrary<{ memberId: string; otherMemberId: string | null; move: Move }> {
  const unit = fc.constant(POINTS);
  const member = fc.constantFrom(...memberIds);
  const plain = fc.oneof(
    fc.record({
      kind: fc.constant('issue' as const),
      unit,
      points,
      from: fc.constantFrom('issued' as const, 'opening' as const, 'adjusted' as const),
      to: fc.constantFrom('pending' as const, 'available' as const),
      source: sources,
      earnedAt: moments,
      availableAt: moments,
      expiresAt: fc.option(moments),
    }),
    fc.record({ kind: fc.constant('mature' as const), unit, source: sources, expiresAt: fc.option(moments) }),
    fc.record({ kind: fc.constant('reschedule' as const), unit, source: sources, availableAt: fc.option(moments) }),
    fc.record({ kind: fc.constant('hold' as const), unit, points, redemptionId: redemption }),
    fc.record({ kind: fc.constant('capture' as const), unit, points, redemptionId: redemption }),
    fc.record({ kind: fc.constant('release' as const), unit, redemptionId: redemption, extendTo: moments }),
    fc.record({ kind: fc.constant('late-capture' as const), unit, points, redemptionId: redemption }),
    fc.record({ kind: fc.constant('return' as const), unit, points, redemptionId: redemption, extendTo: moments }),
    fc.record({ kind: fc.constant('expire' as const), unit, dueBy: fc.option(moments) }),
    fc.record({ kind: fc.constant('adjust-down' as const), unit, points }),
    fc.record({ kind: fc.constant('write-off' as const), unit, points }),
    fc.record({ kind: fc.constant('forfeit' as const), unit }),
  );
  const take = fc.record({
    kind: fc.constant('take' as const),
    unit,
    points,
    source: sources,
    shortfall: fc.constantFrom('debt' as const, 'forgive' as const),
    debtCap: fc.option(fc.integer({ min: 0, max: 100 })),
  });
  return fc
    .oneof(
      { weight: 8, arbitrary: fc.record({ memberId: member, otherMemberId: fc.constant(null), move: plain }) },
      {
        weight: 3,
        arbitrary: fc.tuple(member, take).map(([memberId, move]) => ({ memberId, otherMemberId: null, move: { ...move, memberId } })),
      },
      {
        weight: 1,
        arbitrary: fc.tuple(member, member).map(([memberId, fromMemberId]) => ({
          memberId,
          otherMemberId: fromMemberId,
          move: { kind: 'merge' as const, unit: POINTS, fromMemberId },
        })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(member, member, fc.subarray([...memberIds], { minLength: 1 }), fc.array(redemption, { maxLength: 2 }))
          .map(([memberId, toMemberId, owners, redemptionIds]) => ({
            memberId,
            otherMemberId: toMemberId,
            move: { kind: 'split' as const, unit: POINTS, toMemberId, owners, redemptionIds },
          })),
      },
    )
    .filter(({ memberId, otherMemberId }) => memberId !== otherMemberId);
}

describe('the ledger function and its model', () => {
  test('random commands give the same lots, positions, transfers and answers in both', async () => {
    let refusals = 0;
    let debts = 0;
    await fc.assert(
      fc.asyncProperty(fc.gen(), async (gen) => {
        const { programId, memberIds } = await newProgram(3);
        const commands = gen(fc.array, moves(memberIds), { minLength: 20, maxLength: 60 });
        let state = emptyLedger();
        const drafts = commands.map(({ memberId, otherMemberId, move }, index) =>
          draftOf(memberId, `key:${index}`, [move], { otherMemberId }),
        );
        const outcomes = await postDrafts(database.pool, programId, drafts);
        for (const [index, draft] of drafts.entries()) {
          const applied = applyPosting(state, draft);
          state = applied.state;
          const { postingId: _model, ...expected } = { postingId: '', ...applied.outcome };
          const { postingId: _vault, ...actual } = { postingId: '', ...outcomes[index] };
          expect(actual).toEqual(expected);
          if (applied.outcome.status === 'refused') refusals += 1;
        }
        expect(await readVault(programId)).toEqual(readModel(state));
        const balances = await readBalances(database.pool, programId, memberIds);
        for (const memberId of memberIds) {
          const model = balanceOf(state, memberId, POINTS);
          if (model.debt > 0) debts += 1;
          expect(balances.get(memberId)?.[POINTS] ?? { pending: 0, available: 0, held: 0, debt: 0 }).toEqual(model);
        }
      }),
      { numRuns: Number(process.env.RUNG_LEDGER_RUNS ?? 60) },
    );
    // A run that never met these has proved little.
    expect(refusals).toBeGreaterThan(0);
    expect(debts).toBeGreaterThan(0);
  });

  test('the sequence of a member is gapless and each row carries the balance after it', async () => {
    const { programId, memberIds } = await newProgram(1);
    const [memberId] = memberIds as [string];
    await postDrafts(database.pool, programId, [
      draftOf(memberId, 'a', [issue(100, 'order:s:1')]),
      draftOf(memberId, 'b', [
        { kind: 'take', unit: POINTS, points: 150, memberId, source: 'order:s:1', shortfall: 'debt', debtCap: null },
      ]),
      draftOf(memberId, 'c', [issue(80, 'order:s:2')]),
    ]);
    const { rows } = await database.pool.query<{ seq: string; shown_after: string }>(
      'SELECT seq, shown_after FROM transfer WHERE program_id = $1 ORDER BY seq',
      [programId],
    );
    expect(rows.map((row) => [Number(row.seq), Number(row.shown_after)])).toEqual([
      [1, 100],
      [2, 0],
      [3, -50],
      [4, 30],
      [5, 30],
    ]);
  });
});

describe('the ledger keeps its promises', () => {
  test('the same key with the same content is repeated, with other content stale', async () => {
    const { programId, memberIds } = await newProgram(1);
    const [memberId] = memberIds as [string];
    const draft = draftOf(memberId, 'order:s:1:1', [issue(40, 'order:s:1')]);
    const [first] = await postDrafts(database.pool, programId, [draft]);
    const [again] = await postDrafts(database.pool, programId, [{ ...draft, because: ['said in other words'] }]);
    const [other] = await postDrafts(database.pool, programId, [{ ...draft, moves: [issue(41, 'order:s:1')] }]);
    expect(first).toMatchObject({ status: 'posted' });
    expect(again).toEqual({ ...first, status: 'repeated' });
    expect(other).toEqual({ status: 'stale' });
    expect((await readBalances(database.pool, programId, memberIds)).get(memberId)?.[POINTS]?.available).toBe(40);
  });

  test('of 64 redemptions racing on one balance exactly those that it covers win', async () => {
    const { programId, memberIds } = await newProgram(1);
    const [memberId] = memberIds as [string];
    await postDrafts(database.pool, programId, [draftOf(memberId, 'start', [issue(350, 'a', START + DAY), issue(350, 'b')])]);
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, index) => {
        const redemptionId = randomUUID();
        return postDrafts(database.pool, programId, [
          draftOf(memberId, `hold:${index}`, [{ kind: 'hold', unit: POINTS, points: 100, redemptionId }], { redemptionId }),
        ]);
      }),
    );
    expect(outcomes.filter(([outcome]) => outcome?.status === 'posted')).toHaveLength(7);
    expect((await readBalances(database.pool, programId, memberIds)).get(memberId)?.[POINTS]).toEqual({
      pending: 0,
      available: 0,
      held: 700,
      debt: 0,
    });
  });

  test('batches that name the same members in other orders never deadlock and lose nothing', async () => {
    const { programId, memberIds } = await newProgram(12);
    const batches = Array.from({ length: 40 }, (_, batch) =>
      [...memberIds]
        .sort(() => ((batch * 7919) % 13) - 6)
        .map((memberId, index) => draftOf(memberId, `batch:${batch}:${index}`, [issue(1, `batch:${batch}`)])),
    );
    await Promise.all(batches.map((drafts) => database.transaction((client) => postDrafts(client, programId, drafts))));
    const balances = await readBalances(database.pool, programId, memberIds);
    expect([...balances.values()].map((units) => units[POINTS]?.available)).toEqual(memberIds.map(() => 40));
  });

  test('a draft that is refused leaves no trace and does not stop the others of its batch', async () => {
    const { programId, memberIds } = await newProgram(1);
    const [memberId] = memberIds as [string];
    const redemptionId = randomUUID();
    const outcomes = await postDrafts(database.pool, programId, [
      draftOf(memberId, 'a', [issue(10, 'a')]),
      draftOf(memberId, 'b', [issue(5, 'b'), { kind: 'hold', unit: POINTS, points: 16, redemptionId }]),
      draftOf(memberId, 'c', [issue(1, 'c')]),
    ]);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['posted', 'refused', 'posted']);
    expect((await readBalances(database.pool, programId, memberIds)).get(memberId)?.[POINTS]?.available).toBe(11);
    const { rows } = await database.pool.query("SELECT 1 FROM lot WHERE program_id = $1 AND source = 'b'", [programId]);
    expect(rows).toHaveLength(0);
  });

  test.each([
    'UPDATE posting SET note = $2 WHERE program_id = $1',
    'DELETE FROM posting WHERE program_id = $1 AND $2::text IS NOT NULL',
    'UPDATE transfer SET points = points + 1 WHERE program_id = $1 AND $2::text IS NOT NULL',
    'DELETE FROM transfer WHERE program_id = $1 AND $2::text IS NOT NULL',
  ])('history cannot be rewritten even by the owner: %s', async (sql) => {
    const { programId, memberIds } = await newProgram(1);
    await postDrafts(database.pool, programId, [draftOf(memberIds[0] ?? '', 'a', [issue(10, 'a')])]);
    await expect(database.pool.query(sql, [programId, 'x'])).rejects.toThrow(/never changed or deleted/);
  });

  test("the app's role runs the ledger and cannot write it by hand", async () => {
    const role = `rung_app_${randomUUID().slice(0, 8)}`;
    const { programId, memberIds } = await newProgram(1);
    const client = await database.pool.connect();
    try {
      await client.query(`CREATE ROLE ${role}`);
      await client.query('SELECT rung_grant_app($1)', [role]);
      await client.query(`SET ROLE ${role}`);
      const [outcome] = await postDrafts(client, programId, [draftOf(memberIds[0] ?? '', 'a', [issue(10, 'a')])]);
      expect(outcome?.status).toBe('posted');
      await expect(client.query('UPDATE balance SET available = 1000 WHERE program_id = $1', [programId])).rejects.toThrow(
        /permission denied/,
      );
      await expect(client.query('DELETE FROM transfer WHERE program_id = $1', [programId])).rejects.toThrow(/permission denied/);
      await expect(
        client.query('SELECT rung_transfer($1, 1, $2, $3, $3, 1, 1, $4, $5, 5, $6)', [
          programId,
          'points',
          memberIds[0],
          'issued',
          'available',
          '',
        ]),
      ).rejects.toThrow(/permission denied/);
    } finally {
      await client.query('RESET ROLE');
      await client.query(`DROP OWNED BY ${role}`);
      await client.query(`DROP ROLE ${role}`);
      client.release();
    }
  });
});
