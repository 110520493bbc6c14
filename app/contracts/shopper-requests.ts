import { z } from 'zod';
import { accepted, refused, type Result } from '#app/domain/result.ts';

const MOST_POINTS = 1_000_000_000;

/** POST /proxy/redeem. The client makes `redemptionId` and keeps it until it has an answer: a repeat answers the same redemption. */
export const redeemRequestSchema = z.object({
  rewardId: z.string().min(1).max(100),
  redemptionId: z.uuid(),
  /** For rewards of a free amount: how many points to spend. */
  points: z.int().positive().max(MOST_POINTS).optional(),
});

/** POST /proxy/undo. */
export const undoRequestSchema = z.object({ redemptionId: z.uuid() });

/** POST /proxy/join; nothing to say. */
export const joinRequestSchema = z.object({});

/** POST link-code; nothing to say. */
export const linkCodeRequestSchema = z.object({});

/** POST till-code; nothing to say. */
export const tillCodeRequestSchema = z.object({});

/** POST link: the code as it was shown at the other store, however it is typed. */
export const linkRequestSchema = z.object({
  code: z
    .string()
    .max(40)
    .transform((code) => code.replaceAll(/[\s-]/g, '').toUpperCase()),
});

const facts = z.array(z.string().max(255)).max(250).default([]);

/** POST worth. Amounts in minor units of `currency`, as displayed. What is said of products is for show only: what is paid out is looked up with the order. */
export const cartRequestSchema = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: z
    .array(
      z
        .object({
          productId: z.string().min(1).max(64),
          variantId: z.string().max(64).nullable().default(null),
          quantity: z.int().min(1).max(10_000),
          amountMinor: z.int().min(0).max(1_000_000_000_000),
          tags: facts,
          collectionIds: facts,
          vendor: z.string().max(255).nullable().default(null),
          productType: z.string().max(255).nullable().default(null),
        })
        .transform(({ collectionIds, ...line }) => ({ ...line, collections: collectionIds })),
    )
    .min(1)
    .max(200),
});

/** POST privacy/export and privacy/erase, by the WordPress plugin. */
export const personRequestSchema = z.object({ email: z.email().max(320) });

/** What the app proxy answers when it refuses: a code for the widget, a sentence for the shopper. */
export interface ShopperError {
  readonly error: { readonly code: string; readonly message: string };
}

/** Reads a JSON text by a schema; unknown fields are dropped. */
export function readJson<Value>(text: string, schema: z.ZodType<Value>): Result<Value, 'malformed'> {
  try {
    const parsed = schema.safeParse(text.trim() === '' ? {} : JSON.parse(text));
    return parsed.success ? accepted(parsed.data) : refused('malformed');
  } catch {
    return refused('malformed');
  }
}
