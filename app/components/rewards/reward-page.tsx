import { Badge, Banner, Text } from '@shopify/polaris';
import type { DonationView, VoucherPoolView } from '#app/contracts/issuing.ts';
import type { CatalogueFrame, CatalogueReward } from '#app/contracts/rewards.ts';
import { AdminPage, Columns } from '../admin-page.tsx';
import { RewardPicture } from '../handover/reward-picture.tsx';
import { StockForm } from '../handover/stock-card.tsx';
import { useI18n } from '../i18n-context.tsx';
import { useMay } from '../use-may.ts';
import { NotYours } from '../not-yours.tsx';
import { AboutCard } from './about-card.tsx';
import { CodesCard } from './codes-card.tsx';
import { DonationsCard } from './donations-card.tsx';
import { LowMark } from './low-mark.tsx';
import { missingStores, standingWords } from './reward-words.ts';
import { StoresCard } from './stores-card.tsx';
import { SupplyCard } from './supply-card.tsx';
import { UploadCard } from './upload-card.tsx';
import { UploadsCard } from './uploads-card.tsx';

export interface RewardPageProps {
  readonly view: CatalogueFrame;
  readonly reward: CatalogueReward;
  /** Null: its codes come from no list. */
  readonly pool: VoucherPoolView | null;
  readonly donations: readonly DonationView[];
  readonly scopes: readonly { readonly storeId: string; readonly scopes: readonly string[] }[];
  readonly nowMs: number;
}

/** One reward: what is left of it and how more comes, where it is offered, and what it is. */
export function RewardPage({ view, reward, pool, donations, scopes, nowMs }: RewardPageProps) {
  const i18n = useI18n();
  const { t } = i18n;
  const mayStock = useMay()('rewards.stock');
  const { rewardId, name, supply, standing } = reward;
  const words =
    missingStores(reward).all && standing === 'on'
      ? { badge: t('rewards.state.no-store'), tone: 'critical' as const, text: '' }
      : standingWords(reward, i18n);
  return (
    <AdminPage
      title={name}
      badge={<Badge {...(words.tone === undefined ? {} : { tone: words.tone })}>{words.badge}</Badge>}
      back={{ label: t('rewards.title'), url: '/app/rewards' }}
      nowMs={nowMs}
    >
      {standing !== 'on' && (
        <Banner tone={standing === 'gone' ? 'critical' : standing === 'left' || standing === 'paused' ? 'warning' : 'info'}>
          <Text as="p">{words.text}</Text>
        </Banner>
      )}
      <Columns
        main={
          <>
            {supply?.kind === 'pieces' && (
              <SupplyCard supply={supply} title={t('rewards.stock.title')} text={t('rewards.stock.text')}>
                {mayStock && <StockForm reward={{ rewardId, name, left: supply.left }} />}
                {mayStock ? <LowMark rewardId={rewardId} lowAt={supply.lowAt} /> : <NotYours />}
              </SupplyCard>
            )}
            {supply?.kind === 'codes' && (
              <SupplyCard supply={supply} title={t('vouchers.title')} text={t('vouchers.text')}>
                {pool !== null && <CodesCard pool={pool} />}
                {mayStock ? <LowMark rewardId={rewardId} lowAt={supply.lowAt} /> : <NotYours />}
              </SupplyCard>
            )}
            {pool !== null && standing !== 'left' && mayStock && <UploadCard rewardId={rewardId} />}
            {pool !== null && <UploadsCard pool={pool} />}
            {donations.length > 0 && <DonationsCard donations={donations} />}
            {reward.stores.length > 0 && <StoresCard stores={reward.stores} scopes={scopes} />}
          </>
        }
        side={
          <>
            {reward.picture !== null && (
              <div className="rung-reward-shown">
                <RewardPicture picture={reward.picture} large />
              </div>
            )}
            <AboutCard reward={reward} view={view} />
          </>
        }
      />
    </AdminPage>
  );
}
