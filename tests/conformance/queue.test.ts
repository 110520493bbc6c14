import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { StoreAddress } from '#app/queue/catalog.ts';
import type { QueueAddress } from '#app/queue/connection.ts';
import { redisUrl } from '#tests/setup/redis.ts';
import { type Conveyor, gate, newStore, openConveyor, until } from './queue-harness.ts';
import { NOTHING, QUICK } from './queue-timing.ts';

const BACKENDS = [
  { name: 'PostgreSQL', url: null, there: true },
  { name: 'Redis', url: redisUrl, there: redisUrl !== null },
];

describe.each(BACKENDS)('the conveyor on $name', ({ url, there }) => {
  let conveyor: Conveyor;
  beforeEach(async ({ skip }) => {
    if (!there) skip();
    conveyor = await openConveyor(url);
  });
  afterEach(async () => {
    if (there) await conveyor.close();
  });

  test('each job reaches its service, with ids and nothing else', async () => {
    const seen: unknown[] = [];
    const takeAs = (job: string) => (address: StoreAddress) => {
      seen.push([job, address]);
      return Promise.resolve(NOTHING);
    };
    await conveyor.worker({ drainStore: takeAs('drain'), relayErrands: takeAs('relay'), fetchOrders: takeAs('fetch') });
    const producer = await conveyor.producer();
    const store = newStore();
    await producer.wakeStore('drain-store', { ...store, email: 'ann@example.com' } as StoreAddress);
    await producer.wakeStore('relay-store', store);
    await producer.wakeStore('fetch-orders', store);
    await until('three turns', () => seen.length === 3);
    expect(seen).toEqual(
      expect.arrayContaining([
        ['drain', store],
        ['relay', store],
        ['fetch', store],
      ]),
    );
  });

  test('a payload that is not an address is refused when it is added', async () => {
    const producer = await conveyor.producer();
    await expect(producer.wakeStore('drain-store', { programId: 'x', storeId: 'ann@example.com' })).rejects.toThrow();
  });

  test('many wakes of a waiting store are one turn', async () => {
    const producer = await conveyor.producer();
    const store = newStore();
    await Promise.all(Array.from({ length: 20 }, () => producer.wakeStore('drain-store', store)));
    let turns = 0;
    const worker = await conveyor.worker({ drainStore: () => Promise.resolve({ taken: (turns += 1), more: false }) });
    await until('a turn', () => worker.stats('ledger').done > 0);
    await wait(300);
    expect(turns).toBe(1);
  });

  test('wakes during an active turn lead to exactly one more turn, after it', async () => {
    const held = gate();
    let turns = 0;
    let atOnce = 0;
    const worker = await conveyor.worker({
      drainStore: async () => {
        turns += 1;
        atOnce += 1;
        expect(atOnce).toBe(1);
        if (turns === 1) await held.opened;
        atOnce -= 1;
        return NOTHING;
      },
    });
    const producer = await conveyor.producer();
    const store = newStore();
    await producer.wakeStore('drain-store', store);
    await until('the first turn', () => turns === 1);
    expect(await producer.activeTurns('ledger')).toHaveLength(1);
    for (let i = 0; i < 5; i += 1) await producer.wakeStore('drain-store', store);
    await wait(200);
    expect(turns).toBe(1);
    held.open();
    await until('the second turn', () => worker.stats('ledger').done === 2);
    await wait(300);
    expect(turns).toBe(2);
    expect(worker.stats('ledger')).toEqual({ active: 0, done: 2, failed: 0 });
    expect(await producer.activeTurns('ledger')).toEqual([]);
  });

  test('no wake strands work: rows put down beside busy turns of two workers are all taken, without a sweeper', async () => {
    const stores = Array.from({ length: 4 }, newStore);
    const rows = new Map(stores.map(({ storeId }) => [storeId, 0]));
    const drainStore = async ({ storeId }: StoreAddress) => {
      const taken = Math.min(rows.get(storeId) ?? 0, 7);
      await wait(Math.random() * 4);
      rows.set(storeId, (rows.get(storeId) ?? 0) - taken);
      // Looks again only at the rows of its beginning: what came during the turn depends on its wake alone.
      await wait(Math.random() * 4);
      return { taken, more: taken === 7 };
    };
    await conveyor.worker({ drainStore });
    await conveyor.worker({ drainStore });
    const producer = await conveyor.producer();
    await Promise.all(
      stores.map(async (store) => {
        for (let i = 0; i < 250; i += 1) {
          rows.set(store.storeId, (rows.get(store.storeId) ?? 0) + 1);
          await producer.wakeStore('drain-store', store);
          if (i % 10 === 0) await wait(Math.random() * 8);
        }
      }),
    );
    await until('no row waits', () => [...rows.values()].every((count) => count === 0), 15_000);
  });

  test('a store with 1,000 rows does not keep one with a single row waiting', async () => {
    const [flooded, small] = [newStore(), newStore()];
    const rows = new Map([
      [flooded.storeId, 1_000],
      [small.storeId, 0],
    ]);
    const turns: string[] = [];
    const drainStore = async ({ storeId }: StoreAddress) => {
      const taken = Math.min(rows.get(storeId) ?? 0, 10);
      turns.push(storeId);
      await wait(2);
      const left = (rows.get(storeId) ?? 0) - taken;
      rows.set(storeId, left);
      return { taken, more: left > 0 };
    };
    await conveyor.worker({ drainStore }, { concurrency: { ledger: 1, outside: 1 } });
    const producer = await conveyor.producer();
    await producer.wakeStore('drain-store', flooded);
    await until('a few turns of the flooded store', () => turns.length >= 5);
    rows.set(small.storeId, 1);
    await producer.wakeStore('drain-store', small);
    const before = turns.length;
    await until('the small store is served', () => rows.get(small.storeId) === 0);
    expect(rows.get(flooded.storeId)).toBeGreaterThan(0);
    expect(turns.indexOf(small.storeId) - before).toBeLessThanOrEqual(2);
    await until('the flooded store is done', () => rows.get(flooded.storeId) === 0, 15_000);
    expect(turns.filter((storeId) => storeId === flooded.storeId)).toHaveLength(100);
  });

  test('two flooded stores take turns one by one', async () => {
    const stores = [newStore(), newStore()];
    const rows = new Map(stores.map(({ storeId }) => [storeId, 10]));
    const turns: string[] = [];
    const producer = await conveyor.producer();
    for (const store of stores) await producer.wakeStore('drain-store', store);
    const drainStore = ({ storeId }: StoreAddress) => {
      turns.push(storeId);
      const left = (rows.get(storeId) ?? 0) - 1;
      rows.set(storeId, left);
      return Promise.resolve({ taken: 1, more: left > 0 });
    };
    await conveyor.worker({ drainStore }, { concurrency: { ledger: 1, outside: 1 } });
    await until('20 turns', () => turns.length === 20);
    expect(turns).toEqual(Array.from({ length: 20 }, (_, i) => stores[i % 2]!.storeId));
  });

  test('slow platforms do not hold up settling', async () => {
    const held = gate();
    const worker = await conveyor.worker(
      { relayErrands: () => held.opened.then(() => NOTHING) },
      { concurrency: { ledger: 1, outside: 1 } },
    );
    const producer = await conveyor.producer();
    const store = newStore();
    await producer.wakeStore('relay-store', store);
    await until('the errand is under way', () => worker.stats('outside').active === 1);
    await producer.wakeStore('drain-store', store);
    await until('the drain is done', () => worker.stats('ledger').done === 1);
    expect(worker.stats('outside')).toEqual({ active: 1, done: 0, failed: 0 });
    held.open();
    await until('the errand is done', () => worker.stats('outside').done === 1);
  });

  test('a turn that throws is tried three times; then the next wake starts anew, and the queue keeps no reason', async () => {
    let turns = 0;
    const drainStore = () => {
      turns += 1;
      return turns <= 3 ? Promise.reject(new Error('no such column for ann@example.com')) : Promise.resolve(NOTHING);
    };
    const worker = await conveyor.worker({ drainStore });
    const producer = await conveyor.producer();
    const store = newStore();
    await producer.wakeStore('drain-store', store);
    await until('three tries', () => worker.stats('ledger').failed === 3);
    await wait(1_300);
    expect(turns).toBe(3);
    await producer.wakeStore('drain-store', store);
    await until('a good turn', () => worker.stats('ledger').done === 1);
    expect(conveyor.said.filter(({ msg }) => msg === 'a turn failed')).toHaveLength(3);
    const kept = await everythingKept(conveyor.queue);
    expect(kept).toContain(store.storeId);
    expect(kept).not.toContain('ann@example.com');
  });

  test('a turn without an end is given up at its limit, and the store gets another', async () => {
    let turns = 0;
    const drainStore = () => {
      turns += 1;
      return turns === 1 ? new Promise<never>(() => undefined) : Promise.resolve(NOTHING);
    };
    const worker = await conveyor.worker({ drainStore }, { turnLimitMs: 200 });
    const producer = await conveyor.producer();
    await producer.wakeStore('drain-store', newStore());
    await until('a second, good turn', () => worker.stats('ledger').done === 1);
    expect(worker.stats('ledger')).toEqual({ active: 0, done: 1, failed: 1 });
    expect(conveyor.said.find(({ msg }) => msg === 'a turn failed')?.['err']).toMatchObject({ name: 'TimeLimitError' });
  });

  test('closing waits for the active turn, takes no other, and loses none', async () => {
    const held = gate();
    const [first, second] = [newStore(), newStore()];
    const began: string[] = [];
    const ended: string[] = [];
    const worker = await conveyor.worker(
      {
        drainStore: async ({ storeId }) => {
          began.push(storeId);
          await held.opened;
          ended.push(storeId);
          return { taken: 1, more: true };
        },
      },
      { concurrency: { ledger: 1, outside: 1 } },
    );
    const producer = await conveyor.producer();
    await producer.wakeStore('drain-store', first);
    await until('the first turn', () => began.length === 1);
    await producer.wakeStore('drain-store', second);
    const closing = worker.close(10_000);
    await wait(200);
    expect(ended).toEqual([]);
    held.open();
    expect(await closing).toBe('finished');
    expect([began, ended]).toEqual([[first.storeId], [first.storeId]]);

    const later: string[] = [];
    await conveyor.worker({ drainStore: ({ storeId }) => Promise.resolve({ taken: later.push(storeId), more: false }) });
    await until('both stores, one of which wanted more', () => later.length === 2);
    expect(later.toSorted()).toEqual([first.storeId, second.storeId].toSorted());
  });

  test('closing leaves a turn without an end at the deadline, and another worker takes it', async () => {
    const store = newStore();
    const worker = await conveyor.worker({ drainStore: () => new Promise<never>(() => undefined) }, { timing: QUICK });
    const producer = await conveyor.producer();
    await producer.wakeStore('drain-store', store);
    await until('the turn', () => worker.stats('ledger').active === 1);
    const begin = Date.now();
    expect(await worker.close(300)).toBe('abandoned');
    expect(Date.now() - begin).toBeLessThan(2_000);
    const other = await conveyor.worker({}, { timing: QUICK });
    await until('the other worker takes it', () => other.stats('ledger').done === 1);
  });

  test('a worker killed in the middle of a turn: another takes the turn, and the wake that came meanwhile is not lost', async () => {
    const store = newStore();
    const producer = await conveyor.producer();
    const victim = spawn(process.execPath, [fileURLToPath(new URL('./queue-victim.ts', import.meta.url)), JSON.stringify(conveyor.queue)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const lines = createInterface({ input: victim.stdout })[Symbol.asyncIterator]();
      expect((await lines.next()).value).toBe('ready');
      await producer.wakeStore('drain-store', store);
      expect((await lines.next()).value).toBe(`turn ${store.storeId}`);
      await producer.wakeStore('drain-store', store);
    } finally {
      victim.kill('SIGKILL');
    }
    await once(victim, 'exit');
    const seen: string[] = [];
    await conveyor.worker({ drainStore: ({ storeId }) => Promise.resolve({ taken: seen.push(storeId), more: false }) }, { timing: QUICK });
    await until('the lost turn and the one after it', () => seen.length === 2, 15_000);
    expect(seen).toEqual([store.storeId, store.storeId]);
    expect(conveyor.said.some(({ msg }) => msg === 'a turn lost its worker and begins again')).toBe(true);
  });
});

/** All that the queue holds, as text. */
async function everythingKept({ redisUrl: url, databaseUrl, prefix }: QueueAddress): Promise<string> {
  if (url === null) {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const texts: unknown[] = [];
    for (const table of ['job', 'event', 'dedup', 'dedup_next'])
      texts.push((await client.query(`SELECT t::text FROM bullmq.${table} t`)).rows);
    await client.end();
    return JSON.stringify(texts);
  }
  const redis = new Redis(url);
  const found: unknown[] = [];
  for (const key of await redis.keys(`${prefix}:*`)) {
    const type = await redis.type(key);
    if (type === 'hash') found.push(key, await redis.hgetall(key));
    else if (type === 'stream') found.push(key, await redis.xrange(key, '-', '+'));
    else found.push(key);
  }
  redis.disconnect();
  return JSON.stringify(found);
}
