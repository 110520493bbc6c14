import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '#app/store/embedded-postgres.ts';

let dataDir: string;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'rung-postgres-'));
  await chmod(dataDir, 0o755); // as root, the database's user must come through, or the data goes elsewhere
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const start = () => startEmbeddedPostgres({ dataDir: path.join(dataDir, 'postgres'), log: () => undefined });

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined); // the server is killed under it
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another process that uses the same data folder until its input closes. */
async function neighbour(): Promise<{ process: ChildProcess; url: string }> {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(path.resolve('app/store/embedded-postgres.ts'))};
    const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(path.join(dataDir, 'postgres'))}, log: () => undefined });
    console.log(server.url);
    process.stdin.resume().on('end', () => server.stop());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { process: child, url };
}

test('what was written is there after a stop, and after the server was killed', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept (n int)');
  await ask(first.url, 'INSERT INTO kept VALUES (1)');
  await first.stop();

  const second = await start();
  await ask(second.url, 'INSERT INTO kept VALUES (2)');
  const [pid] = (await readFile(path.join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');

  const third = await start();
  expect(await ask(third.url, 'SELECT n FROM kept ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);
  await third.stop();
});

test('is durable, speaks UTF-8 and UTC, and listens on this machine only', async () => {
  const server = await start();
  const names = ['fsync', 'server_encoding', 'TimeZone', 'listen_addresses', 'unix_socket_directories'];
  const rows = await ask(server.url, `SELECT setting FROM pg_settings WHERE name IN ('${names.join("','")}') ORDER BY lower(name)`);
  expect(rows).toEqual(['on', '127.0.0.1', 'UTF8', 'UTC', ''].map((setting) => ({ setting })));
  await expect(ask(server.url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
  await server.stop();
});

test('processes share one server, and the last one stops it', async () => {
  const ours = await start();
  const other = await neighbour();
  expect(other.url).toBe(ours.url);
  await ours.stop();
  expect(await ask(other.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  other.process.stdin?.end();
  await once(other.process, 'exit');
  await expect(ask(other.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
});
