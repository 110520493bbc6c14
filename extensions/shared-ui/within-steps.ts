interface Steps {
  readonly step: number;
  readonly min: number;
  readonly max: number;
}

/** The nearest amount that can be had: whole steps between the least and the most. */
export function withinSteps(wish: number, { step, min, max }: Steps): number {
  if (!Number.isFinite(wish)) return max;
  return Math.min(max, Math.max(min, Math.floor(wish / step) * step));
}
