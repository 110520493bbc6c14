import { checkForPublish } from '#app/domain/program/check-for-publish.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Instant } from '#app/domain/instant.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { insertAudit, insertVersion, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

export interface Publication {
  readonly programId: string;
  /** The version the draft was made from; publishing over a newer one is refused (`stale`). */
  readonly basedOn: number;
  readonly document: unknown;
  readonly publishedBy: string;
  /** From when on orders are settled under it; never earlier than now, unless `overImportedHistory` (a store whose past orders are brought in under it). */
  readonly effectiveAt: Instant | null;
  readonly overImportedHistory?: boolean;
}

export interface PublishRefusal {
  readonly reason: 'invalid' | 'stale' | 'in-the-past';
  readonly message: string;
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** Publishes a draft as the next version. What was decided under older versions keeps its reference; nothing stored is rewritten. */
export async function publishProgram(desk: Desk, publication: Publication): Promise<Result<{ readonly versionNo: number; readonly changes: readonly string[] }, PublishRefusal>> {
  const { programId, basedOn } = publication;
  const parsed = parseProgram(publication.document);
  if (!parsed.ok) return refused({ reason: 'invalid', message: 'The program has gaps or mistakes.', problems: parsed.refusal });
  const [rulebook, stores, now] = await Promise.all([desk.library.open(programId), readStores(desk.database, programId), desk.database.now()]);
  const effectiveAt = publication.effectiveAt ?? now;
  if (effectiveAt < now && !publication.overImportedHistory) return refused({ reason: 'in-the-past', message: 'A version cannot begin in the past.', problems: [] });
  const previous = rulebook.versions.some(({ no }) => no === basedOn) ? await rulebook.program(basedOn) : null;
  const findings = checkForPublish(parsed.value, { currenciesInUse: [...new Set(stores.map(({ currency }) => currency))], previous });
  if (findings.errors.length > 0) return refused({ reason: 'invalid', message: 'The program has gaps or mistakes.', problems: findings.errors });
  const changes = previous ? diffPrograms(previous, parsed.value) : ['First version.'];
  const versionNo = await desk.database.transaction(async (client) => {
    const no = await insertVersion(client, programId, { basedOn, document: parsed.value, effectiveAt, publishedBy: publication.publishedBy, changes });
    if (no !== null) {
      await insertAudit(client, programId, { actorKind: 'staff', actorId: publication.publishedBy, action: 'program-published', subject: String(no), details: { basedOn, changes } });
    }
    return no;
  });
  if (versionNo === null) return refused({ reason: 'stale', message: 'Somebody else published meanwhile. Look at their changes, then publish again.', problems: [] });
  return accepted({ versionNo, changes });
}
