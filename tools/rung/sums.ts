import { parseArgs } from 'node:util';
import type { SumsProgress } from '#app/contracts/analytics.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { readProgram } from '#app/store/programs.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { openForOperator } from './operator.ts';

export const SUMS_HELP = [
  '  npm run rung -- sums --store <domain>|--program <id> [--rebuild]',
  '                                        how far the sums of the number pages are; or makes them anew',
] as const;

/** 0 done, 1 not found, 2 wrong use. */
type Outcome = 0 | 1 | 2;

interface Asked {
  readonly store: string | null;
  readonly program: string | null;
  readonly rebuild: boolean;
  readonly json: boolean;
  readonly demo: boolean;
}

const FORMAT = 1;

export function isSumsCommand(word: string | undefined): boolean {
  return word === 'sums';
}

/** Shows how far a program's sums are, or makes them anew: in small transactions that a worker may share, so that it can be cut off and goes on by itself. */
export async function runSumsCommand(words: readonly string[]): Promise<Outcome> {
  const read = readWords(words.slice(1));
  if (!read.ok) return complain(`${read.refusal}\nTry: npm run rung -- --help`, 2);
  const asked = read.value;
  const wiring = await openForOperator({ demo: asked.demo, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    const programId = await programOf(wiring, asked);
    if (programId === null)
      return complain(asked.store === null ? `there is no program ${asked.program ?? ''}` : `no store ${asked.store} is connected`, 1);
    if (asked.rebuild) await rebuild(wiring, programId);
    const progress = await wiring.services.readSums(programId);
    process.stdout.write(asked.json ? `${JSON.stringify({ format: FORMAT, programId, sums: progress })}\n` : `${progressLine(progress)}\n`);
    return 0;
  } finally {
    await wiring.close();
  }
}

function complain(message: string, outcome: Outcome): Outcome {
  process.stderr.write(`${message}\n`);
  return outcome;
}

async function programOf({ services, database }: Wiring, { store, program }: Asked): Promise<string | null> {
  if (store === null) return (await readProgram(database, program ?? ''))?.programId ?? null;
  const address = (await services.findStore('shopify', store)) ?? (await services.findStore('woocommerce', store));
  return address?.programId ?? null;
}

/** One line over and over on a terminal; elsewhere one whenever another tenth is done. */
async function rebuild({ services }: Wiring, programId: string): Promise<void> {
  let last = '';
  await services.rebuildSums(programId, (progress) => {
    const line = progressLine(progress);
    const { isTTY } = process.stderr;
    const mark = isTTY ? line : `${progress.stage ?? ''} ${Math.floor((progress.done * 10) / Math.max(1, progress.total))}`;
    if (mark !== last) process.stderr.write(isTTY ? `\r${line.padEnd(60)}` : `${line}\n`);
    last = mark;
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
}

/** "orders: 120 of 365, 32 %", or that nothing is left to do. */
export function progressLine({ stage, done, total }: SumsProgress): string {
  if (stage === null) return 'The sums are up to date.';
  return `${stage}: ${done} of ${total}, ${Math.min(99, Math.floor((done * 100) / Math.max(1, total)))} %`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function readWords(words: readonly string[]): Result<Asked, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const { store = null, program = null, rebuild: isRebuild = false, json = false, demo = false } = parsed.value;
  if ((store === null) === (program === null)) return refused('sums needs --store <domain> or --program <id>');
  if (program !== null && !UUID.test(program)) return refused('--program needs the id of a program');
  return accepted({ store: store?.toLowerCase() ?? null, program, rebuild: isRebuild, json, demo });
}

function parse(words: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  try {
    return accepted(
      parseArgs({
        args: [...words],
        options: { store: { type: 'string' }, program: { type: 'string' }, rebuild: flag, json: flag, demo: flag },
      }).values,
    );
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}
