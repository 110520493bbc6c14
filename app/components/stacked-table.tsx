import { Button } from '@shopify/polaris';
import { Fragment, type ReactNode, useId, useState } from 'react';
import { useI18n } from './i18n-context.tsx';

export interface Column<Row> {
  readonly id: string;
  readonly heading: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand at the end of the line. */
  readonly numeric?: boolean;
  /** Heads the row; one column of a table. */
  readonly header?: boolean;
}

export interface StackedTableProps<Row> {
  /** Says what the table is; read out, not seen. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Rows that stand apart, such as lines that do not count. */
  readonly isMuted?: (row: Row) => boolean;
  readonly footer?: ReactNode;
  /** Fills its card from edge to edge. */
  readonly flush?: boolean;
  /** How a row is laid out where there is no room: each column on a line of its own, or as a line of a statement (what, change, date, after). */
  readonly narrow?: 'lines' | 'statement';
  /** So many rows at first, the others on demand; all unless given. */
  readonly first?: number;
}

/**
 * A table that becomes a list of small cards where there is no room for columns. The roles are written out because
 * a browser forgets that a table is one as soon as its cells are laid out in another way.
 */
export function StackedTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  isMuted,
  footer,
  flush = false,
  narrow = 'lines',
  first = rows.length,
}: StackedTableProps<Row>) {
  const [all, setAll] = useState(false);
  const id = useId();
  // A button for the last two rows would be longer than they are.
  const cut = rows.length > first + 2;
  const shown = cut && !all ? rows.slice(0, first) : rows;
  return (
    <div className="rung-table-room">
      <table id={id} className={`rung-table rung-table-${narrow}${flush ? ' rung-table-flush' : ''}`} role="table">
        <caption className="rung-unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ id, heading, numeric }) => (
              <th key={id} role="columnheader" scope="col" className={`rung-head-${id}${numeric ? ' rung-number' : ''}`}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((row) => (
            <tr key={rowKey(row)} role="row" className={isMuted?.(row) ? 'rung-muted' : undefined}>
              {columns.map((column) => (
                <Fragment key={column.id}>
                  <Cell column={column} row={row} />
                </Fragment>
              ))}
            </tr>
          ))}
        </tbody>
        {footer !== undefined && <tfoot role="rowgroup">{footer}</tfoot>}
      </table>
      {cut && <ShowAll count={rows.length} all={all} tableId={id} onToggle={() => setAll(!all)} />}
    </div>
  );
}

interface ShowAllProps {
  readonly count: number;
  readonly all: boolean;
  readonly tableId: string;
  readonly onToggle: () => void;
}

function ShowAll({ count, all, tableId, onToggle }: ShowAllProps) {
  const { t } = useI18n();
  return (
    <div className="rung-table-more">
      <Button variant="plain" ariaExpanded={all} ariaControls={tableId} onClick={onToggle}>
        {all ? t('table.fewer') : t('table.all', { count })}
      </Button>
    </div>
  );
}

function Cell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = `rung-cell-${column.id}${column.numeric ? ' rung-number' : ''}`;
  const content = (
    <>
      <span className="rung-cell-heading" aria-hidden="true">
        {column.heading}
      </span>
      <span className="rung-cell-value">{column.cell(row)}</span>
    </>
  );
  if (column.header) {
    return (
      <th role="rowheader" scope="row" className={className}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" className={className}>
      {content}
    </td>
  );
}
