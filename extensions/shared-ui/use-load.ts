import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, Problem } from './rung-client.ts';

export type Loaded<Value> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problem: Problem }
  | { readonly state: 'ready'; readonly value: Value };

/**
 * Loads when the page opens, when `key` changes, and when `reload` is called; what was there stays until the new answer comes. Null as `key`: nothing to load.
 * `load` may be a new function at each drawing.
 */
export function useLoad<Value>(
  key: string | null,
  load: () => Promise<Answer<Value>>,
): { readonly now: Loaded<Value>; readonly reload: () => Promise<void> } {
  const [now, setNow] = useState<Loaded<Value>>({ state: 'loading' });
  const latest = useRef(load);
  latest.current = load;
  // Of answers that overtake each other only the newest question's counts.
  const turn = useRef(0);
  const reload = useCallback(async () => {
    turn.current += 1;
    const mine = turn.current;
    const answer = await latest.current();
    if (mine !== turn.current) return;
    setNow((before) =>
      answer.ok
        ? { state: 'ready', value: answer.value }
        : before.state === 'ready'
          ? before
          : { state: 'failed', problem: answer.problem },
    );
  }, []);
  useEffect(() => {
    if (key === null) return undefined;
    setNow({ state: 'loading' });
    void reload();
    return () => {
      turn.current += 1;
    };
  }, [key, reload]);
  return { now, reload };
}
