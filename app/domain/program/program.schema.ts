import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { brandingSchema } from '../branding/branding.schema.ts';
import { campaignSchema } from '../campaigns/campaign.schema.ts';
import { cardSchema } from '../cards/card.schema.ts';
import { earningSchema } from '../earning/earning.schema.ts';
import { expirySchema } from '../expiry/expiry.schema.ts';
import { birthdaySchema, joiningSchema, privacySchema, visitsSchema } from '../members/member-settings.schema.ts';
import { noticesSchema, textsSchema } from '../notices/notice.schema.ts';
import {
  eligibilitySchema,
  guestsSchema,
  liabilitySchema,
  pendingSchema,
  storeSettingsSchema,
  takeBackSchema,
  worthSchema,
} from '../orders/order-settings.schema.ts';
import { perkSchema } from '../perks/perk.schema.ts';
import { referralSchema } from '../referrals/referral.schema.ts';
import { redeemingSchema, rewardSchema } from '../rewards/reward.schema.ts';
import { armSchema, segmentSchema } from '../segments/audience.schema.ts';
import { staffSchema } from '../staff/staff.schema.ts';
import { tiersSchema } from '../tiers/tiers.schema.ts';
import { unitsSchema } from '../units/unit.schema.ts';
import { currencySchema, localDateSchema, localeSchema, nameSchema } from '../values.schema.ts';

/** What one unit of the program's currency is in another: "4.00" PLN for a EUR; each holds from its day on. */
const loyaltyRateSchema = z.strictObject({
  from: localDateSchema,
  rate: z
    .string()
    .regex(/^\d{1,12}(\.\d{1,6})?$/, asks('rate'))
    .refine((text) => Number(text) > 0, asks('more-than-0')),
});

/** The whole rule book of a program: one immutable, validated document. Stock, code pools and secrets live outside. */
export const programSchema = z.strictObject({
  schemaVersion: z.literal(1),
  name: nameSchema,
  /** The program's currency: points are earned in it, thresholds are judged in it. */
  currency: currencySchema,
  timeZone: z.string().min(1).max(60).refine(isTimeZone, asks('time-zone')),
  locale: localeSchema.default('en'),
  currencies: z
    .array(z.strictObject({ code: currencySchema, rates: z.array(loyaltyRateSchema).max(500).default([]) }))
    .max(50)
    .default([]),
  units: unitsSchema.prefault({}),
  stores: z.record(z.string().max(64), storeSettingsSchema).default({}),
  arms: z.array(armSchema).max(10).default([]),
  segments: z.array(segmentSchema).max(200).default([]),
  orders: eligibilitySchema.prefault({}),
  worth: worthSchema.prefault({}),
  pending: pendingSchema.prefault({}),
  takeBack: takeBackSchema.prefault({}),
  guests: guestsSchema.prefault({}),
  earning: earningSchema.prefault({}),
  campaigns: z.array(campaignSchema).max(200).default([]),
  tiers: tiersSchema.prefault({}),
  perks: z.array(perkSchema).max(100).default([]),
  rewards: z.array(rewardSchema).max(200).default([]),
  redeeming: redeemingSchema.prefault({}),
  cards: z.array(cardSchema).max(20).default([]),
  referral: referralSchema.nullable().default(null),
  joining: joiningSchema.prefault({}),
  birthday: birthdaySchema.nullable().default(null),
  visits: visitsSchema.prefault({}),
  expiry: expirySchema.prefault({}),
  staff: staffSchema.prefault({}),
  notices: noticesSchema.prefault({}),
  privacy: privacySchema.prefault({}),
  liability: liabilitySchema.prefault({}),
  texts: textsSchema,
  branding: brandingSchema.prefault({}),
});

/** The rule book as the engines read it: every default filled in. */
export type Program = z.infer<typeof programSchema>;

/** The rule book as people and templates write it: what has a default may be left out. */
export type ProgramDraft = z.input<typeof programSchema>;

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
