import { decideExpiry } from '#app/domain/decisions/expire-points.ts';
import { addDays, addLocalMonths, type Instant } from '#app/domain/instant.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import {
  type ExpiryCandidate,
  readAvailableLots,
  readExpiryWarnings,
  readIdleCandidates,
  readLotCandidates,
  readProgramIds,
} from '#app/store/expiry.ts';
import { postDrafts } from '#app/store/ledger.ts';
import { lockMembers } from '#app/store/members.ts';
import { addErrands } from '#app/store/outbox.ts';
import { type StoreRecord, readStores } from '#app/store/programs.ts';
import { insertNotices } from '#app/store/tiers.ts';
import type { Desk } from './desk.ts';
import { publishErrand } from './publish-members.ts';

const AT_ONCE = 2_000;

/** Warns of points that will end and ends those whose day has come, in all programs. Answers how many members were looked at. */
export async function expirePoints(desk: Desk, now: Instant): Promise<number> {
  let members = 0;
  for (const programId of await readProgramIds(desk.database.pool)) {
    const rulebook = await desk.library.open(programId);
    const live = rulebook.liveAt(now);
    if (!live) continue;
    const program = await rulebook.program(live.no);
    const candidates = await findCandidates(desk, programId, { program, now });
    const stores = (await readStores(desk.database, programId)).filter(({ state }) => state === 'connected');
    for (const candidate of candidates) await expireMember(desk, programId, { candidate, program, versionNo: live.no, now, stores });
    members += candidates.length;
  }
  return members;
}

async function findCandidates(
  desk: Desk,
  programId: string,
  by: { readonly program: Program; readonly now: Instant },
): Promise<ExpiryCandidate[]> {
  const { program, now } = by;
  const { mode, warnDaysBefore } = program.expiry;
  const firstWarning = addDays(now, Math.max(0, ...warnDaysBefore));
  if (mode.kind === 'none') return [];
  if (mode.kind === 'inactivity') {
    const idleSince = addLocalMonths(firstWarning, -mode.months, program.timeZone);
    return readIdleCandidates(desk.database.pool, programId, { idleSince, resetBy: mode.resetBy, limit: AT_ONCE });
  }
  return readLotCandidates(desk.database.pool, programId, { endingBefore: firstWarning, limit: AT_ONCE });
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
  const { memberId, unit, lastActiveAt } = candidate;
  await desk.database.transaction(async (client) => {
    await lockMembers(client, programId, [memberId]);
    const decision = decideExpiry({
      program,
      versionNo,
      memberId,
      unit,
      lots: await readAvailableLots(client, programId, { memberId, unit }),
      warnings: await readExpiryWarnings(client, programId, memberId),
      reachable: false,
      region: null,
      lastActiveAt,
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
