import { useI18n } from '../i18n-context.tsx';
import { StackedTable } from '../stacked-table.tsx';
import { type Cell, cellText, type NumberTable } from './analytics-tables.ts';

interface Row {
  readonly id: string;
  readonly cells: readonly Cell[];
}

/** A table of numbers as people read it; the words of a chart, and more exact than it. */
export function NumberTableView({ table, currency }: { readonly table: NumberTable; readonly currency: string }) {
  const words = useI18n();
  const { columns, rows, title } = table;
  return (
    <StackedTable<Row>
      caption={title}
      columns={columns.map(({ id, heading, kind }, index) => ({
        id,
        heading,
        cell: (row) => cellText(row.cells[index] ?? null, kind, { words, currency }),
        numeric: kind !== 'text' && kind !== 'day' && kind !== 'month',
        header: index === 0,
      }))}
      rows={rows}
      rowKey={({ id }) => id}
    />
  );
}
