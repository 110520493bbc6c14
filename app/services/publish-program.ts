import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { phrase } from '#app/domain/program/diff/change.ts';
import type { Change } from '#app/domain/program/diff/change.ts';
import { type ProgramProblem, parseProgram } from '#app/domain/program/parse-program.ts';
import { usedIds } from '#app/domain/program/publish/ids.ts';
import { startExpiryClock } from '#app/domain/program/start-expiry-clock.ts';
import { type Instant, localDate } from '#app/domain/instant.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit, insertVersion, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { Rulebook } from './program-library.ts';
import { storefrontErrands } from './publish-storefront.ts';
import { settleWaitingErrand } from './settle-waiting.ts';

export interface Publication {
  readonly programId: string;
  /** The version the draft was made from; publishing over a newer one is refused (`stale`). */
  readonly basedOn: number;
  readonly document: unknown;
  readonly publishedBy: string;
  /** From when on orders are settled under it; never earlier than now, unless `overImportedHistory` (a store whose past orders are brought in under it). */
  readonly effectiveAt: Instant | null;
  readonly overImportedHistory?: boolean;
  /** An older version whose document this is: what comes back keeps its ids. */
  readonly bringsBack?: number;
}

export interface PublishRefusal {
  readonly reason: 'invalid' | 'stale' | 'in-the-past';
  readonly message: string;
  readonly problems: readonly ProgramProblem[];
}

const STALE: PublishRefusal = {
  reason: 'stale',
  message: 'Somebody else published meanwhile. Look at their changes, then publish again.',
  problems: [],
};

/** Publishes a draft as the next version. What was decided under older versions keeps its reference; nothing stored is rewritten. */
export async function publishProgram(
  desk: Desk,
  publication: Publication,
): Promise<Result<{ readonly versionNo: number; readonly changes: readonly Change[] }, PublishRefusal>> {
  const { programId, basedOn } = publication;
  const parsed = parseProgram(publication.document);
  if (!parsed.ok) return refused({ reason: 'invalid', message: 'The program has gaps or mistakes.', problems: parsed.refusal });
  const [rulebook, stores, now] = await Promise.all([
    desk.library.open(programId),
    readStores(desk.database, programId),
    desk.database.now(),
  ]);
  if ((rulebook.versions.at(-1)?.no ?? 0) !== basedOn) return refused(STALE);
  const effectiveAt = publication.effectiveAt ?? now;
  if (effectiveAt < now && !publication.overImportedHistory)
    return refused({ reason: 'in-the-past', message: 'A version cannot begin in the past.', problems: [] });
  const previous = rulebook.versions.some(({ no }) => no === basedOn) ? await rulebook.program(basedOn) : null;
  const today = localDate(now, parsed.value.timeZone);
  const program = startExpiryClock(parsed.value, previous, today);
  const findings = checkForPublish(program, {
    currenciesInUse: [...new Set(stores.map(({ currency }) => currency))],
    previous,
    today,
    everUsedIds: await idsOf(rulebook, publication.bringsBack),
  });
  if (findings.errors.length > 0)
    return refused({ reason: 'invalid', message: 'The program has gaps or mistakes.', problems: findings.errors });
  const changes = previous ? diffPrograms(previous, program) : [phrase('first-version')];
  // The document itself says what changed, in any language; what is kept beside it are the kinds of changes.
  const kinds = changes.map(({ code }) => code);
  const versionNo = await desk.database.transaction(async (client) => {
    const no = await insertVersion(client, programId, {
      basedOn,
      document: program,
      effectiveAt,
      publishedBy: publication.publishedBy,
      changes: kinds,
    });
    if (no !== null) {
      await addErrands(client, programId, [
        ...stores.map(({ storeId }) => settleWaitingErrand(storeId)),
        ...storefrontErrands(stores, { no, inSeconds: Math.ceil((effectiveAt - now) / 1_000) }),
      ]);
      await insertAudit(client, programId, {
        actorKind: 'staff',
        actorId: publication.publishedBy,
        action: 'program-published',
        subject: String(no),
        details: { basedOn, changes: kinds },
      });
    }
    return no;
  });
  if (versionNo === null) return refused(STALE);
  for (const store of stores) desk.wake('relay-store', store);
  return accepted({ versionNo, changes });
}

/** Every id that a version of this program ever used: none is given to another thing. What comes back is the thing itself. */
async function idsOf(rulebook: Rulebook, bringsBack: number | undefined): Promise<ReadonlySet<string>> {
  const programs = await Promise.all(rulebook.versions.map(({ no }) => rulebook.program(no)));
  const ids = new Set(programs.flatMap((program) => [...usedIds(program)]));
  if (bringsBack !== undefined) for (const id of usedIds(await rulebook.program(bringsBack))) ids.delete(id);
  return ids;
}
