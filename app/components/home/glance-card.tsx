import type { OverviewView } from '#app/contracts/reading.ts';
import { FactsCard } from '../facts-card.tsx';
import { useI18n } from '../i18n-context.tsx';

/** How large the program is, and what came and went in the last 30 days. */
export function GlanceCard({ overview }: { readonly overview: OverviewView }) {
  const { t, number } = useI18n();
  const { members, points, days } = overview;
  const redeemed = days.reduce((sum, day) => sum + day.redeemed, 0);
  const withHint = (value: number, hint: string) => (
    <>
      {number(value)}
      <span className="rung-quiet rung-block">{hint}</span>
    </>
  );
  return (
    <FactsCard
      title={t('home.glance')}
      facts={[
        { name: t('home.members'), value: withHint(members.total, t('home.members.sentence', { count: members.joined })) },
        { name: t('home.outstanding'), value: withHint(points.outstanding, t('home.outstanding.sentence', { count: points.pending })) },
        { name: t('home.earned'), value: number(points.issued) },
        { name: t('home.redeemed'), value: number(redeemed) },
      ]}
    />
  );
}
