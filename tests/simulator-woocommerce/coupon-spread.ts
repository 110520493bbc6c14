import { roundTo } from './decimals.ts';
import type { Coupon, DiscountType } from './site-state.ts';

/** What a coupon needs to know of a line of the cart; `price` is the whole line as the shop enters prices, in cents (the shop's smallest shown unit). */
export interface SpreadItem {
  readonly key: number;
  readonly price: number;
  readonly quantity: number;
}

/** Discounts in cents per line (by key) of one coupon. */
type Shares = Map<number, number>;

/**
 * Spreads one coupon over the lines it applies to, as WC_Discounts does: percentages are rounded down per line and the cents that are missing are handed
 * out unit by unit; a fixed amount is divided by units, rounded down, and its rest handed out the same way. `left` says what earlier coupons left of a line.
 */
export function spreadCoupon(
  coupon: Coupon,
  items: readonly SpreadItem[],
  place: { readonly left: Shares; readonly decimals: number },
): Shares {
  const amount = toCents(coupon.amount, place.decimals);
  const sorted = items.filter((item) => leftOf(place.left, item) > 0).toSorted((a, b) => b.price * b.quantity - a.price * a.quantity);
  const spread = new Spread(sorted, place.left, coupon.limitToItems);
  const by: Readonly<Record<DiscountType, () => void>> = {
    percent: () => spread.percent(coupon.amount),
    fixed_product: () => spread.perUnit(amount),
    fixed_cart: () => spread.cart(amount),
  };
  by[coupon.discountType]();
  return spread.shares;
}

function toCents(micro: number, decimals: number): number {
  return roundTo(micro, decimals) / 10 ** (6 - decimals);
}

function leftOf(left: Shares, item: SpreadItem): number {
  return left.get(item.key) ?? item.price;
}

class Spread {
  readonly shares: Shares = new Map();
  private readonly items: readonly SpreadItem[];
  private readonly before: Shares;
  private readonly unitLimit: number | null;

  constructor(items: readonly SpreadItem[], before: Shares, unitLimit: number | null) {
    this.items = items;
    this.before = before;
    this.unitLimit = unitLimit;
  }

  /** `micro` is the percentage in millionths. */
  percent(micro: number): void {
    let given = 0;
    let counted = 0;
    for (const { item, units } of this.withinLimit()) {
      const price = Math.floor((item.price * units) / item.quantity);
      counted += price;
      given += this.give(item, Math.min(Number((BigInt(price) * BigInt(micro)) / 100_000_000n), this.left(item)));
    }
    // The whole is rounded with halves down (WC_DISCOUNT_ROUNDING_MODE).
    const whole = Number((BigInt(counted) * BigInt(micro) * 2n + 99_999_999n) / 200_000_000n);
    if (given < whole) this.remainder(whole - given);
  }

  perUnit(cents: number): number {
    let given = 0;
    for (const { item, units } of this.withinLimit()) {
      // With a limit of items a unit gives at most its own price; without one the line as a whole is the limit.
      const wanted = this.unitLimit === null ? cents * units : Math.floor(Math.min(cents, item.price / item.quantity) * units);
      given += this.give(item, Math.min(wanted, this.left(item)));
    }
    return given;
  }

  cart(cents: number): void {
    let rest = cents;
    for (;;) {
      const open = this.items.filter((item) => this.left(item) > 0);
      const units = open.reduce((sum, item) => sum + item.quantity, 0);
      if (rest <= 0 || units === 0) return;
      const perUnit = Math.floor(rest / units);
      if (perUnit === 0) return this.remainder(rest);
      let given = 0;
      for (const item of open) given += this.give(item, Math.min(perUnit * item.quantity, this.left(item)));
      if (given === 0) return;
      rest -= given;
    }
  }

  /** Hands out single cents, unit by unit. */
  private remainder(cents: number): void {
    let rest = cents;
    for (const item of this.items) {
      for (let unit = 0; unit < item.quantity && rest > 0; unit += 1) rest -= this.give(item, Math.min(1, this.left(item)));
    }
  }

  private left(item: SpreadItem): number {
    return leftOf(this.before, item) - (this.shares.get(item.key) ?? 0);
  }

  private give(item: SpreadItem, cents: number): number {
    this.shares.set(item.key, (this.shares.get(item.key) ?? 0) + cents);
    return cents;
  }

  private withinLimit(): { readonly item: SpreadItem; readonly units: number }[] {
    let open = this.unitLimit ?? Number.MAX_SAFE_INTEGER;
    return this.items.flatMap((item) => {
      const units = Math.min(item.quantity, open);
      open -= units;
      return units > 0 ? [{ item, units }] : [];
    });
  }
}
