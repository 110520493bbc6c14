import type { Log } from '#app/log.server.ts';
import { SCHEDULES, type ScheduleName } from '#app/services/services.ts';
import type { Queryable } from '#app/store/database.ts';
import { claimDueSchedules, finishSchedule, type Schedule, type ScheduleRun } from '#app/store/schedules.ts';
import type { ConveyorServices } from './handlers/handler.ts';
import { withTimeLimit } from './time-limit.ts';

/*
 * The truth about schedules is one row each in the database: when it last began, and how it ended. Every worker looks about once a
 * second and begins what one statement lets it claim, so several workers share the schedules without a leader, and a run whose worker
 * died is begun again when its limit has passed.
 * A run happens right here and not through the queue: it needs no second idempotency, a lost or full queue cannot stop it, and the most
 * important one (the sweep) is there to wake the queue up again. There are a dozen and each runs at most once at a time, so nothing piles up.
 */

export interface SchedulesOptions {
  readonly services: Pick<ConveyorServices, 'runSchedule'>;
  readonly database: Queryable;
  readonly log: Log;
  /** How often due schedules are looked for; 1,000 ms unless given. */
  readonly tickMs?: number;
}

export interface RunningSchedules {
  /** Begins no new run and waits for those of this process. */
  close(): Promise<void>;
}

const SHORTEST_LIMIT_SECONDS = 30;
const LONGEST_LIMIT_SECONDS = 900;
const FAILURE_LENGTH = 500;

const NAMES = Object.keys(SCHEDULES) as ScheduleName[];

/** Each schedule with its limit: its own, or as long as its interval, within 30 s and 15 min. */
const ALL: readonly Schedule<ScheduleName>[] = NAMES.map((name) => {
  const { everySeconds, limitSeconds }: { readonly everySeconds: number; readonly limitSeconds?: number } = SCHEDULES[name];
  return {
    name,
    everySeconds,
    limitSeconds: limitSeconds ?? Math.min(Math.max(everySeconds, SHORTEST_LIMIT_SECONDS), LONGEST_LIMIT_SECONDS),
  };
});

/** Begins due schedules from now on, in this process, until it is closed. */
export function startSchedules(options: SchedulesOptions): RunningSchedules {
  const { database, log, tickMs = 1_000 } = options;
  const running = new Set<Promise<void>>();
  let closed = false;
  let looking = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;

  async function look(): Promise<void> {
    try {
      for (const run of await claimDueSchedules(database, ALL, ALL.length)) {
        const ended = runOnce(options, run).finally(() => running.delete(ended));
        running.add(ended);
      }
    } catch (error) {
      log.warn({ err: error }, 'due schedules could not be read');
    }
    if (!closed) wait();
  }

  function wait(): void {
    timer = setTimeout(() => {
      looking = look();
    }, tickMs);
  }

  wait();
  return {
    async close() {
      closed = true;
      clearTimeout(timer);
      await looking;
      await Promise.all(running);
    },
  };
}

async function runOnce({ services, database, log }: SchedulesOptions, run: ScheduleRun<ScheduleName>): Promise<void> {
  const limitSeconds = ALL.find(({ name }) => name === run.name)?.limitSeconds ?? LONGEST_LIMIT_SECONDS;
  let failure: string | null = null;
  try {
    const did = await withTimeLimit(services.runSchedule(run.name), limitSeconds * 1_000, `the schedule "${run.name}"`);
    if (Object.values(did).some((count) => count > 0)) log.info({ schedule: run.name, ...did }, 'schedule done');
  } catch (error) {
    failure = (error instanceof Error ? error.message : String(error)).slice(0, FAILURE_LENGTH);
    log.error({ err: error, schedule: run.name }, 'schedule failed');
  }
  await finishSchedule(database, run, failure).catch((error: unknown) => {
    log.warn({ err: error, schedule: run.name }, 'the end of a schedule could not be recorded; it begins again when its limit has passed');
  });
}
