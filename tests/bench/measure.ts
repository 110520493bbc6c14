/** One way of doing the same work. A run does all of it once and answers how long that took. */
export interface Contender {
  readonly name: string;
  /** Prepares what `run` will use up; not timed. */
  prepare(round: number): Promise<() => Promise<Sample>>;
}

export interface Sample {
  /** How many things were done. */
  readonly count: number;
  readonly seconds: number;
  /** Of single things, in milliseconds, where they were timed one by one. */
  readonly latenciesMs?: readonly number[];
}

export interface Series {
  readonly name: string;
  readonly perSecond: readonly number[];
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/**
 * Runs contenders against each other: one round warms up, then each round runs every one of them, beginning with another one each time, so
 * that whatever else the machine does falls on all alike.
 */
export async function compete(contenders: readonly Contender[], rounds: number, say: (message: string) => void): Promise<Series[]> {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const contender of rotated(contenders, round)) {
      const run = await contender.prepare(round);
      const sample = await run();
      const perSecond = Math.round(sample.count / sample.seconds);
      say(`  ${round === 0 ? 'warm-up' : `round ${round} of ${rounds}`}: ${contender.name} ${perSecond}/s`);
      if (round > 0) samples.get(contender.name)?.push(sample);
    }
  }
  return [...samples].map(([name, own]) => {
    const latencies = own.flatMap(({ latenciesMs }) => latenciesMs ?? []).sort((a, b) => a - b);
    return {
      name,
      perSecond: own.map(({ count, seconds }) => count / seconds),
      p50Ms: latencies.length === 0 ? null : at(latencies, 0.5),
      p99Ms: latencies.length === 0 ? null : at(latencies, 0.99),
    };
  });
}

function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const start = by % values.length;
  return [...values.slice(start), ...values.slice(0, start)];
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Times one run of `work`, which answers how many things it did. */
export async function timed(work: () => Promise<number>): Promise<Sample> {
  const began = performance.now();
  const count = await work();
  return { count, seconds: (performance.now() - began) / 1_000 };
}

/** Does `count` things, `atOnce` at a time, and times each. */
export async function timedEach(count: number, atOnce: number, work: (index: number) => Promise<void>): Promise<Sample> {
  const latenciesMs: number[] = [];
  let next = 0;
  const began = performance.now();
  const lane = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const from = performance.now();
      await work(index);
      latenciesMs.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { count, seconds: (performance.now() - began) / 1_000, latenciesMs };
}
