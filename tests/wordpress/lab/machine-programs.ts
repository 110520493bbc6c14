import { existsSync } from 'node:fs';
import { mustRun, runProgram } from './run-program.ts';

/** What a WordPress needs of the machine: PHP with its modules, and a database server, none of them as a service. */
const DEBIAN_PACKAGES = [
  ...['php-cli', 'php-mysql', 'php-xml', 'php-mbstring', 'php-curl', 'php-gd', 'php-intl', 'php-zip'],
  ...['mariadb-server-core', 'mariadb-client-core', 'php-codesniffer'],
];
const PHP_MODULES = ['curl', 'dom', 'gd', 'intl', 'mbstring', 'mysqli', 'openssl', 'zip'];

export interface MachinePrograms {
  readonly php: string;
  /** Like "8.2.30". */
  readonly phpVersion: string;
  readonly mariadbd: string;
  readonly mariadbInstallDb: string;
  /** PHP_CodeSniffer, which PHPCS=<program> may name; null where the machine has none. */
  readonly phpcs: string | null;
  /** Whether that PHP_CodeSniffer knows the WordPress standard and the one of PHP versions, which come by Composer only. */
  readonly phpcsKnows: { readonly wordpress: boolean; readonly phpVersions: boolean };
}

/**
 * PHP and MariaDB of the machine; with apt-get and as root what is missing is installed (Debian, Ubuntu). Throws with what to install otherwise.
 */
export async function findMachinePrograms(say: (line: string) => void): Promise<MachinePrograms> {
  const missing = await whatIsMissing();
  if (missing !== null) {
    const command = `apt-get install --no-install-recommends ${DEBIAN_PACKAGES.join(' ')}`;
    if (process.getuid?.() !== 0 || !(await isThere('apt-get'))) throw new Error(`${missing}. On Debian or Ubuntu, as root: ${command}`);
    say(`${missing}: installing the machine's packages (${command})`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await mustRun('apt-get', ['update', '-qq'], { env, limitMs: 300_000 });
    await mustRun('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...DEBIAN_PACKAGES], { env, limitMs: 600_000 });
    const still = await whatIsMissing();
    if (still !== null) throw new Error(`${still}, although the packages were installed`);
  }
  const phpcs = process.env['PHPCS'] ?? ((await isThere('phpcs')) ? 'phpcs' : null);
  const standards = phpcs === null ? '' : await mustRun(phpcs, ['-i']);
  return {
    php: 'php',
    phpVersion: await mustRun('php', ['-r', 'echo PHP_VERSION;']),
    mariadbd: mariadbd(),
    mariadbInstallDb: 'mariadb-install-db',
    phpcs,
    phpcsKnows: { wordpress: /\bWordPress\b/.test(standards), phpVersions: /\bPHPCompatibility\b/.test(standards) },
  };
}

async function whatIsMissing(): Promise<string | null> {
  if (!(await isThere('php'))) return 'PHP is not on this machine';
  const modules = (await mustRun('php', ['-m'])).toLowerCase().split('\n');
  const absent = PHP_MODULES.filter((module) => !modules.includes(module));
  if (absent.length > 0) return `PHP lacks ${absent.join(', ')}`;
  if (!(await isThere('mariadb-install-db')) || !existsSync(mariadbd())) return 'MariaDB is not on this machine';
  return null;
}

/** Debian keeps servers where only root's PATH looks. */
function mariadbd(): string {
  return (
    ['/usr/sbin/mariadbd', '/usr/local/bin/mariadbd', '/opt/homebrew/bin/mariadbd'].find((file) => existsSync(file)) ?? '/usr/bin/mariadbd'
  );
}

async function isThere(program: string): Promise<boolean> {
  const found = await runProgram('/bin/sh', ['-c', `command -v ${program}`]);
  return found.code === 0;
}
