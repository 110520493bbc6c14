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
