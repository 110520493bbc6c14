import type { OrderLine, OrderSnapshot } from '../order.ts';
import { isMeant } from '../orders/product-facts.ts';
import type { LineWorth } from '../orders/worth.ts';
import type { Program } from '../program/program.schema.ts';
import { whyNotInAudience, whyNotOnDate } from '../segments/matches-audience.ts';
import type { AudienceFacts } from '../segments/matches-audience.ts';

/** What an order stamps on a card. */
export interface StampTarget {
  readonly cardId: string;
  readonly name: string;
  readonly unit: string;
  readonly earned: number;
  readonly kept: number;
  /** Units that would have stamped beyond the most per order. */
  readonly over: number;
}

export interface StampInput {
  readonly program: Program;
  readonly order: OrderSnapshot;
  readonly lines: readonly LineWorth[];
  readonly audience: AudienceFacts;
  readonly isVisit: boolean;
  /** Codes of free-product rewards on this order: the units they made free stamp nothing. */
  readonly freeProductCodes: readonly string[];
}

export function stampUnit(cardId: string): string {
  return `stamps:${cardId}`;
}

/** A stamp for each eligible unit that was paid for, or one for the day's visit; at most so many per order (rules, 7). */
export function stampTargets(input: StampInput): StampTarget[] {
  const { program, order, audience } = input;
  return program.cards
    .filter(
      (card) =>
        card.active &&
        whyNotOnDate(card.dates, order.placedAt, program.timeZone) === null &&
        whyNotInAudience(card.audience, audience, card.id) === null,
    )
    .map((card) => {
      const meant = input.lines.filter((line) => isMeant(card.products, line.product));
      const placed = card.stampFor === 'unit' ? unitsOf(meant, input, 'quantity') : visitOf(meant, input.isVisit, 'charged');
      const left = card.stampFor === 'unit' ? unitsOf(meant, input, 'keptQuantity') : visitOf(meant, input.isVisit, 'kept');
      const earned = Math.min(placed, card.maxPerOrder);
      return { cardId: card.id, name: card.name, unit: stampUnit(card.id), earned, kept: Math.min(left, earned), over: placed - earned };
    })
    .filter((target) => target.earned > 0);
}

function visitOf(lines: readonly LineWorth[], isVisit: boolean, side: 'charged' | 'kept'): number {
  return isVisit && lines.some((line) => line[side].numerator > 0n) ? 1 : 0;
}

function unitsOf(lines: readonly LineWorth[], input: StampInput, side: 'quantity' | 'keptQuantity'): number {
  return lines.reduce((sum, line) => {
    const placed = input.order.lines.find(({ lineId }) => lineId === line.lineId);
    const free = placed ? freeUnits(placed, input.freeProductCodes) : 0;
    return sum + Math.max(0, line[side] - free);
  }, 0);
}

/** How many units of a line a free-product reward paid for: its discount over the price of one, to the nearest unit. */
function freeUnits(line: OrderLine, codes: readonly string[]): number {
  const off = (wanted: (code: string) => boolean) =>
    line.codeDiscounts.filter(({ code }) => wanted(code)).reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const free = off((code) => codes.some((own) => own.toUpperCase() === code.toUpperCase()));
  const gross = line.chargedMinor + off(() => true);
  return free > 0 && gross > 0 ? Math.round((free * line.quantity) / gross) : 0;
}
