import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { auditLedger } from '#app/services/audit-ledger.ts';
import { datePeople } from './demo/date-people.ts';
import { seedHistory, seedToday, settleHistory } from './demo/history.ts';
import { importSecondHistory, seedSecondHistory } from './demo/second-history.ts';
import { settingsPage } from './demo/second-store.ts';
import { playBefore } from './demo/second-story.ts';
import { type QueueChoice, SHOP, type Stage, openStage } from './demo/stage.ts';
import { EXPECTED, type StoryLine, playStory, readBooks, storyStart } from './demo/story.ts';

const HELP = `npm run demo                  everything up with a sample shop and a year of history; open the addresses it prints; Ctrl-C ends it
npm run demo -- --once        plays a fixed story, checks the books, prints a table and a line of JSON; exit code 1 when the books differ
  --queue postgres|redis      where BullMQ runs; redis when REDIS_URL is set, else postgres
  --empty                     without the year of history`;

const { values: options } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    queue: { type: 'string' },
    empty: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => console.log(line);
const isTerminal = process.stdout.isTTY;

/** A line that is written over on a terminal, and now and then elsewhere. */
function progressLine(): (text: string, isLast?: boolean) => void {
  let lastAt = 0;
  return (text, isLast = false) => {
    if (isTerminal) process.stdout.write(`\r${text.padEnd(78)}${isLast ? '\n' : ''}`);
    else if (isLast || Date.now() - lastAt > 5_000) {
      lastAt = Date.now();
      console.log(text);
    }
  };
}

function queueChoice(): QueueChoice {
  const choice = options.queue ?? (process.env.REDIS_URL ? 'redis' : 'postgres');
  if (choice !== 'postgres' && choice !== 'redis') throw new Error(`--queue is postgres or redis, not ${choice}`);
  return choice;
}

function printTable(lines: readonly StoryLine[]): void {
  const width = Math.max(...lines.map(({ what }) => what.length));
  console.log(`\n${'What happened'.padEnd(width)}  Who     Beans`);
  console.log(`${'─'.repeat(width)}  ──────  ─────`);
  for (const { what, who, points } of lines) console.log(`${what.padEnd(width)}  ${who.padEnd(6)}  ${String(points).padStart(5)}`);
  console.log('');
}

/** Every place in which the books differ from what the story must leave. */
function differences(actual: unknown, expected: unknown, place = ''): string[] {
  if (expected !== null && typeof expected === 'object') {
    return Object.entries(expected).flatMap(([key, value]) =>
      differences((actual as Record<string, unknown> | null)?.[key], value, place ? `${place}.${key}` : key),
    );
  }
  return actual === expected ? [] : [`${place} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`];
}

async function runOnce(): Promise<number> {
  const start = storyStart(Date.now());
  const stage = await openStage({
    ...{ folder: '.data/once', queue: queueChoice(), programFrom: start - 86_400_000, campaigns: false, say },
    before: (shop) => playBefore(shop, Date.now()),
  });
  try {
    await stage.simulator.clock.set({ to: start });
    await stage.simulator.clock.freeze();
    const { lines, second } = await playStory(stage, say);
    printTable(lines);
    const books = { ...(await readBooks(stage)), second };
    const audit = await auditLedger(stage.wiring.desk, { programId: stage.address.programId });
    const wrong = [...differences(books, EXPECTED), ...audit.differences.map(({ check, detail }) => `audit ${check}: ${detail}`)];
    for (const difference of wrong) console.error(`DIFFERENT: ${difference}`);
    console.log(JSON.stringify({ ok: wrong.length === 0, ...books, audit: audit.clean ? 'clean' : 'differences' }));
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await stage.close();
  }
}

async function runOpen(): Promise<void> {
  const now = Date.now();
  const line = progressLine();
  const stage = await openStage({
    ...{ folder: '.data/demo', queue: queueChoice(), programFrom: now - 370 * 86_400_000, campaigns: true, say },
    before: async (shop) => {
      if (options.empty) return;
      const onProgress = (done: number, all: number) => line(`the second shop’s past: ${done} of ${all} orders placed`, done === all);
      await seedSecondHistory(shop, { now, onProgress });
    },
  });
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log('\nstopping');
    void stage.close().then(() => process.exit());
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  if (!options.empty) await seed(stage, now);
  await printAddresses(stage);
  // Until a signal ends it.
  await wait(2_147_483_647);
}

async function seed(stage: Stage, now: number): Promise<void> {
  const line = progressLine();
  await seedHistory(stage, { now, onProgress: (done, all) => line(`a year of history: ${done} of ${all} orders placed`, done === all) });
  await settleHistory(stage, (waiting) => line(`settling: ${waiting} messages and errands left`, waiting === 0));
  await seedToday(stage);
  await settleHistory(stage, (waiting) => line(`today: ${waiting} messages and errands left`, waiting === 0));
  const imported = await importSecondHistory(stage, {
    from: now - 365 * 86_400_000,
    limitMs: 300_000,
    onProgress: (done, all) => line(`importing the second shop’s past: ${done} of ${all ?? '?'} orders`),
  });
  line(`the second shop’s past is imported: ${imported.orders} orders, ${imported.points} beans`, true);
  await settleHistory(stage, (waiting) => line(`publishing to the second shop: ${waiting} errands left`, waiting === 0));
  await datePeople(stage);
}

async function printAddresses(stage: Stage): Promise<void> {
  const someone = await stage.wiring.database.prisma.member.findFirst({
    where: { programId: stage.address.programId, state: 'member', email: { not: null } },
  });
  const handle = SHOP.split('.')[0];
  console.log(`
The app in Shopify's admin (stand-in)   ${stage.simulator.url}/store/${handle}/apps/rung
The counter: place orders, refund …     ${stage.simulator.url}/
The second shop's counter (WooCommerce) ${stage.second.woo.url}/counter
The app in its wp-admin (stand-in)      ${settingsPage(stage.second.woo)}
Health                                  ${stage.appUrl}/healthz
Logs                                    ${stage.folder}/logs
Ask the books                           npm run rung -- ${someone?.email ? `member ${someone.email}` : 'inbox'}

Ctrl-C ends everything.`);
}

if (options.help) console.log(HELP);
else if (options.once) process.exit(await runOnce());
else await runOpen();
