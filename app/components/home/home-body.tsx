import type { CoreNumbersView } from '#app/contracts/analytics.ts';
import type { FirstStepsView } from '#app/contracts/program-editor.ts';
import type { FeedEntry, OverviewView } from '#app/contracts/reading.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { FeedCard } from '../feed/feed-card.tsx';
import { useI18n } from '../i18n-context.tsx';
import { SearchCard } from '../search-card.tsx';
import { GlanceCard } from './glance-card.tsx';
import { HealthCard, needsALook } from './health-card.tsx';
import { NextStepCard } from './next-step-card.tsx';
import { Numbers } from './numbers.tsx';
import { TierCard } from './tier-card.tsx';

export interface HomeBodyProps {
  readonly overview: OverviewView;
  readonly numbers: CoreNumbersView;
  readonly feed: readonly FeedEntry[];
  readonly nowMs: number;
  readonly onNews: () => void;
  readonly firstSteps: FirstStepsView;
  readonly storeId: string;
  readonly apiKey: string;
}

/** The first page: what to do next, how the program does, and what happens right now. */
export function HomeBody({ overview, numbers, feed, nowMs, onNews, firstSteps, storeId, apiKey }: HomeBodyProps) {
  const { t } = useI18n();
  const troubled = needsALook(overview);
  return (
    <AdminPage title={overview.programName} nowMs={nowMs}>
      {!firstSteps.hidden && <NextStepCard overview={overview} firstSteps={firstSteps} storeId={storeId} apiKey={apiKey} />}
      {troubled && <HealthCard overview={overview} />}
      <Numbers numbers={numbers} />
      <Columns
        main={<FeedCard initial={feed} onNews={onNews} />}
        side={
          <>
            <SearchCard heading={t('search.heading')} />
            <GlanceCard overview={overview} />
            <TierCard overview={overview} />
            {!troubled && <HealthCard overview={overview} />}
          </>
        }
      />
    </AdminPage>
  );
}
