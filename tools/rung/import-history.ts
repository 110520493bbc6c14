import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { ImportPreview, ImportView } from '#app/contracts/history-import.ts';
import { startOfLocalDay } from '#app/domain/instant.ts';
import { priceTag } from '#app/domain/program/templates/pieces.ts';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { readProgram } from '#app/store/programs.ts';
import type { Wiring } from '#app/wiring.server.ts';
import { openForOperator } from './operator.ts';

export const IMPORT_HELP = [
  '  npm run rung -- import-history --store <domain> --from <day> [--to <day>] [--preview]',
  '  npm run rung -- import-history --store <domain> --status|--follow|--pause|--resume|--cancel',
  '  npm run rung -- import-history --store <domain> --undo [--preview] [--import <id>]',
] as const;

/** 0 done, 1 refused, 2 wrong use. */
type Outcome = 0 | 1 | 2;

const DEEDS = ['preview', 'status', 'follow', 'pause', 'resume', 'cancel', 'undo'] as const;
type Deed = (typeof DEEDS)[number] | 'start' | 'undo-preview';

interface Asked {
  readonly store: string;
  readonly deed: Deed;
  readonly from: string | null;
  readonly to: string | null;
  readonly versionNo: number | null;
  /** The import to undo; null: the store's newest that gave points. */
  readonly importId: string | null;
  readonly json: boolean;
  readonly demo: boolean;
}

interface Work {
  readonly wiring: Wiring;
  readonly address: StoreAddress;
  readonly asked: Asked;
}

const FORMAT = 1;
const STATES = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;
const OPERATOR = 'command-line';
const LOOK_MS = 1_000;
/** So many looks without any change mean that nobody works. */
const QUIET_LOOKS = 30;

export function isImportCommand(word: string | undefined): boolean {
  return word === 'import-history';
}

/** Previews, starts, watches, pauses, resumes or cancels the import of a store's past orders. The worker does the work: ending the command ends nothing else. */
export async function runImportCommand(words: readonly string[]): Promise<Outcome> {
  const read = readWords(words.slice(1));
  if (!read.ok) return say(`${read.refusal}\nTry: npm run rung -- --help`, 2);
  const asked = read.value;
  const wiring = await openForOperator({ demo: asked.demo, say: (message) => void process.stderr.write(`${message}\n`) });
  try {
    const { services } = wiring;
    const address = (await services.findStore('shopify', asked.store)) ?? (await services.findStore('woocommerce', asked.store));
    if (!address) return say(`no store ${asked.store} is connected`, 1);
    return await act({ wiring, address, asked });
  } finally {
    await wiring.close();
  }
}

function say(message: string, outcome: Outcome): Outcome {
  process.stderr.write(`${message}\n`);
  return outcome;
}

async function act(work: Work): Promise<Outcome> {
  const { wiring, address, asked } = work;
  switch (asked.deed) {
    case 'preview':
      return preview(work);
    case 'start':
      return start(work);
    case 'status':
      return show(work, (await wiring.services.listImports(address.programId, address.storeId))[0]);
    case 'follow':
      return follow(work);
    case 'pause':
    case 'resume':
    case 'cancel': {
      const changed = await wiring.services.changeImport({ ...address, to: STATES[asked.deed], actorId: OPERATOR });
      return changed.ok ? show(work, changed.value) : say(changed.refusal.message, 1);
    }
    case 'undo-preview':
      return previewUndo(work);
    case 'undo':
      return undo(work);
  }
}

async function wishOf({ wiring, address, asked }: Work) {
  const program = await readProgram(wiring.database, address.programId);
  const zone = program?.timeZone ?? 'UTC';
  return {
    ...address,
    from: startOfLocalDay(asked.from ?? '', zone),
    to: asked.to === null ? null : startOfLocalDay(asked.to, zone),
    versionNo: asked.versionNo,
  };
}

async function preview(work: Work): Promise<Outcome> {
  const shown = await work.wiring.services.previewImport(await wishOf(work));
  if (!shown.ok) return say(shown.refusal.message, 1);
  process.stdout.write(
    work.asked.json ? `${JSON.stringify({ format: FORMAT, preview: shown.value })}\n` : `${previewLines(shown.value).join('\n')}\n`,
  );
  return 0;
}

function previewLines(shown: ImportPreview): string[] {
  const { estimate } = shown;
  const of = shown.complete
    ? `${shown.looked} orders`
    : `a sample of ${shown.looked} of ${shown.total ?? 'many'} orders (the first ones of each tenth of the time)`;
  return [
    `${shown.store}: orders placed from ${shown.from.slice(0, 10)} until before ${shown.to.slice(0, 10)}, under version ${shown.versionNo} of the program.`,
    `Of ${of}, ${shown.orders} would earn: ${shown.points} points for ${shown.members} members.`,
    ...(estimate ? [`Estimated from it for all orders: about ${estimate.points} points, from ${estimate.orders} orders.`] : []),
    ...(shown.cost ? [`As rewards these points are worth ${priceTag(shown.cost.minor, shown.cost.currency)}.`] : []),
    ...(shown.failed > 0 ? [`${shown.failed} orders cannot be read and would be left out.`] : []),
    ...(shown.hiddenBefore
      ? [`The shop shows us no orders from before ${shown.hiddenBefore.slice(0, 10)}: they need the permission read_all_orders.`]
      : []),
    'Nothing was written. Nobody is told of an import, and it gives no rewards for reaching a tier.',
  ];
}

async function importToUndo({ wiring, address, asked }: Work): Promise<string | null> {
  if (asked.importId !== null) return asked.importId;
  const imports = await wiring.services.listImports(address.programId, address.storeId);
  return (imports.find(({ orders }) => orders > 0) ?? imports[0])?.id ?? null;
}

async function previewUndo(work: Work): Promise<Outcome> {
  const importId = await importToUndo(work);
  if (importId === null) return say('The store has had no import.', 1);
  const shown = await work.wiring.services.previewUndo({ programId: work.address.programId, importId });
  if (!shown.ok) return say(shown.refusal.message, 1);
  const { store, orders, members, points, taken, kept, waiting } = shown.value;
  const lines = [
    `${store}: ${orders} orders of ${members} members have ${points} points from import ${importId}.`,
    `${taken} points are unspent and would be taken back.`,
    ...(kept > 0 ? [`${kept} points are spent, set aside or gone: they stay, and nobody gets a debt.`] : []),
    ...(waiting > 0 ? [`${waiting} orders still wait (for their payment, for example): they would earn nothing any more.`] : []),
    'Nothing was written. Nobody is told of an undo; its orders can be imported again.',
  ];
  process.stdout.write(work.asked.json ? `${JSON.stringify({ format: FORMAT, undoPreview: shown.value })}\n` : `${lines.join('\n')}\n`);
  return 0;
}

async function undo(work: Work): Promise<Outcome> {
  const importId = await importToUndo(work);
  if (importId === null) return say('The store has had no import.', 1);
  const begun = await work.wiring.services.undoImport({ programId: work.address.programId, importId, actorId: OPERATOR });
  if (!begun.ok) return say(begun.refusal.message, 1);
  return follow(work, importId);
}

async function start(work: Work): Promise<Outcome> {
  const started = await work.wiring.services.startImport({ ...(await wishOf(work)), startedBy: OPERATOR });
  if (!started.ok) return say(started.refusal.message, 1);
  return follow(work);
}

/** Writes one line over and over on a terminal; elsewhere a line now and then. Ends with the import (`importId`, else the newest) or its undo, or when nobody works on it. */
async function follow(work: Work, importId: string | null = null): Promise<Outcome> {
  const { wiring, address } = work;
  let last = '';
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    const views = await wiring.services.listImports(address.programId, address.storeId);
    const view = importId === null ? views[0] : views.find(({ id }) => id === importId);
    if (!view || (view.state !== 'running' && view.state !== 'undoing')) {
      if (process.stdout.isTTY && last !== '') process.stdout.write('\n');
      return show(work, view);
    }
    const line = progressLine(view);
    if (process.stdout.isTTY) process.stdout.write(`\r${line.padEnd(Math.max(last.length, line.length))}`);
    else if (line !== last && !work.asked.json) process.stdout.write(`${line}\n`);
    quiet = line === last && view.problem === null ? quiet + 1 : 0;
    last = line;
    await wait(LOOK_MS);
  }
  return say('\nNothing has moved for a while: is a worker running? The import goes on as soon as one does.', 1);
}

async function show({ asked }: Work, view: ImportView | undefined): Promise<Outcome> {
  if (!view) return say('The store has had no import.', 1);
  process.stdout.write(asked.json ? `${JSON.stringify({ format: FORMAT, import: view })}\n` : `${progressLine(view)}\n`);
  return Promise.resolve(0);
}

/** "running: 1200 of 4000 orders, 31 %; 1150 earned 48,200 points for 310 members; 900 orders a minute, 4 min left". */
export function progressLine(view: ImportView): string {
  if (view.undo !== null && (view.state === 'undoing' || view.state === 'undone')) return undoLine(view, view.undo);
  const share = view.total === null || view.total === 0 ? '' : `, ${Math.min(100, Math.floor((view.done * 100) / view.total))} %`;
  const parts = [
    `${view.state}: ${view.done}${view.total === null ? '' : ` of ${view.total}`} orders${share}`,
    `${view.orders} earned ${view.points} points for ${view.members} members`,
    ...(view.failed > 0 ? [`${view.failed} left out`] : []),
    ...(view.state === 'running' && view.ordersPerMinute !== null
      ? [`${view.ordersPerMinute} a minute${view.secondsLeft === null ? '' : `, ${timeLeft(view.secondsLeft)} left`}`]
      : []),
    ...(view.problem === null ? [] : [`waits: ${view.problem}`]),
  ];
  return parts.join('; ');
}

/** "undoing: 300 of 1150 orders; 12,400 points taken back, 800 were spent and stay". */
function undoLine({ state, problem }: ImportView, undo: NonNullable<ImportView['undo']>): string {
  return [
    `${state}: ${undo.done} of ${undo.total} orders`,
    `${undo.taken} points taken back, ${undo.kept} were spent and stay`,
    ...(undo.failed > 0 ? [`${undo.failed} could not be undone`] : []),
    ...(problem === null ? [] : [`waits: ${problem}`]),
  ].join('; ');
}

function timeLeft(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5_400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3_600).toFixed(1)} h`;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function readWords(words: readonly string[]): Result<Asked, string> {
  const parsed = parse(words);
  if (!parsed.ok) return parsed;
  const { store, from = null, to = null, version, import: importId = null, json = false, demo = false, ...flags } = parsed.value;
  const isUndoPreview = flags.undo === true && flags.preview === true;
  const deeds: readonly Deed[] = isUndoPreview ? ['undo-preview'] : DEEDS.filter((deed) => flags[deed] === true);
  if (store === undefined) return refused('import-history needs --store <domain>');
  if (deeds.length > 1) return refused(`say one of ${DEEDS.map((deed) => `--${deed}`).join(', ')}`);
  const deed: Deed = deeds[0] ?? 'start';
  const needsPeriod = deed === 'start' || deed === 'preview';
  if (needsPeriod && from === null) return refused('import-history needs --from, a day like 2025-01-01');
  for (const day of [from, to]) if (day !== null && !isDay(day)) return refused(`"${day}" is no day; write it like 2025-01-01`);
  if (importId !== null && !UUID.test(importId)) return refused('--import needs the id of an import, as --status --json shows it');
  if (version !== undefined && !/^\d{1,9}$/.test(version)) return refused('--version needs the number of a version');
  const domain = store.toLowerCase().replace(/^https?:\/\//, '');
  return accepted({
    store: domain.replace(/\/+$/, ''),
    deed,
    from,
    to,
    versionNo: version === undefined ? null : Number(version),
    importId,
    json,
    demo,
  });
}

function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

function parse(words: readonly string[]) {
  const flag = { type: 'boolean' } as const;
  const text = { type: 'string' } as const;
  try {
    return accepted(
      parseArgs({
        args: [...words],
        options: {
          ...{ store: text, from: text, to: text, version: text, import: text, json: flag, demo: flag },
          ...{ preview: flag, status: flag, follow: flag, pause: flag, resume: flag, cancel: flag, undo: flag },
        },
      }).values,
    );
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}
