import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { EnvironmentError, VARIABLE_NAMES, loadEnv } from '#app/env.server.ts';
import { createLog } from '#app/log.server.ts';
import { type Wiring, createWiring } from '#app/wiring.server.ts';

/** Where a running demo leaves the variables that lead to its data. */
const DEMO_FILE = '.data/demo/rung.env';

/** The database, or what else is needed to ask it, cannot be reached; the message says what to do. */
export class UnreachableError extends Error {
  override name = 'UnreachableError';
}

export interface Surroundings {
  /** The data of the demo, whatever else is set. */
  readonly demo: boolean;
  /** Told in plain words which data is looked at, where that is a choice. */
  readonly say: (message: string) => void;
}

/**
 * Puts the services together for one command of an operator. Where neither the environment nor a file `.env` says anything, the data of the
 * demo is taken. Throws EnvironmentError for a bad variable and UnreachableError for everything that does not answer.
 */
export async function openForOperator({ demo, say }: Surroundings): Promise<Wiring> {
  if (demo && !existsSync(DEMO_FILE)) throw new UnreachableError('There is no demo here: start one with "npm run demo".');
  if (demo || (isUnset() && existsSync(DEMO_FILE))) {
    useDemo();
    say('Looking at the data of the demo.');
  }
  const env = loadEnv();
  const log = createLog({ level: 'error', process: 'operator', destination: { write: (line) => void process.stderr.write(line) } });
  try {
    return await createWiring({ env, log });
  } catch (cause) {
    if (cause instanceof EnvironmentError) throw cause;
    throw new UnreachableError(`The database cannot be reached: ${messageOf(cause)}`, { cause });
  }
}

function isUnset(): boolean {
  return !existsSync('.env') && !process.env['DATABASE_URL'] && !process.env['RUNG_DATA_DIR'];
}

/**
 * The demo's variables and none of another: an empty one counts as absent, and a file `.env` does not fill it. Its database is found by its
 * folder, so that it is joined while the demo runs and started when it does not.
 */
function useDemo(): void {
  const values: NodeJS.Dict<string> = { ...parseEnv(readFileSync(DEMO_FILE, 'utf8')), DATABASE_URL: '' };
  for (const name of VARIABLE_NAMES) process.env[name] = values[name] ?? '';
}

const AWAY = /^(08|57P|53300|28|3D|ECONN|EHOST|ENET|ENOTFOUND|ETIMEDOUT|EPIPE)/;

/** Whether an error of a query says that the database went away, rather than that something is wrong with us. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return AWAY.test(code) || /terminated|timeout exceeded when trying to connect/i.test(error.message) || isAway(error.cause);
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
