import type { ImportPreview, ImportRefusal, ImportWish } from '#app/contracts/history-import.ts';
import { instantToIso } from '#app/domain/instant.ts';
import { pointWorth } from '#app/domain/program/point-worth.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { Queryable } from '#app/store/database.ts';
import type { Desk } from './desk.ts';
import { type ImportPlan, planImport } from './import-history.ts';
import { type ImportedOrders, fetchPage } from './import-page.ts';
import type { Rulebook } from './program-library.ts';
import { type BegunOrder, isOvertaken, settleWithin } from './settling/settle-orders.ts';

/** So many orders are worked through: enough to judge by, and members are locked for no more than a moment. */
const MAX_LOOKED = 500;
/** Of more orders the first page of each of so many equal parts of the time. */
const PARTS = 10;
const MAX_TRIES = 3;

/** Orders of one part of the time. `total`: how many the part has; null where the platform does not say. */
interface Part {
  readonly pages: readonly ImportedOrders[];
  readonly total: number | null;
}

interface Looked {
  readonly parts: readonly Part[];
  readonly total: number | null;
  readonly hiddenBefore: number | null;
  /** Every order of the time was looked at. */
  readonly complete: boolean;
}

interface Sum {
  /** By part. */
  readonly began: readonly (readonly BegunOrder[])[];
  readonly failed: number;
}

/** Ends the transaction of a preview: nothing of it may stay. */
class PreviewDone extends Error {
  readonly sum: Sum;
  constructor(sum: Sum) {
    super('a preview writes nothing');
    this.sum = sum;
  }
}

/**
 * What an import would give: the very path of an import, in a transaction that is rolled back. More than 500 orders are looked at in a sample, the first ones of each tenth of
 * the time, and all of them are estimated from it. Writes nothing; asks the platform, so a refusal may say that it does not answer.
 */
export async function previewImport(
  desk: Desk,
  wish: ImportWish,
  { maxLooked = MAX_LOOKED }: { readonly maxLooked?: number } = {},
): Promise<Result<ImportPreview, ImportRefusal>> {
  const plan = await planImport(desk, wish);
  if (!plan.ok) return plan;
  let looked: Looked;
  try {
    looked = await lookAround(plan.value, maxLooked);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return refused({ reason: 'platform', message: `The orders could not be read: ${error.message}. Try again in a few minutes.` });
  }
  const rulebook = await desk.library.open(wish.programId);
  const sum = await settleForNothing(desk, { plan: plan.value, looked, rulebook });
  const program = await rulebook.program(plan.value.versionNo);
  const worth = pointWorth(program);
  const began = sum.began.flat();
  const points = pointsOf(began);
  const pages = looked.parts.flatMap((part) => part.pages);
  const estimate = looked.complete ? null : estimateOf(looked.parts, sum.began);
  const all = estimate?.points ?? points;
  return accepted({
    ...{ store: plan.value.store.domain, versionNo: plan.value.versionNo },
    ...{ from: instantToIso(plan.value.from), to: instantToIso(plan.value.to) },
    hiddenBefore: looked.hiddenBefore === null ? null : instantToIso(looked.hiddenBefore),
    ...{ total: looked.total, looked: seenOf(pages), complete: looked.complete, parts: looked.parts.length, estimate },
    ...{ orders: began.length, members: new Set(began.map(({ memberId }) => memberId)).size, points },
    failed: sum.failed + pages.reduce((total, page) => total + page.unreadable.length, 0),
    cost: worth && { minor: Math.round((all * worth.minor) / worth.points), currency: program.currency },
  });
}

const pointsOf = (orders: readonly BegunOrder[]) => orders.reduce((total, order) => total + order.points, 0);
const seenOf = (pages: readonly ImportedOrders[]) => pages.reduce((total, page) => total + page.seen, 0);

/** All orders where they are few; else the first page of each part of the time, so that what was sold lately is seen as well as what was sold long ago. */
async function lookAround(plan: ImportPlan, maxLooked: number): Promise<Looked> {
  const { from, to } = plan;
  const first = await fetchPage(plan, { from, to }, null);
  const { total, hiddenBefore } = first;
  const pages = [first];
  let { cursor } = first;
  while (cursor !== null && (total ?? 0) <= maxLooked && seenOf(pages) < maxLooked) {
    const page: ImportedOrders = await fetchPage(plan, { from, to }, cursor);
    pages.push(page);
    ({ cursor } = page);
  }
  if (cursor === null) return { parts: [{ pages, total }], total, hiddenBefore, complete: true };
  const since = Math.max(from, hiddenBefore ?? from);
  const parts: Part[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const at = (share: number) => Math.round(since + ((to - since) * share) / PARTS);
    const page = await fetchPage(plan, { from: at(part), to: at(part + 1) }, null);
    if (page.seen > 0) parts.push({ pages: [page], total: page.cursor === null ? page.seen : page.total });
  }
  return { parts, total, hiddenBefore, complete: false };
}

/** Each part by its own sample: a shop that sold little at first and much lately is not judged by its first days. Null where the platform does not count. */
function estimateOf(parts: readonly Part[], began: readonly (readonly BegunOrder[])[]): ImportPreview['estimate'] {
  let [orders, points] = [0, 0];
  for (const [index, { pages, total }] of parts.entries()) {
    const [seen, found] = [seenOf(pages), began[index] ?? []];
    if (total === null) return null;
    orders += (found.length * total) / seen;
    points += (pointsOf(found) * total) / seen;
  }
  return { orders: Math.round(orders), points: Math.round(points) };
}

interface Preview {
  readonly plan: ImportPlan;
  readonly looked: Looked;
  readonly rulebook: Rulebook;
}

async function settleForNothing(desk: Desk, preview: Preview): Promise<Sum> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await desk.database.transaction(async (client) => {
        throw new PreviewDone(await settleParts(desk, client, preview));
      });
    } catch (error) {
      if (error instanceof PreviewDone) return error.sum;
      if (attempt >= MAX_TRIES || !isOvertaken(error)) throw error;
    }
  }
}

/** In the order of time, as an import does. */
async function settleParts(desk: Desk, client: Queryable, { plan, looked, rulebook }: Preview): Promise<Sum> {
  const now = await desk.database.now();
  const backfill = { versionNo: plan.versionNo };
  const began: BegunOrder[][] = [];
  let failed = 0;
  for (const { pages } of looked.parts) {
    const found: BegunOrder[] = [];
    for (const { incoming } of pages) {
      const report = await settleWithin(desk, client, { store: plan.store, incoming, rulebook, now, backfill });
      found.push(...report.began);
      failed += report.failures.size;
    }
    began.push(found);
  }
  return { began, failed };
}
