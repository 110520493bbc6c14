import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Suite, unpackedWordPress } from './debian-wordpress.ts';
import { findMachinePrograms, type MachinePrograms } from './machine-programs.ts';
import { startMariadb } from './mariadb.ts';
import { mustRun, runProgram } from './run-program.ts';

const PHP = path.join(import.meta.dirname, 'php');
/** Of the shop's owner in every lab: nobody else can reach it. */
const PASSWORD = 'lab-password';

export interface WordPressOptions {
  /** Says what goes on, a line each. */
  readonly say: (line: string) => void;
  /** Debian's, which one; `trixie` unless given. */
  readonly suite?: Suite;
  /** A WordPress by path instead of Debian's. */
  readonly wordpressDir?: string | undefined;
  /** Plugins by the name of their folder: linked, so that an edit shows at once. None is activated. */
  readonly plugins: Readonly<Record<string, string>>;
  /** A certificate that the site trusts. */
  readonly certificate?: string;
  /** A port instead of a free one. */
  readonly port?: number;
  /** Further constants of its configuration. */
  readonly constants?: Readonly<Record<string, string | boolean>>;
}

/** Which WordPress the environment asks for: WP_SUITE=sid for Debian's newest, WORDPRESS_DIR=<folder> for another one. */
export function wantedWordPress(): Pick<WordPressOptions, 'suite' | 'wordpressDir'> {
  return { suite: process.env['WP_SUITE'] === 'sid' ? 'sid' : 'trixie', wordpressDir: process.env['WORDPRESS_DIR'] };
}

/** A WordPress of its own: its files, its database and its web server live below one temporary folder and end with it. */
export interface WordPressSite {
  readonly url: string;
  readonly folder: string;
  readonly version: string;
  readonly programs: MachinePrograms;
  readonly owner: { readonly user: string; readonly password: string };
  /** Runs PHP inside this WordPress, as its owner; gives what it `return`s. Throws with PHP's own words. */
  php<Answer>(code: string): Promise<Answer>;
  /** The lines that WordPress wrote to its debug log since the last call of `forgetDebugLog`. */
  readDebugLog(): Promise<readonly string[]>;
  forgetDebugLog(): Promise<void>;
  /** The mails that the site would have sent, a JSON object a line. */
  readMails(): Promise<readonly string[]>;
  /** Lets what is scheduled run that is due, as a visit of a live site would. */
  runCron(): Promise<void>;
  /** Ends the processes and removes the folder. */
  stop(): Promise<void>;
}

/** Brings a WordPress up from nothing, installed, with its owner. Throws with what the machine lacks. */
export async function startWordPress(options: WordPressOptions): Promise<WordPressSite> {
  const { say } = options;
  const programs = await findMachinePrograms(say);
  const source = options.wordpressDir ?? (await unpackedWordPress(options.suite ?? 'trixie', say));
  const folder = await mkdtemp(path.join(tmpdir(), 'rung-wordpress-'));
  const root = path.join(folder, 'site');
  const port = options.port ?? (await freePort());
  say(`WordPress and its database begin in ${folder}`);
  const ends: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const [database] = await Promise.all([startMariadb(programs, path.join(folder, 'mariadb')), layOut(root, source, options.plugins)]);
    ends.push(() => database.stop());
    const url = `http://127.0.0.1:${port}`;
    const { certificate = null, constants = {} } = options;
    await configure({ root, folder, url, socket: database.socket, certificate, constants });
    const tools = phpTools(programs, { root, port });
    await tools.file('install.php');
    const server = await serve(programs, { root, folder, port });
    ends.push(() => stopServer(server));
    const site = describe({ url, folder, programs, version: await tools.run<string>('return get_bloginfo("version");'), tools });
    say(`WordPress ${site.version} on PHP ${programs.phpVersion} is up: ${url}`);
    return { ...site, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function layOut(root: string, source: string, plugins: Readonly<Record<string, string>>): Promise<void> {
  await mustRun('cp', ['-a', '--reflink=auto', `${source}/.`, `${root}/`].map(String)).catch(() => cp(source, root, { recursive: true }));
  await rm(path.join(root, '.htaccess'), { force: true });
  await mkdir(path.join(root, 'wp-content/plugins'), { recursive: true });
  await mkdir(path.join(root, 'wp-content/mu-plugins'), { recursive: true });
  await mkdir(path.join(root, 'wp-content/uploads'), { recursive: true });
  await cp(path.join(PHP, 'must-use.php'), path.join(root, 'wp-content/mu-plugins/lab.php'));
  for (const [name, files] of Object.entries(plugins)) await symlink(path.resolve(files), path.join(root, 'wp-content/plugins', name));
}

interface Configuration {
  readonly root: string;
  readonly folder: string;
  readonly url: string;
  readonly socket: string;
  readonly certificate: string | null;
  readonly constants: Readonly<Record<string, string | boolean>>;
}

async function configure({ root, folder, url, socket, certificate, constants: further }: Configuration): Promise<void> {
  await mustRun('mariadb', ['--no-defaults', `--socket=${socket}`, '-u', 'root', '-e', 'CREATE DATABASE wordpress CHARACTER SET utf8mb4']);
  const constants: Record<string, string | boolean> = {
    ...{ DB_NAME: 'wordpress', DB_USER: 'root', DB_PASSWORD: '', DB_HOST: `localhost:${socket}`, DB_CHARSET: 'utf8mb4', DB_COLLATE: '' },
    ...{ WP_HOME: url, WP_SITEURL: url, WP_ENVIRONMENT_TYPE: 'local' },
    ...{ WP_DEBUG: true, WP_DEBUG_DISPLAY: false, WP_DEBUG_LOG: path.join(folder, 'debug.log'), SCRIPT_DEBUG: false },
    // Nothing outside this machine is asked for news; what is installed stays as it is, above all what is only linked.
    ...{ WP_HTTP_BLOCK_EXTERNAL: true, WP_ACCESSIBLE_HOSTS: '127.0.0.1,localhost', DISALLOW_FILE_MODS: true },
    // What is scheduled runs when a test says so.
    ...{ DISABLE_WP_CRON: true, FS_METHOD: 'direct', LAB_FOLDER: folder, LAB_PASSWORD: PASSWORD },
    ...(certificate === null ? {} : { LAB_CERTIFICATE: certificate }),
    ...further,
  };
  for (const name of ['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE']) {
    constants[`${name}_KEY`] = `lab-${name}-key`;
    constants[`${name}_SALT`] = `lab-${name}-salt`;
  }
  const lines = Object.entries(constants).map(
    ([name, value]) => `define( '${name}', ${typeof value === 'boolean' ? String(value) : `'${value.replaceAll("'", "\\'")}'`} );`,
  );
  const file = [
    '<?php',
    ...lines,
    "$table_prefix = 'wp_';",
    "defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );",
    "require_once ABSPATH . 'wp-settings.php';",
  ];
  await writeFile(path.join(root, 'wp-config.php'), `${file.join('\n')}\n`);
}

interface PhpTools {
  file(name: string): Promise<void>;
  run<Answer>(code: string): Promise<Answer>;
}

function phpTools({ php }: MachinePrograms, { root, port }: { readonly root: string; readonly port: number }): PhpTools {
  const env = { LAB_ROOT: root, LAB_HOST: `127.0.0.1:${port}` };
  return {
    file: async (name) => {
      await mustRun(php, [path.join(PHP, name)], { env });
    },
    run: async <Answer>(code: string) => {
      const { code: ended, out, err } = await runProgram(php, [path.join(PHP, 'run.php')], { env, input: code });
      const [said, answer] = out.split('\n--lab-result--\n');
      if (ended !== 0 || answer === undefined) throw new Error(`PHP ended with ${ended ?? 'a signal'}:\n${said ?? ''}\n${err}`);
      return JSON.parse(answer === '' ? 'null' : answer) as Answer;
    },
  };
}

async function serve(
  { php }: MachinePrograms,
  place: { readonly root: string; readonly folder: string; readonly port: number },
): Promise<ChildProcess> {
  const settings = [
    'opcache.enable_cli=1',
    'opcache.revalidate_freq=0',
    'memory_limit=512M',
    'max_execution_time=120',
    'log_errors=1',
    'display_errors=0',
  ];
  const args = [
    ...settings.flatMap((setting) => ['-d', setting]),
    '-S',
    `127.0.0.1:${place.port}`,
    '-t',
    place.root,
    path.join(PHP, 'router.php'),
  ];
  // A shop asks itself and the app asks the shop while it waits: one worker would wait for itself. A group of its own, so that all of them end together.
  const server = spawn(php, args, {
    cwd: place.root,
    detached: true,
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: '6' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => endGroup(server)); // a run that is cut short leaves no server behind
  const log = createWriteStream(path.join(place.folder, 'php.log'));
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  const until = Date.now() + 20_000;
  while ((await fetch(`http://127.0.0.1:${place.port}/readme.html`).catch(() => null))?.ok !== true) {
    if (server.exitCode !== null || Date.now() > until)
      throw new Error(`PHP's web server did not start: ${await lastWords(path.join(place.folder, 'php.log'))}`);
    await wait(50);
  }
  return server;
}

async function lastWords(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ');
}

function describe(parts: {
  readonly url: string;
  readonly folder: string;
  readonly version: string;
  readonly programs: MachinePrograms;
  readonly tools: PhpTools;
}): Omit<WordPressSite, 'stop'> {
  const { url, folder, version, programs, tools } = parts;
  const lines = async (name: string): Promise<readonly string[]> => {
    const file = path.join(folder, name);
    return existsSync(file) ? (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '') : [];
  };
  return {
    ...{ url, folder, version, programs },
    owner: { user: 'admin', password: PASSWORD },
    php: tools.run,
    readDebugLog: () => lines('debug.log'),
    forgetDebugLog: async () => {
      await appendFile(path.join(folder, 'debug-before.log'), (await lines('debug.log')).map((line) => `${line}\n`).join(''));
      await rm(path.join(folder, 'debug.log'), { force: true });
    },
    readMails: () => lines('mail.log'),
    runCron: async () => {
      await (await fetch(`${url}/wp-cron.php?doing_wp_cron`)).arrayBuffer();
    },
  };
}

async function stopServer(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  server.kill('SIGTERM');
  await Promise.race([ended, wait(5_000, undefined, { ref: false })]);
  endGroup(server);
}

/** Its workers do not all end with it. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // none of them is left
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
