import { addDays } from '../instant.ts';
import type { Instant } from '../instant.ts';
import type { OrderSnapshot } from '../order.ts';
import type { PendingSettings } from '../orders/order-settings.schema.ts';
import type { Availability } from './settled-order.ts';

/** How the goods of an order reach the customer, as far as waiting for them is concerned. */
export function deliveryOf(order: OrderSnapshot): 'in-person' | 'digital' | 'shipped' {
  const delivered = order.fulfilment.state === 'none-needed' || order.fulfilment.state === 'complete';
  if (order.channel === 'pos' && delivered) return 'in-person';
  return order.fulfilment.state !== 'none-needed' && order.lines.some((line) => line.requiresShipping) ? 'shipped' : 'digital';
}

/**
 * When the order's points may be spent (rules, 2 Pending): by channel, at the latest some days after payment. The first date stays;
 * only a backstop date gives way, once, to the date that comes from the fulfilment. An open dispute, or a risky order that is not
 * fulfilled, freezes points that are not available yet.
 */
export function availabilityOf(
  order: OrderSnapshot,
  settings: PendingSettings,
  { before, now }: { readonly before: Availability | null; readonly now: Instant },
): Availability {
  const dated =
    before !== null && before.basis !== 'backstop' ? { at: before.at, basis: before.basis } : firstDate(order, settings, before);
  const wasReached = before !== null && before.reached;
  const frozen = wasReached ? null : frozenBy(order);
  return { ...dated, frozen, reached: wasReached || (frozen === null && dated.at <= now) };
}

function frozenBy(order: OrderSnapshot): Availability['frozen'] {
  if (order.dispute === 'open') return 'dispute';
  if (order.highRisk && (order.fulfilment.state === 'open' || order.fulfilment.state === 'partial')) return 'risk';
  return null;
}

function firstDate(order: OrderSnapshot, settings: PendingSettings, before: Availability | null): Pick<Availability, 'at' | 'basis'> {
  const paidAt = order.paidAt ?? order.placedAt;
  const backstop = addDays(paidAt, settings.backstopDays);
  const delivery = deliveryOf(order);
  if (delivery !== 'shipped') {
    // Nothing is shipped that could be waited for: a risky order waits as long as shipped goods would.
    const days = Math.max(
      delivery === 'in-person' ? settings.inPersonDays : settings.digitalDays,
      order.highRisk ? settings.shipped.days : 0,
    );
    return { at: addDays(paidAt, days), basis: days === 0 ? 'at-once' : 'paid' };
  }
  if (settings.shipped.from === 'paid')
    return { at: Math.min(addDays(paidAt, settings.shipped.days), backstop), basis: settings.shipped.days === 0 ? 'at-once' : 'paid' };
  if (order.fulfilment.state === 'complete' && order.fulfilment.lastAt !== null) {
    return { at: Math.min(addDays(order.fulfilment.lastAt, settings.shipped.days), before?.at ?? backstop), basis: 'fulfilled' };
  }
  return before ?? { at: backstop, basis: 'backstop' };
}
