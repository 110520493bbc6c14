import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { QueueAwayError, QueueSettingsError } from '#app/queue/connection.ts';
import { openConsumer } from '#app/queue/consumer.ts';
import { openProducer } from '#app/queue/producer.ts';
import { createWaker } from '#app/queue/waker.ts';
import { redisUrl } from '#tests/setup/redis.ts';
import { ensureRedisServer } from '../../tools/redis.ts';
import { type Conveyor, newStore, openConveyor, until } from './queue-harness.ts';

/** A Redis of the test's own, which it may stop, freeze and set badly. */
class OwnRedis {
  readonly port: number;
  #server: ChildProcess | null = null;

  constructor(port: number) {
    this.port = port;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(...settings: string[]): Promise<void> {
    const fixed = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const program = await ensureRedisServer();
    if (!program.ok) throw new Error(program.refusal);
    this.#server = spawn(program.value, [...fixed, ...settings], { stdio: 'ignore' });
    await until('Redis answers', () =>
      this.command('PING').then(
        () => true,
        () => false,
      ),
    );
  }

  async command(...words: [string, ...string[]]): Promise<unknown> {
    const client = new Redis(this.url, { retryStrategy: () => null, maxRetriesPerRequest: 0, lazyConnect: true });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.call(...words);
    } finally {
      client.disconnect();
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#server?.kill(signal);
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

describe.skipIf(redisUrl === null)('Redis that goes, hangs and comes back', () => {
  let redis: OwnRedis;
  let conveyor: Conveyor;
  beforeEach(async () => {
    redis = new OwnRedis(await freePort());
    conveyor = await openConveyor(redis.url);
  });
  afterEach(async () => {
    await conveyor.close();
    await redis.stop();
  });

  test('a Redis that may evict jobs is refused, with what to do', async () => {
    await redis.start('--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru');
    const { queue, log } = conveyor;
    await expect(openProducer({ ...queue, log })).rejects.toThrow(QueueSettingsError);
    await expect(openProducer({ ...queue, log })).rejects.toThrow(/maxmemory-policy "allkeys-lru".*set "maxmemory-policy noeviction"/);
    await expect(conveyor.worker({})).rejects.toThrow(QueueSettingsError);
    const takeTurn = () => Promise.resolve();
    await expect(openConsumer({ address: queue, queue: 'ledger', concurrency: 1, log, takeTurn })).rejects.toThrow(QueueSettingsError);
  });

  test('the waker of a door notices nothing when Redis is gone; the log does, once for each tick', async () => {
    await redis.start();
    const producer = await conveyor.producer();
    const waker = createWaker(producer, { log: conveyor.log, intervalMs: 10 });
    await redis.stop();
    const begin = Date.now();
    await until('the producer knows', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => false,
        // A connection that breaks in this very moment fails in words of its own.
        (error: unknown) => error instanceof QueueAwayError,
      ),
    );
    for (let i = 0; i < 100; i += 1) waker.mark('drain-store', newStore());
    const warning = () => conveyor.said.find(({ msg }) => msg.startsWith('wakes were not added'));
    await until('a warning', () => warning() !== undefined);
    expect(Date.now() - begin).toBeLessThan(5_000);
    expect(warning()).toMatchObject({ level: 'warn', wakes: 100 });
    await waker.close();
  });

  test('a wake is refused within seconds when Redis hangs', async () => {
    await redis.start();
    const producer = await conveyor.producer();
    await producer.wakeStore('drain-store', newStore());
    redis.signal('SIGSTOP');
    const begin = Date.now();
    await expect(producer.wakeStore('drain-store', newStore())).rejects.toThrow();
    expect(Date.now() - begin).toBeLessThan(4_000);
    redis.signal('SIGCONT');
    await until('wakes are taken again', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => true,
        () => false,
      ),
    );
  });

  test('producer and worker outlive a restart of Redis that lost everything', async () => {
    await redis.start();
    const producer = await conveyor.producer();
    const worker = await conveyor.worker({});
    await producer.wakeStore('drain-store', newStore());
    await until('a turn', () => worker.stats('ledger').done === 1);
    await redis.stop();
    await until('the producer knows', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => false,
        () => true,
      ),
    );
    await redis.start();
    const { done } = worker.stats('ledger');
    await until('a wake is taken', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => true,
        () => false,
      ),
    );
    await until('a turn after the restart', () => worker.stats('ledger').done > done, 20_000);
  });

  test('a door starts without Redis and joins it later; a worker says that it is missing', async () => {
    const producer = await conveyor.producer();
    await expect(producer.wakeStore('drain-store', newStore())).rejects.toThrow(/does not answer/);
    expect(conveyor.said.some(({ msg }) => msg.includes('work waits in the database'))).toBe(true);
    await redis.start();
    await until('a wake is taken', () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => true,
        () => false,
      ),
    );
    const worker = await conveyor.worker({});
    await until('its turn', () => worker.stats('ledger').done === 1);
  });

  test('a door that started without Redis refuses one that may evict jobs when it comes', async () => {
    const producer = await conveyor.producer();
    await redis.start('--maxmemory-policy', 'volatile-lru');
    const wake = () =>
      producer.wakeStore('drain-store', newStore()).then(
        () => 'taken',
        (error: unknown) => (error as Error).name,
      );
    await until('a refusal because of the setting', async () => (await wake()) === 'QueueSettingsError');
    await redis.command('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    await until('a wake is taken', async () => (await wake()) === 'taken');
  });

  test('closing a worker ends at its deadline while Redis is gone', async () => {
    await redis.start();
    const worker = await conveyor.worker({});
    await redis.stop();
    const begin = Date.now();
    await worker.close(1_000);
    expect(Date.now() - begin).toBeLessThan(3_000);
  });
});

test.skipIf(redisUrl === null)('a worker without Redis does not start, and says why', async () => {
  const conveyor = await openConveyor(`redis://127.0.0.1:${await freePort()}`);
  try {
    await expect(conveyor.worker({})).rejects.toThrow(/Redis at 127\.0\.0\.1:\d+ does not answer/);
  } finally {
    await conveyor.close();
  }
});
