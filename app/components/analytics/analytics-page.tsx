import { Banner, Card, EmptyState, Text } from '@shopify/polaris';
import { useNavigation } from '@remix-run/react';
import { useMemo } from 'react';
import type { AnalyticsPeriod } from '#app/contracts/analytics-filters.ts';
import type { AnalyticsView } from '#app/contracts/analytics.ts';
import { AdminPage } from '../admin-page.tsx';
import { DownloadButton } from '../download-button.tsx';
import { useI18n } from '../i18n-context.tsx';
import { Ago } from '../moment.tsx';
import { grainOf } from './buckets.ts';
import { CampaignsCard } from './campaign-card.tsx';
import { CoreCards } from './core-cards.tsx';
import { CountingBanner } from './counting-banner.tsx';
import { FiltersCard } from './filters-card.tsx';
import { LifetimeCard, LifetimeTiersCard } from './lifetime-cards.tsx';
import { FrequencyCard, MonthsCard, PointsCard, RewardsCard, TiersCard } from './member-cards.tsx';
import { EconomicsCard, LiabilityCard } from './money-cards.tsx';
import { type Numbers, NumbersProvider } from './numbers-context.tsx';
import { HoursCard, OrdersCard, SpendCard } from './order-cards.tsx';

export interface AnalyticsPageProps {
  readonly view: AnalyticsView;
  readonly period: AnalyticsPeriod;
  readonly filters: Numbers['filters'];
  readonly search: string;
  readonly stores: readonly { readonly storeId: string; readonly domain: string }[];
  readonly nowMs: number;
}

/** Whether the program does what it is for: four numbers first, then what is behind them. */
export function AnalyticsPage({ view, period, filters, search, stores, nowMs }: AnalyticsPageProps) {
  const { t } = useI18n();
  const busy = useFiltering();
  const numbers = useMemo<Numbers>(() => ({ view, filters, search, grain: grainOf(view.days.length) }), [view, filters, search]);
  const isNarrowed = Object.values(filters).some((filter) => filter !== null);
  if (isEmpty(view) && !isNarrowed && period !== 'own') {
    return (
      <AdminPage title={t('nav.analytics')} nowMs={nowMs}>
        <Card roundedAbove="xs">
          <EmptyState heading={t('analytics.empty.title')} image="" action={{ content: t('analytics.empty.action'), url: '/app' }}>
            <p>{t(view.asOf === null ? 'analytics.empty.soon' : 'analytics.empty.text')}</p>
          </EmptyState>
        </Card>
      </AdminPage>
    );
  }
  return (
    <AdminPage title={t('nav.analytics')} nowMs={nowMs}>
      <NumbersProvider numbers={numbers}>
        <FiltersCard period={period} view={view} filters={filters} stores={stores} />
        <div className={`rung-page-part${busy ? ' rung-busy' : ''}`} aria-busy={busy}>
          <CountingBanner progress={view.progress} />
          {hasNothing(view) && (
            <Banner tone="info">
              <Text as="p">{t('analytics.nothing')}</Text>
            </Banner>
          )}
          <CoreCards core={view.core} />
          <p className="rung-quiet rung-note">
            {t('analytics.bias.short')}
            {isNarrowed && ` ${t('analytics.core.deaf')}`}
          </p>
          <SpendCard />
          <OrdersCard />
          <PointsCard />
          <MonthsCard />
          <FrequencyCard />
          <TiersCard />
          <RewardsCard />
          <CampaignsCard />
          <LifetimeCard />
          <LifetimeTiersCard />
          <LiabilityCard />
          <HoursCard />
          <EconomicsCard />
          <Foot view={view} search={search} />
        </div>
      </NumbersProvider>
    </AdminPage>
  );
}

function Foot({ view, search }: { readonly view: AnalyticsView; readonly search: string }) {
  const { t, locale } = useI18n();
  return (
    <Card roundedAbove="xs">
      <div className="rung-row">
        <div>
          <Text as="h2" variant="headingSm">
            {t('analytics.all-tables')}
          </Text>
          <p className="rung-quiet rung-note">
            {t('analytics.as-of')} {view.asOf === null ? '–' : <Ago iso={view.asOf} />}
          </p>
        </div>
        <DownloadButton
          url={`/app/analytics/csv?${search}&table=all&locale=${locale}`}
          fileName={`rung-${view.period.from}-${view.period.to}.csv`}
          about={t('analytics.all-tables')}
        />
      </div>
    </Card>
  );
}

/** Other filters were chosen and their numbers are on their way. */
function useFiltering(): boolean {
  const { state, location } = useNavigation();
  return state === 'loading' && location.pathname === '/app/analytics';
}

function hasNothing({ orders, points }: AnalyticsView): boolean {
  return orders.now.members.orders + orders.now.others.orders + points.now.issued + points.now.redeemed === 0;
}

/** Nothing ever happened, as far as the sums know. */
function isEmpty(view: AnalyticsView): boolean {
  return (
    hasNothing(view) &&
    view.months.every(({ memberOrders, otherOrders, members }) => memberOrders + otherOrders + members === 0) &&
    view.liability.holders === 0
  );
}
