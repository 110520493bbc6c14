export interface HeatTableProps {
  readonly caption: string;
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly longName: string; readonly values: readonly number[] }[];
  readonly format: (value: number) => string;
}

/** How often each column's heading is written out; the others are read out only. */
const HEADING_EVERY = 6;
const SHADES = 6;

/** A real table whose cells are shades: the darker, the more. Its numbers are read out, and shown when a pointer rests on them. */
export function HeatTable({ caption, corner, columns, rows, format }: HeatTableProps) {
  const highest = Math.max(1, ...rows.flatMap(({ values }) => values));
  return (
    <table className="rung-heat">
      <caption className="rung-unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="rung-unseen">{corner}</span>
          </th>
          {columns.map((column, index) => (
            <th key={column} scope="col">
              <span className={index % HEADING_EVERY === 0 ? undefined : 'rung-unseen'}>{column}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, longName, values }) => (
          <tr key={name}>
            <th scope="row" abbr={longName}>
              {name}
            </th>
            {values.map((value, index) => (
              <td
                key={columns[index]}
                className={`rung-heat-${value === 0 ? 0 : Math.max(1, Math.ceil((value / highest) * SHADES))}`}
                title={`${longName}, ${columns[index] ?? ''}: ${format(value)}`}
              >
                <span className="rung-unseen">{format(value)}</span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
