import { BlockStack, Card, InlineStack, Link, Text } from '@shopify/polaris';
import { useI18n } from '../../i18n-context.tsx';
import { Allow, AskAgain } from '../../rewards/ask-stores.tsx';
import { abilityText } from '../../rewards/reward-words.ts';
import { PieceList } from '../pieces/piece-list.tsx';
import { REWARD_PIECES, rewardPieceOf } from '../pieces/reward-pieces.tsx';
import { abilityOf, useShelf } from '../pieces/reward-shelf.tsx';

/** What members can have for their points. A kind that no store can hand out is not to be added, and the list says why. */
export function RewardsPage() {
  const { t } = useI18n();
  const stores = useShelf();
  const whyNot = (kind: string): string | null => {
    const abilities = stores.flatMap((store) => abilityOf(kind, store) ?? []);
    const [first] = abilities;
    return first === undefined || abilities.some(({ works }) => works) ? null : abilityText(first.reason, t);
  };
  return (
    <>
      <p>
        <Link url="/app/rewards">{t('rewards.catalogue.link')}</Link>
      </p>
      <PieceList
        path="rewards"
        noun="reward"
        ordered
        pieces={REWARD_PIECES}
        kindOf={rewardPieceOf}
        words={{ add: 'rewards.add', emptyTitle: 'rewards.empty', emptyText: 'rewards.empty.text' }}
        whyNot={whyNot}
      />
      <Permissions />
    </>
  );
}

/** What a shop's owner has to allow before gift cards or store credit can be added at all. */
function Permissions() {
  const { t } = useI18n();
  const waiting = useShelf().flatMap((store) =>
    [store.giftCards, store.storeCredit].some(({ reason }) => reason === 'no-permission')
      ? [{ ...store, scopes: [...new Set([...store.giftCards.scopes, ...store.storeCredit.scopes])] }]
      : [],
  );
  if (waiting.length === 0) return null;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {t('reward.permission')}
          </Text>
          <Text as="p" tone="subdued">
            {t('reward.permission.text')}
          </Text>
        </BlockStack>
        <ul className="rung-rows">
          {waiting.map(({ storeId, storeName, scopes }) => (
            <li key={storeId}>
              <div className="rung-row">
                <span className="rung-strong">{storeName}</span>
                <InlineStack gap="200" blockAlign="center">
                  <AskAgain />
                  <Allow scopes={scopes} />
                </InlineStack>
              </div>
            </li>
          ))}
        </ul>
      </BlockStack>
    </Card>
  );
}
