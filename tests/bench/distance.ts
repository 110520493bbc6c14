import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';

/** How far away the database is, there and back. Timers of Node count whole milliseconds. */
const DISTANCE_MS = 1;

type Query = (...args: unknown[]) => unknown;

/** Moves the database a millisecond away: every statement of this pool's connections sets out that much later, as over a network. */
export function setApart(pool: pg.Pool): pg.Pool {
  return pool.on('connect', (client) => {
    const near = client.query.bind(client) as Query;
    const far: Query = async (...args) => {
      await wait(DISTANCE_MS);
      return near(...args);
    };
    client.query = far as typeof client.query;
  });
}
