import { BlockStack, Text, TextField } from '@shopify/polaris';
import { useState } from 'react';
import { currencyExponent } from '#app/domain/money.ts';
import { BarList } from '../charts/bar-list.tsx';
import { useI18n } from '../i18n-context.tsx';
import { average } from './analytics-tables.ts';
import { ChartCard, NothingYet } from './chart-card.tsx';
import { useNumbers } from './numbers-context.tsx';

/** What is owed to members, now. */
export function LiabilityCard() {
  const { t, money, points: pointsText, share } = useI18n();
  const { view, filters } = useNumbers();
  const { points, pending, minor, pendingMinor, breakage, holders } = view.liability;
  const inMoney = minor !== null;
  const text = (of: number, worth: number | null) => (worth === null ? pointsText(of) : money(worth, view.currency));
  const notes = [
    t('analytics.liability.now', { count: holders }),
    breakage === null ? t('analytics.liability.no-breakage') : t('analytics.liability.breakage', { percent: share(breakage) }),
    ...(inMoney ? [] : [t('analytics.liability.no-worth')]),
    ...(Object.values(filters).some((filter) => filter !== null) ? [t('analytics.deaf.all')] : []),
  ];
  return (
    <ChartCard
      title={
        inMoney
          ? t('analytics.liability.finding', { amount: money(minor, view.currency) })
          : t('analytics.liability.finding.points', { points: pointsText(points) })
      }
      text={t('analytics.liability.text')}
      table="liability"
      notes={notes}
    >
      <BarList
        label={t('analytics.liability.text')}
        bars={[
          { id: 'spendable', name: t('analytics.liability.spendable'), value: points, text: text(points, minor), tone: 'first' },
          { id: 'pending', name: t('analytics.liability.pending'), value: pending, text: text(pending, pendingMinor), tone: 'quiet' },
        ]}
      />
    </ChartCard>
  );
}

/** What rewards cost, and what a margin can carry. */
export function EconomicsCard() {
  const { t, share } = useI18n();
  const { view } = useNumbers();
  const { costShare } = view.economics;
  return (
    <ChartCard
      title={costShare.now === null ? t('analytics.economics.title') : t('analytics.economics.finding', { percent: share(costShare.now) })}
      text={t('analytics.economics.text')}
      table="economics"
    >
      {view.orders.now.members.orders === 0 ? <NothingYet>{t('analytics.orders.none')}</NothingYet> : <Margin />}
    </ChartCard>
  );
}

const USUAL_MARGIN = '30';
const MICROS = 1_000_000;

/** Millionths of a minor unit as a decimal text in main units: (1_000_000, 'EUR') is "0.01". */
function mainUnits(micros: number, currency: string): string {
  return (micros / MICROS / 10 ** currencyExponent(currency)).toFixed(6);
}

/** The merchant's margin, typed in and kept nowhere: how many points an order carries, and what the program could have brought at most. */
function Margin() {
  const { t, money, exactMoney, points } = useI18n();
  const { view } = useNumbers();
  const [typed, setTyped] = useState(USUAL_MARGIN);
  const percent = Number(typed.replace(',', '.'));
  const valid = typed.trim() !== '' && percent > 0 && percent <= 100;
  const { pointCostMicros, rewardCost } = view.economics;
  const { members, others } = view.orders.now;
  const [own, other] = [average(members.valueMinor, members.orders), average(others.valueMinor, others.orders)];
  const carried = own === null || pointCostMicros === null ? null : Math.floor(((own * percent) / 100 / pointCostMicros) * MICROS);
  const extra = own === null || other === null ? null : Math.round((own - other) * members.orders);
  return (
    <BlockStack gap="300">
      <div className="rung-margin">
        <TextField
          label={t('analytics.margin')}
          type="text"
          inputMode="decimal"
          suffix="%"
          autoComplete="off"
          value={typed}
          onChange={setTyped}
          {...(valid ? {} : { error: t('analytics.margin.wrong') })}
        />
      </div>
      <div aria-live="polite">
        {valid && (
          <BlockStack gap="200">
            {pointCostMicros === null ? (
              <Text as="p">{t('analytics.point-cost.none')}</Text>
            ) : (
              <Text as="p">
                {t('analytics.point-cost', { amount: exactMoney(mainUnits(pointCostMicros, view.currency), view.currency) })}
              </Text>
            )}
            {carried !== null && own !== null && (
              <Text as="p">
                {t('analytics.threshold', {
                  order: money(own, view.currency),
                  margin: money(Math.round((own * percent) / 100), view.currency),
                  points: points(carried),
                })}
              </Text>
            )}
            {extra !== null && extra > 0 && (
              <Text as="p">
                {t('analytics.at-most', {
                  extra: money(extra, view.currency),
                  margin: money(Math.round((extra * percent) / 100), view.currency),
                  cost: money(rewardCost.now, view.currency),
                })}{' '}
                {t('analytics.at-most.bias')}
              </Text>
            )}
          </BlockStack>
        )}
      </div>
    </BlockStack>
  );
}
