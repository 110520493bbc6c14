import type { OverviewView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';
import { NumberCard } from './number-card.tsx';
import { Sparkline } from './sparkline.tsx';

type Day = OverviewView['days'][number];

/** The four core numbers, each with a sentence and, where it has a course, its line of the last 30 days. */
export function Numbers({ overview }: { readonly overview: OverviewView }) {
  const { t, number } = useI18n();
  const { days, members, points } = overview;
  const earned = sum(days, (day) => day.earned);
  const redeemed = sum(days, (day) => day.redeemed);
  return (
    <section className="rung-numbers" aria-label={t('home.numbers')}>
      <NumberCard
        title={t('home.members')}
        value={number(members.total)}
        sentence={t('home.members.sentence', { count: members.joined })}
        picture={<DayLine days={days} name={t('home.orders.line')} tone="neutral" of={(day) => day.orders} />}
      />
      <NumberCard
        title={t('home.outstanding')}
        value={number(points.outstanding)}
        sentence={t('home.outstanding.sentence', { count: points.pending })}
        picture={<DayLine days={days} name={t('home.outstanding.line')} tone="neutral" of={(day) => day.earned - day.redeemed} />}
      />
      <NumberCard
        title={t('home.earned')}
        value={number(earned)}
        sentence={t('home.earned.sentence', { count: sum(days, (day) => day.orders) })}
        picture={<DayLine days={days} name={t('home.earned.line')} tone="earned" of={(day) => day.earned} />}
      />
      <NumberCard
        title={t('home.redeemed')}
        value={number(redeemed)}
        sentence={earned === 0 ? t('home.redeemed.none') : t('home.redeemed.sentence', { share: shareText(redeemed, earned, number) })}
        picture={<DayLine days={days} name={t('home.redeemed.line')} tone="redeemed" of={(day) => day.redeemed} />}
      />
    </section>
  );
}

interface DayLineProps {
  readonly days: readonly Day[];
  readonly name: string;
  readonly tone: 'earned' | 'redeemed' | 'neutral';
  readonly of: (day: Day) => number;
}

function DayLine({ days, name, tone, of }: DayLineProps) {
  const { t, day: dayText, number } = useI18n();
  const latest = days.at(-1);
  const highest = days.reduce<Day | undefined>((best, day) => (best === undefined || of(day) > of(best) ? day : best), undefined);
  if (!latest || !highest) return null;
  const label = t('home.line', { name, highest: of(highest), day: dayText(highest.day), latest: number(of(latest)) });
  return <Sparkline label={label} values={days.map(of)} tone={tone} />;
}

function sum(days: readonly Day[], of: (day: Day) => number): number {
  return days.reduce((total, day) => total + of(day), 0);
}

/** Points redeemed for every 100 earned. */
function shareText(redeemed: number, earned: number, number: (value: number) => string): string {
  return number(Math.round((redeemed / earned) * 100));
}
