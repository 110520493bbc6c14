/** The smallest round number that is not below the highest value: 1, 2, 2.5 or 5 times a power of ten. 1 when there is nothing to show. */
export function roundMax(highest: number): number {
  if (!(highest > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 2, 2.5, 5, 10].find((each) => each * power >= highest) ?? 10;
  return step * power;
}

/** Runs of values without a gap, each with its place: a line is drawn through each run, never over a gap. */
export function runsOf(values: readonly (number | null)[]): readonly (readonly { readonly index: number; readonly value: number }[])[] {
  const runs: { index: number; value: number }[][] = [];
  let open = false;
  values.forEach((value, index) => {
    if (value === null) {
      open = false;
      return;
    }
    if (!open) runs.push([]);
    open = true;
    runs.at(-1)?.push({ index, value });
  });
  return runs;
}
