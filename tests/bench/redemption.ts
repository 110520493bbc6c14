import { v7 as newId } from 'uuid';
import { POINTS, type PostingDraft } from '#app/domain/ledger/posting.ts';
import { redeem } from '#app/services/redeem.ts';
import { fillPools } from '#app/services/fill-pools.ts';
import { postDrafts } from '#app/store/ledger.ts';
import type { Wiring } from '#app/wiring.server.ts';
import type { Bench } from './case.ts';
import { type Contender, timedEach } from './measure.ts';
import { type Tenant, addTenant } from './tenants.ts';

const CLIENTS = 8;
const COST = 10;

/** A redemption with everything it promises (rules, hold, pool code, errand, one commit) against the ledger function alone, called for a hold. */
export const redemption: Bench = {
  name: 'redemption',
  what: 'redemptions with a pool code',
  unit: 'redemptions/s',
  target: 0.7,
  open(stage, { quick }) {
    const wiring = stage.wiring.postgres;
    const count = quick ? 200 : 800;
    const ours: Contender = {
      name: 'rung',
      async prepare() {
        const { tenant, members } = await openCounter(wiring, count);
        await stockCodes(wiring, tenant, count);
        return () => timedEach(count, CLIENTS, (index) => redeemOne(wiring, tenant, members[index] ?? ''));
      },
    };
    const bare: Contender = {
      name: 'the SQL function alone',
      async prepare() {
        const { tenant, members } = await openCounter(wiring, count);
        return () => timedEach(count, CLIENTS, (index) => holdOne(wiring, tenant, members[index] ?? ''));
      },
    };
    return Promise.resolve({ contenders: [ours, bare], ceiling: bare.name, close: () => Promise.resolve() });
  },
};

/** A store whose members have joined and have points to spend. */
async function openCounter(wiring: Wiring, count: number): Promise<{ readonly tenant: Tenant; readonly members: readonly string[] }> {
  const tenant = await addTenant(wiring);
  const { programId } = tenant;
  const { pool } = wiring.database;
  const members = Array.from({ length: count }, () => newId());
  const now = await wiring.database.now();
  await pool.query(`INSERT INTO member (program_id, id, state, joined_at) SELECT $1, unnest($2::uuid[]), 'member', clock_timestamp()`, [
    programId,
    members,
  ]);
  const issue = {
    kind: 'issue',
    unit: POINTS,
    points: 100,
    from: 'opening',
    to: 'available',
    source: 'opening',
    earnedAt: now,
    availableAt: now,
    expiresAt: null,
  } as const;
  const drafts = members.map((memberId) =>
    draftOf(memberId, { businessKey: `opening:${memberId}`, kind: 'imported', redemptionId: null, occurredAt: now, moves: [issue] }),
  );
  for (let start = 0; start < drafts.length; start += 100) await postDrafts(pool, programId, drafts.slice(start, start + 100));
  await pool.query('ANALYZE');
  return { tenant, members };
}

/** Codes that the platform has prepared. */
async function stockCodes({ desk, database }: Wiring, tenant: Tenant, count: number): Promise<void> {
  await fillPools(desk, await database.now());
  await database.pool.query(
    `INSERT INTO reward_code (program_id, store_id, code, discount_id, state)
     SELECT d.program_id, d.store_id, upper(md5(d.id::text || n)), d.id, 'ready' FROM reward_discount d, generate_series(1, $2) AS n WHERE d.program_id = $1`,
    [tenant.programId, count],
  );
  await database.pool.query(`UPDATE reward_code SET state = 'ready' WHERE program_id = $1`, [tenant.programId]);
}

async function redeemOne({ desk }: Wiring, tenant: Tenant, memberId: string): Promise<void> {
  const answer = await redeem(desk, {
    address: tenant,
    memberId,
    rewardId: 'five',
    redemptionId: newId(),
    points: null,
    actor: { kind: 'member', id: memberId },
  });
  if (!answer.ok || answer.value.state !== 'ready') throw new Error(`a redemption of the bench failed: ${JSON.stringify(answer)}`);
}

async function holdOne({ database }: Wiring, { programId }: Tenant, memberId: string): Promise<void> {
  const redemptionId = newId();
  const moves = [{ kind: 'hold', unit: POINTS, points: COST, redemptionId }] as const;
  const draft = draftOf(memberId, {
    businessKey: `redemption:${redemptionId}:hold`,
    kind: 'redemption-held',
    redemptionId,
    occurredAt: Date.now(),
    moves,
  });
  const [outcome] = await postDrafts(database.pool, programId, [draft]);
  if (outcome?.status !== 'posted') throw new Error(`a hold of the bench failed: ${JSON.stringify(outcome)}`);
}

function draftOf(
  memberId: string,
  parts: Pick<PostingDraft, 'businessKey' | 'kind' | 'redemptionId' | 'occurredAt' | 'moves'>,
): PostingDraft {
  return {
    ...{ memberId, otherMemberId: null, order: null, actor: { kind: 'system', id: null }, reasonCode: 'bench', note: null, storeId: null },
    ...{ locationId: null, channel: null, campaignId: null, arm: null, versionNo: null, because: [], ...parts },
  };
}
