import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MachinePrograms } from './machine-programs.ts';
import { mustRun } from './run-program.ts';

export interface RunningMariadb {
  /** The only way in: no port is opened. */
  readonly socket: string;
  stop(): Promise<void>;
}

/** Starts a MariaDB of its own with its data below a folder, reached by a socket. Throws when it is not up within half a minute. */
export async function startMariadb({ mariadbd, mariadbInstallDb }: MachinePrograms, folder: string): Promise<RunningMariadb> {
  const data = path.join(folder, 'data');
  const socket = path.join(folder, 'm.sock');
  await mkdir(data, { recursive: true });
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  await mustRun(mariadbInstallDb, [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...user,
  ]);
  const options = [
    '--no-defaults',
    `--datadir=${data}`,
    `--socket=${socket}`,
    `--pid-file=${path.join(folder, 'pid')}`,
    '--skip-networking',
  ];
  const fast = ['--innodb-flush-log-at-trx-commit=0', '--sync-binlog=0', '--innodb-buffer-pool-size=128M', '--skip-log-bin'];
  const server = spawn(mariadbd, [...options, ...fast, ...user], { stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(path.join(folder, 'mariadb.log'));
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  // A run that is cut short leaves no server behind.
  const killed = () => server.kill('SIGKILL');
  process.once('exit', killed);
  const until = Date.now() + 30_000;
  while (!existsSync(socket)) {
    if (server.exitCode !== null || Date.now() > until) throw new Error(`MariaDB did not start; see ${path.join(folder, 'mariadb.log')}`);
    await wait(50);
  }
  return {
    socket,
    stop: async () => {
      process.off('exit', killed);
      if (server.exitCode !== null || server.signalCode !== null) return;
      server.kill('SIGTERM');
      await Promise.race([once(server, 'exit'), wait(15_000, undefined, { ref: false }).then(() => server.kill('SIGKILL'))]);
    },
  };
}
