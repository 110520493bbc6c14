import { z } from 'zod';
import { audienceSchema, datesSchema } from '../segments/audience.schema.ts';
import { idSchema, multiplierSchema, nameSchema, pointsSchema, productFilterSchema, rateSchema, textSchema } from '../values.schema.ts';

const firstSchema = z.strictObject({ count: z.int().min(1).max(10_000_000), of: z.enum(['orders', 'members']) });

const shared = {
  id: idSchema,
  name: nameSchema,
  description: textSchema,
  active: z.boolean().default(true),
  dates: datesSchema.prefault({}),
  audience: audienceSchema.prefault({}),
  /** Only the first so many orders (or members): a refund does not free a place. */
  first: firstSchema.nullable().default(null),
  /** Points that the whole campaign may give; spent means ended, accepted orders keep theirs. */
  budget: pointsSchema.nullable().default(null),
  minimumMinor: z.int().min(0).default(0),
};

/** Something extra for a while: more points on orders, a present, or a set of tasks. */
export const campaignSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...shared, kind: z.literal('multiplier'), times: multiplierSchema, products: productFilterSchema.prefault({}) }),
  z.strictObject({ ...shared, kind: z.literal('bonus'), points: pointsSchema, products: productFilterSchema.prefault({}) }),
  z.strictObject({
    ...shared,
    kind: z.literal('extra-rate'),
    points: rateSchema,
    perMinor: z.int().min(1),
    products: productFilterSchema.prefault({}),
  }),
  /** Surprise, win-back, early bird: given once to each member of the audience, when it happens. */
  z.strictObject({
    ...shared,
    kind: z.literal('gift'),
    when: z.enum(['join', 'segment-entered', 'picked-at-random', 'by-staff']),
    points: pointsSchema.nullable().default(null),
    rewardId: idSchema.nullable().default(null),
  }),
  /** A chain of steps (trivia week, "third scan", three invites) with a prize and a badge at the end. */
  z.strictObject({
    ...shared,
    kind: z.literal('challenge'),
    steps: z
      .array(
        z.strictObject({
          id: idSchema,
          name: nameSchema,
          event: z.enum(['order', 'visit', 'scan', 'referral-made', 'review', 'answer', 'points-earned', 'custom']),
          code: z.string().max(64).nullable().default(null),
          count: z.int().min(1).default(1),
        }),
      )
      .min(1)
      .max(20),
    points: pointsSchema.nullable().default(null),
    rewardId: idSchema.nullable().default(null),
    badge: z.string().max(120).nullable().default(null),
  }),
]);

export type Campaign = z.infer<typeof campaignSchema>;
