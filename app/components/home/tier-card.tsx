import { BlockStack, Card, Text } from '@shopify/polaris';
import type { OverviewView } from '#app/contracts/reading.ts';
import { useI18n } from '../i18n-context.tsx';

/** Shades for the steps of the ladder, in the order in which the program names them. */
const SHADES = 6;

/** How members spread over the tiers: one bar, and the same in words and numbers below it. */
export function TierCard({ overview }: { readonly overview: OverviewView }) {
  const { t, number, percent } = useI18n();
  const inTiers = overview.tiers.reduce((sum, tier) => sum + tier.members, 0);
  const without = Math.max(0, overview.members.total - inTiers);
  const parts = overview.tiers.map((tier, index) => ({
    id: tier.tierId,
    name: tier.name,
    members: tier.members,
    shade: 1 + (index % (SHADES - 1)),
  }));
  if (without > 0) parts.unshift({ id: 'none', name: t('tiers.none'), members: without, shade: 0 });
  const total = inTiers + without;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {t('tiers.title')}
        </Text>
        {total === 0 ? (
          <Text as="p" tone="subdued">
            {t('tiers.empty')}
          </Text>
        ) : (
          <>
            <div className="rung-tier-bar" aria-hidden="true">
              {parts
                .filter((part) => part.members > 0)
                .map((part) => (
                  <span key={part.id} className={`rung-tier-part rung-shade-${part.shade}`} style={{ flexGrow: part.members }} />
                ))}
            </div>
            <ul className="rung-legend">
              {parts.map((part) => (
                <li key={part.id}>
                  <span className={`rung-swatch rung-shade-${part.shade}`} aria-hidden="true" />
                  <span className="rung-legend-name">{part.name}</span>
                  <span className="rung-legend-number">{number(part.members)}</span>
                  <span className="rung-legend-share">{percent(part.members, total)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </BlockStack>
    </Card>
  );
}
