import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { audienceSchema, datesSchema } from '../segments/audience.schema.ts';
import {
  countLimitSchema,
  idSchema,
  multiplierSchema,
  nameSchema,
  periodSchema,
  pointsSchema,
  productFilterSchema,
  rateSchema,
} from '../values.schema.ts';

/** An amount in minor units of the program's currency, more than nothing. */
const amountSchema = z.int().min(1, asks('more-than-0')).max(1_000_000_000_000);

/** `points` (a rate: decimals allowed) for every `perMinor` of the program's currency: a ratio, not steps. */
export const perAmountArgs = z.strictObject({
  points: rateSchema,
  perMinor: amountSchema,
  minimumMinor: z.int().min(0).default(0),
  products: productFilterSchema.prefault({}),
});

/** The same points for each order that is worth at least the minimum. */
export const perOrderArgs = z.strictObject({
  points: pointsSchema,
  minimumMinor: z.int().min(0).default(0),
  products: productFilterSchema.prefault({}),
});

/** Points for each unit bought of some products. */
export const perProductArgs = z.strictObject({
  points: rateSchema,
  products: productFilterSchema,
  maxUnits: z.int().min(1).nullable().default(null),
});

/** Some products earn a multiple: joins the other bonuses on their lines. */
export const productMultipleArgs = z.strictObject({ times: multiplierSchema, products: productFilterSchema });

/** Once, with the first order ever. */
export const firstOrderArgs = z.strictObject({ points: pointsSchema, minimumMinor: z.int().min(0).default(0) });

/** With the nth order, or with every nth. */
export const nthOrderArgs = z.strictObject({
  points: pointsSchema,
  nth: z.int().min(2).max(10_000),
  every: z.boolean().default(false),
  minimumMinor: z.int().min(0).default(0),
});

/** With each visit in person: one per member, location and local day. */
export const visitArgs = z.strictObject({ points: pointsSchema, minimumMinor: z.int().min(0).default(0) });

/** With the nth visit, or with every nth. */
export const nthVisitArgs = z.strictObject({ points: pointsSchema, nth: z.int().min(2).max(10_000), every: z.boolean().default(false) });

/** What a member does besides buying. `code` names a merchant's own event that comes through the API. */
export const actionArgs = z.strictObject({
  action: z.enum([
    'join',
    'profile',
    'newsletter',
    'sms-consent',
    'app-pass',
    'birthday',
    'anniversary',
    'follow',
    'share',
    'review',
    'photo-review',
    'google-review',
    'survey',
    'quiz',
    'event',
    'scan',
    'login',
    'streak',
    'answer',
    'check-in',
    'referral-made',
    'custom',
  ]),
  code: z.string().max(64).nullable().default(null),
  /** How we know: our own record, a proof of a partner, a member of staff, or just the member's word. */
  proof: z.enum(['recorded', 'partner', 'staff', 'honour']).default('recorded'),
  points: pointsSchema,
  /** Which time it counts: the 3rd scan, the 5th referral; null: each time. */
  nth: z.int().min(1).max(10_000).nullable().default(null),
  limit: countLimitSchema.nullable().default({ count: 1, per: 'ever' }),
  /** Only for the first so many members. */
  firstMembers: z.int().min(1).nullable().default(null),
  waitsDays: z.int().min(0).max(365).default(0),
});

const ruleShared = {
  id: idSchema,
  name: nameSchema,
  active: z.boolean().default(true),
  dates: datesSchema.prefault({}),
  audience: audienceSchema.prefault({}),
  /** `sum` adds to what other rules give; of all `best` rules that fit only the one that gives most counts. */
  stack: z.enum(['sum', 'best']).default('sum'),
  /** What this rule gives counts towards tiers that look at points. */
  countsForTiers: z.boolean().default(true),
  /** Points of one order at most from this rule. */
  maxPerOrder: pointsSchema.nullable().default(null),
  /** Points per member and period at most from this rule. */
  maxPerMember: z.strictObject({ points: pointsSchema, per: periodSchema }).nullable().default(null),
  /** 'points' or 'cashback:EUR'. */
  unit: z
    .string()
    .regex(/^(points|cashback:[A-Z]{3})$/, asks('unit-of-rule'))
    .default('points'),
};

/** Fixed gifts are as they are; what grows with the amount is multiplied by tiers and campaigns. */
const multiplied = z.boolean().default(true);
const notMultiplied = z.boolean().default(false);

export const earningRuleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ ...ruleShared, kind: z.literal('per-amount'), bonuses: multiplied, args: perAmountArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('per-order'), bonuses: notMultiplied, args: perOrderArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('per-product'), bonuses: multiplied, args: perProductArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('product-multiple'), bonuses: notMultiplied, args: productMultipleArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('first-order'), bonuses: notMultiplied, args: firstOrderArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('nth-order'), bonuses: notMultiplied, args: nthOrderArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('visit'), bonuses: notMultiplied, args: visitArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('nth-visit'), bonuses: notMultiplied, args: nthVisitArgs }),
  z.strictObject({ ...ruleShared, kind: z.literal('action'), bonuses: notMultiplied, args: actionArgs }),
]);

/** How points are worked out from all rules together. */
export const earningSchema = z.strictObject({
  rules: z.array(earningRuleSchema).max(100).default([]),
  /** `carry` rounds down and keeps the rest for the member's next order. */
  rounding: z.enum(['down', 'nearest', 'up', 'carry']).default('down'),
  /** Bonuses add (2× and 3× make 4×) up to a cap, or multiply (6×), which costs more and has a cap only where one is set. */
  bonuses: z
    .discriminatedUnion('combine', [
      z.strictObject({ combine: z.literal('add'), cap: multiplierSchema.nullable().default('5') }),
      z.strictObject({ combine: z.literal('multiply'), cap: multiplierSchema.nullable().default(null) }),
    ])
    .prefault({ combine: 'add' }),
  /** Points at most from all orders together. */
  caps: z
    .array(
      z.strictObject({
        id: idSchema,
        points: pointsSchema,
        per: z.union([z.literal('order'), periodSchema]),
        of: z.enum(['member', 'program']),
      }),
    )
    .max(10)
    .default([]),
});

export type PerAmountArgs = z.infer<typeof perAmountArgs>;
export type PerOrderArgs = z.infer<typeof perOrderArgs>;
export type PerProductArgs = z.infer<typeof perProductArgs>;
export type FirstOrderArgs = z.infer<typeof firstOrderArgs>;
export type NthOrderArgs = z.infer<typeof nthOrderArgs>;
export type VisitArgs = z.infer<typeof visitArgs>;
export type NthVisitArgs = z.infer<typeof nthVisitArgs>;
export type EarningRule = z.infer<typeof earningRuleSchema>;
export type EarningSettings = z.infer<typeof earningSchema>;
