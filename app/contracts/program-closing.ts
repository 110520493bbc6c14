/** The end of a program that was asked for. */
export interface ClosingView {
  readonly state: 'waiting' | 'running' | 'done';
  readonly requestedAt: string;
  readonly dueAt: string;
  /** Members erased, of how many. */
  readonly done: number;
  readonly total: number;
}

/** What the page of the end shows. */
export interface ClosingDeskView {
  /** What must be typed. */
  readonly programName: string;
  readonly state: 'live' | 'paused' | 'frozen';
  readonly members: number;
  /** Null: nobody asked for it, or it was called off. */
  readonly closing: ClosingView | null;
}

export type ClosingRefusalReason = 'not-allowed' | 'not-confirmed' | 'asked-already' | 'begun' | 'none';

export type ClosingAnswer =
  | { readonly outcome: 'done'; readonly what: 'asked' | 'called-off' | 'paused' | 'resumed' }
  | { readonly outcome: 'refused'; readonly reason: ClosingRefusalReason };
