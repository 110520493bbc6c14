import { z } from 'zod';
import { daysSchema, localDateSchema, moneyByCurrencySchema, percentSchema, productFilterSchema } from '../values.schema.ts';

/** Which orders earn at all (rules, 2 Which orders earn). */
export const eligibilitySchema = z.strictObject({
  channels: z
    .strictObject({
      web: z.boolean().default(true),
      pos: z.boolean().default(true),
      draft: z.boolean().default(true),
      subscription: z.boolean().default(true),
      marketplace: z.boolean().default(false),
      other: z.boolean().default(false),
    })
    .prefault({}),
  companies: z.boolean().default(false),
  testOrders: z.enum(['never', 'on-development-stores', 'always']).default('on-development-stores'),
  skipTag: z.string().min(1).max(255).default('rung-skip'),
  /** Orders placed before this local day earn nothing, unless they are backfilled on purpose. */
  goesLiveOn: localDateSchema.nullable().default(null),
});

/** What of an order counts as its worth (rules, 2 Tax, Refunds without lines, Store credit). */
export const worthSchema = z.strictObject({
  tax: z.enum(['as-displayed', 'in', 'out']).default('as-displayed'),
  shippingEarns: z.boolean().default(false),
  feesEarn: z.boolean().default(false),
  giftCardsEarn: z.boolean().default(false),
  exclude: productFilterSchema.prefault({}),
  /** What is paid by store credit or gift card earns like money. */
  storeCreditPaymentsEarn: z.boolean().default(true),
  /** A return that is paid out as store credit takes points like a refund. `false` only together with storeCreditPaymentsEarn `false`. */
  storeCreditReturnsAreRefunds: z.boolean().default(true),
  /** A refund that names no line lowers the goods by their share; `false`: goodwill takes no points. */
  goodwillLowersWorth: z.boolean().default(true),
  /** After a refund: what conditions gave shrinks with the goods, or they are judged again on what is left. */
  conditions: z.enum(['as-placed', 'judge-again']).default('as-placed'),
});

/** When earned points may be spent. `days` after the last fulfilment or after payment; `backstopDays` after payment at the latest. */
export const pendingSchema = z.strictObject({
  shipped: z.strictObject({ days: daysSchema.default(14), from: z.enum(['fulfilment', 'paid']).default('fulfilment') }).prefault({}),
  inPersonDays: daysSchema.default(0),
  digitalDays: daysSchema.default(0),
  backstopDays: daysSchema.default(60),
});

/** What happens when points must be taken that are no longer there. */
export const takeBackSchema = z.strictObject({
  shortfall: z.enum(['debt', 'floor-at-zero']).default('debt'),
  /** Points of debt at most; null: no cap. */
  debtCap: z.int().min(0).nullable().default(null),
});

/** Orders of people who are no members (yet). */
export const guestsSchema = z.strictObject({
  earn: z.boolean().default(true),
  /** Unclaimed points wait that long. */
  unclaimedDays: daysSchema.default(90),
  /** An order without customer and e-mail settles when its owner appears within this time; an order may change hands by itself as long. */
  ownerDays: daysSchema.default(30),
});

/** One store among several that share the program. What is not said here holds as for all. */
export const storeSettingsSchema = z.strictObject({
  goesLiveOn: localDateSchema.nullable().default(null),
  earns: z.boolean().default(true),
  redeems: z.boolean().default(true),
});

/** What a point is worth in the books; null: the cheapest active reward's value ÷ its cost. */
export const liabilitySchema = z.strictObject({
  per100Points: moneyByCurrencySchema.nullable().default(null),
  breakagePercent: percentSchema.nullable().default(null),
});

export type Worth = z.infer<typeof worthSchema>;
export type PendingSettings = z.infer<typeof pendingSchema>;
