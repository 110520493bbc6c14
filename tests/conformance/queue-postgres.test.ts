import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openProducer } from '#app/queue/producer.ts';
import { type Conveyor, newStore, openConveyor, until } from './queue-harness.ts';

describe('the queue on PostgreSQL', () => {
  let conveyor: Conveyor;
  beforeEach(async () => {
    conveyor = await openConveyor(null);
  });
  afterEach(() => conveyor.close());

  test('its tables are made once, in a schema of their own, by whoever comes first', async () => {
    const producers = await Promise.all(Array.from({ length: 4 }, () => conveyor.producer()));
    await Promise.all(producers.map((producer) => producer.wakeStore('drain-store', newStore())));
    const { rows } = await conveyor.database.pool.query<{ schema: string; jobs: string }>(
      `SELECT table_schema AS schema, (SELECT count(*) FROM bullmq.job) AS jobs FROM information_schema.tables WHERE table_name = 'job'`,
    );
    expect(rows).toEqual([{ schema: 'bullmq', jobs: '4' }]);
  });

  test('a database that does not answer is said plainly', async () => {
    const queue = { ...conveyor.queue, databaseUrl: 'postgresql://nobody@127.0.0.1:1/none' };
    await expect(openProducer({ ...queue, log: conveyor.log })).rejects.toThrow(
      /the queue's tables .* could not be prepared: .*ECONNREFUSED/,
    );
  });

  test('producer and worker outlive the loss of all their connections', async () => {
    const producer = await conveyor.producer();
    const worker = await conveyor.worker({});
    await producer.wakeStore('drain-store', newStore());
    await until('a turn', () => worker.stats('ledger').done === 1);
    const { rowCount } = await conveyor.database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(rowCount).toBeGreaterThanOrEqual(4);
    await until('a wake is taken', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => true,
        () => false,
      ),
    );
    await until('a turn after it', () => worker.stats('ledger').done === 2, 25_000);
  });
});
