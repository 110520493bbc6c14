import { performance } from 'node:perf_hooks';
import { EVERYBODY, type MemberWish } from '#app/contracts/members.ts';
import type { Wiring } from '#app/wiring.server.ts';
import type { Stage } from './stage.ts';
import { addTenant } from './tenants.ts';

const MEMBERS = 1_000_000;
const QUICK_MEMBERS = 100_000;
const ASKED = 11;
/** What an admin page may take on the server. */
const TARGET_MS = 200;

const QUESTIONS: readonly (readonly [name: string, wish: Partial<MemberWish>])[] = [
  ['newest', {}],
  ['by balance', { sort: 'balance' }],
  ['by last order', { sort: 'last-order' }],
  ['by spend', { sort: 'spend' }],
  ['a surname', { text: 'kowalska12' }],
  ['a name of three letters, by balance', { text: 'ann', sort: 'balance' }],
  ['an e-mail', { text: 'person-777777@' }],
  ['a customer number', { text: '777777' }],
  ['nobody by that name', { text: 'zzzz' }],
  ['owe points (1 of 1,000)', { debt: true }],
  ['points on their way (1 of 20)', { pending: true, sort: 'balance' }],
  ['blocked (1 of 5,000)', { state: 'blocked' }],
  ['a rare tier (1 of 100), by spend', { tierId: 'gold', sort: 'spend' }],
  ['balance 500 to 520', { balanceFrom: 500, balanceTo: 520 }],
  ['quiet for a year, by spend', { lastOrder: 'quiet-365', sort: 'spend' }],
  ['gold, owing, quiet: nobody', { tierId: 'gold', debt: true, lastOrder: 'quiet-365', balanceFrom: 100_000 }],
];

/** How long the list of members takes on the server at a million: each question with its first page, its count, and a page deep inside. Lines for people, then JSON. */
export async function measureMemberList(
  stage: Stage,
  { quick, say }: { readonly quick: boolean; readonly say: (line: string) => void },
): Promise<string[]> {
  const wiring = stage.wiring.postgres;
  const members = quick ? QUICK_MEMBERS : MEMBERS;
  const tenant = await addTenant(wiring);
  say(`seeding ${members} members`);
  await seed(wiring, { ...tenant, members });
  const lines: string[] = [];
  const results: unknown[] = [];
  for (const [name, wish] of QUESTIONS) {
    const { first, deep, matching } = await ask(wiring, tenant.programId, { ...EVERYBODY, ...wish });
    const worst = Math.max(first.p95, deep?.p95 ?? 0);
    const page = deep === null ? '        –' : `${deep.p50.toFixed(1).padStart(6)} ms`;
    const verdict = worst <= TARGET_MS ? 'met' : 'missed';
    lines.push(
      `${name.padEnd(38)} ${first.p50.toFixed(1).padStart(7)} ms  p95 ${first.p95.toFixed(1).padStart(6)} ms  20th page ${page}  ${matching.padStart(8)} match  ${verdict}`,
    );
    results.push({ question: name, members, first, deep, matching, targetMs: TARGET_MS });
  }
  return [`list of members, ${members} in the program, server time:`, ...lines, '', ...results.map((result) => JSON.stringify(result))];
}

interface Times {
  readonly p50: number;
  readonly p95: number;
}

async function ask(
  wiring: Wiring,
  programId: string,
  wish: MemberWish,
): Promise<{ readonly first: Times; readonly deep: Times | null; readonly matching: string }> {
  const { members } = wiring.services;
  const list = (after: string | null) => members.list({ programId, wish, after });
  const page = await list(null);
  let place = page.next;
  for (let n = 2; n < 20 && place !== null; n += 1) place = (await list(place)).next;
  const { count, more } = page.matching;
  return {
    first: await timed(() => list(null)),
    deep: place === null ? null : await timed(() => list(place)),
    matching: `${more ? '>' : ''}${count}`,
  };
}

async function timed(work: () => Promise<unknown>): Promise<Times> {
  const times: number[] = [];
  for (let n = 0; n < ASKED; n += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(ASKED / 2)] ?? 0, p95: times[Math.floor(ASKED * 0.95)] ?? 0 };
}

/** People as a big shop has them: names that repeat, balances that crowd near the bottom, few in debt. The triggers rest meanwhile: the narrow table is filled in one go. */
async function seed(
  wiring: Wiring,
  tenant: { readonly programId: string; readonly storeId: string; readonly members: number },
): Promise<void> {
  const client = await wiring.database.pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query('ALTER TABLE member DISABLE TRIGGER member_is_searched');
    await client.query(
      `INSERT INTO member (program_id, id, state, first_name, last_name, email, joined_at, created_at)
       SELECT $1, gen_random_uuid(), CASE WHEN n % 5000 = 0 THEN 'blocked' WHEN n % 4 = 0 THEN 'guest' ELSE 'member' END,
         (ARRAY['Anna', 'Tom', 'Ivy', 'Olga', 'Mia', 'Hans', 'Piotr', 'Ewa', 'Jan', 'Lea'])[1 + n % 10], 'Kowalska' || n % 5003, 'person-' || n || '@example.com',
         now() - make_interval(mins => n), now() - make_interval(mins => n) FROM generate_series(1, $2) AS n`,
      [tenant.programId, tenant.members],
    );
    await client.query('ALTER TABLE member ENABLE TRIGGER member_is_searched');
    await client.query(
      `INSERT INTO member_search (program_id, member_id, state, name, surname, email, created_at, joined_at, tier_id, shown, pending, debt, spend_minor, last_order_at)
       SELECT program_id, id, state, lower(first_name || ' ' || last_name), lower(last_name), email, created_at, joined_at,
         CASE WHEN r < 0.01 THEN 'gold' WHEN r < 0.1 THEN 'silver' ELSE 'bronze' END, (power(random(), 4) * 20000)::bigint, CASE WHEN random() < 0.05 THEN 50 ELSE 0 END,
         CASE WHEN random() < 0.001 THEN 20 ELSE 0 END, (power(random(), 3) * 200000)::bigint, now() - make_interval(hours => (random() * 20000)::int)
       FROM (SELECT *, random() AS r FROM member WHERE program_id = $1) m`,
      [tenant.programId],
    );
    await client.query(
      `INSERT INTO member_identity (program_id, store_id, customer_id, member_id)
       SELECT $1, $2, row_number() OVER (), id FROM member WHERE program_id = $1`,
      [tenant.programId, tenant.storeId],
    );
    await client.query('VACUUM (ANALYZE) member, member_search, member_identity');
  } finally {
    client.release();
  }
}
