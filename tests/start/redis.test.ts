import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { redisUrl } from '#tests/setup/redis.ts';
import { startRedis } from '../../tools/redis.ts';

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'rung-redis-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

async function withRedis<Value>(url: string, work: (redis: Redis) => Promise<Value>): Promise<Value> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  redis.on('error', () => undefined); // the call that fails says it
  await redis.connect();
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

describe.skipIf(redisUrl === null)('our own Redis', () => {
  test('evicts nothing, appends to a file, asks for its password, and keeps its data over a restart', async () => {
    const first = await startRedis({ dataDir });
    expect(await withRedis(first.url, (redis) => redis.config('GET', 'maxmemory-policy'))).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await withRedis(first.url, (redis) => redis.config('GET', 'appendonly'))).toEqual(['appendonly', 'yes']);
    await expect(withRedis(first.url.replace(/:[^:@]+@/, ':wrong@'), (redis) => redis.get('kept'))).rejects.toThrow();
    await withRedis(first.url, (redis) => redis.set('kept', 'yes'));
    await first.stop();

    const second = await startRedis({ dataDir });
    expect(await withRedis(second.url, (redis) => redis.get('kept'))).toBe('yes');
    await second.stop();
  });

  test('ends with the process that started it, even when that one is killed', async () => {
    const script = `
      import { startRedis } from ${JSON.stringify(path.resolve('tools/redis.ts'))};
      console.log((await startRedis({ dataDir: ${JSON.stringify(dataDir)} })).url);
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [url] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    expect(await withRedis(url, (redis) => redis.ping())).toBe('PONG');
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(withRedis(url, (redis) => redis.ping())).rejects.toThrow(), { timeout: 10_000, interval: 100 });
  });
});
