import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { SCHEDULES, type ScheduleName } from '#app/services/services.ts';
import type { Queryable } from '#app/store/database.ts';
import { claimDueSchedules, finishSchedule, type Schedule } from '#app/store/schedules.ts';
import { type RunningSchedules, startSchedules, type SchedulesOptions } from '#jobs/schedules.ts';
import { type Conveyor, gate, openConveyor, until } from '#tests/conformance/queue-harness.ts';

let conveyor: Conveyor;
const opened: RunningSchedules[] = [];

beforeAll(async () => {
  conveyor = await openConveyor(null);
});
afterEach(async () => {
  for (const schedules of opened.splice(0)) await schedules.close();
  await conveyor.database.pool.query('DELETE FROM schedule_run');
  conveyor.said.length = 0;
});
afterAll(() => conveyor.close());

const hourly: Schedule = { name: 'hourly', everySeconds: 3_600, limitSeconds: 60 };
const daily: Schedule = { name: 'daily', everySeconds: 86_400, limitSeconds: 900 };

const claim = (schedules: readonly Schedule[] = [hourly, daily], limit = 9) => claimDueSchedules(conveyor.database.pool, schedules, limit);
const names = (runs: readonly { name: string }[]) => runs.map(({ name }) => name).toSorted();

/** Moves a run into the past, as the clock would. */
async function age(name: string, seconds: number): Promise<void> {
  await conveyor.database.pool.query(
    `UPDATE schedule_run SET started_at = started_at - make_interval(secs => $2), finished_at = finished_at - make_interval(secs => $2) WHERE name = $1`,
    [name, seconds],
  );
}

async function rowOf(name: string): Promise<{ finished: boolean; failure: string | null } | undefined> {
  const { rows } = await conveyor.database.pool.query<{ finished: boolean; failure: string | null }>(
    'SELECT finished_at IS NOT NULL AS finished, failure FROM schedule_run WHERE name = $1',
    [name],
  );
  return rows[0];
}

describe('claiming', () => {
  test('a schedule that never ran is due at once, then not before its interval has passed', async () => {
    const runs = await claim();
    expect(names(runs)).toEqual(['daily', 'hourly']);
    for (const run of runs) await finishSchedule(conveyor.database.pool, run, null);
    expect(await claim()).toEqual([]);
    await age('hourly', 3_599);
    expect(await claim()).toEqual([]);
    await age('hourly', 2);
    expect(names(await claim())).toEqual(['hourly']);
    expect(await claim()).toEqual([]);
  });

  test('of many workers that ask at once, one gets each', async () => {
    const first = await Promise.all(Array.from({ length: 12 }, () => claim()));
    expect(names(first.flat())).toEqual(['daily', 'hourly']);
    for (const run of first.flat()) await finishSchedule(conveyor.database.pool, run, null);
    await age('hourly', 4_000);
    const second = await Promise.all(Array.from({ length: 12 }, () => claim()));
    expect(names(second.flat())).toEqual(['hourly']);
  });

  test('a run that has not ended is not begun again, until it is taken for dead', async () => {
    const short: Schedule = { name: 'short', everySeconds: 5, limitSeconds: 30 };
    expect(await claim([short])).toHaveLength(1);
    await age('short', 20);
    expect(await claim([short])).toEqual([]);
    await age('short', 11);
    expect(await claim([short])).toHaveLength(1);
  });

  test('the end of a run that was taken for dead changes nothing', async () => {
    const [dead] = await claim([hourly]);
    await age('hourly', 4_000);
    const [living] = await claim([hourly]);
    await finishSchedule(conveyor.database.pool, dead!, 'too late');
    expect(await rowOf('hourly')).toEqual({ finished: false, failure: null });
    await finishSchedule(conveyor.database.pool, living!, 'no platform');
    expect(await rowOf('hourly')).toEqual({ finished: true, failure: 'no platform' });
  });

  test('no more than the limit are claimed, new and old together, and none is lost', async () => {
    const many = Array.from({ length: 5 }, (_, i): Schedule => ({ ...hourly, name: `s${i}` }));
    const old = await claim(many.slice(0, 2), 9);
    for (const run of old) await finishSchedule(conveyor.database.pool, run, null);
    for (const { name } of old) await age(name, 4_000);
    const first = await claim(many, 4);
    const second = await claim(many, 4);
    expect(first).toHaveLength(4);
    expect(names([...first, ...second])).toEqual(['s0', 's1', 's2', 's3', 's4']);
  });
});

describe('running', () => {
  function open(runSchedule: SchedulesOptions['services']['runSchedule']): RunningSchedules {
    const schedules = startSchedules({ services: { runSchedule }, database: conveyor.database.pool, log: conveyor.log, tickMs: 20 });
    opened.push(schedules);
    return schedules;
  }

  test('several workers run every schedule once between them', async () => {
    const ran: ScheduleName[] = [];
    const run = (name: ScheduleName) => {
      ran.push(name);
      return Promise.resolve({ woken: name === 'sweep' ? 2 : 0 });
    };
    for (let i = 0; i < 3; i += 1) open(run);
    await until('all schedules', () => ran.length >= Object.keys(SCHEDULES).length);
    await wait(200);
    expect(ran.toSorted()).toEqual(Object.keys(SCHEDULES).toSorted());
    await until('the end of each is recorded', async () => (await rowOf('sweep'))?.finished === true);
    expect(conveyor.said).toEqual([expect.objectContaining({ schedule: 'sweep', woken: 2 })]);
  });

  test('a failing schedule is recorded with its reason, others go on, and it runs again', async () => {
    let sweeps = 0;
    open((name) => {
      if (name !== 'sweep') return Promise.resolve({});
      sweeps += 1;
      return sweeps === 1 ? Promise.reject(new Error('the queue is away')) : Promise.resolve({});
    });
    await until('the failure', async () => (await rowOf('sweep'))?.failure === 'the queue is away');
    await until('another schedule', async () => (await rowOf('reconcile'))?.finished === true);
    expect(await rowOf('reconcile')).toEqual({ finished: true, failure: null });
    await age('sweep', SCHEDULES.sweep.everySeconds);
    await until('the next run', async () => sweeps === 2 && (await rowOf('sweep'))?.failure === null);
  });

  test('closing waits for the runs of this process', async () => {
    const held = gate();
    const schedules = open((name) => (name === 'sweep' ? held.opened.then(() => ({})) : Promise.resolve({})));
    await until('the sweep has begun', async () => (await rowOf('sweep'))?.finished === false);
    let closed = false;
    const closing = schedules.close().then(() => (closed = true));
    await wait(100);
    expect(closed).toBe(false);
    held.open();
    await closing;
    expect((await rowOf('sweep'))?.finished).toBe(true);
  });

  test('a database that is away is reported, and the schedules go on when it is back', async () => {
    let away = true;
    const real: Queryable = conveyor.database.pool;
    const database: Queryable = {
      query: (config, values) => (away ? Promise.reject(new Error('away')) : real.query(config, values)),
    };
    let ran = 0;
    const runSchedule = () => Promise.resolve({ count: (ran += 1) });
    opened.push(startSchedules({ services: { runSchedule }, database, log: conveyor.log, tickMs: 20 }));
    await until('a warning', () => conveyor.said.some(({ msg }) => msg === 'due schedules could not be read'));
    away = false;
    await until('a run', () => ran > 0);
  });
});
