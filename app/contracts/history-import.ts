/** What people see of an import of past orders. Times are ISO 8601; points are whole. */
export interface ImportView {
  readonly id: string;
  readonly programId: string;
  readonly storeId: string;
  readonly store: string;
  readonly state: 'running' | 'paused' | 'done' | 'cancelled' | 'undoing' | 'undone';
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
  /** How far its undoing is, and what came of it; null: nobody asked for it. */
  readonly undo: ImportUndoView | null;
}

export interface ImportUndoView {
  /** Orders: all, done, and those that could not be undone (they are in the log). */
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  /** Points that were taken back, and those that had been spent or set aside and stay with their members. */
  readonly taken: number;
  readonly kept: number;
  readonly by: string;
  readonly endedAt: string | null;
}

/** What undoing an import would do. Nothing was written. */
export interface UndoPreview {
  readonly importId: string;
  readonly store: string;
  /** Orders that have points from it, and their members. */
  readonly orders: number;
  readonly members: number;
  /** Points of these orders now: what would be taken back, and what is spent, set aside or gone and stays. */
  readonly points: number;
  readonly taken: number;
  readonly kept: number;
  /** Orders that wait for a payment, a rate or an owner: they would earn nothing then. */
  readonly waiting: number;
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
  /** How many of them were worked through for this answer. */
  readonly looked: number;
  /** False: `looked` are a sample, the first ones of each of `parts` equal parts of the time, and the numbers below are of those alone. */
  readonly complete: boolean;
  /** Parts of the time that have orders; 1 when all were looked at. */
  readonly parts: number;
  /** What all orders would come to, from the sample; null when all were looked at, or the platform does not count them. */
  readonly estimate: { readonly orders: number; readonly points: number } | null;
  readonly orders: number;
  readonly members: number;
  readonly points: number;
  /** Of `looked`: orders that could not be read or settled. */
  readonly failed: number;
  /** What the points (of all orders where they are estimated) are worth as rewards, in minor units of the program's currency; null where no reward says it. */
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
  readonly reason:
    | 'nothing-to-undo'
    | 'no-store'
    | 'not-connected'
    | 'no-version'
    | 'no-period'
    | 'running'
    | 'none'
    | 'paused'
    | 'platform'
    | 'not-allowed';
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
  | { readonly outcome: 'undo-preview'; readonly preview: UndoPreview }
  | { readonly outcome: 'changed' }
  | { readonly outcome: 'refused'; readonly reason: ImportRefusal['reason'] };
