import { fraction, plus, round, times, toText, ZERO } from '../fraction.ts';
import type { Fraction } from '../fraction.ts';
import type { OrderLine, OrderSnapshot } from '../order.ts';
import { keptOfLine, whyUndone } from '../orders/worth.ts';

/** A redemption that this order captured. */
export interface CapturedRedemption {
  readonly redemptionId: string;
  readonly code: string;
  readonly rewardName: string;
  readonly rewardKind: string;
  /** What the order captured, in steps of the redemption's unit. */
  readonly points: number;
  /** What the code took off the order's goods when it was captured, in the order's currency. */
  readonly discountMinor: number;
}

/** How many of a redemption's points come back in total, now: the caller posts the difference to what came back before. */
export interface ReturnTarget {
  readonly redemptionId: string;
  readonly code: string;
  readonly points: number;
  readonly spent: number;
  readonly back: number;
  /** The order is undone or wholly returned: the code must be dead before points come back. */
  readonly whole: boolean;
  readonly discountMinor: number;
  /** Exact, as text. */
  readonly discountKept: string;
}

/**
 * Points spent on a refunded order, by target (rules, 2): spent = ceil(points × discount still kept ÷ discount at capture). A reward
 * without a discount on goods (free shipping) comes back when all goods are back, else not.
 */
export function returnTargets(order: OrderSnapshot, redemptions: readonly CapturedRedemption[]): ReturnTarget[] {
  const undone = whyUndone(order) !== null;
  const allBack = undone || order.lines.every((line) => keptShare(line).numerator === 0n);
  return redemptions.map((redemption) => {
    const onGoods =
      redemption.rewardKind !== 'free-shipping' &&
      redemption.discountMinor > 0 &&
      order.lines.some((line) => offLine(line, redemption.code) > 0);
    const kept = allBack ? ZERO : onGoods ? discountKept(order, redemption.code) : fraction(redemption.discountMinor);
    const spent = allBack ? 0 : onGoods ? spentOn(redemption, kept) : redemption.points;
    return {
      redemptionId: redemption.redemptionId,
      code: redemption.code,
      points: redemption.points,
      spent,
      back: redemption.points - spent,
      whole: allBack,
      discountMinor: redemption.discountMinor,
      discountKept: toText(kept),
    };
  });
}

/** What a code took off the goods of an order, before any refund. */
export function discountOnGoods(order: OrderSnapshot, code: string): number {
  return order.lines.reduce((sum, line) => sum + offLine(line, code), 0);
}

function spentOn(redemption: CapturedRedemption, kept: Fraction): number {
  const share = times(fraction(redemption.points, redemption.discountMinor), kept);
  return Math.min(redemption.points, round(share, 'up'));
}

function discountKept(order: OrderSnapshot, code: string): Fraction {
  return order.lines.reduce((sum, line) => plus(sum, times(fraction(offLine(line, code)), keptShare(line))), ZERO);
}

/** By value where the line costs something, else by pieces. */
function keptShare(line: OrderLine): Fraction {
  if (line.chargedMinor > 0) return fraction(keptOfLine(line), line.chargedMinor);
  return line.quantity > 0 ? fraction(Math.max(0, line.keptQuantity), line.quantity) : ZERO;
}

function offLine(line: OrderLine, code: string): number {
  return line.codeDiscounts
    .filter((discount) => discount.code.toUpperCase() === code.toUpperCase())
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
