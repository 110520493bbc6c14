/**
 * What the program pages of the admin read: the program as it stands, the draft of its next version, and what is needed to judge it in the browser by the very
 * rule files that pay. Moments are ISO 8601 texts in UTC, money is in minor units of the program's currency.
 */
import type { Saying } from '#app/domain/saying.ts';

export interface ProgramDraftView {
  /** As typed; it need not be valid. */
  readonly document: unknown;
  /** The version it was made from. */
  readonly basedOn: number;
  /** Named when saving: a draft that somebody else saved meanwhile is not overwritten. */
  readonly revision: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
}

export interface ProgramVersionView {
  readonly no: number;
  readonly effectiveAt: string;
  readonly publishedAt: string;
  readonly publishedBy: string;
  /** What it changed from the version before. */
  readonly changes: readonly Saying[];
  readonly state: 'live' | 'scheduled' | 'past';
}

export interface ProgramEditorView {
  readonly programId: string;
  readonly state: 'live' | 'paused' | 'frozen';
  readonly currency: string;
  readonly timeZone: string;
  /** Today in the program's time zone: "2026-11-23". */
  readonly today: string;
  readonly nowMs: number;
  /** The version that orders of this moment are settled under; null: none is live yet. */
  readonly liveNo: number | null;
  /** A newer version that takes over later. */
  readonly scheduled: { readonly no: number; readonly effectiveAt: string } | null;
  /** The newest version, live or scheduled: what the next one follows, and its document with every default filled in. */
  readonly newestNo: number;
  readonly newest: unknown;
  readonly draft: ProgramDraftView | null;
  /** 0 when there never was a draft. */
  readonly draftRevision: number;
  /** For the checks: currencies of the program's stores, what an order is usually worth, and every id that was ever used ("reward:five"). */
  readonly currenciesInUse: readonly string[];
  readonly typicalOrderMinor: number | null;
  readonly usedIds: readonly string[];
}

/** How far a new merchant has come. */
export interface FirstStepsView {
  /** Somebody published a program, besides the plain one that came with the installation. */
  readonly published: boolean;
  readonly hidden: boolean;
}

export interface ProgramProblemView {
  /** Where in the document: "rewards.0.cost.points". */
  readonly path: string;
  readonly says: Saying;
}
