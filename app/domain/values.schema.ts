import { z } from 'zod';
import { asks } from './field-problem.ts';

/**
 * The small building blocks of the program document. Points are integers of the unit's smallest step, money is in minor units,
 * days are local calendar days of the program's time zone ("2026-11-28").
 */

/** Survives versions and is never given to another thing: caps, code pools and history hang on it. */
export const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, asks('id'));

export const nameSchema = z.string().trim().min(1, asks('name')).max(120, asks('name-long'));

export const textSchema = z.string().max(2000, asks('text-long')).default('');

/** A number of points that somebody gets or pays. */
export const pointsSchema = z.int(asks('whole')).min(1, asks('at-least-1')).max(1_000_000_000, asks('slip'));

/** Like a rate: a decimal text above 0, written in thousandths at the finest ("1", "0.125"). */
export const rateSchema = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,3})?$/, asks('decimal'))
  .refine((text) => Number(text) > 0, asks('more-than-0'));

/** "2" doubles; a multiplier of 1 changes nothing and less than 1 is not a bonus. */
export const multiplierSchema = rateSchema.refine((text) => Number(text) >= 1 && Number(text) <= 100, asks('multiplier'));

export const percentSchema = z.number().min(0, asks('percent')).max(100, asks('percent'));

export const currencySchema = z.string().regex(/^[A-Z]{3}$/, asks('currency'));

/** Minor units per currency: { "EUR": 500, "PLN": 2000 }. Publishing refuses a gap for a currency in use. */
export const moneyByCurrencySchema = z.record(currencySchema, z.int().min(0, asks('amount-negative')).max(1_000_000_000_000, asks('slip')));

export const localDateSchema = z.iso.date(asks('date'));

export const localTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, asks('time'));

export const localeSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, asks('language'));

export const daysSchema = z.int().min(0, asks('days')).max(3650, asks('days'));

/** A calendar period in the program's time zone; `ever` never starts anew. */
export const periodSchema = z.enum(['day', 'week', 'month', 'quarter', 'year', 'ever']);
export type Period = z.infer<typeof periodSchema>;

/** "At most `count` per `per`". */
export const countLimitSchema = z.strictObject({ count: z.int().min(1, asks('at-least-1')).max(1_000_000), per: periodSchema });

/** Which products something is about. Ids are the platform's; `all` with empty lists means every product. A product in `except` is never meant. */
export const productFilterSchema = z.strictObject({
  productIds: z.array(z.string().max(64)).max(1000).default([]),
  collections: z.array(z.string().max(200)).max(200).default([]),
  tags: z.array(z.string().max(255)).max(200).default([]),
  vendors: z.array(z.string().max(255)).max(200).default([]),
  productTypes: z.array(z.string().max(255)).max(200).default([]),
});
export type ProductFilter = z.infer<typeof productFilterSchema>;
