import { inject } from 'vitest';

/**
 * The address of this run's Redis, or null where there is none (the run has said SKIPPED, with the reason; in CI it has failed).
 * Use: `describe.skipIf(redisUrl === null)(…)`. It is shared by the run: give queues a prefix of their own.
 */
export const redisUrl: string | null = inject('redisUrl');
