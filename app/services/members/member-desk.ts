import type {
  BulkPreview,
  BulkTarget,
  BulkTask,
  BulkView,
  MemberDeskView,
  MemberExportRow,
  MemberListView,
  MemberRefusal,
  MemberWish,
  MergePreview,
} from '#app/contracts/members.ts';
import type { Result } from '#app/domain/result.ts';
import type { PointsAllowance } from '#app/domain/staff/rights.ts';

/** Who acts at the admin's desk, and for whom. */
export interface StaffAct {
  readonly programId: string;
  readonly memberId: string;
  readonly staffId: string;
}

export interface BulkAct {
  readonly programId: string;
  readonly staffId: string;
  readonly isOwner: boolean;
  /** What the role of whoever acts may give or take; absent: no limit. */
  readonly allowance?: PointsAllowance;
}

type Done = Result<{ readonly memberId: string }, MemberRefusal>;

/** The pages of members: the list, what staff may do to one, and to many. Every act is in the audit with who did it. */
export interface MemberServices {
  list(asked: { readonly programId: string; readonly wish: MemberWish; readonly after: string | null }): Promise<MemberListView>;
  /** Everybody who matches, page by page; noted in the audit. */
  exportList(asked: {
    readonly programId: string;
    readonly wish: MemberWish;
    readonly staffId: string;
  }): AsyncGenerator<readonly MemberExportRow[]>;
  /** Notes, audit, merges, identities and the lock of a member; null: there is none. */
  readDesk(programId: string, memberId: string): Promise<MemberDeskView | null>;
  /** `noteId` is made by the client: a repeat keeps one note. */
  addNote(act: StaffAct & { readonly noteId: string; readonly text: string }): Promise<Done>;
  /** Fixes the tier to the end of a local day (null: for good); `tierId` null lets go. */
  lockTier(act: StaffAct & { readonly tierId: string | null; readonly until: string | null }): Promise<Done>;
  /** Blocked earns nothing, and not later either. */
  setBlocked(act: StaffAct & { readonly blocked: boolean }): Promise<Done>;
  /** `memberId` stays, `from` goes up in it. Writes nothing. */
  previewMerge(asked: {
    readonly programId: string;
    readonly memberId: string;
    readonly from: string;
  }): Promise<Result<MergePreview, MemberRefusal>>;
  merge(act: StaffAct & { readonly from: string }): Promise<Done>;
  unmerge(act: { readonly programId: string; readonly staffId: string; readonly mergeId: string }): Promise<Done>;
  /** All that is kept about a person, to hand on. Null: there is no such member. */
  exportMember(act: StaffAct): Promise<unknown>;
  /** For good. `typed` must be the name that the page shows. */
  erase(act: StaffAct & { readonly typed: string }): Promise<Done>;

  previewBulk(act: BulkAct & { readonly task: BulkTask; readonly target: BulkTarget }): Promise<Result<BulkPreview, MemberRefusal>>;
  /** `bulkId` is made by the client: a repeat begins nothing anew. */
  startBulk(
    act: BulkAct & { readonly bulkId: string; readonly task: BulkTask; readonly target: BulkTarget },
  ): Promise<Result<BulkView, MemberRefusal>>;
  /** Newest first, at most 10. */
  listBulk(programId: string): Promise<readonly BulkView[]>;
  /** What is done stays done; the rest is left. */
  cancelBulk(act: BulkAct & { readonly bulkId: string }): Promise<Result<BulkView, MemberRefusal>>;
  /** Takes back what is unspent of points that were given, gives back points that were taken, removes notes. Within 30 days. */
  undoBulk(act: BulkAct & { readonly bulkId: string }): Promise<Result<BulkView, MemberRefusal>>;
}
