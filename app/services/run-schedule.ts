import { assertUnreachable } from '#app/domain/result.ts';
import { storesWithDueMessages } from '#app/store/inbox.ts';
import { storesWithWanted } from '#app/store/orders.ts';
import { storesWithDueErrands } from '#app/store/outbox.ts';
import { forgetHashes, forgetOldMessages } from '#app/store/privacy.ts';
import { readDueReviews } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { checkConnections } from './check-connections.ts';
import { closePrograms } from './close-program.ts';
import { endHolds } from './end-holds.ts';
import { expirePoints } from './expire-points.ts';
import { runExports } from './export-program.ts';
import { fillPools } from './fill-pools.ts';
import { handOutLeft } from './issuing/hand-out-left.ts';
import { advanceImports } from './import-history.ts';
import { lookOverStores } from './look-over.ts';
import { runBulkActions } from './members/run-bulk.ts';
import { maturePoints } from './mature-points.ts';
import { reconcileStores } from './reconcile-stores.ts';
import { runReplays } from './replay-program.ts';
import { reviewMembers } from './review-members.ts';
import { rollUpPrograms } from './roll-up.ts';
import type { ScheduleName } from './services.ts';

const AT_ONCE = 1_000;

/** Runs one schedule once and answers what it did, for the log. Every one may run late, twice, or be cut off. */
export async function runSchedule(desk: Desk, name: ScheduleName): Promise<Record<string, number>> {
  const now = await desk.database.now();
  switch (name) {
    case 'sweep':
      return sweep(desk);
    case 'mature-points':
      return { orders: await maturePoints(desk, now) };
    case 'expire-points':
      return { members: await expirePoints(desk, now) };
    case 'review-tiers':
      return reviewDue(desk, now);
    case 'end-holds':
      return { redemptions: await endHolds(desk, now) };
    case 'hand-out':
      return handOutLeft(desk, now);
    case 'reconcile':
      return reconcileStores(desk, now);
    case 'fill-pools':
      return { codes: await fillPools(desk, now) };
    case 'keep-tokens':
      return { stores: await desk.keepTokens(now) };
    case 'probe-webhooks':
      return { ...(await desk.probeWebhooks(now)) };
    case 'import-history':
      return { ...(await advanceImports(desk)) };
    case 'look-over':
      return { ...(await lookOverStores(desk, now)) };
    case 'roll-up':
      return { programs: await rollUpPrograms(desk) };
    case 'replay-programs':
      return { orders: await runReplays(desk) };
    case 'bulk-actions':
      return { members: await runBulkActions(desk) };
    case 'program-exports':
      return { ...(await runExports(desk)) };
    case 'close-programs':
      return { members: await closePrograms(desk) };
    case 'check-connections':
      return checkConnections(desk, now);
    case 'forget-messages':
      return {
        messages: await forgetOldMessages(desk.database.pool, 10_000),
        hashes: await forgetHashes(desk.database.pool, now, 10_000),
      };
    default:
      return assertUnreachable(name);
  }
}

/** Wakes stores with due work that no wake-up reached: a queue that was away, a worker that died, a try whose time has come. */
async function sweep(desk: Desk): Promise<Record<string, number>> {
  const { pool } = desk.database;
  const [messages, errands, wanted] = await Promise.all([
    storesWithDueMessages(pool, AT_ONCE),
    storesWithDueErrands(pool, AT_ONCE),
    storesWithWanted(pool, AT_ONCE),
  ]);
  for (const store of messages) desk.wake('drain-store', store);
  for (const store of errands) desk.wake('relay-store', store);
  for (const store of wanted) desk.wake('fetch-orders', store);
  return { drain: messages.length, relay: errands.length, fetch: wanted.length };
}

async function reviewDue(desk: Desk, now: number): Promise<Record<string, number>> {
  const due = await readDueReviews(desk.database.pool, now, AT_ONCE);
  const byProgram = Map.groupBy(due, ({ programId }) => programId);
  let changed = 0;
  for (const [programId, members] of byProgram)
    changed += await reviewMembers(
      desk,
      programId,
      members.map(({ memberId }) => memberId),
    );
  return { members: due.length, changed };
}
