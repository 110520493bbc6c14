import type { CommercePlatform, StoreRef } from '#app/platforms/commerce-platform.ts';
import type { ClaimedErrand } from '#app/store/outbox.ts';
import type { StoreRecord } from '#app/store/programs.ts';
import type { Desk } from './desk.ts';

/** What an errand's handler works with: the store, its platform, and the errands of one kind. */
export interface ErrandContext {
  readonly desk: Desk;
  readonly store: StoreRecord;
  readonly ref: StoreRef;
  readonly platform: CommercePlatform;
}

/** A handler answers for each errand: done, or how many seconds to wait before another look. It may run twice for the same errand. */
export type ErrandHandler = (
  context: ErrandContext,
  errands: readonly ClaimedErrand[],
) => Promise<Map<string, { readonly waitSeconds: number } | 'done'>>;
