import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';

export interface NumberCardProps {
  readonly title: string;
  readonly value: string;
  /** A plain sentence that puts the number in its place. */
  readonly sentence: string;
  readonly picture?: ReactNode;
  /** How it stands to what it was before. */
  readonly trend?: ReactNode;
}

/** One number of the shop, what it means, and how it came to be. */
export function NumberCard({ title, value, sentence, picture, trend }: NumberCardProps) {
  return (
    <Card padding={{ xs: '300', sm: '400' }} roundedAbove="xs">
      <div className="rung-number-card">
        <BlockStack gap="100">
          <Text as="h2" variant="bodySm" fontWeight="medium" tone="subdued">
            {title}
          </Text>
          <p className="rung-figure">{value}</p>
          {trend}
        </BlockStack>
        {picture !== undefined && <div className="rung-number-picture">{picture}</div>}
        <Text as="p" variant="bodySm" tone="subdued">
          {sentence}
        </Text>
      </div>
    </Card>
  );
}
