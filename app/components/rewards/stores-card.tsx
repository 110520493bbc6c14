import { Badge, BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { RewardInStore } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';
import { Allow, AskAgain } from './ask-stores.tsx';
import { obstacleText } from './reward-words.ts';

export interface StoresCardProps {
  readonly stores: readonly RewardInStore[];
  readonly scopes: readonly { readonly storeId: string; readonly scopes: readonly string[] }[];
}

/** In which stores members are offered it, and why not in the others. */
export function StoresCard({ stores, scopes }: StoresCardProps) {
  const { t } = useI18n();
  const asksPlatform = stores.some(({ obstacle }) => obstacle?.reason === 'platform');
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <InlineStack align="space-between" blockAlign="center" gap="200">
          <Text as="h2" variant="headingSm">
            {t('rewards.stores')}
          </Text>
          {asksPlatform && <AskAgain />}
        </InlineStack>
        <ul className="rung-rows">
          {stores.map((store) => (
            <li key={store.storeId}>
              <StoreRow store={store} scopes={scopes.find(({ storeId }) => storeId === store.storeId)?.scopes ?? []} />
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}

function StoreRow({ store, scopes }: { readonly store: RewardInStore; readonly scopes: readonly string[] }) {
  const i18n = useI18n();
  const { t } = i18n;
  const { domain, currency, obstacle } = store;
  return (
    <div className="rung-row">
      <div>
        <span className="rung-strong">{domain}</span>
        <span className="rung-quiet rung-block">{obstacle === null ? currency : obstacleText(obstacle, i18n)}</span>
      </div>
      <InlineStack gap="200" blockAlign="center">
        <Badge {...(obstacle === null ? { tone: 'success' } : { tone: 'attention' })}>
          {t(obstacle === null ? 'rewards.store.yes' : 'rewards.store.no')}
        </Badge>
        {obstacle?.reason === 'platform' && obstacle.detail === 'no-permission' && scopes.length > 0 && <Allow scopes={scopes} />}
      </InlineStack>
    </div>
  );
}
