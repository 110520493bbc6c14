import { z } from 'zod';
import { type Instant, instantFromIso } from '#app/domain/instant.ts';
import { isDecimal } from './decimal.ts';

/** Why a message or an answer cannot be read; names the field, holds nothing of the customer's. */
export interface NotTranslated {
  readonly problem: string;
}

/** An id, as text. */
export const idField = z.union([z.number().int().nonnegative(), z.string().regex(/^\d{1,20}$/)]).transform(String);

/** "2026-11-22T04:03:11" of a field named …_gmt: UTC, without saying so. */
export const gmtField = z.string().transform((text, context): Instant => {
  try {
    return instantFromIso(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : `${text}Z`);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  }
});

/** A decimal amount, kept as text. Empty counts as nothing: WooCommerce writes "" for a tax that does not apply. */
export const amountField = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((amount, context) => {
    const text = String(amount ?? '').trim();
    if (text === '') return '0';
    if (isDecimal(text)) return text;
    context.addIssue({ code: 'custom', message: 'not an amount' });
    return z.NEVER;
  });

/** What plugins and WooCommerce itself hang on things. */
export const metaField = z
  .array(z.object({ key: z.string(), value: z.unknown() }))
  .nullish()
  .transform((entries) => entries ?? []);

/** The first value under a key of the meta data. */
export function metaOf(entries: readonly { readonly key: string; readonly value: unknown }[], key: string): unknown {
  return entries.find((entry) => entry.key === key)?.value;
}

/** The first thing that is wrong, in words without any value of the message: "line_items.0.total: not an amount". */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the message has another shape';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

export function filled(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}
