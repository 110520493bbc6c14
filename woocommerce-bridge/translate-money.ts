import { fraction, round } from '#app/domain/fraction.ts';
import { allot } from '#app/domain/money.ts';
import type { KeptAmount, OrderLine, OrderSnapshot } from '#app/domain/order.ts';
import { sumMinor } from './decimal.ts';
import { metaOf } from './message-fields.ts';
import type { OrderBody, ProductBody, RefundBody, RefundedItem } from './order-body.ts';

export interface OrderParts {
  readonly order: OrderBody;
  readonly refunds: readonly RefundBody[];
  /** By product id; empty where they were not asked for. */
  readonly products: ReadonlyMap<string, ProductBody>;
}

type OrderMoney = Pick<
  OrderSnapshot,
  'lines' | 'shipping' | 'fees' | 'taxOnTop' | 'totalMinor' | 'refundedMinor' | 'refundedWithoutLinesMinor'
>;

interface Taxed {
  readonly total: string;
  readonly total_tax: string;
}

/**
 * All money of an order, in minor units of its currency. WooCommerce's fields are without tax, whatever the shop displays: in shops whose prices include it, tax
 * is put back. What still stands is the line less what its refunds name (rules, 2 What a line is worth). Negative fees (gift cards and points of other plugins)
 * are a discount that nobody allotted: they are spread over the goods by value.
 */
export function moneyOf(parts: OrderParts): OrderMoney {
  const { order, refunds } = parts;
  const minor = (amounts: readonly string[]): number => sumMinor(amounts, order.currency);
  const displayed = (item: Taxed): number => minor(order.prices_include_tax ? [item.total, item.total_tax] : [item.total]);
  const given = refunds.map((refund) => minor([refund.amount]));
  const named = refunds.map((refund) => -minor(itemsOf(refund).flatMap((item) => [item.total, item.total_tax])));
  const positiveFees = order.fee_lines.filter((fee) => displayed(fee) > 0);
  const taxMinor = minor([order.total_tax]);
  return {
    lines: afterFees(linesOf(parts, displayed), -sum(order.fee_lines, (fee) => Math.min(0, displayed(fee)))),
    shipping: keptOf(
      order.shipping_lines,
      refunds.flatMap((refund) => refund.shipping_lines),
      displayed,
    ),
    fees: keptOf(
      positiveFees,
      refunds.flatMap((refund) => refund.fee_lines).filter((item) => displayed(item) < 0),
      displayed,
    ),
    taxOnTop: order.prices_include_tax
      ? { chargedMinor: 0, keptMinor: 0 }
      : bounded({ chargedMinor: taxMinor, keptMinor: taxMinor + minor(refunds.flatMap(itemsOf).map((item) => item.total_tax)) }),
    totalMinor: minor([order.total]),
    refundedMinor: sum(given, (amount) => amount),
    // A restocking fee gives back less than the lines are worth: then the goods decide, and nothing is without lines.
    refundedWithoutLinesMinor: sum(given, (amount, index) => Math.max(0, amount - (named[index] ?? 0))),
  };
}

function itemsOf(refund: RefundBody): readonly RefundedItem[] {
  return [...refund.line_items, ...refund.shipping_lines, ...refund.fee_lines];
}

function keptOf(charged: readonly Taxed[], returned: readonly Taxed[], displayed: (item: Taxed) => number): KeptAmount {
  const chargedMinor = sum(charged, displayed);
  return bounded({ chargedMinor, keptMinor: chargedMinor + sum(returned, displayed) });
}

function bounded({ chargedMinor, keptMinor }: KeptAmount): KeptAmount {
  const charged = Math.max(0, chargedMinor);
  return { chargedMinor: charged, keptMinor: Math.min(Math.max(0, keptMinor), charged) };
}

function linesOf({ order, refunds, products }: OrderParts, displayed: (item: Taxed) => number): OrderLine[] {
  const returned = Map.groupBy(
    refunds.flatMap((refund) => refund.line_items),
    (item) => String(metaOf(item.meta_data, '_refunded_item_id')),
  );
  return order.line_items.map((item): OrderLine => {
    const back = returned.get(item.id) ?? [];
    const product = item.product_id == null ? undefined : products.get(item.product_id);
    const quantity = Math.max(0, Math.round(item.quantity));
    const unitsBack = -Math.round(sum(back, (each) => each.quantity ?? 0));
    return {
      lineId: item.id,
      productId: idOrNull(item.product_id),
      variantId: idOrNull(item.variation_id),
      title: item.name ?? '',
      vendor: null,
      productType: product?.type ?? null,
      collections: product?.categories.map(({ id }) => id) ?? [],
      tags: product?.tags.map(({ name }) => name) ?? [],
      quantity,
      keptQuantity: Math.min(quantity, Math.max(0, quantity - unitsBack)),
      ...keptOf([item], back, displayed),
      taxMinor: Math.max(0, sumMinor([item.total_tax], order.currency)),
      giftCard: /gift[-_]?card/i.test(product?.type ?? ''),
      requiresShipping: product?.virtual == null ? (order.needs_processing ?? true) : !product.virtual,
      codeDiscounts: codeDiscountsOf(item, order),
    };
  });
}

/** What the coupons took off a line together is known, not what each did: it is split as the order's coupons stand to one another. */
function codeDiscountsOf(item: OrderBody['line_items'][number], order: OrderBody): OrderLine['codeDiscounts'] {
  const isTaxed = order.prices_include_tax;
  const before = sumMinor(isTaxed ? [item.subtotal, item.subtotal_tax] : [item.subtotal], order.currency);
  const after = sumMinor(isTaxed ? [item.total, item.total_tax] : [item.total], order.currency);
  const weights = order.coupon_lines.map((coupon) =>
    Math.max(0, sumMinor(isTaxed ? [coupon.discount, coupon.discount_tax] : [coupon.discount], order.currency)),
  );
  if (before <= after || weights.every((weight) => weight === 0)) return [];
  const parts = allot(before - after, weights);
  return order.coupon_lines.flatMap(({ code }, index) => ((parts[index] ?? 0) > 0 ? [{ code, amountMinor: parts[index] ?? 0 }] : []));
}

function afterFees(lines: readonly OrderLine[], discountMinor: number): OrderLine[] {
  const goods = sum(lines, (line) => line.chargedMinor);
  if (discountMinor <= 0 || goods === 0) return [...lines];
  const parts = allot(
    Math.min(discountMinor, goods),
    lines.map((line) => line.chargedMinor),
  );
  return lines.map((line, index) => {
    const chargedMinor = line.chargedMinor - (parts[index] ?? 0);
    return {
      ...line,
      chargedMinor,
      keptMinor: share(line.keptMinor, line, chargedMinor),
      taxMinor: share(line.taxMinor, line, chargedMinor),
    };
  });
}

function share(amountMinor: number, line: OrderLine, chargedMinor: number): number {
  if (line.chargedMinor === 0) return amountMinor;
  return round(fraction(BigInt(amountMinor) * BigInt(chargedMinor), line.chargedMinor), 'nearest');
}

function idOrNull(id: string | null | undefined): string | null {
  return id == null || id === '0' ? null : id;
}

function sum<Item>(items: readonly Item[], amount: (item: Item, index: number) => number): number {
  return items.reduce((total, item, index) => total + amount(item, index), 0);
}
