import { useCallback, useEffect, useRef, useState } from 'react';
import type { FeedEntry } from '#app/contracts/reading.ts';
import { mergeEntries } from './stories.ts';

const EVERY_MS = 2_000;
const SLOWEST_MS = 30_000;
const MAX_ENTRIES = 120;

export type FeedState = 'live' | 'paused' | 'reconnecting';

export interface LiveFeed {
  readonly entries: readonly FeedEntry[];
  readonly state: FeedState;
  /** How many entries came since the page was opened. */
  readonly arrived: number;
  readonly newest: FeedEntry | null;
  readonly toggle: () => void;
}

/**
 * Asks every two seconds what came after the newest entry known; slower while the server cannot be reached, not at all while paused or while nobody
 * looks (a hidden tab). Asking, not listening: App Bridge puts its short-lived token on each `fetch`, and an EventSource carries none.
 */
export function useLiveFeed(initial: readonly FeedEntry[], onNews: () => void): LiveFeed {
  const [entries, setEntries] = useState(initial);
  const [paused, setPaused] = useState(false);
  const [reachable, setReachable] = useState(true);
  const [arrived, setArrived] = useState(0);
  const cursor = useRef(initial[0]?.cursor ?? '');
  // Entries near the cursor may come again, and late ones from before it: each counts once.
  const known = useRef(new Set(initial.map((entry) => entry.cursor)));
  const tell = useRef(onNews);
  tell.current = onNews;

  const take = useCallback((fresh: readonly FeedEntry[]) => {
    const news = fresh.filter((entry) => !known.current.has(entry.cursor));
    if (news.length === 0) return;
    for (const entry of news) known.current.add(entry.cursor);
    cursor.current = news.reduce((latest, entry) => (entry.cursor > latest ? entry.cursor : latest), cursor.current);
    setEntries((shown) => mergeEntries(news, shown, MAX_ENTRIES));
    setArrived((count) => count + news.length);
    tell.current();
  }, []);

  useEffect(() => {
    if (paused) return undefined;
    const stop = new AbortController();
    void keepAsking({ cursor, take, setReachable, signal: stop.signal });
    return () => stop.abort();
  }, [paused, take]);

  const toggle = useCallback(() => setPaused((was) => !was), []);
  return {
    entries,
    state: paused ? 'paused' : reachable ? 'live' : 'reconnecting',
    arrived,
    newest: arrived > 0 ? (entries[0] ?? null) : null,
    toggle,
  };
}

interface Asking {
  readonly cursor: { readonly current: string };
  readonly take: (fresh: readonly FeedEntry[]) => void;
  readonly setReachable: (reachable: boolean) => void;
  readonly signal: AbortSignal;
}

/** Ends when the signal says so, and only then. */
async function keepAsking({ cursor, take, setReachable, signal }: Asking): Promise<void> {
  let waitMs = EVERY_MS;
  const isOver = () => signal.aborted;
  while (!isOver()) {
    await pause(waitMs, signal);
    if (isOver() || document.visibilityState === 'hidden') continue;
    try {
      take(await readEntries(cursor.current, signal));
      waitMs = EVERY_MS;
      setReachable(true);
    } catch {
      if (isOver()) return;
      waitMs = Math.min(waitMs * 2, SLOWEST_MS);
      setReachable(false);
    }
  }
}

async function readEntries(after: string, signal: AbortSignal): Promise<readonly FeedEntry[]> {
  const response = await fetch(`/app/feed?after=${encodeURIComponent(after)}`, { signal, headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`the feed answered ${response.status}`);
  const { entries } = (await response.json()) as { readonly entries: readonly FeedEntry[] };
  return entries;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
