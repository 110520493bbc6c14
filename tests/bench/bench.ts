// `npm run bench`: how close the app comes to the raw ceilings of this machine. A table for people, then a line of JSON for each contender.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { accept } from './accept.ts';
import { ADMIN_PAGES, benchAdminPages } from './admin-pages.ts';
import type { Bench } from './case.ts';
import { hotMember, hotMemberApart } from './hot-member.ts';
import { measureMemberList } from './member-list.ts';
import { compete } from './measure.ts';
import { redemption } from './redemption.ts';
import { type Standing, standingLines, standingsOf } from './report.ts';
import { settleOnPostgres, settleOnRedis } from './settle.ts';
import { type Stage, openStage } from './stage.ts';

const BENCHES: readonly Bench[] = [accept, settleOnRedis, settleOnPostgres, hotMember, hotMemberApart, redemption];
const ROUNDS = 5;
const QUICK_ROUNDS = 2;
/** The list of members has no ceiling to be compared with: it is held against what a page may take. */
const MEMBERS = 'members';

const HELP = `npm run bench                    everything, ${ROUNDS} rounds, some minutes
npm run bench -- --quick         ${QUICK_ROUNDS} short rounds
npm run bench -- --big           the admin's pages with 1,000,000 members and 10,000,000 transfers instead of a tenth of that
npm run bench -- --only <name>   ${[...BENCHES.map(({ name }) => name), ADMIN_PAGES, MEMBERS].join(', ')}; may be given more than once`;

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    big: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function run(): Promise<void> {
  const wanted = BENCHES.filter(({ name }) => !options.only || options.only.includes(name));
  const withPages = !options.only || options.only.includes(ADMIN_PAGES);
  const listsMembers = !options.only || options.only.includes(MEMBERS);
  if (wanted.length === 0 && !withPages && !listsMembers) throw new Error(`there is no such bench; ${HELP}`);
  const stage = await openStage(say);
  const standings: Standing[] = [];
  try {
    for (const bench of wanted) {
      if (bench === settleOnRedis && stage.redisUrl === null) continue;
      say(bench.what);
      standings.push(...(await runOne(bench, stage)));
    }
    if (withPages) await benchAdminPages(stage, { quick: options.quick, big: options.big, say });
    if (standings.length > 0) process.stdout.write(`${standingLines(standings).join('\n')}\n\n`);
    process.stdout.write(`${JSON.stringify({ format: 1, machine: await describeMachine(stage), quick: options.quick })}\n`);
    for (const standing of standings) process.stdout.write(`${JSON.stringify(standing)}\n`);
    if (listsMembers) process.stdout.write(`${(await measureMemberList(stage, { quick: options.quick, say })).join('\n')}\n`);
  } finally {
    await stage.close();
  }
}

async function runOne(bench: Bench, stage: Stage): Promise<Standing[]> {
  const open = await bench.open(stage, { quick: options.quick });
  try {
    return standingsOf(bench, open, await compete(open.contenders, options.quick ? QUICK_ROUNDS : ROUNDS, say));
  } finally {
    await open.close();
  }
}

async function describeMachine({ wiring }: Stage): Promise<Record<string, unknown>> {
  const { rows } = await wiring.postgres.database.pool.query<{ server_version: string }>('SHOW server_version');
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model,
    node: process.version,
    postgres: rows[0]?.server_version,
    at: new Date().toISOString(),
  };
}

if (options.help) process.stdout.write(`${HELP}\n`);
else await run();
