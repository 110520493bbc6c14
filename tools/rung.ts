// `npm run rung -- <command>`: the operator's command line. It asks the same services as the admin pages; `--json` is documented in the README.
import { inspect } from 'node:util';
import type { StoreAddress } from '#app/services/services.ts';
import { EnvironmentError } from '#app/env.server.ts';
import { readStores } from '#app/store/programs.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { type Asked, HELP, readArguments } from './rung/arguments.ts';
import { isSiteCommand, runSiteCommand } from './rung/connect-woocommerce.ts';
import { isImportCommand, runImportCommand } from './rung/import-history.ts';
import { type Paint, paintFor } from './rung/layout.ts';
import { UnreachableError, isAway, messageOf, openForOperator } from './rung/operator.ts';
import { codeLines } from './rung/show-code.ts';
import { inboxLines } from './rung/show-inbox.ts';
import { memberLines } from './rung/show-member.ts';
import { orderLines } from './rung/show-order.ts';
import { isSumsCommand, runSumsCommand } from './rung/sums.ts';

const EXIT = { found: 0, notFound: 1, wrongUse: 2, unreachable: 3, bug: 4 } as const;
type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The shape of `--json`; raised only when something is renamed or removed. */
const FORMAT = 1;

/** What a command found: the same as JSON and as lines for people. Null: there is no such thing. */
type Answer = { readonly json: Record<string, unknown>; readonly lines: () => string[] } | null;

interface Look {
  readonly wiring: Wiring;
  readonly asked: Asked;
  /** What the filters leave; both null: everything. */
  readonly programId: string | null;
  readonly storeId: string | null;
  readonly shown: { readonly stores: ReadonlyMap<string, string>; readonly paint: Paint };
}

async function run(): Promise<ExitCode> {
  if (isSiteCommand(process.argv[2])) return runSiteCommand(process.argv.slice(2));
  if (isImportCommand(process.argv[2])) return runImportCommand(process.argv.slice(2));
  if (isSumsCommand(process.argv[2])) return runSumsCommand(process.argv.slice(2));
  const read = readArguments(process.argv.slice(2));
  if (!read.ok) {
    process.stderr.write(`${read.refusal}\nTry: npm run rung -- --help\n`);
    return EXIT.wrongUse;
  }
  if (read.value === null) {
    process.stdout.write(`${HELP}\n`);
    return EXIT.found;
  }
  const asked = read.value;
  const wiring = await openForOperator({ demo: asked.demo, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    return await answer(wiring, asked);
  } finally {
    await wiring.close();
  }
}

async function answer(wiring: Wiring, asked: Asked): Promise<ExitCode> {
  const only = asked.store === null ? null : await storeNamed(wiring, asked.store);
  if (asked.store !== null && only === null) return notFound(asked, `no store ${asked.store} is connected`);
  if (asked.program !== null && only !== null && only.programId !== asked.program)
    return notFound(asked, 'the store belongs to another program');
  const programId = only?.programId ?? asked.program;
  const stores = new Map((await readStores(wiring.database, programId)).map(({ storeId, domain }) => [storeId, domain]));
  const found = await lookUp({
    wiring,
    asked,
    programId,
    storeId: only?.storeId ?? null,
    shown: { stores, paint: paintFor(process.stdout) },
  });
  if (found === null) return notFound(asked, `no ${asked.command === 'replay' ? 'message' : asked.command} ${asked.about} was found`);
  process.stdout.write(asked.json ? `${JSON.stringify({ format: FORMAT, ...found.json })}\n` : `${found.lines().join('\n')}\n`);
  return EXIT.found;
}

async function storeNamed({ services }: Wiring, domain: string): Promise<StoreAddress | null> {
  return (await services.findStore('shopify', domain)) ?? services.findStore('woocommerce', domain);
}

function notFound(asked: Asked, message: string): ExitCode {
  if (asked.json) process.stdout.write(`${JSON.stringify({ format: FORMAT, found: false, message })}\n`);
  else process.stderr.write(`${message}\n`);
  return EXIT.notFound;
}

async function lookUp(look: Look): Promise<Answer> {
  switch (look.asked.command) {
    case 'member':
      return lookUpMember(look);
    case 'order':
      return lookUpOrder(look);
    case 'code':
      return lookUpCode(look);
    case 'inbox':
      return lookIntoInbox(look);
    case 'replay':
      return replay(look);
  }
}

async function lookUpMember({ wiring, asked, programId, shown }: Look): Promise<Answer> {
  const view = await wiring.services.readMember(programId, asked.about);
  return view && { json: { ...view }, lines: () => memberLines(view, shown) };
}

async function lookUpOrder({ wiring, asked, programId, storeId, shown }: Look): Promise<Answer> {
  const orders = (await wiring.services.readOrder(programId, asked.about)).filter((order) => storeId === null || order.storeId === storeId);
  return orders.length === 0 ? null : { json: { orders }, lines: () => spaced(orders.map((order) => orderLines(order, shown))) };
}

async function lookUpCode({ wiring, asked, programId, shown }: Look): Promise<Answer> {
  const codes = await wiring.services.readCode(programId, asked.about);
  return codes.length === 0 ? null : { json: { codes }, lines: () => spaced(codes.map((code) => codeLines(code, shown))) };
}

async function lookIntoInbox({ wiring, programId, storeId, shown }: Look): Promise<Answer> {
  const inbox = await wiring.services.readInbox(programId);
  const view = { ...inbox, rows: inbox.rows.filter((row) => storeId === null || row.storeId === storeId) };
  return { json: view, lines: () => inboxLines(view, shown) };
}

async function replay({ wiring, asked, shown }: Look): Promise<Answer> {
  const address = await wiring.services.replayMessage(asked.about);
  const store = address && (shown.stores.get(address.storeId) ?? address.storeId);
  return (
    address && {
      json: { replayed: asked.about, ...address },
      lines: () => [`Message ${asked.about} of ${store ?? ''} waits again; a worker takes it up within seconds.`],
    }
  );
}

function spaced(groups: readonly string[][]): string[] {
  return groups.flatMap((lines, place) => (place === 0 ? lines : ['', ...lines]));
}

try {
  process.exitCode = await run();
} catch (error) {
  const isPlain = error instanceof EnvironmentError || error instanceof UnreachableError;
  process.stderr.write(`${isPlain || isAway(error) ? messageOf(error) : inspect(error)}\n`);
  process.exitCode =
    error instanceof EnvironmentError ? EXIT.wrongUse : error instanceof UnreachableError || isAway(error) ? EXIT.unreachable : EXIT.bug;
}
