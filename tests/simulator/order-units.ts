import type { IdInput } from './customer-desk.ts';
import type { Line, Order } from './order-state.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Place } from './world.ts';

/** An order in its shop. */
export interface OrderAt extends Place {
  readonly order: Order;
}

export interface UnitsInput {
  readonly lineId: IdInput;
  readonly quantity: number;
}

/** The named lines of the order, each with a number of units that it really has; nothing is changed yet. */
export function pickUnits<Wish extends UnitsInput>(order: Order, wishes: readonly Wish[], available: (line: Line) => number) {
  const seen = new Set<number>();
  return wishes.map((wish) => {
    const line = lineOf(order, wish.lineId);
    const { quantity } = wish;
    if (seen.has(line.id)) throw new SimulatorRefusal(`"${line.title}" is named twice`);
    seen.add(line.id);
    if (!Number.isSafeInteger(quantity) || quantity < 1) throw new SimulatorRefusal(`"${quantity}" is no number of units`);
    if (quantity > available(line))
      throw new SimulatorRefusal(`order #${order.number} has only ${available(line)} of "${line.title}" left`);
    return { line, quantity, wish };
  });
}

function lineOf(order: Order, id: IdInput): Line {
  const wanted = Number(id);
  return required(
    order.lines.find((line) => line.id === wanted),
    `order #${order.number} has no line ${id}`,
  );
}
