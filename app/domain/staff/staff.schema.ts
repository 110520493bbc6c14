import { z } from 'zod';
import { pointsSchema } from '../values.schema.ts';

/** What people at the till and in the office may do (rules, 8). */
export const staffSchema = z.strictObject({
  earnInPerson: z.boolean().default(false),
  reviewAbovePosOrdersPerDay: z.int().min(1).max(1000).default(5),
  tillRedemptionNeeds: z.enum(['qr-or-pin', 'nothing']).default('qr-or-pin'),
  ownerAbovePoints: pointsSchema.default(10_000),
  /** Goodwill that one member of staff may give in a day; null: no limit. */
  giftsPerDay: pointsSchema.nullable().default(null),
});
