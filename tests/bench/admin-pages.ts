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
const TARGET_MS = 200;
const ROUNDS = 15;
const DAY_MS = 86_400_000;

export const ADMIN_PAGES = 'admin-pages';

/** What a page of the admin asks of the services, as its loader does. */
interface Page {
  readonly name: string;
  readonly read: () => Promise<unknown>;
}

/**
 * How long the services take for what the admin's pages show, with a program of 100,000 members and a million transfers: the time of the loaders, with the answer written
 * as JSON. Prints a line per page beside the 200 ms that a page may take as a whole.
 */
export async function benchAdminPages(
  stage: Stage,
  { quick, say }: { readonly quick: boolean; readonly say: (line: string) => void },
): Promise<void> {
  const wiring = stage.wiring.postgres;
  const size = quick ? QUICK_SIZE : SIZE;
  say(`seeding ${size.members} members, ${size.orders} orders, ${2 * size.orders} transfers`);
  const tenant = await addTenant(wiring);
  const memberId = await seedYear(wiring.database.pool, tenant, size);
  const began = performance.now();
  await wiring.services.runSchedule('roll-up');
  say(`summed for the first time in ${Math.round(performance.now() - began)} ms`);
  const results = [];
  for (const page of await pagesOf(wiring, { programId: tenant.programId, memberId })) {
    const times = await timesOf(page);
    results.push({ bench: ADMIN_PAGES, page: page.name, medianMs: median(times), worstMs: Math.max(...times), targetMs: TARGET_MS });
  }
  const rows = results.map(({ page, medianMs, worstMs, targetMs }): Row => {
    const met = medianMs <= targetMs;
    return [page, medianMs.toFixed(0), worstMs.toFixed(0), String(targetMs), { text: met ? 'met' : 'missed', tone: met ? 'good' : 'bad' }];
  });
  process.stdout.write(`${table(COLUMNS, rows, paintFor(process.stdout)).join('\n')}\n\n`);
  for (const result of results) process.stdout.write(`${JSON.stringify({ ...result, ...size })}\n`);
}

const COLUMNS: readonly Column[] = [
  { title: 'page', wraps: true },
  { title: 'median ms', align: 'right' },
  { title: 'worst ms', align: 'right' },
  { title: 'target', align: 'right' },
  { title: '' },
];

async function pagesOf(
  { services, database }: Wiring,
  { programId, memberId }: { readonly programId: string; readonly memberId: string },
): Promise<readonly Page[]> {
  const now = await database.now();
  const day = (ago: number) => localDate(now - ago * DAY_MS, 'UTC');
  const all = { programId, to: day(0), storeId: null, tierId: null, channel: null };
  const wish = readMemberWish(new URLSearchParams());
  const overview = () => services.readOverview(programId);
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
    },
    { name: 'analytics, 30 days', read: () => Promise.all([overview(), services.readAnalytics({ ...all, from: day(29) })]) },
    { name: 'analytics, 12 months', read: () => Promise.all([overview(), services.readAnalytics({ ...all, from: day(364) })]) },
    {
      name: 'members',
      read: () => Promise.all([overview(), services.members.list({ programId, wish, after: null }), services.members.listBulk(programId)]),
    },
    { name: 'a member', read: () => Promise.all([overview(), services.readMember(programId, memberId)]) },
  ];
}

/** The first time warms what a running app has warm. */
async function timesOf({ read }: Page): Promise<number[]> {
  await read();
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    JSON.stringify(await read());
    times.push(performance.now() - began);
  }
  return times;
}
