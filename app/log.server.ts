import { type DestinationStream, type Logger, pino } from 'pino';
import type { Env } from './env.server.ts';

/** Writes one line per event. Give it ids, never people: no e-mail, name, address, token or body. */
export type Log = Logger;

/** Names whose values must not reach a log even when somebody passes them; at the top of an event and one level below. */
const SECRET_NAMES = [
  ...['accessToken', 'refreshToken', 'token', 'idToken', 'apiKey', 'apiSecret', 'secret', 'password', 'authorization', 'cookie', 'hmac'],
  ...['email', 'phone', 'firstName', 'lastName', 'address'],
];

export interface LogOptions {
  readonly level: Env['logLevel'];
  /** Which process speaks: "app", "worker". */
  readonly process: string;
  /** Where lines go; standard output unless given. */
  readonly destination?: DestinationStream;
}

/** A log of JSON lines; on a terminal, of plain ones. */
export function createLog({ level, process: name, destination = standardOutput() }: LogOptions): Log {
  const options = {
    level,
    base: { process: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError },
    redact: SECRET_NAMES.flatMap((secret) => [secret, `*.${secret}`]),
  };
  return pino(options, destination);
}

/** An error without its extra fields: a database error's `detail` holds values of the row. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? { code: error.code } : {};
  return { name, message, ...code, stack, ...(cause === undefined ? {} : { cause: describeError(cause) }) };
}

function standardOutput(): DestinationStream {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: false });
  return { write: (line) => void process.stdout.write(plain(line)) };
}

function plain(line: string): string {
  const { time, level, msg, process: name, ...rest } = JSON.parse(line) as { time: string; level: string; msg?: string; process: string };
  const details = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : '';
  return `${time.slice(11, 19)} ${level.padEnd(5)} ${name}: ${msg ?? ''}${details}\n`;
}
