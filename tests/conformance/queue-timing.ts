import type { Turn } from '#app/services/services.ts';

export const NOTHING: Turn = { taken: 0, more: false };

/** A dead worker's turns come back within about three seconds. */
export const QUICK = { lockMs: 2_000, stalledCheckMs: 1_000 };
