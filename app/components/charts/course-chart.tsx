import { type PointerEvent, useState } from 'react';
import { roundMax, runsOf } from './scale.ts';

export interface Series {
  readonly id: string;
  readonly name: string;
  readonly tone: 'first' | 'second' | 'quiet';
  /** One for each place; null where there is nothing to say. */
  readonly values: readonly (number | null)[];
}

export interface CourseChartProps {
  /** What is seen, in a sentence; read out instead of the picture. The table below it says everything. */
  readonly label: string;
  /** The places along the foot: days, weeks or months. */
  readonly places: readonly string[];
  readonly series: readonly Series[];
  readonly kind: 'lines' | 'columns' | 'stacked';
  readonly format: (value: number) => string;
  /** How the scale at the side is written, when shorter than the values. */
  readonly scaleFormat?: (value: number) => string;
}

const WIDTH = 1_000;
const HEIGHT = 300;
/** A single month is a column, not a wall. */
const WIDEST = 120;

/** Values over time. Shapes are drawn stretched to the room there is, words stand around them as text, so that both fit any width. */
export function CourseChart({ label, places, series, kind, format, scaleFormat = format }: CourseChartProps) {
  const [at, setAt] = useState<number | null>(null);
  const highest = roundMax(Math.max(0, ...places.map((_, index) => heightAt(series, { index, kind }))));
  const follow = (event: PointerEvent<HTMLElement>) => {
    const room = event.currentTarget.getBoundingClientRect();
    const place = Math.floor(((event.clientX - room.left) / room.width) * places.length);
    setAt(Math.min(places.length - 1, Math.max(0, place)));
  };
  return (
    <div className="rung-chart">
      <Legend series={series} at={at} place={at === null ? null : (places[at] ?? null)} format={format} />
      <div className="rung-chart-room">
        <div className="rung-chart-scale" aria-hidden="true">
          {[1, 0.5, 0].map((part) => (
            <span key={part}>{scaleFormat(highest * part)}</span>
          ))}
        </div>
        <div className="rung-chart-plot" onPointerMove={follow} onPointerDown={follow} onPointerLeave={() => setAt(null)}>
          <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
            {[0, 0.5, 1].map((part) => (
              <line key={part} className="rung-chart-rule" x1={0} x2={WIDTH} y1={part * HEIGHT} y2={part * HEIGHT} />
            ))}
            {at !== null && <rect className="rung-chart-here" {...slot(at, places.length)} y={0} height={HEIGHT} />}
            {kind === 'lines' ? (
              <Lines {...{ series, highest }} count={places.length} />
            ) : (
              <Columns {...{ series, highest, kind }} count={places.length} />
            )}
          </svg>
        </div>
        <div className="rung-chart-places" aria-hidden="true">
          {footOf(places).map(({ place, index }) => (
            <span key={index}>{place}</span>
          ))}
        </div>
      </div>
    </div>
  );
}

function Legend({
  series,
  at,
  place,
  format,
}: Pick<CourseChartProps, 'series' | 'format'> & { readonly at: number | null; readonly place: string | null }) {
  return (
    <div className="rung-chart-legend" aria-hidden="true">
      {series.map(({ id, name, tone, values }) => {
        const value = at === null ? null : (values[at] ?? null);
        return (
          <span key={id}>
            <span className={`rung-swatch rung-tone-${tone}`} />
            {name}
            {at !== null && <strong>{value === null ? '–' : format(value)}</strong>}
          </span>
        );
      })}
      <span className="rung-chart-place">{place}</span>
    </div>
  );
}

interface ShapesProps {
  readonly series: readonly Series[];
  readonly highest: number;
  readonly count: number;
}

function Lines({ series, highest, count }: ShapesProps) {
  return series.flatMap(({ id, tone, values }) =>
    runsOf(values).map((run) => (
      <path
        key={`${id} ${run[0]?.index ?? 0}`}
        className={`rung-chart-line rung-stroke-${tone}${run.length === 1 ? ' rung-chart-dot' : ''}`}
        // A single value is a dot: a line of no length with round ends.
        d={`M${run.map(({ index, value }) => `${((index + 0.5) / count) * WIDTH} ${yOf(value, highest)}`).join('L')}${run.length === 1 ? 'h0.01' : ''}`}
        vectorEffect="non-scaling-stroke"
      />
    )),
  );
}

function Columns({ series, highest, count, kind }: ShapesProps & { readonly kind: 'columns' | 'stacked' }) {
  const room = WIDTH / count;
  return Array.from({ length: count }, (_, index) => {
    let foot = HEIGHT;
    return series.map(({ id, tone, values }, order) => {
      const height = HEIGHT - yOf(values[index] ?? 0, highest);
      const whole = Math.min(room * 0.74, WIDEST);
      const width = kind === 'stacked' ? whole : whole / series.length;
      const x = index * room + (room - whole) / 2 + (kind === 'stacked' ? 0 : order * width);
      const y = kind === 'stacked' ? foot - height : HEIGHT - height;
      foot = y;
      return <rect key={`${id} ${index}`} className={`rung-fill-${tone}`} x={x} y={y} width={width} height={height} />;
    });
  });
}

function yOf(value: number, highest: number): number {
  return HEIGHT - (Math.max(0, value) / highest) * HEIGHT;
}

function slot(index: number, count: number): { readonly x: number; readonly width: number } {
  return { x: (index / count) * WIDTH, width: WIDTH / count };
}

function heightAt(series: readonly Series[], { index, kind }: { readonly index: number; readonly kind: CourseChartProps['kind'] }): number {
  const values = series.map(({ values }) => values[index] ?? 0);
  return kind === 'stacked' ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values);
}

/** The first place, the one in the middle and the last: more do not fit a phone. */
function footOf(places: readonly string[]): readonly { readonly place: string; readonly index: number }[] {
  const indexes = places.length < 3 ? places.map((_, index) => index) : [0, Math.floor((places.length - 1) / 2), places.length - 1];
  return indexes.map((index) => ({ place: places[index] ?? '', index }));
}
