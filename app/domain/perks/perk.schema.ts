import { z } from 'zod';
import { audienceSchema } from '../segments/audience.schema.ts';
import { idSchema, nameSchema, percentSchema, productFilterSchema, textSchema } from '../values.schema.ts';

const shared = {
  id: idSchema,
  name: nameSchema,
  description: textSchema,
  active: z.boolean().default(true),
  audience: audienceSchema.prefault({}),
};

/** What a tier's members may do or get. Standing ones always hold; periodic ones are used up and lapse; one-off ones are used once. */
export const perkSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('standing'),
    gives: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('free-shipping') }),
      z.strictObject({ kind: z.literal('percent-off'), percent: percentSchema, only: productFilterSchema.prefault({}) }),
      z.strictObject({ kind: z.literal('early-access'), hours: z.int().min(1).max(8760), only: productFilterSchema.prefault({}) }),
      z.strictObject({ kind: z.literal('exclusive-products'), only: productFilterSchema }),
      /** Priority booking, a lead stylist, a reserved table: people see to it. */
      z.strictObject({ kind: z.literal('service') }),
    ]),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('periodic'),
    times: z.int().min(1).max(1000),
    per: z.enum(['week', 'month', 'quarter', 'year']),
    rewardId: idSchema.nullable().default(null),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal('one-off'),
    on: z.enum(['tier-entry', 'birthday', 'anniversary', 'membership-start']),
    rewardId: idSchema.nullable().default(null),
  }),
]);

export type Perk = z.infer<typeof perkSchema>;
