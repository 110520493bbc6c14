import type { Order } from '../order-state.ts';
import type { ViewContext } from './view-context.ts';

const SIXTY_DAYS = 60 * 86_400_000;

/** `read_orders` shows the last 60 days; `read_all_orders` the rest. */
export function visibleOrders(context: ViewContext): Order[] {
  const all = [...context.shop.orders.values()];
  if (context.scopes.has('read_all_orders')) return all;
  const oldest = context.world.clock.now() - SIXTY_DAYS;
  return all.filter((order) => order.createdAt >= oldest);
}

/** One order that the app may see. */
export function visibleOrder(context: ViewContext, id: number): Order | null {
  const order = context.shop.orders.get(id);
  if (!order) return null;
  const old = order.createdAt < context.world.clock.now() - SIXTY_DAYS;
  return old && !context.scopes.has('read_all_orders') ? null : order;
}
