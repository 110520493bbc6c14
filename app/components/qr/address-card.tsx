import { Banner, BlockStack, Card, Select, Text, TextField } from '@shopify/polaris';
import type { QrStore } from '#app/contracts/qr-design.ts';
import { useI18n } from '../i18n-context.tsx';
import type { QrDesignState } from './use-qr-design.ts';

export interface AddressCardProps {
  readonly state: QrDesignState;
  readonly stores: readonly QrStore[];
  /** The one that the code leads to; null: there is none. */
  readonly store: QrStore | null;
  /** What the code says. */
  readonly address: string;
}

/** Where the code leads, and how its visits are told apart from others. */
export function AddressCard({ state, stores, store, address }: AddressCardProps) {
  const { t } = useI18n();
  const { design, change, problems } = state;
  if (store === null) return <Banner tone="warning">{t('qr.store.none')}</Banner>;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingMd">
          {t('qr.address')}
        </Text>
        {stores.length > 1 && (
          <Select
            label={t('qr.store')}
            options={stores.map(({ storeId, domain }) => ({ value: storeId, label: domain }))}
            value={store.storeId}
            onChange={(storeId) => change({ storeId })}
          />
        )}
        <TextField
          label={t('qr.path')}
          value={design.path}
          onChange={(path) => change({ path })}
          autoComplete="off"
          prefix={store.domain}
          maxLength={120}
          helpText={t(store.platform === 'woocommerce' ? 'qr.path.woocommerce' : 'qr.path.help')}
          {...(problems.has('path') ? { error: t('qr.problem.path') } : {})}
        />
        <TextField
          label={t('qr.campaign')}
          value={design.campaign}
          onChange={(campaign) => change({ campaign })}
          autoComplete="off"
          maxLength={40}
          helpText={t('qr.campaign.help')}
          {...(problems.has('campaign') ? { error: t('qr.problem.campaign') } : {})}
        />
        <p className="rung-qr-address">
          {t('qr.address.is')} <code>{address}</code>{' '}
          <a href={address} target="_blank" rel="noreferrer">
            {t('qr.address.try')}
          </a>
        </p>
      </BlockStack>
    </Card>
  );
}
