import type { Instant } from '#app/domain/instant.ts';
import { type Queryable, fromInstant, toInstant } from './database.ts';

/** Something that is begun again and again, by one worker of all. */
export interface Schedule<Name extends string = string> {
  readonly name: Name;
  readonly everySeconds: number;
  /** A run that has not finished after this long is taken for dead, and the schedule may begin again. */
  readonly limitSeconds: number;
}

/** A run that belongs to the caller. */
export interface ScheduleRun<Name extends string = string> {
  readonly name: Name;
  readonly startedAt: Instant;
}

/**
 * Begins at most `limit` of the schedules that are due, those that have waited longest first, and returns those that are now the
 * caller's: of several workers that ask at once, one gets each. Due is one that never ran, or that began `everySeconds` ago and has
 * finished (or is taken for dead). The clock is the database's.
 */
export async function claimDueSchedules<Name extends string>(
  client: Queryable,
  schedules: readonly Schedule<Name>[],
  limit: number,
): Promise<ScheduleRun<Name>[]> {
  const { rows } = await client.query<{ name: Name; started_at: Date }>({
    name: 'schedules_claim',
    text: `WITH wanted AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS w(name text, "everySeconds" double precision, "limitSeconds" double precision)),
      first_runs AS (
        INSERT INTO schedule_run (name, started_at)
        SELECT name, clock_timestamp() FROM wanted w WHERE NOT EXISTS (SELECT 1 FROM schedule_run s WHERE s.name = w.name) ORDER BY name LIMIT $2
        ON CONFLICT (name) DO NOTHING RETURNING name, started_at),
      due AS (
        SELECT s.name FROM schedule_run s JOIN wanted w USING (name)
        WHERE s.started_at <= clock_timestamp() - make_interval(secs => w."everySeconds")
          AND (s.finished_at IS NOT NULL OR s.started_at <= clock_timestamp() - make_interval(secs => w."limitSeconds"))
        ORDER BY s.started_at LIMIT GREATEST($2 - (SELECT count(*) FROM first_runs), 0) FOR UPDATE OF s SKIP LOCKED),
      next_runs AS (
        UPDATE schedule_run s SET started_at = clock_timestamp(), finished_at = NULL FROM due WHERE s.name = due.name
        RETURNING s.name, s.started_at)
      SELECT name, started_at FROM first_runs UNION ALL SELECT name, started_at FROM next_runs`,
    values: [JSON.stringify(schedules), limit],
  });
  return rows.map(({ name, started_at }) => ({ name, startedAt: toInstant(started_at) }));
}

/** Records how a run ended; null means well. A run that was taken for dead, and begun again since, changes nothing. */
export async function finishSchedule(client: Queryable, { name, startedAt }: ScheduleRun, failure: string | null): Promise<void> {
  await client.query({
    name: 'schedules_finish',
    text: 'UPDATE schedule_run SET finished_at = clock_timestamp(), failure = $3 WHERE name = $1 AND started_at = $2',
    values: [name, fromInstant(startedAt), failure],
  });
}
