import type { CoreNumbersView } from '#app/contracts/analytics.ts';
import type { FirstStepsView } from '#app/contracts/program-editor.ts';
import type { FeedEntry, OverviewView } from '#app/contracts/reading.ts';
import type { RunningLow } from '#app/contracts/rewards.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { FeedCard } from '../feed/feed-card.tsx';
import { useI18n } from '../i18n-context.tsx';
import { LowBanner } from '../rewards/low-banner.tsx';
import { SearchCard } from '../search-card.tsx';
import { GlanceCard } from './glance-card.tsx';
import { HealthCard, needsALook } from './health-card.tsx';
import { NextStepCard } from './next-step-card.tsx';
import { Numbers } from './numbers.tsx';
import { TierCard } from './tier-card.tsx';

export interface HomeBodyProps {
  readonly overview: OverviewView;
  readonly numbers: CoreNumbersView;
  /** Null: the visitor may not see who the members are. */
  readonly feed: readonly FeedEntry[] | null;
  readonly nowMs: number;
  readonly onNews: () => void;
  readonly firstSteps: FirstStepsView;
  readonly low: readonly RunningLow[];
  readonly storeId: string;
  readonly apiKey: string;
}

/** The first page: what to do next, how the program does, and what happens right now. */
export function HomeBody({ overview, numbers, feed, nowMs, onNews, firstSteps, low, storeId, apiKey }: HomeBodyProps) {
  const { t } = useI18n();
  const troubled = needsALook(overview);
  return (
    <AdminPage title={overview.programName} nowMs={nowMs}>
      <LowBanner low={low} />
      {!firstSteps.hidden && <NextStepCard overview={overview} firstSteps={firstSteps} storeId={storeId} apiKey={apiKey} />}
      {troubled && <HealthCard overview={overview} />}
      <Numbers numbers={numbers} />
      <Columns
        main={feed === null ? <GlanceCard overview={overview} /> : <FeedCard initial={feed} onNews={onNews} />}
        side={
          <>
            {feed !== null && <SearchCard heading={t('search.heading')} />}
            {feed !== null && <GlanceCard overview={overview} />}
            <TierCard overview={overview} />
            {!troubled && <HealthCard overview={overview} />}
          </>
        }
      />
    </AdminPage>
  );
}
