import type pg from 'pg';
import type { Database } from '#app/store/database.ts';

/** The worker is dead: whatever it still asks of its database fails. */
export class WorkerCrash extends Error {}

/** Lets a worker die between two statements, or after one whose answer never arrives; its connection is cut, and PostgreSQL rolls back what was open. */
export interface CrashSwitch {
  /** Runs one turn that dies at its `at`-th statement: `before` it is sent, or `after` it was done. Answers whether it came so far. */
  during(death: { readonly at: number; readonly when: 'before' | 'after' }, turn: () => Promise<unknown>): Promise<boolean>;
  /** Transactions that failed, by the name of their error. */
  readonly failures: Map<string, number>;
}

/** A database whose pool can be made to die, and the switch. Prisma, which only reads here, is left alone. */
export function crashable(database: Database): { readonly database: Database; readonly crash: CrashSwitch } {
  const failures = new Map<string, number>();
  let left = Infinity;
  let when: 'before' | 'after' = 'before';
  let dead = false;
  let lastDied = false;

  const guard = async <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    if (dead) throw new WorkerCrash('the worker is dead');
    left -= 1;
    const dies = left === 0;
    if (dies) dead = true;
    if (dies && when === 'before') throw new WorkerCrash('the worker died before a statement');
    const answer = await run();
    if (dies) throw new WorkerCrash('the worker died before it heard the answer');
    return answer;
  };

  // The real pool is kept and only its two doors are watched: everything else (prepared names, limits) stays as in production.
  const { pool } = database;
  const connect = pool.connect.bind(pool) as (...args: unknown[]) => unknown;
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  const watched = {
    connect: (...args: unknown[]) => (args.length > 0 ? connect(...args) : lend()),
    query: (...args: unknown[]) => guard(() => query(...args)),
  };
  async function lend(): Promise<pg.PoolClient> {
    if (dead) throw new WorkerCrash('the worker is dead');
    const client = (await connect()) as pg.PoolClient;
    return new Proxy(client, {
      get(target, name): unknown {
        if (name === 'query')
          return (...args: Parameters<typeof target.query>) => guard(() => target.query(...args) as unknown as Promise<unknown>);
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
  }
  Object.assign(pool, watched);

  return {
    database: {
      ...database,
      transaction: (work) =>
        database.transaction(work).catch((error: unknown) => {
          const name = error instanceof Error ? error.constructor.name : 'unknown';
          failures.set(name, (failures.get(name) ?? 0) + 1);
          throw error;
        }),
    },
    crash: {
      failures,
      async during(death, turn) {
        left = death.at;
        when = death.when;
        try {
          await turn();
        } catch (error) {
          if (!(error instanceof WorkerCrash)) throw error;
        } finally {
          const died = dead;
          left = Infinity;
          dead = false;
          lastDied = died;
        }
        return lastDied;
      },
    },
  };
}
