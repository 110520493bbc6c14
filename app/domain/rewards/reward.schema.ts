import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { audienceSchema, datesSchema } from '../segments/audience.schema.ts';
import {
  countLimitSchema,
  daysSchema,
  idSchema,
  moneyByCurrencySchema,
  nameSchema,
  percentSchema,
  pointsSchema,
  productFilterSchema,
  textSchema,
} from '../values.schema.ts';

/** What a reward costs: so many points, so many per step that the member chooses, a full card, or nothing (only given, never bought). */
const costSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('points'),
    unit: z
      .string()
      .regex(/^(points|cashback:[A-Z]{3})$/)
      .default('points'),
    points: pointsSchema,
  }),
  z.strictObject({
    kind: z.literal('any-amount'),
    unit: z
      .string()
      .regex(/^(points|cashback:[A-Z]{3})$/)
      .default('points'),
    step: pointsSchema,
    min: pointsSchema,
    max: pointsSchema.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('card'), cardId: idSchema }),
  z.strictObject({ kind: z.literal('given') }),
]);

/** Worth of things that are not money, for the books and for the merchant's preview. */
const worth = moneyByCurrencySchema;

/**
 * What the member gets. The first five work on an order by a discount code; the next five are handed out by a platform or from a pool
 * at once; the last three are handed over by people.
 */
export const rewardValueSchema = z.discriminatedUnion('kind', [
  /** For an any-amount cost the amounts are those of one step. */
  z.strictObject({ kind: z.literal('amount'), amounts: moneyByCurrencySchema }),
  z.strictObject({
    kind: z.literal('percent'),
    percent: percentSchema.min(0.01, asks('more-than-0')),
    cap: moneyByCurrencySchema.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('free-shipping'), worth }),
  z.strictObject({ kind: z.literal('free-product'), only: productFilterSchema, worth }),
  z.strictObject({
    kind: z.literal('product-percent'),
    percent: percentSchema.min(0.01),
    only: productFilterSchema,
    cap: moneyByCurrencySchema.nullable().default(null),
  }),
  /** `expires`: the money ends after `validDays`; else never (in many places the law forbids gift cards to end soon). */
  z.strictObject({ kind: z.literal('gift-card'), amounts: moneyByCurrencySchema, expires: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('store-credit'), amounts: moneyByCurrencySchema, expires: z.boolean().default(false) }),
  /** A code from a list that the merchant uploaded (vouchers of other shops too). */
  z.strictObject({ kind: z.literal('voucher'), partner: z.string().max(120).default(''), worth }),
  z.strictObject({ kind: z.literal('donation'), cause: z.string().min(1).max(200), worth }),
  z.strictObject({
    kind: z.literal('draw'),
    drawnOn: z.iso.date(),
    winners: z.int().min(1).max(100_000),
    prize: z.string().min(1).max(200),
    worth,
  }),
  z.strictObject({ kind: z.literal('item'), worth, pickup: z.enum(['in-store', 'shipped', 'either']).default('either') }),
  z.strictObject({ kind: z.literal('experience'), worth }),
  z.strictObject({ kind: z.literal('staffed-perk'), worth }),
]);

export const rewardSchema = z.strictObject({
  id: idSchema,
  name: nameSchema,
  description: textSchema,
  picture: z.string().max(500).nullable().default(null),
  active: z.boolean().default(true),
  hidden: z.boolean().default(false),
  cost: costSchema,
  value: rewardValueSchema,
  /** Null: none, but a fixed amount always asks for an order of at least its own value. */
  minimumOrder: moneyByCurrencySchema.nullable().default(null),
  only: productFilterSchema.prefault({}),
  /** At most this share of the cart is paid by the reward. */
  capPercentOfCart: percentSchema.nullable().default(null),
  dates: datesSchema.prefault({}),
  audience: audienceSchema.prefault({}),
  /** The code works that long; codes of a pool share the expiry of their cohort, which is this or a little later. */
  validDays: daysSchema.min(1, asks('code-days')).default(60),
  combinesWith: z
    .strictObject({ order: z.boolean().default(false), product: z.boolean().default(true), shipping: z.boolean().default(true) })
    .prefault({}),
  subscriptions: z.enum(['once', 'no']).default('once'),
  /** Only the redeeming customer can use the code. Such codes are made on demand. */
  boundToCustomer: z.boolean().default(false),
  limitPerMember: countLimitSchema.nullable().default(null),
  limitInAll: countLimitSchema.nullable().default(null),
  /** Stock is counted outside the document; true asks for it. */
  stocked: z.boolean().default(false),
});

/** Limits that hold for all rewards together (rules, 4.6). */
export const redeemingSchema = z.strictObject({
  openCodes: z.int().min(1).max(100).default(5),
  undosPerDay: z.int().min(0).max(100).default(10),
  holdHoursAfterExpiry: z.int().min(0).max(720).default(24),
  /** Gift cards, store credit and vouchers per member and day. */
  issuedPerDay: moneyByCurrencySchema.default({}),
  issuedPerDayDefaultMinor: z.int().min(0).default(5000),
  undoIssuedDays: daysSchema.default(14),
  waitHoursAfterLink: z.int().min(0).max(720).default(24),
  /** A used code is made anew when its order is returned in full before it was shipped. */
  reissueAfterFullRefund: z.boolean().default(false),
});

export type Reward = z.infer<typeof rewardSchema>;
export type RewardValue = z.infer<typeof rewardValueSchema>;
