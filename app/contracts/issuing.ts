/** What the admin pages show of rewards that a platform or an uploaded list hands out. Moments are ISO 8601 texts, days "2027-01-31", money minor units. */

export interface VoucherPoolView {
  readonly rewardId: string;
  readonly rewardName: string;
  readonly partner: string;
  /** The reward is in the version in force, and active. */
  readonly isOffered: boolean;
  readonly free: number;
  /** A redemption has it, its member has not seen it. */
  readonly claimed: number;
  readonly given: number;
  readonly withdrawn: number;
  /** Never given, and its last day has passed. */
  readonly expired: number;
  readonly endsNext: { readonly on: string; readonly count: number } | null;
  /** Newest first, at most 20. */
  readonly uploads: readonly VoucherUploadView[];
}

export interface VoucherUploadView {
  readonly uploadId: string;
  readonly at: string;
  readonly by: string;
  readonly fileName: string;
  /** `broken`: its reading died on the way and nothing of it was kept. */
  readonly state: 'reading' | 'done' | 'refused' | 'broken';
  readonly lines: number;
  readonly added: number;
  readonly refused: number;
  readonly free: number;
}

/** Why a line of a file gives no code. `over`: its last day has passed. `unreadable`: the file is not UTF-8 there. */
export type VoucherLineReason = 'empty' | 'too-long' | 'unreadable' | 'doubled' | 'already-there' | 'bad-date' | 'over';

export interface VoucherLines {
  readonly total: number;
  readonly byReason: Readonly<Partial<Record<VoucherLineReason, number>>>;
  /** The first 200; the text with its middle hidden. */
  readonly first: readonly { readonly line: number; readonly reason: VoucherLineReason; readonly text: string }[];
}

export interface VoucherPreview {
  readonly lines: number;
  readonly good: number;
  readonly refused: VoucherLines;
  /** A few codes, with their middles hidden. */
  readonly sample: readonly string[];
}

export interface VoucherUploaded {
  readonly uploadId: string;
  readonly lines: number;
  readonly added: number;
  readonly refused: VoucherLines;
}

export interface VoucherRefusal {
  readonly reason: 'unknown-reward' | 'no-codes' | 'too-many' | 'bad-lines' | 'upload-running' | 'bad-count';
  readonly message: string;
  readonly refused?: VoucherLines;
}

/** Whether a store can hand out a kind, and what is missing; `scopes`: what the merchant would have to allow. */
export interface IssuingAbility {
  readonly works: boolean;
  readonly reason: 'works' | 'not-on-platform' | 'no-permission' | 'switched-off' | 'not-asked-yet';
  readonly scopes: readonly string[];
}

export interface StoreAbilityView {
  readonly storeId: string;
  readonly storeName: string;
  readonly platform: 'shopify' | 'woocommerce';
  readonly giftCards: IssuingAbility;
  readonly storeCredit: IssuingAbility;
}

/** What members gave to a cause. `final`: nobody can take it back any more. */
export interface DonationView {
  readonly rewardId: string;
  readonly cause: string;
  readonly currency: string;
  readonly final: { readonly times: number; readonly points: number; readonly worthMinor: number };
  readonly reversible: { readonly times: number; readonly points: number; readonly worthMinor: number };
}
