import type { DonationView } from '#app/contracts/issuing.ts';
import { FactsCard } from '../facts-card.tsx';
import { useI18n } from '../i18n-context.tsx';

/** What was given to the cause, and how much of it nobody can take back any more. */
export function DonationsCard({ donations }: { readonly donations: readonly DonationView[] }) {
  const { t, money } = useI18n();
  const sum = ({ times, worthMinor }: DonationView['final'], currency: string) =>
    t('donations.times', { count: times, amount: money(worthMinor, currency) });
  return (
    <FactsCard
      title={t('donations.title')}
      facts={donations.flatMap(({ currency, final, reversible }) => [
        { name: `${t('donations.final')} (${currency})`, value: sum(final, currency) },
        { name: `${t('donations.reversible')} (${currency})`, value: sum(reversible, currency) },
      ])}
    >
      <p className="rung-quiet">{t('donations.text')}</p>
    </FactsCard>
  );
}
