import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { idSchema, localDateSchema, localTimeSchema, percentSchema } from '../values.schema.ts';

/** When something holds, by the wall clock of the program's time zone. Both ends are whole days and both count. */
export const datesSchema = z
  .strictObject({
    from: localDateSchema.nullable().default(null),
    until: localDateSchema.nullable().default(null),
    /** 1 = Monday … 7 = Sunday; empty: every day. */
    weekdays: z.array(z.int().min(1).max(7)).max(7).default([]),
    hours: z.strictObject({ from: localTimeSchema, until: localTimeSchema }).nullable().default(null),
  })
  .refine((dates) => dates.from === null || dates.until === null || dates.from <= dates.until, asks('ends-before'));

/** Whom something is for. An empty list means "everyone"; all filled lists must agree. */
export const audienceSchema = z.strictObject({
  stores: z.array(z.string().max(64)).max(100).default([]),
  locations: z.array(z.string().max(64)).max(1000).default([]),
  /** ISO 3166 codes, "DE" or "CA-ON". */
  regions: z
    .array(z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, asks('region')))
    .max(300)
    .default([]),
  segments: z.array(idSchema).max(100).default([]),
  channels: z
    .array(z.enum(['web', 'pos', 'draft', 'subscription', 'marketplace', 'other']))
    .max(6)
    .default([]),
  tiers: z.array(idSchema).max(20).default([]),
  arms: z.array(idSchema).max(10).default([]),
  /** A fixed share of members, drawn by hash: the same member always falls on the same side. */
  percent: percentSchema.default(100),
});

/** Experiment arms; a member is drawn into one at join, by hash. The first arm takes what the others leave. */
export const armSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(120),
  percent: percentSchema,
  /** Members of a holdout arm see no program at all: nothing earned, nothing offered. */
  holdout: z.boolean().default(false),
});

/** A named group of members by what is known of them; who belongs is computed outside and frozen with each order. */
export const segmentSchema = z.strictObject({
  id: idSchema,
  name: z.string().min(1).max(120),
  rule: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('no-order-for'), days: z.int().min(1).max(3650) }),
    z.strictObject({
      kind: z.literal('orders-between'),
      from: z.int().min(0),
      until: z.int().min(0).nullable().default(null),
      days: z.int().min(1).nullable().default(null),
    }),
    z.strictObject({ kind: z.literal('tag'), tag: z.string().min(1).max(255) }),
    z.strictObject({ kind: z.literal('region'), regions: z.array(z.string()).min(1).max(300) }),
    z.strictObject({ kind: z.literal('tier-slipping'), days: z.int().min(1).max(365) }),
    z.strictObject({ kind: z.literal('list') }),
  ]),
});

export type Dates = z.infer<typeof datesSchema>;
export type Audience = z.infer<typeof audienceSchema>;
export type Arm = z.infer<typeof armSchema>;
