import { useFetcher } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import type { StaffAnswer } from '#app/contracts/staff.ts';
import { useI18n } from '../i18n-context.tsx';
import { showToast } from '../toast.tsx';

const PATH = '/app/settings/staff';

/** Sends an act on people and says in passing that it was done. */
export function useStaffDeed() {
  const { t } = useI18n();
  const fetcher = useFetcher<StaffAnswer>();
  const seen = useRef<StaffAnswer | undefined>(undefined);
  const { data: answer } = fetcher;
  const busy = fetcher.state !== 'idle';
  useEffect(() => {
    if (busy || answer === undefined || answer === seen.current) return;
    seen.current = answer;
    if (answer.outcome === 'done') showToast(t(`staff.done.${answer.what}`));
  });
  return {
    busy,
    refusal: !busy && answer?.outcome === 'refused' ? t(`staff.refused.${answer.reason}`) : null,
    send: (fields: Readonly<Record<string, string>>, action: string = PATH) => fetcher.submit({ ...fields }, { method: 'post', action }),
  };
}
