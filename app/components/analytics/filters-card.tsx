import { BlockStack, Card, Select, Text, TextField } from '@shopify/polaris';
import { useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import { ANALYTICS_CHANNELS, type AnalyticsPeriod } from '#app/contracts/analytics-filters.ts';
import type { AnalyticsView } from '#app/contracts/analytics.ts';
import { useI18n } from '../i18n-context.tsx';
import type { Numbers } from './numbers-context.tsx';

export interface FiltersCardProps {
  readonly period: AnalyticsPeriod;
  readonly view: AnalyticsView;
  readonly filters: Numbers['filters'];
  readonly stores: readonly { readonly storeId: string; readonly domain: string }[];
}

/** What is looked at: kept in the address, so that a view can be kept and passed on. */
export function FiltersCard({ period, view, filters, stores }: FiltersCardProps) {
  const { t, date } = useI18n();
  const [, setSearch] = useSearchParams();
  const put = (changes: Readonly<Record<string, string>>) =>
    setSearch(
      (was) => {
        for (const [name, value] of Object.entries(changes)) {
          if (value === '') was.delete(name);
          else was.set(name, value);
        }
        return was;
      },
      { preventScrollReset: true },
    );
  const all = { value: '', label: t('analytics.all') };
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <div className="rung-filters" role="group" aria-label={t('analytics.filters')}>
          <Select
            label={t('analytics.period')}
            options={(['7', '30', '90', 'year', 'own'] as const).map((value) => ({ value, label: t(`analytics.period.${value}`) }))}
            value={period}
            onChange={(value) =>
              put(value === 'own' ? { period: value, from: view.period.from, to: view.period.to } : { period: value, from: '', to: '' })
            }
          />
          {stores.length > 1 && (
            <Select
              label={t('analytics.store')}
              options={[all, ...stores.map(({ storeId, domain }) => ({ value: storeId, label: domain }))]}
              value={filters.storeId ?? ''}
              onChange={(store) => put({ store })}
            />
          )}
          <Select
            label={t('analytics.tier')}
            options={[
              all,
              ...view.tiers.map(({ tierId, name }) =>
                tierId === '' ? { value: 'none', label: t('tiers.none') } : { value: tierId, label: name },
              ),
            ]}
            value={filters.tierId === null ? '' : filters.tierId === '' ? 'none' : filters.tierId}
            onChange={(tier) => put({ tier })}
          />
          <Select
            label={t('analytics.channel')}
            options={[all, ...ANALYTICS_CHANNELS.map((value) => ({ value, label: t(`analytics.channel.${value}`) }))]}
            value={filters.channel ?? ''}
            onChange={(channel) => put({ channel })}
          />
          {view.knownCampaigns.length > 0 && (
            <Select
              label={t('analytics.campaign')}
              options={[all, ...view.knownCampaigns.map(({ id, name }) => ({ value: id, label: name }))]}
              value={filters.campaignId ?? ''}
              onChange={(campaign) => put({ campaign })}
            />
          )}
        </div>
        {period === 'own' && (
          <OwnDays
            key={`${view.period.from} ${view.period.to}`}
            period={view.period}
            onChoose={(days) => put({ period: 'own', ...days })}
          />
        )}
        <Text as="p" variant="bodySm" tone="subdued">
          {t('analytics.compared', {
            from: date(`${view.period.from}T12:00:00Z`),
            to: date(`${view.period.to}T12:00:00Z`),
            beforeFrom: date(`${view.before.from}T12:00:00Z`),
            beforeTo: date(`${view.before.to}T12:00:00Z`),
          })}{' '}
          {t('analytics.not-kept')}
        </Text>
      </BlockStack>
    </Card>
  );
}

interface Days {
  readonly from: string;
  readonly to: string;
}

/** Two days; what makes no period is said beside the field and asked for nothing. */
function OwnDays({ period, onChoose }: { readonly period: Days; readonly onChoose: (days: Days) => void }) {
  const { t } = useI18n();
  const [days, setDays] = useState<Days>(period);
  const choose = (next: Days) => {
    setDays(next);
    if (next.from !== '' && next.to !== '' && next.from <= next.to) onChoose(next);
  };
  const wrong = days.from !== '' && days.to !== '' && days.from > days.to;
  return (
    <div className="rung-filters">
      <TextField
        label={t('analytics.from')}
        type="date"
        autoComplete="off"
        value={days.from}
        onChange={(from) => choose({ ...days, from })}
      />
      <TextField
        label={t('analytics.to')}
        type="date"
        autoComplete="off"
        value={days.to}
        onChange={(to) => choose({ ...days, to })}
        {...(wrong ? { error: t('analytics.days.wrong') } : {})}
      />
    </div>
  );
}
