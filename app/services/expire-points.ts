import { decideExpiry } from '#app/domain/decisions/expire-points.ts';
import { addDays, addLocalMonths, type Instant } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import {
  BEFORE_ALL_CANDIDATES,
  type ExpiryCandidate,
  type ExpiryPlace,
  readAvailableLots,
  readExpiryWarnings,
  readIdleCandidates,
  readLotCandidates,
  readProgramIds,
} from '#app/store/expiry.ts';
import type { Queryable } from '#app/store/database.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { insertNotices } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';
import { eachApart } from './each-apart.ts';

const AT_ONCE = 2_000;
const MOST_PAGES = 1_000;
const UNITS_AT_MOST = 20;

/** Warns of points that will end and ends those whose day has come, in all programs. Answers how many members were looked at. */
export async function expirePoints(desk: Desk, now: Instant): Promise<number> {
  let members = 0;
  await eachApart(await readProgramIds(desk.database.pool), async (programId) => {
    const rulebook = await desk.library.open(programId);
    const live = rulebook.liveAt(now);
    if (!live) return;
    const program = await rulebook.program(live.no);
    const stores = (await readStores(desk.database, programId)).filter(({ state }) => state === 'connected');
    const expiring = { program, versionNo: live.no, now, stores };
    // Who was warned and waits is looked at again each time: a first page of them must not hide the others.
    for (let page = 0, after = BEFORE_ALL_CANDIDATES; page < MOST_PAGES; page += 1) {
      const candidates = await findCandidates(desk.database.pool, programId, { program, now, after, limit: AT_ONCE });
      await eachApart(candidates, (candidate) => expireMember(desk, programId, { candidate, ...expiring }));
      members += candidates.length;
      const last = candidates.at(-1);
      if (!last || candidates.length < AT_ONCE) break;
      after = last;
    }
  });
  return members;
}

async function findCandidates(
  client: Queryable,
  programId: string,
  by: { readonly program: Program; readonly now: Instant; readonly after: ExpiryPlace; readonly limit: number },
): Promise<ExpiryCandidate[]> {
  const { program, now, after, limit } = by;
  const { mode, warnDaysBefore } = program.expiry;
  const firstWarning = addDays(now, Math.max(0, ...warnDaysBefore));
  if (mode.kind === 'none') return [];
  if (mode.kind === 'inactivity') {
    const idleSince = addLocalMonths(firstWarning, -mode.months, program.timeZone);
    return readIdleCandidates(client, programId, { idleSince, resetBy: mode.resetBy, after, limit });
  }
  return readLotCandidates(client, programId, { endingBefore: firstWarning, after, limit });
}

interface Expiring {
  readonly candidate: ExpiryCandidate;
  readonly program: Program;
  readonly versionNo: number;
  readonly now: Instant;
  readonly stores: readonly StoreRecord[];
}

/** No channel tells members anything yet: a warning stands in the account, and points end only after the longer wait for those whom only the account reaches. */
async function expireMember(desk: Desk, programId: string, { candidate, program, versionNo, now, stores }: Expiring): Promise<void> {
  const { memberId, unit } = candidate;
  await desk.database.transaction(async (client) => {
    await lockMembers(client, programId, [memberId]);
    // Under the lock once more: an order may have come in since.
    const again = await findCandidates(client, programId, { program, now, after: { memberId, unit: '' }, limit: UNITS_AT_MOST });
    const standing = again.find((other) => other.memberId === memberId && other.unit === unit);
    if (!standing) return;
    const decision = decideExpiry({
      program,
      versionNo,
      memberId,
      unit,
      lots: await readAvailableLots(client, programId, { memberId, unit }),
      warnings: await readExpiryWarnings(client, programId, memberId),
      reachable: false,
      region: null,
      lastActiveAt: standing.lastActiveAt,
      now,
    });
    if (decision.posting) await postDrafts(client, programId, [decision.posting]);
    await insertNotices(
      client,
      programId,
      decision.notices.map(({ businessKey, kind, facts }) => ({ key: businessKey, memberId, kind, data: facts })),
    );
    if (decision.posting)
      await addErrands(
        client,
        programId,
        stores.map(({ storeId }) => publishErrand(storeId, memberId)),
      );
  });
}
