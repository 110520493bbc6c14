import { share, spread } from './amounts.ts';
import { discountStatus, settleCodeJobs } from './discount-jobs.ts';
import type { Allocation, DiscountApplication, Order } from './order-state.ts';
import type { Discount, DiscountCode, DiscountItems } from './shop-state.ts';
import type { Place } from './world.ts';

/** A line of a cart, as discounts see it. */
export interface CartLine {
  readonly productId: number | null;
  readonly variantId: number | null;
  readonly collections: readonly number[];
  readonly unitPrice: number;
  readonly quantity: number;
  readonly giftCard: boolean;
}

export interface Cart {
  readonly lines: readonly CartLine[];
  readonly shippingPrice: number | null;
  readonly customerId: number | null;
}

export type CodeProblem =
  | 'unknown'
  | 'not started'
  | 'expired'
  | 'used up'
  | 'used by this customer'
  | 'for another customer'
  | 'minimum not reached'
  | 'nothing eligible'
  | 'does not combine';

type Found = { readonly discount: Discount; readonly code: DiscountCode };

/** Whether a code may be used by this customer now, whatever is in the cart. */
export function findCode({ world, shop }: Place, text: string, customerId: number | null): Found | { readonly problem: CodeProblem } {
  settleCodeJobs(world, shop);
  const key = text.trim().toLowerCase();
  const discount = shop.discounts.get(shop.codes.get(key) ?? -1);
  const code = discount?.codes.get(key);
  if (!discount || !code) return { problem: 'unknown' };
  const status = discountStatus(discount, world.clock.now());
  if (status !== 'ACTIVE') return { problem: status === 'EXPIRED' ? 'expired' : 'not started' };
  if (discount.usageLimit !== null && code.uses.length >= discount.usageLimit) return { problem: 'used up' };
  if (discount.customers !== null && (customerId === null || !discount.customers.includes(customerId)))
    return { problem: 'for another customer' };
  const again = customerId !== null && code.uses.some((use) => use.customerId === customerId);
  if (discount.oncePerCustomer && again) return { problem: 'used by this customer' };
  return { discount, code };
}

/** What discounts do to a cart: who got what, and which codes were not honoured and why. */
export interface Priced {
  readonly applications: readonly DiscountApplication[];
  readonly lineAllocations: readonly (readonly Allocation[])[];
  readonly shippingAllocations: readonly Allocation[];
  readonly discountCodes: Order['discountCodes'];
  readonly honoured: readonly DiscountCode[];
  readonly refused: readonly { readonly code: string; readonly reason: CodeProblem }[];
}

/** A discount without code that the shop gives by itself. */
export interface OpenDiscount {
  readonly title: string;
  readonly amountMinor?: number;
  readonly percent?: string;
}

/** Prices a cart: discounts on products first, then those on the whole order, then shipping, as a checkout does. */
export function priceCart(
  place: Place,
  cart: Cart,
  wishes: { readonly codes: readonly string[]; readonly open: OpenDiscount | null },
): Priced {
  const refused: { code: string; reason: CodeProblem }[] = [];
  const accepted: Found[] = [];
  for (const text of new Set(wishes.codes)) {
    const found = findCode(place, text, cart.customerId);
    const problem = 'problem' in found ? found.problem : cartProblem(found.discount, cart, accepted);
    if (problem !== null) refused.push({ code: text, reason: problem });
    else if (!('problem' in found)) accepted.push(found);
  }
  const order = ['product', 'order', 'shipping'];
  accepted.sort((a, b) => order.indexOf(discountClass(a.discount)) - order.indexOf(discountClass(b.discount)));

  const book = new AllocationBook(cart);
  if (wishes.open) book.applyOpen(wishes.open);
  const discountCodes = accepted.map(({ discount, code }) => ({
    code: code.code,
    kind: codeKind(discount),
    amount: book.applyCode(discount, code.code),
  }));
  return { ...book.result(), discountCodes, honoured: accepted.map((one) => one.code), refused };
}

/** Which of the three classes a discount belongs to; two discounts combine only when each allows the other's class. */
export function discountClass(discount: Discount): 'product' | 'order' | 'shipping' {
  if (discount.kind === 'free-shipping') return 'shipping';
  return discount.kind === 'bxgy' || discount.items.kind !== 'all' ? 'product' : 'order';
}

class AllocationBook {
  private readonly cart: Cart;
  private readonly left: number[];
  private shippingLeft: number;
  private readonly applications: DiscountApplication[] = [];
  private readonly lines: Allocation[][];
  private readonly shipping: Allocation[] = [];

  constructor(cart: Cart) {
    this.cart = cart;
    this.left = cart.lines.map((line) => line.unitPrice * line.quantity);
    this.lines = cart.lines.map(() => []);
    this.shippingLeft = cart.shippingPrice ?? 0;
  }

  applyOpen(open: OpenDiscount): void {
    const eligible = this.cart.lines.map((line) => !line.giftCard);
    const percent = open.percent;
    const parts = percent === undefined ? this.across(open.amountMinor ?? 0, eligible) : this.percentOf(Number(percent) / 100, eligible);
    this.write(parts, {
      type: 'automatic',
      label: open.title,
      valueType: percent === undefined ? 'fixed_amount' : 'percentage',
      value: percent === undefined ? { minor: open.amountMinor ?? 0 } : { percent },
      method: 'across',
      selection: 'all',
      target: 'line_item',
    });
  }

  /** Applies one code and answers what it took off altogether. */
  applyCode(discount: Discount, label: string): number {
    const common = { type: 'discount_code', label, selection: discount.items.kind === 'all' ? 'all' : 'entitled' } as const;
    if (discount.value.kind === 'shipping') {
      const amount = this.shippingLeft;
      this.shippingLeft = 0;
      this.shipping.push({ application: this.applications.length, amount });
      this.applications.push({ ...common, valueType: 'percentage', value: { percent: '100.0' }, method: 'each', target: 'shipping_line' });
      return amount;
    }
    const eligible = this.cart.lines.map((line) => isEligible(line, discount.items));
    const { value } = discount;
    const target = 'line_item' as const;
    if (value.kind === 'amount') {
      const parts = value.eachItem ? this.each(value.amountMinor, eligible) : this.across(value.amountMinor, eligible);
      const method = value.eachItem ? 'each' : 'across';
      return this.write(parts, { ...common, valueType: 'fixed_amount', value: { minor: value.amountMinor }, method, target });
    }
    const percent = { percent: (value.fraction * 100).toFixed(1) };
    if (value.kind === 'percentage') {
      return this.write(this.percentOf(value.fraction, eligible), {
        ...common,
        valueType: 'percentage',
        value: percent,
        method: 'across',
        target,
      });
    }
    const parts = this.cheapestUnits(value, eligible);
    return this.write(parts, { ...common, valueType: 'percentage', value: percent, method: 'each', target });
  }

  result(): Pick<Priced, 'applications' | 'lineAllocations' | 'shippingAllocations'> {
    return { applications: this.applications, lineAllocations: this.lines, shippingAllocations: this.shipping };
  }

  private across(amount: number, eligible: readonly boolean[]): number[] {
    const weights = this.left.map((left, index) => (eligible[index] ? left : 0));
    const most = weights.reduce((sum, weight) => sum + weight, 0);
    return spread(Math.min(amount, most), weights);
  }

  private each(amount: number, eligible: readonly boolean[]): number[] {
    return this.left.map((left, index) => (eligible[index] ? Math.min(left, amount * (this.cart.lines[index]?.quantity ?? 0)) : 0));
  }

  private percentOf(fraction: number, eligible: readonly boolean[]): number[] {
    const millionths = Math.round(fraction * 1_000_000);
    return this.left.map((left, index) => (eligible[index] ? share(left, millionths, 1_000_000) : 0));
  }

  /** The given number of units, cheapest first, at a fraction off (a free product: 1 unit, fraction 1). */
  private cheapestUnits(value: { readonly quantity: number; readonly fraction: number }, eligible: readonly boolean[]): number[] {
    const parts = this.left.map(() => 0);
    let units = value.quantity;
    const order = this.cart.lines.map((line, index) => ({ line, index })).sort((a, b) => a.line.unitPrice - b.line.unitPrice);
    for (const { line, index } of order) {
      if (!eligible[index] || units === 0) continue;
      const taken = Math.min(units, line.quantity);
      units -= taken;
      parts[index] = share(Math.min(this.left[index] ?? 0, line.unitPrice * taken), Math.round(value.fraction * 1_000_000), 1_000_000);
    }
    return parts;
  }

  private write(parts: readonly number[], application: DiscountApplication): number {
    const index = this.applications.length;
    this.applications.push(application);
    parts.forEach((amount, line) => {
      if (amount === 0) return;
      this.left[line] = (this.left[line] ?? 0) - amount;
      this.lines[line]?.push({ application: index, amount });
    });
    return parts.reduce((sum, part) => sum + part, 0);
  }
}

function cartProblem(discount: Discount, cart: Cart, accepted: readonly Found[]): CodeProblem | null {
  const blocked = accepted.some((other) => !allows(discount, other.discount) || !allows(other.discount, discount));
  if (blocked) return 'does not combine';
  const eligible = cart.lines.filter((line) => isEligible(line, discount.items));
  if (discount.value.kind === 'shipping') {
    if (cart.shippingPrice === null) return 'nothing eligible';
    if (discount.value.maximumMinor !== null && cart.shippingPrice > discount.value.maximumMinor) return 'nothing eligible';
  } else if (eligible.length === 0) {
    return 'nothing eligible';
  }
  const goods = discount.value.kind === 'shipping' ? cart.lines.filter((line) => !line.giftCard) : eligible;
  const worth = goods.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
  const units = goods.reduce((sum, line) => sum + line.quantity, 0);
  const { minimum, buys } = discount;
  if (minimum && ('subtotalMinor' in minimum ? worth < minimum.subtotalMinor : units < minimum.quantity)) return 'minimum not reached';
  if (buys) {
    const bought = cart.lines.filter((line) => isEligible(line, buys.items));
    const boughtUnits = bought.reduce((sum, line) => sum + line.quantity, 0);
    const boughtWorth = bought.reduce((sum, line) => sum + line.unitPrice * line.quantity, 0);
    if (boughtUnits < (buys.quantity ?? 0) || boughtWorth < (buys.amountMinor ?? 0)) return 'minimum not reached';
  }
  return null;
}

function allows(discount: Discount, other: Discount): boolean {
  return discount.combinesWith[discountClass(other)];
}

/** Gift cards are never discounted by codes. */
function isEligible(line: CartLine, items: DiscountItems): boolean {
  if (line.giftCard) return false;
  if (items.kind === 'all') return true;
  if (items.kind === 'collections') return line.collections.some((id) => items.collections.includes(id));
  return (
    (line.productId !== null && items.products.includes(line.productId)) ||
    (line.variantId !== null && items.variants.includes(line.variantId))
  );
}

function codeKind(discount: Discount): 'fixed_amount' | 'percentage' | 'shipping' {
  if (discount.value.kind === 'shipping') return 'shipping';
  return discount.value.kind === 'amount' ? 'fixed_amount' : 'percentage';
}
