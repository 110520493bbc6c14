import { inboxBacklog } from '#app/store/inbox.ts';
import { outboxBacklog } from '#app/store/outbox.ts';
import type { Desk } from './desk.ts';
import { SCHEDULES, type Services } from './services.ts';

/** True when the database answers. */
export async function isHealthy(desk: Desk): Promise<boolean> {
  try {
    await desk.database.now();
    return true;
  } catch {
    return false;
  }
}

/** What waits, what was given up, and when each schedule last began: for the metrics door and the watchdog. */
export async function readBacklog(desk: Desk): ReturnType<Services['readBacklog']> {
  const { pool, prisma } = desk.database;
  const [inbox, outbox, runs, now] = await Promise.all([
    inboxBacklog(pool, null),
    outboxBacklog(pool, null),
    prisma.scheduleRun.findMany(),
    desk.database.now(),
  ]);
  const byName = new Map(runs.map((run) => [run.name, run]));
  return {
    inboxWaiting: inbox.waiting,
    inboxDead: inbox.dead,
    oldestSeconds: inbox.oldestSeconds,
    outboxWaiting: outbox.waiting,
    outboxDead: outbox.dead,
    schedules: Object.keys(SCHEDULES).map((name) => {
      const run = byName.get(name);
      return { name, secondsSinceStart: run ? (now - run.startedAt.getTime()) / 1_000 : null, failure: run?.failure ?? null };
    }),
  };
}
