import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { mustRun, runProgram } from './run-program.ts';

/** Of which Debian the WordPress is: `trixie` has a settled one, `sid` the newest. */
export type Suite = 'trixie' | 'sid';

const KEPT = path.resolve('.data/wordpress');

/** WordPress's own package leaves libraries that Debian has anyway to theirs: what its links point at must come along. */
const PACKAGES = [
  ...['wordpress', 'wordpress-theme-twentytwentyfive'],
  ...['libjs-cropper', 'libjs-lodash', 'libjs-underscore', 'php-getid3', 'libphp-phpmailer', 'libjs-jquery-ui'],
];

/**
 * The files of a WordPress as Debian ships it, unpacked below `.data/wordpress` and kept there for later runs; nothing of the machine's own packages or sources is
 * touched, and apt checks the signatures as ever. Throws where apt-get or the mirror is out of reach.
 */
export async function unpackedWordPress(suite: Suite, say: (line: string) => void): Promise<string> {
  const kept = path.join(KEPT, suite, 'wordpress');
  if (existsSync(path.join(kept, 'wp-includes/version.php'))) return kept;
  if ((await runProgram('/bin/sh', ['-c', 'command -v apt-get && command -v dpkg-deb'])).code !== 0)
    throw new Error(
      'WordPress comes from Debian here, and this machine has no apt-get. Give the folder of another WordPress by WORDPRESS_DIR=<folder>.',
    );
  say(`fetching WordPress from Debian ${suite} (once; kept in .data/wordpress)`);
  const work = path.join(KEPT, `${suite}-${process.pid}`);
  await rm(work, { recursive: true, force: true });
  for (const folder of ['state/lists/partial', 'cache/archives/partial', 'debs', 'root'])
    await mkdir(path.join(work, folder), { recursive: true });
  try {
    const env = { APT_CONFIG: await writeAptSettings(work, suite) };
    await mustRun('apt-get', ['update', '-qq'], { env, limitMs: 180_000 });
    await mustRun('apt-get', ['download', '-qq', ...PACKAGES], { env, cwd: path.join(work, 'debs'), limitMs: 300_000 });
    for (const file of await readdir(path.join(work, 'debs'))) {
      await mustRun('dpkg-deb', ['-x', path.join(work, 'debs', file), path.join(work, 'root')]);
    }
    const unpacked = path.join(work, 'wordpress');
    await copyWithoutLinks(path.join(work, 'root'), unpacked);
    await mkdir(path.dirname(kept), { recursive: true });
    await rm(kept, { recursive: true, force: true });
    await rename(unpacked, kept);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return kept;
}

/** An apt of its own: its lists, its state and its one source, from the mirror that the machine uses. */
async function writeAptSettings(work: string, suite: Suite): Promise<string> {
  const settings = path.join(work, 'apt.conf');
  await writeFile(path.join(work, 'sources.list'), `deb ${await findMirror()} ${suite} main\n`);
  await writeFile(path.join(work, 'status'), '');
  const values = {
    'Dir::State': path.join(work, 'state'),
    'Dir::State::Lists': path.join(work, 'state/lists'),
    'Dir::State::status': path.join(work, 'status'),
    'Dir::Cache': path.join(work, 'cache'),
    'Dir::Etc::sourcelist': path.join(work, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    // Without it apt warns that its own user cannot write here.
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
  };
  const lines = Object.entries(values).map(([name, value]) => `${name} "${value}";`);
  await writeFile(settings, `${lines.join('\n')}\n`);
  return settings;
}

async function findMirror(): Promise<string> {
  const folder = '/etc/apt/sources.list.d';
  const others = existsSync(folder) ? (await readdir(folder)).map((name) => path.join(folder, name)) : [];
  for (const file of ['/etc/apt/sources.list', ...others].filter((name) => existsSync(name))) {
    const found = /https?:\/\/[^\s\]]+\/debian\/?(?=\s|$)/m.exec(await readFile(file, 'utf8'))?.[0];
    if (found !== undefined) return found;
  }
  return 'http://deb.debian.org/debian';
}

/** Debian's links lead to places of an installed system; here each becomes the file that it means, or goes where the system lacks it. */
async function copyWithoutLinks(root: string, target: string): Promise<void> {
  await cp(path.join(root, 'usr/share/wordpress'), target, { recursive: true, verbatimSymlinks: true });
  const entries = await readdir(target, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((found) => found.isSymbolicLink())) {
    const link = path.join(entry.parentPath, entry.name);
    const means = path.resolve('/usr/share/wordpress', path.relative(target, entry.parentPath), await readlink(link));
    const source = [path.join(root, means), means].find((file) => existsSync(file));
    await rm(link);
    if (source !== undefined) await cp(source, link, { recursive: true, dereference: true });
  }
}
