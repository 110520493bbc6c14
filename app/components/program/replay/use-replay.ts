import { useFetcher } from '@remix-run/react';
import { useEffect, useState } from 'react';
import type { ReplayAnswer, ReplayRefusal, ReplayView } from '#app/contracts/program-replay.ts';

const PATH = '/app/program/replay';
const ASK_EVERY_MS = 1_500;

interface Replay {
  readonly replay: ReplayView | null;
  /** Something is known at all. */
  readonly known: boolean;
  readonly busy: boolean;
  readonly refusal: ReplayRefusal | null;
  readonly start: () => void;
  readonly cancel: () => void;
}

/** The newest replay, asked for again while it runs. */
export function useReplay(): Replay {
  const reading = useFetcher<ReplayAnswer>();
  const acting = useFetcher<ReplayAnswer>();
  const [known, setKnown] = useState<ReplayView | null | undefined>(undefined);
  // The newer of two answers is the one that came last.
  useEffect(() => {
    if (reading.data !== undefined) setKnown(reading.data.replay);
  }, [reading.data]);
  useEffect(() => {
    if (acting.data !== undefined && acting.data.refusal === null) setKnown(acting.data.replay);
  }, [acting.data]);
  const isOpen = known?.state === 'waiting' || known?.state === 'running';
  const idle = reading.state === 'idle' && acting.state === 'idle';
  const { load } = reading;
  useEffect(() => {
    if (!idle) return undefined;
    if (known === undefined) {
      load(PATH);
      return undefined;
    }
    if (!isOpen) return undefined;
    const timer = setTimeout(() => load(PATH), ASK_EVERY_MS);
    return () => clearTimeout(timer);
  }, [idle, known, isOpen, load]);
  const send = (intent: 'start' | 'cancel') => acting.submit({ intent }, { method: 'post', action: PATH });
  return {
    replay: known ?? null,
    known: known !== undefined,
    busy: acting.state !== 'idle',
    refusal: acting.data?.refusal ?? null,
    start: () => send('start'),
    cancel: () => send('cancel'),
  };
}
