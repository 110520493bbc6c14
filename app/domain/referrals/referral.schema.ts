import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { countLimitSchema, daysSchema, idSchema, moneyByCurrencySchema, pointsSchema, textSchema } from '../values.schema.ts';

const presentSchema = z
  .strictObject({ points: pointsSchema.nullable().default(null), rewardId: idSchema.nullable().default(null) })
  .refine((present) => present.points !== null || present.rewardId !== null, asks('present'));

/** A member invites a friend; both are rewarded on the friend's first paid order (rules, 7). */
export const referralSchema = z.strictObject({
  active: z.boolean().default(true),
  friend: presentSchema,
  advocate: presentSchema,
  minimumOrder: moneyByCurrencySchema.default({}),
  /** The advocate is paid when the friend's order can no longer be returned. */
  waitDays: daysSchema.default(14),
  friendCodeDays: daysSchema.default(30),
  perAdvocate: countLimitSchema.nullable().default({ count: 10, per: 'month' }),
  household: z.enum(['allow', 'review', 'refuse']).default('review'),
  /** Risk scores from 0 to 100: below `payBelow` it pays, from `refuseFrom` it refuses, between them a person looks. */
  score: z.strictObject({ payBelow: z.int().min(0).max(100).default(40), refuseFrom: z.int().min(0).max(100).default(80) }).prefault({}),
  text: textSchema,
});
