import { z } from 'zod';

/**
 * The small building blocks of the program document. Points are integers of the unit's smallest step, money is in minor units,
 * days are local calendar days of the program's time zone ("2026-11-28").
 */

/** Survives versions and is never given to another thing: caps, code pools and history hang on it. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'An id has small letters, digits and dashes, 64 at most.');

export const nameSchema = z.string().trim().min(1, 'Give it a name.').max(120, 'A name has 120 letters at most.');

export const textSchema = z.string().max(2000, 'A text has 2000 letters at most.').default('');

/** A number of points that somebody gets or pays. */
export const pointsSchema = z
  .int('Points are whole numbers.')
  .min(1, 'At least 1 point.')
  .max(1_000_000_000, 'That many points is surely a slip.');

/** Like a rate: a decimal text above 0, written in thousandths at the finest ("1", "0.125"). */
export const rateSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?$/, 'Write a number with at most three decimal places, like 1 or 0.5.')
  .refine((text) => Number(text) > 0, 'It must be more than 0.');

/** "2" doubles; a multiplier of 1 changes nothing and less than 1 is not a bonus. */
export const multiplierSchema = rateSchema.refine((text) => Number(text) >= 1 && Number(text) <= 100, 'A multiplier is between 1 and 100.');

export const percentSchema = z.number().min(0, 'A percentage is between 0 and 100.').max(100, 'A percentage is between 0 and 100.');

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'A currency has three capital letters, like EUR.');

/** Minor units per currency: { "EUR": 500, "PLN": 2000 }. Publishing refuses a gap for a currency in use. */
export const moneyByCurrencySchema = z.record(
  currencySchema,
  z.int().min(0, 'An amount cannot be negative.').max(1_000_000_000_000, 'That amount is surely a slip.'),
);

export const localDateSchema = z.iso.date('Write a date like 2026-11-28.');

export const localTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time like 08:30.');

export const localeSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'Write a language like en or pt-BR.');

export const daysSchema = z.int().min(0, 'Days cannot be negative.').max(3650, 'Ten years of days at most.');

/** A calendar period in the program's time zone; `ever` never starts anew. */
export const periodSchema = z.enum(['day', 'week', 'month', 'quarter', 'year', 'ever']);
export type Period = z.infer<typeof periodSchema>;

/** "At most `count` per `per`". */
export const countLimitSchema = z.strictObject({ count: z.int().min(1, 'At least 1.').max(1_000_000), per: periodSchema });

/** Which products something is about. Ids are the platform's; `all` with empty lists means every product. A product in `except` is never meant. */
export const productFilterSchema = z.strictObject({
  productIds: z.array(z.string().max(64)).max(1000).default([]),
  collections: z.array(z.string().max(200)).max(200).default([]),
  tags: z.array(z.string().max(255)).max(200).default([]),
  vendors: z.array(z.string().max(255)).max(200).default([]),
  productTypes: z.array(z.string().max(255)).max(200).default([]),
});
export type ProductFilter = z.infer<typeof productFilterSchema>;
