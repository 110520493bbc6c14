import type { AdjustmentProblems } from '#app/contracts/adjustment.ts';
import type { MemberRowView, MergePreview } from '#app/contracts/members.ts';

export type MemberDeed = 'note' | 'lock' | 'block' | 'unblock' | 'merge' | 'unmerge' | 'erase';

/** What the member page's action answers. */
export type MemberAnswer =
  | { readonly outcome: 'done'; readonly what: 'adjust'; readonly memberId: string; readonly adjustmentId: string; readonly points: number }
  | { readonly outcome: 'done'; readonly what: MemberDeed; readonly memberId: string }
  | { readonly outcome: 'invalid'; readonly problems: AdjustmentProblems }
  | { readonly outcome: 'refused'; readonly reason: string; readonly message: string }
  | { readonly outcome: 'found'; readonly rows: readonly MemberRowView[] }
  | { readonly outcome: 'merge-preview'; readonly preview: MergePreview };
