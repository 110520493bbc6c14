import { z } from 'zod';
import { amountField, gmtField, idField, metaField } from './message-fields.ts';

const amounts = { total: amountField, total_tax: amountField };
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

const line = z.object({
  id: idField,
  name: z.string().nullish(),
  product_id: idField.nullish(),
  variation_id: idField.nullish(),
  quantity: z.number(),
  subtotal: amountField,
  subtotal_tax: amountField,
  ...amounts,
});

const couponLine = z.object({
  code: z.string(),
  discount: amountField,
  discount_tax: amountField,
  // Older versions do not say it.
  discount_type: z.string().nullish(),
  free_shipping: z.boolean().nullish(),
});

/** An order of REST v3, as far as Rung reads it. `line_items[].price` is an unrounded float and is left alone. */
export const orderBody = z.object({
  id: idField,
  number: z.union([z.string(), z.number()]).transform(String),
  status: z.string().min(1),
  currency: z
    .string()
    .length(3)
    .transform((code) => code.toUpperCase()),
  prices_include_tax: z.boolean(),
  created_via: z.string().nullish(),
  date_created_gmt: gmtField,
  date_modified_gmt: gmtField.nullish(),
  date_paid_gmt: gmtField.nullish(),
  date_completed_gmt: gmtField.nullish(),
  total: amountField,
  total_tax: amountField,
  customer_id: idField.nullish(),
  billing: z.object({ first_name: z.string().nullish(), last_name: z.string().nullish(), email: z.string().nullish() }).nullish(),
  line_items: list(line),
  shipping_lines: list(z.object({ id: idField, ...amounts })),
  fee_lines: list(z.object({ id: idField, ...amounts })),
  coupon_lines: list(couponLine),
  refunds: list(z.object({ id: idField })),
  needs_processing: z.boolean().nullish(),
  meta_data: metaField,
});
export type OrderBody = z.output<typeof orderBody>;

const refundedItem = z.object({ quantity: z.number().nullish(), ...amounts, meta_data: metaField });

/** A refund: its `amount` is positive, what it names is negative and points at the order's own lines. */
export const refundBody = z.object({
  id: idField,
  amount: amountField,
  line_items: list(refundedItem),
  shipping_lines: list(refundedItem),
  fee_lines: list(refundedItem),
});
export type RefundBody = z.output<typeof refundBody>;
export type RefundedItem = z.output<typeof refundedItem>;

/** What rules about products need and orders do not say. */
export const productBody = z.object({
  id: idField,
  type: z.string().nullish(),
  virtual: z.boolean().nullish(),
  categories: list(z.object({ id: idField })),
  tags: list(z.object({ name: z.string() })),
});
export type ProductBody = z.output<typeof productBody>;
