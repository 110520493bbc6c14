import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { daysSchema, localDateSchema } from '../values.schema.ts';

/** When points end (rules, 6). The clock starts when they become available; pending and held points never expire. */
const modeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('inactivity'),
    months: z.int().min(1).max(120),
    /** What counts as being active. */
    resetBy: z
      .array(z.enum(['order', 'visit', 'redemption', 'action', 'login', 'manual']))
      .min(1)
      .max(6)
      .default(['order', 'visit', 'redemption', 'action']),
  }),
  z.strictObject({ kind: z.literal('per-lot'), months: z.int().min(1).max(120) }),
  /** All points end on one day of the year; younger lots roll on to the next. */
  z.strictObject({
    kind: z.literal('fixed-date'),
    month: z.int().min(1).max(12),
    day: z.int().min(1).max(31),
    youngerThanDays: daysSchema.default(90),
  }),
]);

export const expirySchema = z.strictObject({
  mode: modeSchema.prefault({ kind: 'none' }),
  /** Expiry counts from this day at the earliest: turning it on starts the clock that day. */
  startsOn: localDateSchema.nullable().default(null),
  /** Days before the end on which members are warned; without an accepted warning nothing expires. */
  warnDaysBefore: z.array(z.int().min(1).max(365)).min(1, asks('warn')).max(5).default([30, 7, 1]),
  unreachableExtraDays: daysSchema.default(30),
  restoredFromOrderDays: daysSchema.default(30),
  releasedFromHoldDays: daysSchema.default(7),
  /** Where expiry by time alone is against the law: inactivity only, or ask a lawyer. */
  timeOnlyRefusedIn: z.array(z.string()).max(300).default(['CA-ON', 'CA-QC']),
});

export type ExpirySettings = z.infer<typeof expirySchema>;
