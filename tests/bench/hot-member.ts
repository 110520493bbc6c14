import pg from 'pg';
import { openDatabase } from '#app/store/database.ts';
import type { Desk } from '#app/services/desk.ts';
import { awardInTransaction } from './bare.ts';
import type { Bench, OpenBench } from './case.ts';
import { setApart } from './distance.ts';
import { type Contender, timed, timedEach } from './measure.ts';
import type { Stage } from './stage.ts';
import { addTenant, drainAll, fillInbox, seedCustomers } from './tenants.ts';

const CLIENTS = [8, 32] as const;
const HOT_MEMBER = 1;

/** Many orders of one member, drained in batches, against transactions of many clients that queue up for the member's row. */
export const hotMember: Bench = {
  name: 'hot-member',
  what: 'orders of one member, database on the same machine',
  unit: 'orders/s',
  target: 3,
  open: (stage, { quick }) => openHot(stage, { count: quick ? 300 : 1_000, apart: false }),
};

/** The same with a database a millisecond away: who keeps the row locked for the length of several statements pays for each of them. */
export const hotMemberApart: Bench = {
  name: 'hot-member-apart',
  what: 'orders of one member, database 1 ms away',
  unit: 'orders/s',
  target: 3,
  open: (stage, { quick }) => openHot(stage, { count: quick ? 200 : 600, apart: true }),
};

async function openHot(stage: Stage, { count, apart }: { readonly count: number; readonly apart: boolean }): Promise<OpenBench> {
  const wiring = stage.wiring.postgres;
  await wiring.database.pool.query('INSERT INTO bare_balance VALUES (0, $1, 0) ON CONFLICT DO NOTHING', [HOT_MEMBER]);
  const database = openDatabase({ url: stage.databaseUrl });
  const pools = CLIENTS.map((clients) => ({ clients, pool: new pg.Pool({ connectionString: stage.databaseUrl, max: clients }) }));
  if (apart) for (const pool of [database.pool, ...pools.map((entry) => entry.pool)]) setApart(pool);
  const desk: Desk = { ...wiring.desk, database };
  const interactive = pools.map(({ clients, pool }): Contender => {
    const award = (key: string) => awardInTransaction(pool, { storeId: 0, memberId: HOT_MEMBER, key, points: 69 });
    return {
      name: interactiveBy(clients),
      prepare: (round) => Promise.resolve(() => timedEach(count, clients, (index) => award(`${round}:${index}`))),
    };
  });
  const ours: Contender = {
    name: 'rung, batches of 100',
    async prepare() {
      // A new store each time: a member with ten thousand orders is another question.
      const tenant = await addTenant(wiring);
      await seedCustomers(wiring, tenant, 1);
      await fillInbox(wiring, tenant, { count, customers: 1 });
      return () =>
        timed(async () => {
          await drainAll({ desk, database }, tenant);
          return count;
        });
    },
  };
  const close = async (): Promise<void> => {
    await Promise.all([database.close(), ...pools.map(({ pool }) => pool.end())]);
  };
  return { contenders: [ours, ...interactive], ceiling: interactiveBy(CLIENTS[1]), close };
}

function interactiveBy(clients: number): string {
  return `interactive transactions, ${clients} clients`;
}
