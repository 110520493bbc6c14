import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { JobName, StoreAddress } from '#app/queue/catalog.ts';
import type { Producer } from '#app/queue/producer.ts';
import { createWaker, type Waker } from '#app/queue/waker.ts';
import { type Conveyor, gate, newStore, openConveyor, until } from '#tests/conformance/queue-harness.ts';

let conveyor: Conveyor;
let producer: Producer;
let added: [JobName, string][] = [];
const wakers: Waker[] = [];

/** The real producer, and what went through it. */
const counting = {
  async wakeStore(job: JobName, address: StoreAddress): Promise<void> {
    added.push([job, address.storeId]);
    await producer.wakeStore(job, address);
  },
};

function openWaker(wakeStore: Producer['wakeStore'], intervalMs: number): Waker {
  const waker = createWaker({ wakeStore }, { log: conveyor.log, intervalMs });
  wakers.push(waker);
  return waker;
}

beforeAll(async () => {
  conveyor = await openConveyor(null);
  producer = await conveyor.producer();
});
afterEach(async () => {
  for (const waker of wakers.splice(0)) await waker.close();
  added = [];
  conveyor.said.length = 0;
});
afterAll(() => conveyor.close());

test('many marks of a store are one wake for each tick, one for each job', async () => {
  const waker = openWaker((job, address) => counting.wakeStore(job, address), 20);
  const [first, second] = [newStore(), newStore()];
  for (let i = 0; i < 1_000; i += 1) waker.mark('drain-store', i % 2 === 0 ? first : second);
  waker.mark('relay-store', first);
  expect(added).toEqual([]); // a mark is memory and nothing else
  await until('the wakes', () => added.length >= 3);
  waker.mark('drain-store', first);
  await until('the next tick', () => added.length >= 4);
  expect(added).toEqual([
    ['drain-store', first.storeId],
    ['drain-store', second.storeId],
    ['relay-store', first.storeId],
    ['drain-store', first.storeId],
  ]);
});

test('ticks do not overlap: marks that come while the queue is slow wait for the next one', async () => {
  const slow = gate();
  const waker = openWaker(async (job, address) => {
    added.push([job, address.storeId]);
    await slow.opened;
  }, 1);
  const [first, second] = [newStore(), newStore()];
  waker.mark('drain-store', first);
  await until('the first add', () => added.length === 1);
  waker.mark('drain-store', second);
  waker.mark('drain-store', second);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(added).toHaveLength(1);
  slow.open();
  await until('the second add', () => added.length === 2);
});

test('a failing queue costs one try for each place, and one line in the log; later marks are tried again', async () => {
  let fails = true;
  let tries = 0;
  const waker = openWaker((job, address) => {
    tries += 1;
    return fails ? Promise.reject(new Error('away')) : counting.wakeStore(job, address);
  }, 1);
  for (let i = 0; i < 500; i += 1) waker.mark('drain-store', newStore());
  await until('the warning', () => conveyor.said.length > 0);
  expect(conveyor.said).toEqual([expect.objectContaining({ level: 'warn', wakes: 500 })]);
  expect(tries).toBeLessThanOrEqual(16);
  fails = false;
  waker.mark('drain-store', newStore());
  await until('a wake', () => added.length === 1);
});

test('closing adds what is still marked, and nothing after it', async () => {
  const waker = openWaker((job, address) => counting.wakeStore(job, address), 60_000);
  waker.mark('fetch-orders', newStore());
  await waker.close();
  expect(added).toHaveLength(1);
  waker.mark('fetch-orders', newStore());
  await waker.close();
  expect(added).toHaveLength(1);
});
