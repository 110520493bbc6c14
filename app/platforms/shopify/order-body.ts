import { z } from 'zod';
import { accepted, refused, type Result } from '#app/domain/result.ts';
import { plainId } from './gid.ts';
import { amountField, type BodyMoney, bodyMoney, describeIssue, idField, minorOf, timeField } from './message-fields.ts';
import type { NotTranslated, ShopifyAllotment, ShopifyLineFacts, ShopifyOrderFacts } from './order-facts.ts';
import { STORE_CREDIT_GATEWAYS } from './store-credit.ts';

const allocation = z.object({ amount_set: bodyMoney, discount_application_index: z.number().int().nonnegative() });
const taxLine = z.object({ price_set: bodyMoney });
const person = { first_name: z.string().nullish(), last_name: z.string().nullish() };

const line = z.object({
  id: idField,
  admin_graphql_api_id: z.string().optional(),
  product_id: idField.nullish(),
  variant_id: idField.nullish(),
  title: z.string().nullish(),
  vendor: z.string().nullish(),
  price_set: bodyMoney,
  quantity: z.number().int().nonnegative(),
  current_quantity: z.number().int(),
  gift_card: z.boolean().default(false),
  requires_shipping: z.boolean().default(false),
  discount_allocations: z.array(allocation).default([]),
  tax_lines: z.array(taxLine).default([]),
  // Not part of Shopify's documented body; apps and later versions may add it.
  selling_plan_allocation: z.object({}).nullish(),
});

const shippingLine = z.object({
  price_set: bodyMoney,
  discounted_price_set: bodyMoney.nullish(),
  is_removed: z.boolean().default(false),
  discount_allocations: z.array(allocation).default([]),
});

const refund = z.object({
  refund_line_items: z.array(z.object({ subtotal_set: bodyMoney, total_tax_set: bodyMoney.nullish() })).default([]),
  refund_shipping_lines: z.array(z.object({ subtotal_amount_set: bodyMoney, tax_amount_set: bodyMoney.nullish() })).default([]),
  order_adjustments: z
    .array(z.object({ kind: z.string().nullish(), amount_set: bodyMoney.nullish(), tax_amount_set: bodyMoney.nullish() }))
    .default([]),
  total_duties_set: bodyMoney.nullish(),
  total_additional_fees_set: bodyMoney.nullish(),
  transactions: z
    .array(
      z.object({
        kind: z.string(),
        status: z.string(),
        gateway: z.string().nullish(),
        amount: amountField,
        currency: z.string().nullish(),
      }),
    )
    .default([]),
});
type Refund = z.output<typeof refund>;

const orderBody = z.object({
  id: idField,
  admin_graphql_api_id: z.string().optional(),
  name: z.string(),
  source_name: z.string().nullish(),
  currency: z.string().length(3),
  presentment_currency: z.string().nullish(),
  created_at: timeField,
  processed_at: timeField.nullish(),
  updated_at: timeField,
  cancelled_at: timeField.nullish(),
  financial_status: z.string().nullish(),
  fulfillment_status: z.string().nullish(),
  fulfillments: z.array(z.object({ status: z.string().nullish(), created_at: timeField })).default([]),
  test: z.boolean().default(false),
  company: z.object({}).nullish(),
  tags: z.union([z.string(), z.array(z.string())]).default(''),
  // Without permission for customer data Shopify leaves fields out, and perhaps all of them.
  customer: z
    .object({ id: idField.nullish(), admin_graphql_api_id: z.string().optional(), email: z.string().nullish(), ...person })
    .nullish(),
  email: z.string().nullish(),
  billing_address: z.object(person).nullish(),
  taxes_included: z.boolean(),
  duties_included: z.boolean().default(false),
  line_items: z.array(line),
  shipping_lines: z.array(shippingLine).default([]),
  current_shipping_price_set: bodyMoney.nullish(),
  total_tip_received: amountField.nullish(),
  original_total_duties_set: bodyMoney.nullish(),
  current_total_duties_set: bodyMoney.nullish(),
  original_total_additional_fees_set: bodyMoney.nullish(),
  current_total_additional_fees_set: bodyMoney.nullish(),
  total_tax_set: bodyMoney.nullish(),
  current_total_tax_set: bodyMoney.nullish(),
  total_price_set: bodyMoney,
  refunds: z.array(refund).default([]),
  payment_gateway_names: z.array(z.string()).default([]),
  discount_codes: z.array(z.object({ code: z.string() })).default([]),
  discount_applications: z
    .array(
      z.object({
        type: z.string().nullish(),
        code: z.string().nullish(),
        target_type: z.string().nullish(),
        value_type: z.string().nullish(),
      }),
    )
    .default([]),
  location_id: idField.nullish(),
  user_id: idField.nullish(),
});
type OrderBody = z.output<typeof orderBody>;

/** What a body tells: the facts, or that only Shopify itself can tell them ('incomplete': fetch the order). */
export type OrderBodyReading =
  | { readonly kind: 'facts'; readonly facts: ShopifyOrderFacts }
  | { readonly kind: 'incomplete'; readonly orderId: string; readonly because: string };

/**
 * Reads the body of orders/create, paid, updated or cancelled. A body does not say how much was paid by gift card or store credit, and gives refunded money
 * in the buyer's currency: where that matters the reading is 'incomplete'. It never carries disputes, risk or product facts; those come with a fetch.
 */
export function readOrderBody(value: unknown): Result<OrderBodyReading, NotTranslated> {
  const parsed = orderBody.safeParse(value);
  if (!parsed.success) return refused({ problem: describeIssue(parsed.error) });
  const body = parsed.data;
  const orderId = plainId(body.admin_graphql_api_id ?? body.id);
  const gap = gapOf(body);
  return accepted(gap === null ? { kind: 'facts', facts: factsOf(body, orderId) } : { kind: 'incomplete', orderId, because: gap });
}

function gapOf(body: OrderBody): string | null {
  const credit = body.payment_gateway_names.filter((name) => STORE_CREDIT_GATEWAYS.has(name));
  const paidInFull =
    body.financial_status === 'paid' || body.financial_status === 'partially_refunded' || body.financial_status === 'refunded';
  if (credit.length > 0 && (credit.length < body.payment_gateway_names.length || !paidInFull))
    return 'part of it was paid by gift card or store credit';
  const otherCurrency = body.presentment_currency != null && body.presentment_currency !== body.currency;
  const moneyBack = body.refunds.flatMap((each) => each.transactions);
  if (moneyBack.some((transaction) => otherCurrency || (transaction.currency != null && transaction.currency !== body.currency))) {
    return 'money was refunded in another currency than the shop’s';
  }
  return null;
}

function factsOf(body: OrderBody, orderId: string): ShopifyOrderFacts {
  const currency = body.currency;
  const shop = (money: BodyMoney | null | undefined): number => minorOf(money?.shop_money.amount, currency);
  const totalMinor = shop(body.total_price_set);
  const moneyBack = body.refunds.flatMap(moneyBackOf);
  const refundedMinor = sum(moneyBack, ({ amount }) => minorOf(amount, currency));
  return {
    orderId,
    name: body.name,
    sourceName: body.source_name ?? null,
    currency,
    createdAt: body.created_at,
    processedAt: body.processed_at ?? body.created_at,
    updatedAt: body.updated_at,
    cancelledAt: body.cancelled_at ?? null,
    financialStatus: body.financial_status?.toLowerCase() ?? null,
    fulfilmentStatus: body.fulfillment_status?.toLowerCase() ?? null,
    fulfilledAt: body.fulfillments.filter((each) => each.status?.toLowerCase() === 'success').map((each) => each.created_at),
    test: body.test,
    company: body.company != null,
    tags: tagsOf(body.tags),
    ...personOf(body),
    taxesIncluded: body.taxes_included,
    lines: body.line_items.map((item) => lineOf(item, body)),
    shippingLines: body.shipping_lines
      .filter((each) => !each.is_removed)
      .map((each) => ({
        priceMinor: shop(each.price_set),
        discountedMinor: shop(each.discounted_price_set ?? each.price_set),
        allotments: allotmentsOf(each.discount_allocations, body),
      })),
    shippingKeptMinor: body.current_shipping_price_set == null ? null : shop(body.current_shipping_price_set),
    tipMinor: minorOf(body.total_tip_received, currency),
    duties: dutiesOf(body, shop),
    tax: { chargedMinor: shop(body.total_tax_set), keptMinor: shop(body.current_total_tax_set ?? body.total_tax_set) },
    totalMinor,
    refundedMinor,
    refundedToStoreCreditMinor: sum(moneyBack.filter(toStoreCredit), ({ amount }) => minorOf(amount, currency)),
    refundedWithoutLinesMinor: refundedMinor - sum(body.refunds, (each) => namedRefund(each, body.taxes_included, shop)),
    refundCount: body.refunds.length,
    paidByStoreCreditMinor: body.payment_gateway_names.some((name) => STORE_CREDIT_GATEWAYS.has(name)) ? totalMinor : 0,
    codes: codesOf(body),
    dispute: 'none',
    highRisk: false,
    locationId: body.location_id ?? null,
    staffId: body.user_id ?? null,
    sellingPlan: body.line_items.some((item) => item.selling_plan_allocation != null),
  };
}

function personOf(body: OrderBody): Pick<ShopifyOrderFacts, 'customerId' | 'email' | 'firstName' | 'lastName'> {
  const named = body.customer ?? body.billing_address;
  return {
    customerId: customerIdOf(body.customer),
    email: filled(body.email) ?? filled(body.customer?.email),
    firstName: filled(named?.first_name),
    lastName: filled(named?.last_name),
  };
}

function customerIdOf(customer: OrderBody['customer']): string | null {
  const id = customer?.admin_graphql_api_id ?? customer?.id;
  return id == null ? null : plainId(id);
}

function lineOf(item: z.output<typeof line>, body: OrderBody): ShopifyLineFacts {
  const { currency } = body;
  return {
    lineId: plainId(item.admin_graphql_api_id ?? item.id),
    productId: item.product_id ?? null,
    variantId: item.variant_id ?? null,
    title: item.title ?? '',
    vendor: filled(item.vendor),
    productType: null,
    collections: [],
    tags: [],
    unitPriceMinor: minorOf(item.price_set.shop_money.amount, currency),
    quantity: item.quantity,
    currentQuantity: item.current_quantity,
    allotments: allotmentsOf(item.discount_allocations, body),
    taxMinor: sum(item.tax_lines, (tax) => minorOf(tax.price_set.shop_money.amount, currency)),
    giftCard: item.gift_card,
    requiresShipping: item.requires_shipping,
  };
}

function allotmentsOf(allocations: readonly z.output<typeof allocation>[], body: OrderBody): ShopifyAllotment[] {
  return allocations.map((each) => {
    const application = body.discount_applications[each.discount_application_index];
    return {
      code: application?.type === 'discount_code' ? (application.code ?? null) : null,
      amountMinor: minorOf(each.amount_set.shop_money.amount, body.currency),
    };
  });
}

function codesOf(body: OrderBody): ShopifyOrderFacts['codes'] {
  const applied = body.discount_applications.flatMap((application) => {
    if (application.type !== 'discount_code' || application.code == null) return [];
    const byValue = application.value_type === 'percentage' ? ('percent' as const) : ('amount' as const);
    return [{ code: application.code, kind: application.target_type === 'shipping_line' ? ('free-shipping' as const) : byValue }];
  });
  return [...applied, ...body.discount_codes.map(({ code }) => ({ code, kind: 'other' as const }))];
}

function dutiesOf(body: OrderBody, shop: (money: BodyMoney | null | undefined) => number): ShopifyOrderFacts['duties'] {
  const duties = body.duties_included ? 0 : shop(body.original_total_duties_set);
  const dutiesKept = body.duties_included ? 0 : shop(body.current_total_duties_set ?? body.original_total_duties_set);
  return {
    chargedMinor: duties + shop(body.original_total_additional_fees_set),
    keptMinor: dutiesKept + shop(body.current_total_additional_fees_set ?? body.original_total_additional_fees_set),
  };
}

/** Amounts that really went back: a refund whose payment failed or still waits has given nothing. */
function moneyBackOf(each: Refund): Refund['transactions'] {
  return each.transactions.filter((transaction) => transaction.kind === 'refund' && transaction.status === 'success');
}

function toStoreCredit(transaction: Refund['transactions'][number]): boolean {
  return STORE_CREDIT_GATEWAYS.has(transaction.gateway ?? '');
}

/** What a refund gives for named things: lines, shipping, duties, fees, and their tax where it stands on top. */
function namedRefund(each: Refund, taxesIncluded: boolean, shop: (money: BodyMoney | null | undefined) => number): number {
  const tax = (money: BodyMoney | null | undefined): number => (taxesIncluded ? 0 : shop(money));
  const lines = sum(each.refund_line_items, (item) => shop(item.subtotal_set) + tax(item.total_tax_set));
  // Newer versions list shipping by line, older ones as an adjustment with a negative amount; both say the same.
  const adjustments = each.order_adjustments.filter(({ kind }) => kind === 'shipping_refund');
  const shipping =
    each.refund_shipping_lines.length > 0
      ? sum(each.refund_shipping_lines, (item) => shop(item.subtotal_amount_set) + tax(item.tax_amount_set))
      : sum(adjustments, (item) => Math.abs(shop(item.amount_set) + tax(item.tax_amount_set)));
  return lines + shipping + shop(each.total_duties_set) + shop(each.total_additional_fees_set);
}

function tagsOf(tags: string | readonly string[]): string[] {
  const list = typeof tags === 'string' ? tags.split(',') : tags;
  return list.map((tag) => tag.trim()).filter((tag) => tag !== '');
}

function filled(text: string | null | undefined): string | null {
  return text == null || text.trim() === '' ? null : text;
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
