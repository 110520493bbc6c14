import { Fragment, type ReactNode } from 'react';

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
}: StackedTableProps<Row>) {
  return (
    <div className="rung-table-room">
      <table className={`rung-table rung-table-${narrow}${flush ? ' rung-table-flush' : ''}`} role="table">
        <caption className="rung-unseen">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(({ id, heading, numeric }) => (
              <th key={id} role="columnheader" scope="col" className={numeric ? 'rung-number' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
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
