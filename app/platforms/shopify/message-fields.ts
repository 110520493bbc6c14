import { z } from 'zod';
import { type Instant, instantFromIso } from '#app/domain/instant.ts';
import { type CurrencyCode, parseMinor } from '#app/domain/money.ts';

/** An id of a message, as text. Numbers beyond 2^53 arrive as text already (see parseBody). */
export const idField = z.union([z.string().min(1), z.number().int().nonnegative()]).transform(String);

/** An ISO 8601 time with an offset. */
export const timeField = z.string().transform((text, context): Instant => {
  try {
    return instantFromIso(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not a time' });
    return z.NEVER;
  }
});

/** A decimal amount, kept as text until its currency is known. */
export const amountField = z.union([z.string(), z.number()]).transform((amount, context) => {
  const text = String(amount).trim();
  if (/^[+-]?\d+(\.\d*)?$/.test(text)) return text;
  context.addIssue({ code: 'custom', message: 'not an amount' });
  return z.NEVER;
});

/** An amount in the shop's and in the buyer's currency, as webhooks write it; only the shop's is read. */
export const bodyMoney = z.object({ shop_money: z.object({ amount: amountField }) });
export type BodyMoney = z.output<typeof bodyMoney>;

/** The same, as GraphQL answers it. */
export const nodeMoney = z.object({ shopMoney: z.object({ amount: amountField }) });
export type NodeMoney = z.output<typeof nodeMoney>;

/** Minor units of an amount that may be missing. */
export function minorOf(amount: string | null | undefined, currency: CurrencyCode): number {
  return amount === null || amount === undefined ? 0 : parseMinor(amount, currency);
}

/** The first thing that is wrong, in words without any value of the message: "line_items.0.price_set: …". */
export function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'the message has another shape';
  const path = issue.path.map(String).join('.');
  return path === '' ? issue.message : `${path}: ${issue.message}`;
}

/**
 * Reads JSON text. Integers beyond what a JavaScript number holds exactly (Shopify's ids may be) become text instead of a wrong number.
 * Answers undefined when it is no JSON.
 */
export function parseBody(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? JSON.parse(text, exactIntegers) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exactIntegers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isRounded = typeof value === 'number' && !Number.isSafeInteger(value) && /^\d+$/.test(context?.source ?? '');
  return isRounded ? context?.source : value;
}
