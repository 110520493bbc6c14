import type { OverviewView } from '#app/contracts/reading.ts';
import { FactsCard } from '../facts-card.tsx';
import { useI18n } from '../i18n-context.tsx';

/** How large the program is, and what came and went in the last 30 days. */
export function GlanceCard({ overview }: { readonly overview: OverviewView }) {
  const { t, number, points: amount } = useI18n();
  const { members, points, days } = overview;
  const redeemed = days.reduce((sum, day) => sum + day.redeemed, 0);
  const withHint = (value: string, hint: string) => (
    <>
      {value}
      <span className="rung-quiet rung-block">{hint}</span>
    </>
  );
  return (
    <FactsCard
      title={t('home.glance')}
      facts={[
        { name: t('home.members'), value: withHint(number(members.total), t('home.members.sentence', { count: members.joined })) },
        {
          name: t('home.outstanding'),
          value: withHint(amount(points.outstanding), t('home.outstanding.sentence', { points: amount(points.pending) })),
        },
        { name: t('home.earned'), value: amount(points.issued) },
        { name: t('home.redeemed'), value: amount(redeemed) },
      ]}
    />
  );
}
