export interface Bar {
  readonly id: string;
  readonly name: string;
  /** Null: nothing to compare; there is no bar then. */
  readonly value: number | null;
  /** The value in words. */
  readonly text: string;
  readonly tone: 'first' | 'second' | 'quiet';
  /** The part of the bar that is filled, when only a part of the value is. */
  readonly filled?: number;
}

/** A few values side by side as bars with their names and numbers: read out as a list, no picture needed. */
export function BarList({ bars, label }: { readonly bars: readonly Bar[]; readonly label: string }) {
  const highest = Math.max(0, ...bars.map(({ value }) => value ?? 0));
  const width = (value: number | null) => `${highest > 0 ? (Math.max(0, value ?? 0) / highest) * 100 : 0}%`;
  return (
    <ul className="rung-bars" aria-label={label}>
      {bars.map(({ id, name, value, text, tone, filled }) => (
        <li key={id}>
          <span className="rung-bar-name">{name}</span>
          <span className="rung-bar-text">{text}</span>
          <span className="rung-bar-room" aria-hidden="true">
            <span className={`rung-bar rung-tone-${filled === undefined ? tone : 'quiet'}`} style={{ width: width(value) }} />
            {filled !== undefined && <span className={`rung-bar rung-bar-part rung-tone-${tone}`} style={{ width: width(filled) }} />}
          </span>
        </li>
      ))}
    </ul>
  );
}
