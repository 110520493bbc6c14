import type { BulkProblems } from '#app/contracts/bulk.ts';
import type { BulkPreview, BulkView, MemberListView, MemberRefusal } from '#app/contracts/members.ts';

/** What the members page's action answers. */
export type MembersAnswer =
  | {
      readonly outcome: 'list';
      /** The number of the question, so that an older answer is told from the newest. */
      readonly asked: string;
      /** Null: from the beginning. */
      readonly after: string | null;
      readonly list: MemberListView;
    }
  | { readonly outcome: 'bulks'; readonly bulks: readonly BulkView[] }
  | { readonly outcome: 'preview'; readonly preview: BulkPreview }
  | { readonly outcome: 'bulk'; readonly bulk: BulkView }
  | { readonly outcome: 'invalid'; readonly problems: BulkProblems }
  | { readonly outcome: 'refused'; readonly refusal: MemberRefusal };
