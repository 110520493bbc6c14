import { localDate } from '#app/domain/instant.ts';
import { readMemberWish } from '#app/contracts/members.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { type Column, type Row, paintFor, table } from '../../tools/rung/layout.ts';
import { median } from './measure.ts';
import { seedYear } from './seed-year.ts';
import type { Stage } from './stage.ts';
import { addTenant } from './tenants.ts';

/** The demo has some hundred members; this is that, a few hundred times. */
const SIZE = { members: 100_000, orders: 500_000 };
const QUICK_SIZE = { members: 10_000, orders: 50_000 };
/** A program of which there are few: ten million transfers. */
const BIG_SIZE = { members: 1_000_000, orders: 5_000_000 };
const TARGET_MS = 200;
const ROUNDS = 15;
const DAY_MS = 86_400_000;

export const ADMIN_PAGES = 'admin-pages';

export interface SizeWish {
  readonly quick: boolean;
  readonly big: boolean;
}

/** What a page of the admin asks of the services, as its loader does. */
interface Page {
  readonly name: string;
  readonly read: () => Promise<unknown>;
  /** The least that any program would have to ask of the database for the same page, by hand; null: there is no such. */
  readonly ceiling: (() => Promise<unknown>) | null;
}

/**
 * How long the services take for what the admin's pages show, with a program of 100,000 members and a million transfers: the time of the loaders, with the answer written
 * as JSON, round by round beside the same rows asked by hand. Prints how the first sums went, then a line per page beside the 200 ms that a page may take as a whole.
 */
export async function benchAdminPages(
  stage: Stage,
  { quick, big, say }: SizeWish & { readonly say: (line: string) => void },
): Promise<void> {
  const wiring = stage.wiring.postgres;
  const size = quick ? QUICK_SIZE : big ? BIG_SIZE : SIZE;
  say(`seeding ${size.members} members, ${size.orders} orders, ${2 * size.orders} transfers`);
  const tenant = await addTenant(wiring);
  const memberId = await seedYear(wiring.database.pool, tenant, size);
  for (const line of await measureSums(wiring, tenant.programId, say)) process.stdout.write(`${JSON.stringify({ ...line, ...size })}\n`);
  const results = [];
  for (const page of await pagesOf(wiring, { programId: tenant.programId, memberId })) {
    const { own, bare } = await timesOf(page);
    const ratio = bare.length === 0 ? null : median(own) / median(bare);
    results.push({
      ...{ bench: ADMIN_PAGES, page: page.name, medianMs: median(own), worstMs: Math.max(...own) },
      ...{ ceilingMs: bare.length === 0 ? null : median(bare), times: ratio, targetMs: TARGET_MS },
    });
  }
  const rows = results.map(({ page, medianMs, worstMs, ceilingMs, times, targetMs }): Row => {
    const met = medianMs <= targetMs;
    return [
      ...[
        page,
        medianMs.toFixed(0),
        worstMs.toFixed(0),
        ceilingMs === null ? '' : ceilingMs.toFixed(1),
        times === null ? '' : `${times.toFixed(1)}×`,
      ],
      ...[String(targetMs), { text: met ? 'met' : 'missed', tone: met ? ('good' as const) : ('bad' as const) }],
    ];
  });
  process.stdout.write(`${table(COLUMNS, rows, paintFor(process.stdout)).join('\n')}\n\n`);
  for (const result of results) process.stdout.write(`${JSON.stringify({ ...result, ...size })}\n`);
}

const COLUMNS: readonly Column[] = [
  { title: 'page', wraps: true },
  { title: 'median ms', align: 'right' },
  { title: 'worst ms', align: 'right' },
  { title: 'by hand ms', align: 'right' },
  { title: 'times', align: 'right' },
  { title: 'target', align: 'right' },
  { title: '' },
];

/** The first sums, step by step, beside one bare statement that sums the same ledger and keeps nothing; then the same once more, and from the beginning. */
async function measureSums(wiring: Wiring, programId: string, say: (line: string) => void) {
  const { pool } = wiring.database;
  const bareMs = await msOf(() => bareSums(wiring, programId));
  const steps: number[] = [];
  let last = performance.now();
  const first = await msOf(() =>
    wiring.services.rebuildSums(programId, () => {
      const now = performance.now();
      steps.push(now - last);
      last = now;
    }),
  );
  await pool.query('UPDATE rollup_state SET checked_at = NULL WHERE program_id = $1', [programId]);
  const again = await msOf(() => wiring.services.runSchedule('roll-up'));
  await pool.query('UPDATE rollup_state SET checked_at = NULL, months_at = NULL WHERE program_id = $1', [programId]);
  const people = await msOf(() => wiring.services.runSchedule('roll-up'));
  const longest = Math.max(...steps);
  say(
    `summed for the first time in ${Math.round(first)} ms, in ${steps.length} steps of at most ${Math.round(longest)} ms (one bare statement over the ledger: ${Math.round(bareMs)} ms); ` +
      `with nothing new ${Math.round(again)} ms, with people counted again ${Math.round(people)} ms`,
  );
  return [
    {
      bench: 'sums',
      firstMs: first,
      steps: steps.length,
      longestStepMs: longest,
      bareMs,
      times: first / bareMs,
      againMs: again,
      peopleMs: people,
    },
  ];
}

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function bareSums({ database }: Wiring, programId: string): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query(
      `SELECT p.occurred_at::date, t.from_account, t.to_account, sum(t.points), count(*) FROM posting p JOIN transfer t ON t.program_id = p.program_id AND t.posting_id = p.id
       WHERE p.program_id = $1 GROUP BY 1, 2, 3`,
      [programId],
    );
    await client.query('RESET statement_timeout');
  } finally {
    client.release();
  }
}

async function pagesOf(
  { services, database }: Wiring,
  { programId, memberId }: { readonly programId: string; readonly memberId: string },
): Promise<readonly Page[]> {
  const now = await database.now();
  const day = (ago: number) => localDate(now - ago * DAY_MS, 'UTC');
  const all = { programId, to: day(0), storeId: null, tierId: null, channel: null, campaignId: null };
  const wish = readMemberWish(new URLSearchParams());
  const overview = () => services.readOverview(programId);
  const sums = (ago: number) => () =>
    database.pool.query(
      `SELECT day, is_member, tier_id, sum(orders), sum(value_minor) FROM orders_day WHERE program_id = $1 AND day >= $2::date GROUP BY 1, 2, 3`,
      [programId, day(ago)],
    );
  const bare = (text: string, values: unknown[]) => () => database.pool.query(text, values);
  return [
    {
      name: 'home',
      read: () =>
        Promise.all([
          overview(),
          services.readCoreNumbers(programId),
          services.readFeed(programId, { limit: 60 }),
          services.program.readFirstSteps(programId),
        ]),
      ceiling: sums(29),
    },
    {
      name: 'analytics, 30 days',
      read: () => Promise.all([overview(), services.readAnalytics({ ...all, from: day(29) })]),
      ceiling: sums(29),
    },
    {
      name: 'analytics, 12 months',
      read: () => Promise.all([overview(), services.readAnalytics({ ...all, from: day(364) })]),
      ceiling: sums(364),
    },
    {
      name: 'analytics, 12 months of a tier',
      read: () => Promise.all([overview(), services.readAnalytics({ ...all, from: day(364), tierId: 'bronze', channel: 'web' })]),
      ceiling: sums(364),
    },
    {
      name: 'members',
      read: () => Promise.all([overview(), services.members.list({ programId, wish, after: null }), services.members.listBulk(programId)]),
      ceiling: bare('SELECT * FROM member_search WHERE program_id = $1 ORDER BY created_at DESC, member_id DESC LIMIT 51', [programId]),
    },
    {
      name: 'a member',
      read: () => Promise.all([overview(), services.readMember(programId, memberId)]),
      ceiling: bare('SELECT * FROM transfer WHERE program_id = $1 AND member_id = $2 ORDER BY seq DESC LIMIT 50', [programId, memberId]),
    },
  ];
}

/** The first time warms what a running app has warm; the two take turns, so that the machine's mood falls on both. */
async function timesOf({ read, ceiling }: Page): Promise<{ readonly own: number[]; readonly bare: number[] }> {
  await read();
  await ceiling?.();
  const own: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    own.push(await msOf(async () => JSON.stringify(await read())));
    if (ceiling) bare.push(await msOf(ceiling));
  }
  return { own, bare };
}
