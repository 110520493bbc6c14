import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { audienceSchema, datesSchema } from '../segments/audience.schema.ts';
import { daysSchema, idSchema, nameSchema, productFilterSchema, textSchema } from '../values.schema.ts';

/** A punch card. Its stamps are a unit of their own, `stamps:<id>`; a full card turns into its reward. */
export const cardSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  description: textSchema,
  active: z.boolean().default(true),
  dates: datesSchema.prefault({}),
  audience: audienceSchema.prefault({}),
  /** A stamp for each eligible unit that was paid for, or one for a visit a day. */
  stampFor: z.enum(['unit', 'visit']).default('unit'),
  products: productFilterSchema.prefault({}),
  goal: z.int().min(2, asks('card-goal')).max(100),
  maxPerOrder: z.int().min(1).max(100).default(10),
  startStamps: z.int().min(0).max(50).default(0),
  rewardId: idSchema,
  repeats: z.boolean().default(true),
  expiresAfterDays: daysSchema.min(1).nullable().default(null),
});

export type Card = z.infer<typeof cardSchema>;
