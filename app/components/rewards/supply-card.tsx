import { BlockStack, Card, InlineStack, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { RewardSupply } from '#app/contracts/rewards.ts';
import { useI18n } from '../i18n-context.tsx';
import { leftText } from './reward-words.ts';

export interface SupplyCardProps {
  readonly supply: RewardSupply;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

/** How much is left, large, and what can be done about it. */
export function SupplyCard({ supply, title, text, children }: SupplyCardProps) {
  const i18n = useI18n();
  const { level } = supply;
  const mark = level === 'plenty' ? '' : level === 'low' ? ' rung-low' : ' rung-loss';
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <BlockStack gap="100">
          <Text as="h2" variant="headingSm">
            {title}
          </Text>
          <InlineStack gap="200" blockAlign="baseline">
            <span className={`rung-supply${mark}`}>{leftText(supply, i18n)}</span>
            {level === 'low' && <span className="rung-low">{i18n.t('rewards.left.low')}</span>}
          </InlineStack>
          <Text as="p" tone="subdued">
            {text}
          </Text>
        </BlockStack>
        {children}
      </BlockStack>
    </Card>
  );
}
