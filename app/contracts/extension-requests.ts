import { z } from 'zod';

/** A platform's customer or order id: digits, or Shopify's long form of them; read as digits. */
const shopifyId = (kind: string) =>
  z
    .string()
    .regex(new RegExp(String.raw`^(gid://shopify/${kind}/)?\d{1,20}$`))
    .transform((id) => id.slice(id.lastIndexOf('/') + 1));

/** The order of the thank-you and order pages, "gid://shopify/Order/1" or "…/OrderIdentity/1". */
export const orderIdSchema = shopifyId('(?:Order|OrderIdentity)');

/** The customer whom staff have in the cart. */
export const tillCustomerSchema = shopifyId('Customer');

/** POST /api/pos/enrol. */
export const enrolRequestSchema = z.object({ customerId: tillCustomerSchema });

/** POST /api/pos/redeem. The till makes `redemptionId` and keeps it until it has an answer. */
export const tillRedeemRequestSchema = z.object({
  customerId: tillCustomerSchema,
  rewardId: z.string().min(1).max(100),
  redemptionId: z.uuid().transform((id) => id.toLowerCase()),
  /** For rewards of a free amount: how many points to spend. */
  points: z.int().positive().max(1_000_000_000).optional(),
  /** The member's six digits; spaces between them are fine. */
  tillCode: z
    .string()
    .max(20)
    .transform((code) => code.replaceAll(/\s/g, '')),
});

/** POST /api/pos/undo. */
export const tillUndoRequestSchema = z.object({
  customerId: tillCustomerSchema,
  redemptionId: z.uuid().transform((id) => id.toLowerCase()),
});
