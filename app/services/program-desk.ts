import type { FirstStepsView, ProgramDraftView, ProgramEditorView, ProgramVersionView } from '#app/contracts/program-editor.ts';
import type { ReplayRefusal, ReplayView } from '#app/contracts/program-replay.ts';
import type { Change } from '#app/domain/program/diff/change.ts';
import type { ProgramProblem } from '#app/domain/program/parse-program.ts';
import type { Program } from '#app/domain/program/program.schema.ts';
import type { Result } from '#app/domain/result.ts';

export interface DraftRefusal {
  /**
   * `conflict`: somebody else saved since `revision` was read. `nothing`: there is no draft. `invalid`: gaps or mistakes, listed. `stale`: another version came out
   * since the draft was begun. `in-the-past`: a version cannot begin in the past. `not-allowed`: the right is missing.
   */
  readonly reason: 'conflict' | 'nothing' | 'invalid' | 'stale' | 'in-the-past' | 'not-allowed';
  readonly message: string;
  readonly problems: readonly ProgramProblem[];
}

export interface DraftWriter {
  readonly programId: string;
  /** Goes into the audit. */
  readonly staffId: string;
  /** The revision of the draft that the writer saw; 0: there was none. */
  readonly revision: number;
}

export interface DraftPublication extends DraftWriter {
  /** A local day of the program ("2026-12-01") at whose start it takes over; null: at once. */
  readonly from: string | null;
}

export interface RollBack {
  readonly programId: string;
  readonly staffId: string;
  readonly versionNo: number;
  /** The newest version that the person saw. */
  readonly newestNo: number;
}

export interface FirstPublication {
  readonly programId: string;
  readonly staffId: string;
  readonly newestNo: number;
  readonly document: unknown;
}

export interface DraftReview {
  /** In the way of publishing. */
  readonly errors: readonly ProgramProblem[];
  /** Worth a second look. */
  readonly warnings: readonly ProgramProblem[];
  /** What would change; empty while the draft cannot be read or changes nothing. */
  readonly changes: readonly Change[];
  /** What versions changed that were published since the draft was begun. */
  readonly since: readonly Change[];
}

export type Publishing = Result<{ readonly versionNo: number; readonly changes: readonly Change[] }, DraftRefusal>;

/** What the program pages may ask for; program-drafts.ts and read-program.ts say what each promises and refuses. */
export interface ProgramServices {
  readEditor(programId: string): Promise<ProgramEditorView>;
  readHistory(programId: string): Promise<readonly ProgramVersionView[]>;
  readVersion(programId: string, versionNo: number): Promise<Program | null>;
  readFirstSteps(programId: string): Promise<FirstStepsView>;
  hideFirstSteps(programId: string, staffId: string): Promise<void>;
  saveDraft(input: DraftWriter & { readonly document: unknown; readonly basedOn: number }): Promise<Result<ProgramDraftView, DraftRefusal>>;
  discardDraft(input: DraftWriter): Promise<Result<null, DraftRefusal>>;
  rebaseDraft(input: DraftWriter): Promise<Result<null, DraftRefusal>>;
  reviewDraft(programId: string): Promise<DraftReview | null>;
  reviewVersion(programId: string, versionNo: number): Promise<DraftReview | null>;
  publishDraft(input: DraftPublication): Promise<Publishing>;
  publishFirst(input: FirstPublication): Promise<Publishing>;
  rollBack(input: RollBack): Promise<Publishing>;
  /** Last year's orders through a draft, in the background (replay-program.ts). */
  startReplay(input: {
    readonly programId: string;
    readonly document: unknown;
    readonly staffId: string;
  }): Promise<Result<ReplayView, ReplayRefusal>>;
  /** The newest one, with its progress or result; null: there never was one. */
  readReplay(programId: string): Promise<ReplayView | null>;
  cancelReplay(programId: string): Promise<void>;
  pause(input: { readonly programId: string; readonly staffId: string; readonly paused: boolean }): Promise<boolean>;
}
