import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';

export interface FactsCardProps {
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly value: ReactNode }[];
  readonly children?: ReactNode;
}

/** Names and values, one a line. */
export function FactsCard({ title, facts, children }: FactsCardProps) {
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="300">
        <Text as="h2" variant="headingSm">
          {title}
        </Text>
        {children}
        <dl className="rung-facts">
          {facts.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </BlockStack>
    </Card>
  );
}
