import { z } from 'zod';
import { countLimitSchema, daysSchema, idSchema, pointsSchema, textSchema } from '../values.schema.ts';

/** How one becomes a member, and what for. */
export const joiningSchema = z.strictObject({
  at: z.enum(['first-proved-login', 'button-only']).default('first-proved-login'),
  open: z.enum(['everyone', 'invited', 'paying']).default('everyone'),
  welcome: z.strictObject({ points: pointsSchema.nullable().default(null), rewardId: idSchema.nullable().default(null) }).prefault({}),
  termsVersion: z.string().max(60).default('1'),
  termsText: textSchema,
  /** Points of a member who left are kept that long, after a notice. */
  leftDays: daysSchema.default(30),
});

/** Day and month only (rules, 7). */
export const birthdaySchema = z.strictObject({
  points: pointsSchema.nullable().default(null),
  rewardId: idSchema.nullable().default(null),
  setDaysBefore: daysSchema.default(30),
  lateDays: z.int().min(0).max(30).default(7),
});

/** Visits in person: from a paid order or a scan by staff, one per member, location and local day. */
export const visitsSchema = z.strictObject({
  fromOrders: z.boolean().default(true),
  fromStaffScans: z.boolean().default(true),
  perMember: countLimitSchema.nullable().default(null),
});

export const privacySchema = z.strictObject({
  /** A keyed hash of an erased e-mail guards once-only bonuses. */
  keepHashMonths: z.int().min(0).max(120).default(24),
  unmergeDays: daysSchema.default(30),
});
