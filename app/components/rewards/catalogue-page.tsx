import { Badge, Banner, Card, EmptyState, InlineStack, Link as PolarisLink, Text } from '@shopify/polaris';
import { Link } from '@remix-run/react';
import type { CatalogueReward, CatalogueView } from '#app/contracts/rewards.ts';
import { AdminPage } from '../admin-page.tsx';
import { RewardPicture } from '../handover/reward-picture.tsx';
import { useI18n } from '../i18n-context.tsx';
import { type Column, StackedTable } from '../stacked-table.tsx';
import { useMay } from '../use-may.ts';
import { kindText } from './kind-text.ts';
import { LowBanner } from './low-banner.tsx';
import { costText, leftText, missingStores, standingWords, usedText, valueText } from './reward-words.ts';

const EDITOR = '/app/program/rewards';

export interface CataloguePageProps {
  readonly view: CatalogueView;
  readonly nowMs: number;
}

/** What members can have, what is left of it, and what stands in the way. */
export function CataloguePage({ view, nowMs }: CataloguePageProps) {
  const { t } = useI18n();
  const mayEdit = useMay()('program.edit');
  const nothing = view.rewards.length === 0;
  const low = view.rewards.flatMap(({ rewardId, name, supply, standing }) =>
    supply === null || supply.level === 'plenty' || QUIET.includes(standing) ? [] : [{ rewardId, name, supply }],
  );
  return (
    <AdminPage
      title={t('rewards.title')}
      nowMs={nowMs}
      {...(nothing || !mayEdit ? {} : { primaryAction: { content: t('rewards.edit'), url: EDITOR } })}
    >
      {view.paused && (
        <Banner tone="warning">
          <Text as="p">{t('rewards.paused')}</Text>
        </Banner>
      )}
      <LowBanner low={low} />
      {view.hasDraft && !nothing && (
        <Banner tone="info">
          <Text as="p">
            {t('rewards.draft')} <PolarisLink url="/app/program/review">{t('rewards.draft.review')}</PolarisLink>
          </Text>
        </Banner>
      )}
      <Card roundedAbove="xs" padding="0">
        {nothing ? (
          <EmptyState
            heading={t('rewards.nothing')}
            image=""
            {...(mayEdit ? { action: { content: t('rewards.nothing.add'), url: EDITOR } } : {})}
          >
            <p>{t('rewards.nothing.text')}</p>
          </EmptyState>
        ) : (
          <Catalogue view={view} />
        )}
      </Card>
    </AdminPage>
  );
}

/** Nobody waits for more of what is not offered. */
const QUIET: readonly CatalogueReward['standing'][] = ['off', 'over', 'left', 'draft'];

function Catalogue({ view }: { readonly view: CatalogueView }) {
  const i18n = useI18n();
  const { t } = i18n;
  const columns: readonly Column<CatalogueReward>[] = [
    { id: 'reward', heading: t('rewards.column.reward'), header: true, cell: (reward) => <Name reward={reward} /> },
    { id: 'cost', heading: t('rewards.column.cost'), cell: (reward) => costText(reward, view, i18n) },
    { id: 'value', heading: t('rewards.column.value'), cell: (reward) => <Value reward={reward} view={view} /> },
    { id: 'left', heading: t('rewards.column.left'), cell: (reward) => <Left reward={reward} /> },
    { id: 'used', heading: t('rewards.column.used'), cell: (reward) => <Used reward={reward} /> },
    { id: 'state', heading: t('rewards.column.state'), cell: (reward) => <State reward={reward} /> },
  ];
  return (
    <div className="rung-catalogue">
      <StackedTable flush caption={t('rewards.title')} columns={columns} rows={view.rewards} rowKey={({ rewardId }) => rewardId} />
    </div>
  );
}

function Name({ reward }: { readonly reward: CatalogueReward }) {
  const { t } = useI18n();
  return (
    <span className="rung-catalogue-name">
      <RewardPicture picture={reward.picture} />
      <span>
        <Link to={`/app/rewards/${reward.rewardId}`}>{reward.name}</Link>
        <span className="rung-quiet rung-block">{kindText(reward, t)}</span>
      </span>
    </span>
  );
}

function Value({ reward, view }: { readonly reward: CatalogueReward; readonly view: CatalogueView }) {
  const i18n = useI18n();
  const others = reward.amounts.length - 1;
  return (
    <>
      {valueText(reward, view, i18n)}
      {others > 0 && <span className="rung-quiet rung-block">{i18n.t('rewards.value.more', { count: others })}</span>}
    </>
  );
}

function Left({ reward }: { readonly reward: CatalogueReward }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { supply, limitInAll } = reward;
  if (supply === null && limitInAll === null) return <span className="rung-quiet rung-without">{t('rewards.left.free')}</span>;
  return (
    <>
      {supply !== null && (
        <span className={supply.level === 'none' || supply.level === 'uncounted' ? 'rung-loss' : ''}>{leftText(supply, i18n)}</span>
      )}
      {supply?.level === 'low' && <span className="rung-low rung-block">{t('rewards.left.low')}</span>}
      {limitInAll !== null && (
        <span className={supply === null ? '' : 'rung-quiet rung-block'}>
          {t('rewards.left.of', { used: limitInAll.used, count: limitInAll.count })}
        </span>
      )}
    </>
  );
}

function Used({ reward }: { readonly reward: CatalogueReward }) {
  const i18n = useI18n();
  if (reward.redeemed.inAll === 0) return <span className="rung-quiet rung-without">{usedText(reward, i18n)}</span>;
  return (
    <>
      {usedText(reward, i18n)}
      <span className="rung-quiet rung-block">{i18n.t('rewards.used.lately', { count: reward.redeemed.lately })}</span>
    </>
  );
}

function State({ reward }: { readonly reward: CatalogueReward }) {
  const i18n = useI18n();
  const { badge, tone } = standingWords(reward, i18n);
  const missing = missingStores(reward);
  return (
    <InlineStack gap="100">
      {/* What is in no store is not on, whatever its switch says. */}
      {!(missing.all && reward.standing === 'on') && <Badge {...(tone === undefined ? {} : { tone })}>{badge}</Badge>}
      {missing.some && <Badge tone="attention">{i18n.t('rewards.state.some-stores')}</Badge>}
      {missing.all && <Badge tone="critical">{i18n.t('rewards.state.no-store')}</Badge>}
    </InlineStack>
  );
}
