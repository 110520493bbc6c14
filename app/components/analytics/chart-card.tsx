import { BlockStack, Card, Text } from '@shopify/polaris';
import type { ReactNode } from 'react';
import type { AnalyticsTable } from '#app/contracts/analytics-filters.ts';
import { DownloadButton } from '../download-button.tsx';
import { useI18n } from '../i18n-context.tsx';
import { tableOf } from './analytics-tables.ts';
import { useNumbers } from './numbers-context.tsx';
import { NumberTableView } from './number-table.tsx';

export interface ChartCardProps {
  /** The finding, in a sentence. */
  readonly title: string;
  /** Under the title: what is looked at. */
  readonly text?: string;
  readonly table: AnalyticsTable;
  /** What the numbers do not prove, or to what filters they are deaf. */
  readonly notes?: readonly string[];
  /** The picture; without it the table says everything. */
  readonly children?: ReactNode;
}

/** Tables of more rows are opened on demand. */
const FEW_ROWS = 6;

/** One idea: what was found, its picture, what it does not prove, the numbers behind it, and their file. */
export function ChartCard({ title, text, table, notes = [], children }: ChartCardProps) {
  const words = useI18n();
  const { view, grain, search } = useNumbers();
  const numbers = tableOf(table, view, { words, grain });
  const shown = <NumberTableView table={numbers} currency={view.currency} />;
  return (
    <Card roundedAbove="xs">
      <BlockStack gap="400">
        <div className="rung-row">
          <BlockStack gap="100">
            <Text as="h2" variant="headingMd">
              {title}
            </Text>
            {text !== undefined && (
              <Text as="p" tone="subdued">
                {text}
              </Text>
            )}
          </BlockStack>
          {numbers.rows.length > 0 && (
            <DownloadButton
              url={`/app/analytics/csv?${search}&table=${table}&locale=${words.locale}`}
              fileName={`rung-${table}-${view.period.from}-${view.period.to}.csv`}
              about={`${numbers.title} (CSV)`}
            />
          )}
        </div>
        {children}
        {notes.map((note) => (
          <p className="rung-quiet rung-note" key={note}>
            {note}
          </p>
        ))}
        {numbers.rows.length > 0 &&
          (numbers.rows.length > FEW_ROWS ? (
            <details className="rung-details">
              <summary>{words.t('analytics.show-table')}</summary>
              {shown}
            </details>
          ) : (
            shown
          ))}
      </BlockStack>
    </Card>
  );
}

/** What stands in the place of a picture that there is nothing for yet. */
export function NothingYet({ children }: { readonly children: string }) {
  return (
    <Text as="p" tone="subdued">
      {children}
    </Text>
  );
}
