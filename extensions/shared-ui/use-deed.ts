import { useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from './rung-client.ts';

export interface Deed {
  /** What is being done, by the name it was given; null: nothing. */
  readonly busy: string | null;
  /** What went wrong with the last one. */
  readonly problem: Problem | null;
  /** Does one thing at a time: a second tap, also one before the page was drawn again, does nothing. */
  run(name: string, work: () => Promise<Answer<unknown>>): Promise<void>;
}

/** `after` runs when a deed is over, well or not, before the next one may begin. */
export function useDeed(after?: (wentWell: boolean) => Promise<void> | void): Deed {
  const running = useRef(false);
  const [busy, setBusy] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    async run(name, work) {
      if (running.current) return;
      running.current = true;
      setBusy(name);
      setProblem(null);
      try {
        const answer = await work();
        setProblem(answer.ok ? null : answer.problem);
        await after?.(answer.ok);
      } finally {
        running.current = false;
        setBusy(null);
      }
    },
  };
}
