import { type Column, type Row, paintFor, table } from '../../tools/rung/layout.ts';
import type { Bench, OpenBench } from './case.ts';
import { type Series, median } from './measure.ts';

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** How one contender stands to the ceiling of its bench. */
export interface Standing {
  readonly bench: string;
  readonly what: string;
  readonly unit: string;
  readonly contender: string;
  readonly isCeiling: boolean;
  readonly rounds: number;
  readonly perSecond: Spread;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  /** Ours ÷ ceiling, of the rounds that ran side by side; null for the ceiling itself and for what is only shown beside it. */
  readonly ratio: Spread | null;
  readonly target: number | null;
  readonly met: boolean | null;
}

export function standingsOf(bench: Bench, open: OpenBench, series: readonly Series[]): Standing[] {
  const ceiling = series.find(({ name }) => name === open.ceiling);
  return series.map((own): Standing => {
    const isOurs = own.name.startsWith('rung');
    const ratios = isOurs && ceiling ? own.perSecond.map((value, round) => value / (ceiling.perSecond[round] ?? Number.NaN)) : null;
    const ratio = ratios && spreadOf(ratios);
    const target = isOurs ? (open.targets?.[own.name] ?? bench.target) : null;
    const { name, what, unit } = bench;
    return {
      ...{
        bench: name,
        what,
        unit,
        contender: own.name,
        isCeiling: own.name === open.ceiling,
        rounds: own.perSecond.length,
        perSecond: spreadOf(own.perSecond),
      },
      ...{ p50Ms: own.p50Ms, p99Ms: own.p99Ms, ratio, target, met: ratio && target !== null ? ratio.median >= target : null },
    };
  });
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

const COLUMNS: readonly Column[] = [
  { title: 'bench', wraps: true },
  { title: 'who', wraps: true },
  { title: 'per second', align: 'right' },
  { title: 'p50/p99 ms', align: 'right' },
  { title: 'ratio', align: 'right' },
  { title: 'target', align: 'right' },
  { title: '' },
];

/** The table for people: medians, with the range of the rounds behind them. */
export function standingLines(standings: readonly Standing[]): string[] {
  const whole = (value: number): string => String(Math.round(value));
  const rows = standings.map(({ what, contender, perSecond, p50Ms, p99Ms, ratio, target, met }): Row => [
    what,
    contender,
    `${whole(perSecond.median)} (${whole(perSecond.min)}–${whole(perSecond.max)})`,
    p50Ms === null || p99Ms === null ? '' : `${p50Ms.toFixed(1)}/${p99Ms.toFixed(1)}`,
    ratio ? `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})` : '',
    target === null ? '' : `≥ ${target}`,
    met === null ? '' : met ? { text: 'met', tone: 'good' as const } : { text: 'missed', tone: 'bad' as const },
  ]);
  return table(COLUMNS, rows, paintFor(process.stdout));
}
