import type { ProgramDraftView } from '#app/contracts/program-editor.ts';
import { localDate, startOfLocalDay } from '#app/domain/instant.ts';
import { checkForPublish, usedIds } from '#app/domain/program/check-for-publish.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { withFreshIds } from '#app/domain/program/fresh-ids.ts';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { startExpiryClock } from '#app/domain/program/start-expiry-clock.ts';
import { type Result, accepted, refused } from '#app/domain/result.ts';
import { readDraft, setProgramState, typicalOrder, writeDraft } from '#app/store/program-drafts.ts';
import { addErrands } from '#app/store/outbox.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { DraftPublication, DraftRefusal, DraftReview, DraftWriter, FirstPublication, Publishing, RollBack } from './program-desk.ts';
import { publishProgram } from './publish-program.ts';
import { storefrontErrands } from './publish-storefront.ts';
import { draftView } from './read-program.ts';

const CONFLICT: DraftRefusal = {
  reason: 'conflict',
  message: 'Somebody else changed this draft meanwhile. Look at their changes, or put yours over them.',
  problems: [],
};
const NOTHING: DraftRefusal = { reason: 'nothing', message: 'There is no draft: it was published or thrown away.', problems: [] };

/** Keeps the draft as it was typed, valid or not. Refuses (`conflict`) to write over what somebody else saved meanwhile. */
export async function saveProgramDraft(
  desk: Desk,
  input: DraftWriter & { readonly document: unknown; readonly basedOn: number },
): Promise<Result<ProgramDraftView, DraftRefusal>> {
  const { programId, staffId, revision, document, basedOn } = input;
  const rulebook = await desk.library.open(programId);
  const known = rulebook.versions.some(({ no }) => no === basedOn) ? basedOn : (rulebook.versions.at(-1)?.no ?? 0);
  const saved = await writeDraft(desk.database.pool, programId, { document, basedOn: known, updatedBy: staffId, revision });
  if (saved === null) return refused(CONFLICT);
  const draft = draftView(await readDraft(desk.database.pool, programId));
  return draft === null ? refused(NOTHING) : accepted(draft);
}

/** Throws the draft away; the live version is untouched. Refuses (`conflict`) when it is not the one that the writer saw. */
export async function discardProgramDraft(desk: Desk, input: DraftWriter): Promise<Result<null, DraftRefusal>> {
  const { programId, staffId, revision } = input;
  const draft = await readDraft(desk.database.pool, programId);
  if (draft === null || draft.document === null) return accepted(null);
  const emptied = await desk.database.transaction(async (client) => {
    const written = await writeDraft(client, programId, { document: null, basedOn: draft.basedOn, updatedBy: staffId, revision });
    if (written !== null)
      await insertAudit(client, programId, {
        actorKind: 'staff',
        actorId: staffId,
        action: 'program-draft-discarded',
        subject: String(draft.basedOn),
        details: { document: draft.document },
      });
    return written;
  });
  return emptied === null ? refused(CONFLICT) : accepted(null);
}

/** Looks at the draft as publishing would: what is in the way, what looks like a slip, and what changes. Null: there is no draft. */
export async function reviewProgramDraft(desk: Desk, programId: string): Promise<DraftReview | null> {
  const draft = await readDraft(desk.database.pool, programId);
  if (draft === null || draft.document === null) return null;
  return reviewDocument(desk, programId, { document: draft.document, basedOn: draft.basedOn });
}

/** The same for an older version that may come back. Null: the program has no such version. */
export async function reviewProgramVersion(desk: Desk, programId: string, versionNo: number): Promise<DraftReview | null> {
  const rulebook = await desk.library.open(programId);
  if (!rulebook.versions.some(({ no }) => no === versionNo)) return null;
  const document = await rulebook.program(versionNo);
  return reviewDocument(desk, programId, { document, basedOn: rulebook.versions.at(-1)?.no ?? 0, bringsBack: versionNo });
}

async function reviewDocument(
  desk: Desk,
  programId: string,
  candidate: { readonly document: unknown; readonly basedOn: number; readonly bringsBack?: number },
): Promise<DraftReview> {
  const { pool } = desk.database;
  const [rulebook, stores, typicalOrderMinor, now] = await Promise.all([
    desk.library.open(programId),
    readStores(desk.database, programId),
    typicalOrder(pool, programId),
    desk.database.now(),
  ]);
  const programs = new Map<number, Program>();
  for (const { no } of rulebook.versions) programs.set(no, await rulebook.program(no));
  const base = programs.get(candidate.basedOn) ?? null;
  const newestNo = rulebook.versions.at(-1)?.no ?? 0;
  const newest = programs.get(newestNo) ?? null;
  const since = base !== null && newest !== null && newestNo > candidate.basedOn ? diffPrograms(base, newest) : [];
  const parsed = parseProgram(candidate.document);
  if (!parsed.ok) return { errors: parsed.refusal, warnings: [], changes: [], since };
  const today = localDate(now, parsed.value.timeZone);
  const program = startExpiryClock(parsed.value, base, today);
  const ids = [...programs].filter(([no]) => no !== candidate.bringsBack).flatMap(([, each]) => [...usedIds(each)]);
  const findings = checkForPublish(program, {
    currenciesInUse: [...new Set(stores.map(({ currency }) => currency))],
    previous: base,
    today,
    everUsedIds: withoutComingBack(ids, candidate.bringsBack === undefined ? null : parsed.value),
    ...(typicalOrderMinor === null ? {} : { typicalOrderMinor }),
  });
  return { ...findings, changes: base === null ? [] : diffPrograms(base, program), since };
}

/** What comes back keeps the ids that it had. */
function withoutComingBack(ids: readonly string[], comingBack: Program | null): ReadonlySet<string> {
  const free = comingBack === null ? new Set<string>() : usedIds(comingBack);
  return new Set(ids.filter((id) => !free.has(id)));
}

/** Publishes the draft, now or from a day on. Refuses what is not valid, a draft that somebody else changed, and one whose base is not the newest version any more. */
export async function publishProgramDraft(desk: Desk, publication: DraftPublication): Promise<Publishing> {
  const { programId, staffId, revision, from } = publication;
  const [draft, rulebook] = await Promise.all([readDraft(desk.database.pool, programId), desk.library.open(programId)]);
  if (draft === null || draft.document === null) return refused(NOTHING);
  if (draft.revision !== revision) return refused(CONFLICT);
  const published = await publishProgram(desk, {
    programId,
    basedOn: draft.basedOn,
    document: draft.document,
    publishedBy: staffId,
    effectiveAt: from === null ? null : startOfLocalDay(from, rulebook.record.timeZone),
  });
  if (!published.ok) return published;
  // A draft that was saved in this very moment stays; it will be told that its base is older.
  await writeDraft(desk.database.pool, programId, { document: null, basedOn: published.value.versionNo, updatedBy: staffId, revision });
  return published;
}

/** Puts the draft on top of the newest version: what others published meanwhile is changed back where the draft says otherwise, and the review shows it. */
export async function rebaseProgramDraft(desk: Desk, input: DraftWriter): Promise<Result<null, DraftRefusal>> {
  const { programId, staffId, revision } = input;
  const [draft, rulebook] = await Promise.all([readDraft(desk.database.pool, programId), desk.library.open(programId)]);
  if (draft === null || draft.document === null) return refused(NOTHING);
  const basedOn = rulebook.versions.at(-1)?.no ?? draft.basedOn;
  const written = await writeDraft(desk.database.pool, programId, { document: draft.document, basedOn, updatedBy: staffId, revision });
  return written === null ? refused(CONFLICT) : accepted(null);
}

/** Publishes an older version's document as the newest one. The draft, if there is one, stays as it is. Refuses (`stale`) when another version came out since `newestNo` was read. */
export async function rollBackProgram(desk: Desk, input: RollBack): Promise<Publishing> {
  const { programId, staffId, versionNo, newestNo } = input;
  const rulebook = await desk.library.open(programId);
  if (!rulebook.versions.some(({ no }) => no === versionNo)) return refused({ ...NOTHING, message: `There is no version ${versionNo}.` });
  return publishProgram(desk, {
    programId,
    basedOn: newestNo,
    document: await rulebook.program(versionNo),
    publishedBy: staffId,
    effectiveAt: null,
    bringsBack: versionNo,
  });
}

/** Publishes a whole document at once, without a draft: the first run. What would carry the id of a thing that was removed earlier gets a new one. */
export async function publishFirstProgram(desk: Desk, input: FirstPublication): Promise<Publishing> {
  const { programId, staffId, newestNo, document } = input;
  const rulebook = await desk.library.open(programId);
  const parsed = parseProgram(document);
  const programs = await Promise.all(rulebook.versions.map(({ no }) => rulebook.program(no)));
  const current = new Set(programs.slice(-1).flatMap((program) => [...usedIds(program)]));
  const gone = new Set(programs.flatMap((program) => [...usedIds(program)]).filter((id) => !current.has(id)));
  return publishProgram(desk, {
    programId,
    basedOn: newestNo,
    document: parsed.ok ? withFreshIds(parsed.value, gone) : document,
    publishedBy: staffId,
    effectiveAt: null,
  });
}

/** Pauses the program (nothing new is earned or redeemed; refunds settle, codes are honoured) or lets it go on. False: it was so already. */
export async function pauseProgram(
  desk: Desk,
  input: { readonly programId: string; readonly staffId: string; readonly paused: boolean },
): Promise<boolean> {
  const { programId, staffId, paused } = input;
  const stores = await readStores(desk.database, programId);
  const changed = await desk.database.transaction(async (client) => {
    if (!(await setProgramState(client, programId, paused ? 'paused' : 'live'))) return false;
    await insertAudit(client, programId, {
      actorKind: 'staff',
      actorId: staffId,
      action: paused ? 'program-paused' : 'program-resumed',
      subject: programId,
      details: {},
    });
    await addErrands(client, programId, storefrontErrands(stores));
    return true;
  });
  if (changed) for (const store of stores) desk.wake('relay-store', store);
  return changed;
}
