import type { ReactNode } from 'react';
import type { AnalyticsView } from '#app/contracts/analytics.ts';
import { NumberCard } from '../charts/number-card.tsx';
import { useI18n } from '../i18n-context.tsx';

export type CoreName = keyof AnalyticsView['core'];

export const CORE: readonly CoreName[] = ['redemption', 'orderValueLift', 'frequencyLift', 'quiet'];

export interface CoreCardsProps {
  readonly core: AnalyticsView['core'];
  /** The course of a number, where there is one. */
  readonly picture?: (name: CoreName) => ReactNode;
}

/** The four numbers that say whether a program works: each with what it means and how it stood before. */
export function CoreCards({ core, picture }: CoreCardsProps) {
  const { t } = useI18n();
  const words = useCoreWords();
  return (
    <section className="rung-numbers" aria-label={t('analytics.core')}>
      {CORE.map((name) => (
        <NumberCard
          key={name}
          title={t(`analytics.core.${name}`)}
          value={words.value(name, core[name].now)}
          sentence={words.sentence(name, core[name].now)}
          trend={<Trend name={name} now={core[name].now} before={core[name].before} />}
          {...(picture === undefined ? {} : { picture: picture(name) })}
        />
      ))}
    </section>
  );
}

/** Less than half a percent apart is the same. */
const SAME = 0.005;

/** How a core number is written and what it says. */
export function useCoreWords() {
  const { t, share } = useI18n();
  const isLift = (name: CoreName) => name === 'orderValueLift' || name === 'frequencyLift';
  const value = (name: CoreName, of: number | null) => (of === null ? '–' : `${isLift(name) && of >= SAME ? '+' : ''}${share(of)}`);
  const sentence = (name: CoreName, of: number | null) => {
    if (of === null) return t(`analytics.core.${name}.none`);
    if (name === 'redemption' || name === 'quiet') return t(`analytics.core.${name}.sentence`, { percent: share(of) });
    if (Math.abs(of) < SAME) return t(`analytics.core.${name}.same`);
    return t(`analytics.core.${name}.${of > 0 ? 'more' : 'less'}`, { percent: share(Math.abs(of)) });
  };
  return { value, sentence };
}

/** A sentence that stands as a title has no full stop. */
export function asTitle(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

function Trend({ name, now, before }: { readonly name: CoreName; readonly now: number | null; readonly before: number | null }) {
  const { t } = useI18n();
  const { value } = useCoreWords();
  if (now === null) return null;
  if (before === null) return <span className="rung-trend">{t('analytics.trend.none')}</span>;
  const change = now - before;
  if (Math.abs(change) < SAME) return <span className="rung-trend">{t('analytics.trend.same')}</span>;
  const isGood = change > 0 === (name !== 'quiet');
  return (
    <span className={`rung-trend ${isGood ? 'rung-trend-good' : 'rung-trend-bad'}`}>
      <span aria-hidden="true">{change > 0 ? '↑' : '↓'}</span>
      {t(change > 0 ? 'analytics.trend.up' : 'analytics.trend.down', { before: value(name, before) })}
    </span>
  );
}
