import pg from 'pg';
import { awardInTransaction } from './bare.ts';
import type { Bench } from './case.ts';
import { type Contender, timed, timedEach } from './measure.ts';
import { addTenant, drainAll, fillInbox, seedCustomers } from './tenants.ts';

const CLIENTS = [8, 32] as const;
const HOT_MEMBER = 1;

/** Many orders of one member, drained in batches, against transactions of many clients that queue up for the member's row. */
export const hotMember: Bench = {
  name: 'hot-member',
  what: 'orders of one member',
  unit: 'orders/s',
  target: 3,
  async open(stage, { quick }) {
    const wiring = stage.wiring.postgres;
    if (!wiring) throw new Error('the stage has no database');
    const count = quick ? 300 : 1_000;
    const tenant = await addTenant(wiring);
    await seedCustomers(wiring, tenant, 1);
    await wiring.database.pool.query('INSERT INTO bare_balance VALUES (0, $1, 0) ON CONFLICT DO NOTHING', [HOT_MEMBER]);
    const pools = CLIENTS.map((clients) => ({ clients, pool: new pg.Pool({ connectionString: stage.databaseUrl, max: clients }) }));
    const interactive = pools.map(({ clients, pool }): Contender => ({
      name: interactiveBy(clients),
      prepare: (round) =>
        Promise.resolve(() =>
          timedEach(count, clients, (index) =>
            awardInTransaction(pool, { storeId: 0, memberId: HOT_MEMBER, key: `${round}:${index}`, points: 69 }),
          ),
        ),
    }));
    const ours: Contender = {
      name: 'rung, batches of 100',
      async prepare() {
        // A new store each time: a member with ten thousand orders is another question.
        const fresh = await addTenant(wiring);
        await seedCustomers(wiring, fresh, 1);
        await fillInbox(wiring, fresh, { count, customers: 1 });
        return () =>
          timed(async () => {
            await drainAll(wiring, fresh);
            return count;
          });
      },
    };
    return {
      contenders: [ours, ...interactive],
      ceiling: interactiveBy(CLIENTS[1]),
      close: async () => void (await Promise.all(pools.map(({ pool }) => pool.end()))),
    };
  },
};

function interactiveBy(clients: number): string {
  return `interactive transactions, ${clients} clients`;
}
