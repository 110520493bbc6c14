import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Runs `work` while no other process of this machine runs under the same name; waits at most `limitMs`, then throws.
 * The lock is a listening socket: unlike a lock file with a process number, it cannot outlive its holder unnoticed.
 */
export async function withProcessLock<Value>(name: string, limitMs: number, work: () => Promise<Value>): Promise<Value> {
  const socket = path.join(tmpdir(), `rung-${createHash('sha256').update(name).digest('hex').slice(0, 16)}.lock`);
  const until = Date.now() + limitMs;
  let lock = await listen(socket);
  while (lock === null) {
    if (Date.now() >= until) throw new Error(`another process has held ${name} for ${limitMs / 1000} s`);
    if (!(await isHeld(socket))) await rm(socket, { force: true });
    else await wait(50);
    lock = await listen(socket);
  }
  try {
    return await work();
  } finally {
    lock.close();
    await once(lock, 'close');
  }
}

async function listen(socket: string): Promise<Server | null> {
  const server = createServer((connection) => connection.destroy()).listen(socket);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

async function isHeld(socket: string): Promise<boolean> {
  const connection = createConnection(socket);
  try {
    await once(connection, 'connect');
    return true;
  } catch {
    return false; // nobody listens: its holder has died
  } finally {
    connection.destroy();
  }
}
