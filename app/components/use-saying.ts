import { useMemo } from 'react';
import type { Saying } from '#app/domain/saying.ts';
import { pageSayer } from '#app/i18n/say-page.ts';
import { useI18n } from './i18n-context.tsx';

/** Says, in the reader's language, what the rule book or the desk wants said. */
export function useSaying(): (saying: Saying) => string {
  const { locale } = useI18n();
  return useMemo(() => pageSayer(locale), [locale]);
}
