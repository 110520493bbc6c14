import type { FirstStepsView, ProgramDraftView, ProgramEditorView, ProgramVersionView } from '#app/contracts/program-editor.ts';
import { instantToIso, localDate } from '#app/domain/instant.ts';
import { phrase } from '#app/domain/program/diff/change.ts';
import type { Change } from '#app/domain/program/diff/change.ts';
import { diffPrograms } from '#app/domain/program/diff-programs.ts';
import { usedIds } from '#app/domain/program/publish/ids.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import { invariant } from '#app/domain/result.ts';
import { type DraftRecord, hideChecklist, readDraft, readFirstSteps, readVersionLines, typicalOrder } from '#app/store/program-drafts.ts';
import { insertAudit, readStores } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';
import type { Rulebook } from './program-library.ts';

const VERSIONS_SHOWN = 100;

/** The program as it stands, the draft of its next version, and what the browser needs to judge it. */
export async function readProgramEditor(desk: Desk, programId: string): Promise<ProgramEditorView> {
  const { pool } = desk.database;
  const [rulebook, stores, draft, typicalOrderMinor, nowMs] = await Promise.all([
    desk.library.open(programId),
    readStores(desk.database, programId),
    readDraft(pool, programId),
    typicalOrder(pool, programId),
    desk.database.now(),
  ]);
  const newest = rulebook.versions.at(-1);
  invariant(newest, 'a program has a version from its installation on');
  const live = rulebook.liveAt(nowMs);
  const programs = await Promise.all(rulebook.versions.map(({ no }) => rulebook.program(no)));
  return {
    programId,
    state: rulebook.record.state,
    currency: rulebook.record.currency,
    timeZone: rulebook.record.timeZone,
    today: localDate(nowMs, rulebook.record.timeZone),
    nowMs,
    liveNo: live?.no ?? null,
    scheduled: newest.effectiveAt > nowMs ? { no: newest.no, effectiveAt: instantToIso(newest.effectiveAt) } : null,
    newestNo: newest.no,
    newest: programs.at(-1),
    draft: draftView(draft),
    draftRevision: draft?.revision ?? 0,
    currenciesInUse: [...new Set(stores.map(({ currency }) => currency))],
    typicalOrderMinor,
    usedIds: [...new Set(programs.flatMap((program) => [...usedIds(program)]))],
  };
}

/** The draft as pages show it; null while nothing is being written. */
export function draftView(draft: DraftRecord | null): ProgramDraftView | null {
  if (draft === null || draft.document === null) return null;
  const { document, basedOn, revision, updatedBy, updatedAt } = draft;
  return { document, basedOn, revision, updatedBy, updatedAt: instantToIso(updatedAt) };
}

/** The newest 100 versions, newest first, each with what it changed. */
export async function readProgramHistory(desk: Desk, programId: string): Promise<ProgramVersionView[]> {
  const [rulebook, lines, now] = await Promise.all([
    desk.library.open(programId),
    readVersionLines(desk.database, programId, VERSIONS_SHOWN),
    desk.database.now(),
  ]);
  const liveNo = rulebook.liveAt(now)?.no ?? null;
  return Promise.all(
    lines.map(async ({ no, publishedBy, effectiveAt, publishedAt }) => ({
      ...{ no, publishedBy, effectiveAt: instantToIso(effectiveAt), publishedAt: instantToIso(publishedAt) },
      changes: await changesOf(rulebook, no),
      state: no === liveNo ? ('live' as const) : effectiveAt > now ? ('scheduled' as const) : ('past' as const),
    })),
  );
}

/** What a version changed from the one before it, worked out from the documents themselves. */
async function changesOf(rulebook: Rulebook, no: number): Promise<readonly Change[]> {
  if (!rulebook.versions.some((version) => version.no === no - 1)) return [phrase('first-version')];
  return diffPrograms(await rulebook.program(no - 1), await rulebook.program(no));
}

/** The document of one version, or null when the program has no such version. */
export async function readProgramVersion(desk: Desk, programId: string, versionNo: number): Promise<Program | null> {
  const rulebook = await desk.library.open(programId);
  return rulebook.versions.some(({ no }) => no === versionNo) ? rulebook.program(versionNo) : null;
}

/** How far a new merchant has come. */
export function readFirstStepsOf(desk: Desk, programId: string): Promise<FirstStepsView> {
  return readFirstSteps(desk.database.pool, programId);
}

/** Puts the checklist of the first days away for good. */
export async function hideFirstSteps(desk: Desk, programId: string, staffId: string): Promise<void> {
  await hideChecklist(desk.database.pool, programId);
  await insertAudit(desk.database.pool, programId, {
    actorKind: 'staff',
    actorId: staffId,
    action: 'checklist-hidden',
    subject: programId,
    details: {},
  });
}
