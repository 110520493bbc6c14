import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';
import type { MemberAnswer, MemberDeed } from './member-answer.ts';
import { refusalWords } from './refusal-words.ts';

export interface Deed {
  readonly busy: boolean;
  /** Why the last try was refused, in the reader's words. */
  readonly refusal: string | null;
  readonly answer: MemberAnswer | undefined;
  send(fields: Readonly<Record<string, string>>): void;
}

/** Sends an act of staff on the member whose page it is; says in passing that it was done. */
export function useDeed(onDone?: (what: MemberDeed) => void): Deed {
  const { t } = useI18n();
  const fetcher = useFetcher<MemberAnswer>();
  const seen = useRef<MemberAnswer | undefined>(undefined);
  const { data: answer } = fetcher;
  const busy = fetcher.state !== 'idle';
  useEffect(() => {
    if (busy || answer === undefined || answer === seen.current) return;
    seen.current = answer;
    if (answer.outcome !== 'done' || answer.what === 'adjust') return;
    showToast(t(`member.done.${answer.what}`));
    onDone?.(answer.what);
  });
  return {
    busy,
    refusal: !busy && answer?.outcome === 'refused' ? refusalWords(answer, t) : null,
    answer,
    send: (fields) => fetcher.submit({ ...fields }, { method: 'post' }),
  };
}
