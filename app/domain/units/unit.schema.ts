import { z } from 'zod';
import { asks } from '../field-problem.ts';
import { currencySchema, localeSchema } from '../values.schema.ts';

/** Plural forms by the categories of Intl.PluralRules; `other` is what every language has. */
const pluralFormsSchema = z.strictObject({
  zero: z.string().min(1).max(60).optional(),
  one: z.string().min(1).max(60).optional(),
  two: z.string().min(1).max(60).optional(),
  few: z.string().min(1).max(60).optional(),
  many: z.string().min(1).max(60).optional(),
  other: z.string().min(1, asks('unit-forms')).max(60),
});

/** How a unit is called ("240 beans") and how fine it is: with scale 2 the amount 150 reads 1.50. */
export const unitSchema = z.strictObject({
  names: z.record(localeSchema, pluralFormsSchema).default({ en: { one: 'point', other: 'points' } }),
  scale: z.int().min(0).max(2, asks('scale')).default(0),
});

/** Points are always there; a cashback unit per currency where the program pays in money. Stamps get their unit from their card. */
export const unitsSchema = z.strictObject({
  points: unitSchema.prefault({}),
  cashback: z
    .array(z.strictObject({ currency: currencySchema, unit: unitSchema.prefault({}) }))
    .max(20)
    .default([]),
});

export type UnitSettings = z.infer<typeof unitSchema>;
