import type { OrderPayload, RefundPayload } from '#tests/simulator-woocommerce/main.ts';

/** Cents of texts like "12.345600", added up before they are rounded. */
function cents(...texts: readonly string[]): number {
  const micro = texts.reduce((sum, text) => {
    const [whole = '0', part = ''] = text.replace('-', '').split('.');
    const value = BigInt(whole) * 1_000_000n + BigInt(part.slice(0, 6).padEnd(6, '0'));
    return sum + (text.startsWith('-') ? -value : value);
  }, 0n);
  const half = micro < 0n ? -5_000n : 5_000n;
  return Number((micro + half) / 10_000n);
}

/** What the story froze with an order when it was first paid. */
export interface Frozen {
  readonly pointsPerUnit: number;
  /** Of the tier before the order. */
  readonly multiplier: number;
  /** How many units of the order's currency are 1 of the program's ("1.25"); null: nobody knows. */
  readonly rate: string | null;
}

/**
 * What an order of a WooCommerce site must have left in points, from what the site shows alone: the rules' words in plain sums, for a program of one rule, prices with tax.
 * `spread`: an amount without lines was refunded, so that a cent may fall on either side.
 */
export function naivePoints(
  order: OrderPayload,
  refunds: readonly RefundPayload[],
  { pointsPerUnit, multiplier, rate }: Frozen,
): { readonly points: number; readonly spread: boolean } {
  const nothing = { points: 0, spread: false };
  if (rate === null || !['processing', 'completed'].includes(order.status)) return nothing;
  const refunded = refunds.reduce((sum, refund) => sum + cents(refund.amount), 0);
  if (cents(order.total) > 0 && refunded >= cents(order.total)) return nothing;
  const goods = order.line_items.reduce((sum, line) => sum + keptOf(line, refunds), 0);
  const shipping = order.shipping_lines.reduce((sum, line) => sum + cents(line.total, line.total_tax), 0);
  const shippingBack = refunds.flatMap((refund) => refund.shipping_lines).reduce((sum, part) => sum + cents(part.total, part.total_tax), 0);
  const withoutLines = refunds.reduce((sum, refund) => sum + Math.max(0, cents(refund.amount) - named(refund)), 0);
  const all = goods + Math.max(0, shipping + shippingBack);
  const goodwill = all === 0 ? 0 : (Math.min(withoutLines, all) * goods) / all;
  const [whole = '0', part = ''] = rate.split('.');
  const rateCents = Number(whole) * 100 + Number(part.padEnd(2, '0'));
  // Cents of the order's currency; 1 point per 100 of the program's.
  const exact = ((goods - goodwill) * pointsPerUnit * multiplier) / rateCents;
  return { points: Math.floor(exact + 1e-9), spread: withoutLines > 0 };
}

function keptOf(line: OrderPayload['line_items'][number], refunds: readonly RefundPayload[]): number {
  const back = refunds
    .flatMap((refund) => refund.line_items)
    .filter((part) => part.meta_data.some(({ key, value }) => key === '_refunded_item_id' && String(value) === String(line.id)));
  const unitsBack = -back.reduce((sum, part) => sum + part.quantity, 0);
  const charged = Math.max(0, cents(line.total, line.total_tax));
  if (line.quantity > 0 && unitsBack >= line.quantity) return 0;
  return Math.max(0, charged + back.reduce((sum, part) => sum + cents(part.total, part.total_tax), 0));
}

function named(refund: RefundPayload): number {
  return -[...refund.line_items, ...refund.shipping_lines, ...refund.fee_lines].reduce(
    (sum, part) => sum + cents(part.total, part.total_tax),
    0,
  );
}
