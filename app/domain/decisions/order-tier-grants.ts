import { addDays, addLocalMonths } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { OrderLine, OrderSnapshot } from '../order.ts';
import { isMeant, productFactsOf } from '../orders/product-facts.ts';
import { whyUndone } from '../orders/worth.ts';
import type { Program } from '../program/program.schema.ts';
import type { EntryWay } from '../tiers/tiers.schema.ts';

/** A tier that was bought with an order: by a membership fee or a product. */
export interface TierGrant {
  /** "order:<store>:<order>": all grants of an order are replaced together. */
  readonly origin: string;
  readonly kind: 'paid' | 'bought';
  readonly tierId: string;
  readonly planId: string | null;
  readonly from: Instant;
  /** Null: no end. */
  readonly until: Instant | null;
}

/** The tiers that an order pays for, by a membership fee or a product; none when the order is undone or the goods are all back. */
export function tierGrantsOf(order: OrderSnapshot, program: Program, storeId: string): TierGrant[] {
  if (whyUndone(order) !== null || order.payment === 'partially-paid') return [];
  const from = order.paidAt ?? order.placedAt;
  const kept = order.lines.filter((line) => line.keptQuantity > 0);
  return program.tiers.list.flatMap((tier) =>
    tier.ways.flatMap((way) =>
      grantsOf(way, kept, { from, timeZone: program.timeZone }).map((grant) => ({
        ...grant,
        origin: `order:${storeId}:${order.orderId}`,
        tierId: tier.id,
        from,
      })),
    ),
  );
}

type Bought = Pick<TierGrant, 'kind' | 'planId' | 'until'>;

function grantsOf(way: EntryWay, lines: readonly OrderLine[], at: { readonly from: Instant; readonly timeZone: string }): Bought[] {
  if (way.kind === 'paid') {
    return way.plans
      .filter((plan) => lines.some((line) => line.productId !== null && plan.productIds.includes(line.productId)))
      .map((plan) => ({ kind: 'paid', planId: plan.id, until: addLocalMonths(at.from, plan.per === 'month' ? 1 : 12, at.timeZone) }));
  }
  if (way.kind === 'product' && lines.some((line) => isMeant(way.products, productFactsOf(line)))) {
    return [{ kind: 'bought', planId: null, until: way.days === null ? null : addDays(at.from, way.days) }];
  }
  return [];
}
