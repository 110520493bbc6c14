// `npm run audit`: recomputes the books from the transfers and orders. Exit code 0 clean, 1 differences, 2 could not run.
import { inspect, parseArgs } from 'node:util';
import { EnvironmentError } from '#app/env.server.ts';
import { type AuditProgress, type AuditReport, auditLedger } from '#app/services/audit-ledger.ts';
import { facts, paintFor, plain, table } from './rung/layout.ts';
import { UnreachableError, isAway, messageOf, openForOperator } from './rung/operator.ts';

const EXIT = { clean: 0, differences: 1, couldNotRun: 2 } as const;
const FORMAT = 1;
const SHOWN = 50;

const HELP = [
  'Recomputes every balance, lot, position, order, tier, redemption and code from the transfers and orders.',
  'It reads only and may run while the system is at work.',
  '',
  '  npm run audit -- [--program <id>] [--demo] [--json]',
  '',
  'Exit code: 0 clean, 1 differences, 2 could not run.',
].join('\n');

async function run(): Promise<number> {
  const { values } = parseArgs({
    options: { program: { type: 'string' }, demo: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.clean;
  }
  const wiring = await openForOperator({ demo: values.demo ?? false, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    const began = performance.now();
    const report = await auditLedger(wiring.desk, {
      ...(values.program === undefined ? {} : { programId: values.program }),
      onProgress: progressLine(),
    });
    endProgress();
    const seconds = (performance.now() - began) / 1_000;
    if (values.json) process.stdout.write(`${JSON.stringify({ format: FORMAT, ...report })}\n`);
    else process.stdout.write(`${reportLines(report, seconds).join('\n')}\n`);
    return report.clean ? EXIT.clean : EXIT.differences;
  } finally {
    await wiring.close();
  }
}

/** One line that is written over, on a terminal only. */
function progressLine(): (progress: AuditProgress) => void {
  return ({ programId, stage, done, total }) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[Kprogram ${programId}: ${stage}${total > 0 ? ` ${done} of ${total}` : ''}`);
  };
}

function endProgress(): void {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
}

function reportLines({ clean, checked, differences, more }: AuditReport, seconds: number): string[] {
  const paint = paintFor(process.stdout);
  const looked = Object.entries(checked).map(([name, count]) => `${count} ${name}`);
  const head = facts(
    [
      ['looked at', looked.join(', ')],
      ['took', `${seconds.toFixed(1)} s`],
    ],
    paint,
  );
  if (clean) return [...head, paint('good', 'The books are clean.')];
  const rows = differences
    .slice(0, SHOWN)
    .map(({ check, memberId, detail }) => [{ text: check, tone: 'bad' as const }, memberId ?? '–', plain(detail)]);
  const rest = differences.length - rows.length;
  return [
    ...head,
    '',
    ...table([{ title: 'check' }, { title: 'member' }, { title: 'what differs', wraps: true }], rows, paint),
    ...(rest > 0 || more ? [paint('quiet', `… and ${more ? 'many' : rest} more (--json shows up to 1,000)`)] : []),
    paint('bad', `The books differ in ${more ? 'more than ' : ''}${differences.length} place${differences.length === 1 ? '' : 's'}.`),
  ];
}

try {
  process.exitCode = await run();
} catch (error) {
  endProgress();
  const isPlain =
    error instanceof EnvironmentError ||
    error instanceof UnreachableError ||
    isAway(error) ||
    (error instanceof TypeError && 'code' in error);
  process.stderr.write(`${isPlain ? messageOf(error) : inspect(error)}\n`);
  process.exitCode = EXIT.couldNotRun;
}
