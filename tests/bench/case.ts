import type { Contender } from './measure.ts';
import type { Stage } from './stage.ts';

/** One question that the bench answers: how close is ours to the raw ceiling of this machine. */
export interface Bench {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  /** What ours ÷ ceiling should reach, for each contender that is not named in `targets`. */
  readonly target: number;
  open(stage: Stage, options: { readonly quick: boolean }): Promise<OpenBench>;
}

export interface OpenBench {
  readonly contenders: readonly Contender[];
  /** The contender that the others are measured by. */
  readonly ceiling: string;
  /** Targets of single contenders. */
  readonly targets?: Readonly<Record<string, number>>;
  close(): Promise<void>;
}
