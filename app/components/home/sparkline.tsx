export interface SparklineProps {
  /** What the line shows, with its lowest, highest and latest value; read out instead of the picture. */
  readonly label: string;
  readonly values: readonly number[];
  readonly tone: 'earned' | 'redeemed' | 'neutral';
}

const WIDTH = 120;
const HEIGHT = 32;
const PADDING = 3;

/** A line of one value per day, drawn without a library. A single value or none draws nothing: one point is no course of things. */
export function Sparkline({ label, values, tone }: SparklineProps) {
  if (values.length < 2) return null;
  const points = sparklinePoints(values);
  const line = points.map(({ x, y }) => `${x},${y}`).join(' ');
  const last = points.at(-1);
  return (
    <svg
      className={`rung-sparkline rung-sparkline-${tone}`}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      <polygon className="rung-sparkline-area" points={`${PADDING},${HEIGHT} ${line} ${WIDTH - PADDING},${HEIGHT}`} />
      <polyline className="rung-sparkline-line" points={line} fill="none" vectorEffect="non-scaling-stroke" />
      {last && <line className="rung-sparkline-end" x1={last.x} x2={last.x} y1={last.y} y2={last.y} vectorEffect="non-scaling-stroke" />}
    </svg>
  );
}

/** Where the values lie in the picture: zero (or the lowest value below it) at the bottom, the highest at the top. */
export function sparklinePoints(values: readonly number[]): readonly { readonly x: number; readonly y: number }[] {
  const lowest = Math.min(0, ...values);
  const span = Math.max(...values, 0) - lowest || 1;
  const step = (WIDTH - 2 * PADDING) / (values.length - 1);
  const round = (value: number) => Math.round(value * 100) / 100;
  return values.map((value, index) => ({
    x: round(PADDING + index * step),
    y: round(HEIGHT - PADDING - ((value - lowest) / span) * (HEIGHT - 2 * PADDING)),
  }));
}
