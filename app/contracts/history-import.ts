/** What people see of an import of past orders. Times are ISO 8601; points are whole. */
export interface ImportView {
  readonly id: string;
  readonly programId: string;
  readonly storeId: string;
  readonly store: string;
  readonly state: 'running' | 'paused' | 'done' | 'cancelled';
  readonly versionNo: number;
  readonly from: string;
  readonly to: string;
  /** The platform shows us no order placed before this moment; null: it shows all. */
  readonly hiddenBefore: string | null;
  /** Orders of the period; null until the platform has said it. */
  readonly total: number | null;
  readonly done: number;
  /** Orders that could not be read or settled; they are in the log. */
  readonly failed: number;
  /** Orders that earned, the members behind them, and what these have of them now. */
  readonly orders: number;
  readonly members: number;
  readonly points: number;
  readonly ordersPerMinute: number | null;
  readonly secondsLeft: number | null;
  /** Why it waits; null: it goes on. */
  readonly problem: string | null;
  readonly startedBy: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** What an import would give. Nothing was written. */
export interface ImportPreview {
  readonly store: string;
  readonly versionNo: number;
  readonly from: string;
  readonly to: string;
  readonly hiddenBefore: string | null;
  /** All orders of the period; null where the platform does not say. */
  readonly total: number | null;
  /** How many of them were worked through for this answer, the oldest first. */
  readonly looked: number;
  /** False: `looked` are fewer than there are, and the numbers below are of those alone. */
  readonly complete: boolean;
  readonly orders: number;
  readonly members: number;
  readonly points: number;
  /** Of `looked`: orders that could not be read or settled. */
  readonly failed: number;
  /** What the points are worth as rewards, in minor units of the program's currency; null where no reward says it. */
  readonly cost: { readonly minor: number; readonly currency: string } | null;
}

export interface ImportWish {
  readonly programId: string;
  readonly storeId: string;
  /** Orders placed from this moment on (ISO 8601 or a local day). */
  readonly from: number;
  /** … and before this one; null: until the store was connected. */
  readonly to: number | null;
  /** The version that the orders are settled under; null: the one that is live. */
  readonly versionNo: number | null;
}

export interface ImportRefusal {
  readonly reason: 'no-store' | 'not-connected' | 'no-version' | 'no-period' | 'running' | 'none' | 'paused' | 'platform';
  readonly message: string;
}

/** GET /app/imports: what the card of past orders shows. */
export interface ImportsAnswer {
  readonly imports: readonly ImportView[];
  readonly stores: readonly { readonly storeId: string; readonly domain: string }[];
}

/** POST /app/imports. */
export type ImportDeed =
  | { readonly outcome: 'preview'; readonly preview: ImportPreview; readonly storeId: string; readonly from: string }
  | { readonly outcome: 'changed' }
  | { readonly outcome: 'refused'; readonly reason: ImportRefusal['reason'] };
