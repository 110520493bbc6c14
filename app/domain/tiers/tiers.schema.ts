import { z } from 'zod';
import { asks } from '../field-problem.ts';
import {
  daysSchema,
  idSchema,
  moneyByCurrencySchema,
  multiplierSchema,
  nameSchema,
  pointsSchema,
  productFilterSchema,
  textSchema,
} from '../values.schema.ts';

export const windowSchema = z.enum(['lifetime', 'rolling', 'calendar-year']);

/** One way into a tier; any one of a tier's ways is enough. */
export const entryWaySchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('join') }),
  z.strictObject({ kind: z.literal('points'), window: windowSchema, atLeast: pointsSchema }),
  /** Net eligible spend. The threshold in the program's currency decides; other currencies are for show. */
  z.strictObject({ kind: z.literal('spend'), window: windowSchema, atLeast: moneyByCurrencySchema }),
  z.strictObject({ kind: z.literal('orders'), window: windowSchema, atLeast: z.int().min(1) }),
  z.strictObject({ kind: z.literal('visits'), window: windowSchema, atLeast: z.int().min(1) }),
  /** A membership that is paid for; the fee's products never earn or count. */
  z.strictObject({
    kind: z.literal('paid'),
    plans: z
      .array(
        z.strictObject({
          id: idSchema,
          name: nameSchema,
          per: z.enum(['month', 'year']),
          price: moneyByCurrencySchema,
          productIds: z.array(z.string().max(64)).max(20).default([]),
        }),
      )
      .min(1)
      .max(6),
    graceDays: daysSchema.default(7),
  }),
  z.strictObject({ kind: z.literal('product'), products: productFilterSchema, days: z.int().min(1).max(3650).nullable().default(null) }),
  z.strictObject({ kind: z.literal('invitation'), days: z.int().min(1).max(3650).nullable().default(null) }),
  /** The best by spend of the window. `invite`: staff are shown the list and invite; else it is given. */
  z.strictObject({ kind: z.literal('top'), percent: z.number().gt(0).max(50), window: windowSchema, invite: z.boolean().default(true) }),
]);

export const tierSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  description: textSchema,
  ways: z.array(entryWaySchema).min(1, asks('way')).max(6),
  multiplier: multiplierSchema.default('1'),
  perkIds: z.array(idSchema).max(30).default([]),
  /** Given once per tier and 365 days (lifetime windows: once), when the tier is confirmed. */
  entryReward: z
    .strictObject({ points: pointsSchema.nullable().default(null), rewardId: idSchema.nullable().default(null) })
    .nullable()
    .default(null),
  /** Not shown to members who have not reached it. */
  hidden: z.boolean().default(false),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable()
    .default(null),
});

/** Tiers from the lowest to the highest. Nobody below the first has any. */
export const tiersSchema = z.strictObject({
  list: z.array(tierSchema).max(10, asks('tiers-many')).default([]),
  /** Notice before a tier ends, and days after a window's end until it is judged. */
  graceDays: daysSchema.default(30),
  downBy: z.enum(['one-step', 'to-what-the-metric-supports']).default('one-step'),
  /** A refund before the points are available undoes a provisional tier at once. */
  provisional: z.boolean().default(true),
});

export type EntryWay = z.infer<typeof entryWaySchema>;
export type Tier = z.infer<typeof tierSchema>;
export type TierSettings = z.infer<typeof tiersSchema>;
