import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createWatchdog, startWatchdog, type WatchdogOptions } from '#jobs/watchdog.ts';
import { type Conveyor, gate, newStore, openConveyor, until } from '#tests/conformance/queue-harness.ts';
import { NOTHING } from '#tests/conformance/queue-timing.ts';

let conveyor: Conveyor;
let clock = 0;
let oldestSeconds = 0;
let exits: number[] = [];

beforeAll(async () => {
  conveyor = await openConveyor(null);
});
beforeEach(() => {
  clock = 0;
  oldestSeconds = 0;
  exits = [];
  conveyor.said.length = 0;
});
afterAll(() => conveyor.close());

const options = (worker: WatchdogOptions['worker']): WatchdogOptions => ({
  readOldestSeconds: () => Promise.resolve(oldestSeconds),
  worker,
  log: conveyor.log,
  exit: (code) => exits.push(code),
  now: () => clock * 1_000,
});

const idle = { active: 0, done: 0, failed: 0 };
const still: WatchdogOptions['worker'] = { stats: () => idle, activeTurns: () => Promise.resolve([]) };

/** Looks every 10 s of the test's clock, for `seconds`. */
async function watch(worker: WatchdogOptions['worker'], seconds: number, each: () => void = () => undefined): Promise<void> {
  const watchdog = createWatchdog(options(worker));
  for (const end = clock + seconds; clock < end;) {
    clock += 10;
    each();
    await watchdog.look();
    if (exits.length > 0) return;
  }
}

describe('it ends the process', () => {
  test('when a message has waited for more than 60 s and nobody has worked for as long', async () => {
    oldestSeconds = 300;
    await watch(still, 200);
    expect(exits).toEqual([1]);
    expect(clock).toBe(70);
    expect(conveyor.said).toEqual([expect.objectContaining({ level: 'fatal', oldestSeconds: 300, idleSeconds: 70 })]);
  });

  test('when the queue does not answer either', async () => {
    oldestSeconds = 300;
    await watch({ ...still, activeTurns: () => Promise.reject(new Error('away')) }, 200);
    expect(exits).toEqual([1]);
  });

  test('when one and the same turn seems active for ever: its worker is dead, and nobody notices', async () => {
    oldestSeconds = 300;
    await watch({ ...still, activeTurns: () => Promise.resolve(['7']) }, 200);
    expect(exits).toEqual([1]);
  });

  test('when only turns outside go on', async () => {
    oldestSeconds = 300;
    await watch({ ...still, stats: (queue) => ({ ...idle, active: queue === 'outside' ? 3 : 0 }) }, 200);
    expect(exits).toEqual([1]);
  });
});

describe('it does nothing', () => {
  test('while no message waits for long', async () => {
    oldestSeconds = 60;
    await watch(still, 600);
    expect(exits).toEqual([]);
  });

  test('while this process takes a turn, or ends turns between two looks, even failing ones', async () => {
    oldestSeconds = 300;
    await watch({ ...still, stats: () => ({ ...idle, active: 1 }) }, 600);
    let ended = 0;
    await watch({ ...still, stats: () => ({ ...idle, done: ended }) }, 600, () => (ended += 1));
    await watch({ ...still, stats: () => ({ ...idle, failed: ended }) }, 600, () => (ended += 1));
    expect(exits).toEqual([]);
  });

  test('while other workers take turns: one store with a long line keeps only one worker busy', async () => {
    oldestSeconds = 300;
    let turn = 0;
    await watch({ ...still, activeTurns: () => Promise.resolve([String((turn += 1))]) }, 600);
    expect(exits).toEqual([]);
  });

  test('until the limit has passed since the last progress', async () => {
    oldestSeconds = 300;
    await watch(still, 400, () => (oldestSeconds = clock < 300 ? 10 : 61));
    expect(clock).toBe(360);
  });

  test('while the database is away: a new process would not cure that', async () => {
    const watchdog = createWatchdog({ ...options(still), readOldestSeconds: () => Promise.reject(new Error('away')) });
    for (clock = 10; clock < 600; clock += 10) await watchdog.look();
    expect(exits).toEqual([]);
  });
});

test('beside real workers: a long turn of another worker is seen, then its silence', async () => {
  const held = gate();
  const busy = await conveyor.worker({ drainStore: () => held.opened.then(() => NOTHING) }, { concurrency: { ledger: 1, outside: 1 } });
  const producer = await conveyor.producer();
  await producer.wakeStore('drain-store', newStore());
  await until('the turn', () => busy.stats('ledger').active === 1);
  const watcher = await conveyor.worker({});
  oldestSeconds = 300;
  const watchdog = createWatchdog(options(watcher));
  clock = 50;
  await watchdog.look();
  clock = 100;
  await watchdog.look();
  expect(exits).toEqual([]);
  held.open();
  await until('no turn', async () => (await watcher.activeTurns('ledger')).length === 0);
  clock = 111;
  await watchdog.look();
  expect(exits).toEqual([1]);
});

test('started, it looks again and again until it is stopped', async () => {
  oldestSeconds = 300;
  const watchdog = startWatchdog({ ...options(still), intervalMs: 5 });
  await until('no exit at first', () => exits.length === 0);
  clock = 61;
  await until('an exit', () => exits.length > 0);
  watchdog.stop();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const { length } = exits;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(exits).toHaveLength(length);
});
