import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { type Result, accepted, refused } from '#app/domain/result.ts';

const APT_LIMIT_MS = 300_000;
const START_LIMIT_MS = 10_000;

export interface RunningRedis {
  readonly url: string;
  /** Waits until the server has written what it holds and is gone. */
  stop(): Promise<void>;
}

/** The path of `redis-server`; where there is none and we are root on a machine with apt-get, installs it. Refuses with the reason in plain words. */
export async function ensureRedisServer(log: (message: string) => void = () => undefined): Promise<Result<string, string>> {
  const found = await findOnPath('redis-server');
  if (found) return accepted(found);
  if (process.getuid?.() !== 0) return refused('redis-server is not installed, and only root may install it');
  const apt = await findOnPath('apt-get');
  if (!apt) return refused('redis-server is not installed, and this machine has no apt-get');
  log('installing redis-server with apt-get');
  const run = promisify(execFile);
  const options = { timeout: APT_LIMIT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  try {
    await run(apt, ['update'], options);
    await run(apt, ['install', '-y', '--no-install-recommends', 'redis-server'], options);
  } catch (error) {
    return refused(`apt-get could not install redis-server: ${(error as Error).message.trim()}`);
  }
  const installed = await findOnPath('redis-server');
  return installed ? accepted(installed) : refused('apt-get installed redis-server, but it is not on the PATH');
}

/**
 * Starts a Redis of our own on a free port of 127.0.0.1, with a password, an append-only file synced each second, and no eviction.
 * It ends with this process, however this process ends. Throws when it does not answer within 10 s.
 */
export async function startRedis({ dataDir, program = 'redis-server' }: { dataDir: string; program?: string }): Promise<RunningRedis> {
  const folder = path.resolve(dataDir);
  const port = await freePort();
  const password = randomBytes(24).toString('base64url');
  const settings = {
    port,
    bind: '127.0.0.1',
    requirepass: password,
    dir: JSON.stringify(folder),
    appendonly: 'yes',
    appendfsync: 'everysec',
    'maxmemory-policy': 'noeviction',
    save: '""',
    logfile: JSON.stringify(path.join(folder, 'redis.log')),
  };
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'redis.conf');
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  await writeFile(file, lines.join(''), { mode: 0o600 });
  // The shell ends the server when its input closes, which happens even when this process is killed.
  const script = '"$1" "$2" & server=$!; read -r end; kill "$server" 2>/dev/null; wait "$server"';
  const guard = spawn('/bin/sh', ['-c', script, 'redis', program, file], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  const gone = once(guard, 'exit');
  guard.unref();
  const url = `redis://:${password}@127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    guard.ref(); // what waits for the end must not be left by a process with nothing else to do
    guard.stdin.end();
    await gone;
  };
  if (!(await answers(url))) {
    await stop();
    throw new Error(`redis-server did not answer within ${START_LIMIT_MS / 1000} s; see ${path.join(folder, 'redis.log')}`);
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
    client.on('error', () => undefined); // the failed ping below says the same
    try {
      await client.connect();
      await client.ping();
      return true;
    } catch {
      await wait(50); // not listening yet
    } finally {
      client.disconnect();
    }
  }
  return false;
}

async function findOnPath(program: string): Promise<string | null> {
  for (const folder of (process.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      continue; // not in this folder
    }
  }
  return null;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port on 127.0.0.1');
  return address.port;
}
