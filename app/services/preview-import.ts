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

/** The oldest so many orders are worked through: enough to judge by, and members are locked for no more than a moment. */
const MAX_LOOKED = 500;
const MAX_TRIES = 3;

interface Sum {
  readonly began: readonly BegunOrder[];
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
 * What an import would give: the very path of an import, in a transaction that is rolled back. Of more than 500 orders the oldest 500 are worked through. Writes
 * nothing; asks the platform, so a refusal may say that it does not answer.
 */
export async function previewImport(desk: Desk, wish: ImportWish): Promise<Result<ImportPreview, ImportRefusal>> {
  const plan = await planImport(desk, wish);
  if (!plan.ok) return plan;
  let pages: readonly ImportedOrders[];
  try {
    pages = await fetchPages(plan.value);
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    return refused({ reason: 'platform', message: `The orders could not be read: ${error.message}. Try again in a few minutes.` });
  }
  const rulebook = await desk.library.open(wish.programId);
  const sum = await settleForNothing(desk, { plan: plan.value, pages, rulebook });
  const program = await rulebook.program(plan.value.versionNo);
  const worth = pointWorth(program);
  const points = sum.began.reduce((total, order) => total + order.points, 0);
  const [first] = pages;
  const looked = pages.reduce((total, page) => total + page.seen, 0);
  return accepted({
    ...{ store: plan.value.store.domain, versionNo: plan.value.versionNo },
    ...{ from: instantToIso(plan.value.from), to: instantToIso(plan.value.to) },
    hiddenBefore: first?.hiddenBefore == null ? null : instantToIso(first.hiddenBefore),
    ...{ total: first?.total ?? null, looked, complete: (pages.at(-1)?.cursor ?? null) === null },
    ...{ orders: sum.began.length, members: new Set(sum.began.map(({ memberId }) => memberId)).size, points },
    failed: sum.failed + pages.reduce((total, page) => total + page.unreadable.length, 0),
    cost: worth && { minor: Math.round((points * worth.minor) / worth.points), currency: program.currency },
  });
}

async function fetchPages({ platform, store, from, to }: ImportPlan): Promise<readonly ImportedOrders[]> {
  const pages: ImportedOrders[] = [];
  let looked = 0;
  for (let cursor: string | null = null; ;) {
    const page: ImportedOrders = await fetchPage({ platform, store }, { from, to }, cursor);
    pages.push(page);
    looked += page.seen;
    cursor = page.cursor;
    if (cursor === null || looked >= MAX_LOOKED) return pages;
  }
}

interface Preview {
  readonly plan: ImportPlan;
  readonly pages: readonly ImportedOrders[];
  readonly rulebook: Rulebook;
}

async function settleForNothing(desk: Desk, preview: Preview): Promise<Sum> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await desk.database.transaction(async (client) => {
        throw new PreviewDone(await settlePages(desk, client, preview));
      });
    } catch (error) {
      if (error instanceof PreviewDone) return error.sum;
      if (attempt >= MAX_TRIES || !isOvertaken(error)) throw error;
    }
  }
}

async function settlePages(desk: Desk, client: Queryable, { plan, pages, rulebook }: Preview): Promise<Sum> {
  const now = await desk.database.now();
  const began: BegunOrder[] = [];
  let failed = 0;
  for (const { incoming } of pages) {
    const backfill = { versionNo: plan.versionNo };
    const report = await settleWithin(desk, client, { store: plan.store, incoming, rulebook, now, backfill });
    began.push(...report.began);
    failed += report.failures.size;
  }
  return { began, failed };
}
