import type { NoticeKind } from './notice.schema.ts';

/** Something a shopper shall be told once. The key is unique in the program: the same notice is never sent twice. */
export interface NoticeDraft {
  readonly businessKey: string;
  readonly kind: NoticeKind;
  readonly memberId: string;
  /** What the text is filled with; numbers are points in steps or minor units, instants are milliseconds. */
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}
