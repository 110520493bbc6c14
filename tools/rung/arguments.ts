import { parseArgs } from 'node:util';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { SITE_HELP } from './connect-woocommerce.ts';
import { IMPORT_HELP } from './import-history.ts';
import { SUMS_HELP } from './sums.ts';

export const COMMANDS = {
  member: { argument: '<id|e-mail>', does: 'balances, lots, postings, codes and tier of a member' },
  order: { argument: '<id|#name>', does: 'what an order earned and why, with its postings' },
  code: { argument: '<code>', does: 'a reward code and the redemption behind it' },
  inbox: { argument: '', does: 'messages that wait or were given up, and the latest others' },
  replay: { argument: '<inbox id>', does: 'puts a message through once more; it can never count twice' },
} as const;

export type Command = keyof typeof COMMANDS;

export interface Asked {
  readonly command: Command;
  /** What was asked about; empty for `inbox`. */
  readonly about: string;
  readonly json: boolean;
  readonly demo: boolean;
  readonly store: string | null;
  readonly program: string | null;
}

export const HELP = [
  'Looks into the books of Rung, for operators and scripts.',
  '',
  ...Object.entries(COMMANDS).map(([name, { argument, does }]) => `  npm run rung -- ${`${name} ${argument}`.padEnd(20)}  ${does}`),
  ...SITE_HELP,
  ...IMPORT_HELP,
  ...SUMS_HELP,
  '',
  '  --store <domain>   only this store’s program: beans.myshopify.com',
  '  --program <id>     only this program; without both, all of them',
  '  --demo             the data of "npm run demo" (chosen by itself where nothing else is set)',
  '  --json             the answer as one line of JSON, for scripts (with npm run --silent)',
  '  --help             this text',
  '',
  'Exit code: 0 found or done, 1 not found, 2 wrong use, 3 the database cannot be reached, 4 a bug.',
].join('\n');

/** Reads the command line. Null: help was asked for. Refuses with what is wrong, in a sentence. */
export function readArguments(words: readonly string[]): Result<Asked | null, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  const [command, about, ...rest] = positionals;
  if (values.help) return accepted(null);
  if (command === undefined) return refused('say what to look for: member, order, code, inbox or replay');
  if (!isCommand(command)) return refused(`there is no command "${command}"`);
  const isWanted = COMMANDS[command].argument !== '';
  if (isWanted && (about ?? '').trim() === '') return refused(`${command} needs ${COMMANDS[command].argument}`);
  if ((!isWanted && about !== undefined) || rest.length > 0) return refused(`too many words after "${command}"`);
  if (command === 'replay' && !/^\d{1,18}$/.test(about ?? '')) return refused('replay needs the number of a row of the inbox');
  if (command === 'replay' && (values.store ?? values.program) !== undefined)
    return refused('replay takes no --store or --program: the number is enough');
  if (values.program !== undefined && !isUuid(values.program)) return refused('--program needs the id of a program');
  const { json = false, demo = false, store = null, program = null } = values;
  return accepted({ command, about: about ?? '', json, demo, store: store?.toLowerCase() ?? null, program });
}

function parse(words: readonly string[]) {
  try {
    return accepted(
      parseArgs({
        args: [...words],
        allowPositionals: true,
        options: {
          json: { type: 'boolean' },
          demo: { type: 'boolean' },
          help: { type: 'boolean', short: 'h' },
          store: { type: 'string' },
          program: { type: 'string' },
        },
      }),
    );
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

function isCommand(word: string): word is Command {
  return Object.hasOwn(COMMANDS, word);
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
