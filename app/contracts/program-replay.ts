import type { ReplayResult } from '#app/domain/decisions/compare-programs.ts';

/** Last year's orders played through a draft of the program: how far it is, and what came of it. */
export interface ReplayView {
  readonly replayId: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  /** Orders played, of how many. */
  readonly done: number;
  readonly total: number;
  /** In words, when it failed. */
  readonly problem: string | null;
  /** The version that the draft is compared with. */
  readonly liveNo: number;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly result: (ReplayResult & { readonly from: string; readonly to: string; readonly wholePeriod: boolean } & ReplayNames) | null;
}

export interface ReplayNames {
  /** Of the members who gain or lose the most, by their ids: a name, else an e-mail; one without either is missing. */
  readonly names: Readonly<Record<string, string>>;
}

/** What the page of a replay is told: the newest one, or why none was begun. */
export interface ReplayAnswer {
  readonly replay: ReplayView | null;
  readonly refusal: ReplayRefusal | null;
}

/** Why a replay was not begun; `message` in the merchant's words. */
export interface ReplayRefusal {
  readonly reason: 'invalid' | 'no-live-version' | 'not-allowed';
  readonly message: string;
}
