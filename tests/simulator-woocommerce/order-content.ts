import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { createProduct } from './catalog-desk.ts';
import { appliesTo, combinationProblem, couponProblem, type Cart } from './coupon-rules.ts';
import { spreadCoupon } from './coupon-spread.ts';
import { roundTo, taxOf, toMicro } from './decimals.ts';
import { ratesOf, type CouponLine, type FeeLine, type Line, type Order, type ShippingLine } from './order-state.ts';
import { couponByCode, rateOf, type Coupon, type MetaInput, type Product, type Site } from './site-state.ts';
import type { Meta, TaxRate } from './site-values.ts';

export interface OrderLineInput {
  readonly productId?: number;
  /** Instead of a product: its name (a product of that name is found, or made with `price`). */
  readonly name?: string;
  /** As the shop enters prices. */
  readonly price?: string;
  readonly quantity?: number;
  readonly taxPercent?: string;
  readonly metaData?: readonly MetaInput[];
}

export interface ShippingInput {
  readonly title?: string;
  readonly methodId?: string;
  /** Without tax; tax comes on top. */
  readonly total: string;
}

export interface FeeInput {
  readonly name: string;
  /** Without tax; may be negative. */
  readonly total: string;
  readonly taxable?: boolean;
}

export interface ContentInput {
  readonly lines: readonly OrderLineInput[];
  readonly coupons?: readonly string[];
  readonly shipping?: ShippingInput | null;
  readonly fees?: readonly FeeInput[];
}

export interface Shopper {
  readonly customerId: number;
  readonly email: string;
}

/** What an order holds: its lines after coupons, shipping, fees and the coupons themselves. */
export interface Content {
  readonly lines: Line[];
  readonly shipping: ShippingLine[];
  readonly fees: FeeLine[];
  readonly coupons: CouponLine[];
}

interface Basket {
  readonly product: Product;
  readonly input: OrderLineInput;
  readonly quantity: number;
  readonly rate: TaxRate | null;
  /** The whole line as the shop enters prices, in millionths. */
  readonly price: number;
}

/** Prices a cart. Refuses coupons in WooCommerce's words and lines without a product. */
export function priceContent(site: Site, input: ContentInput, shopper: Shopper): Content {
  const basket = input.lines.map((line) => basketLine(site, line));
  const coupons = takenCoupons(site, input.coupons ?? [], cartOf(site, basket, shopper));
  const taken = shareOut(site, coupons, basket);
  const shares = [...taken.values()];
  const lines = basket.map((line, index) => {
    const discount = shares.reduce((sum, share) => sum + (share.get(index) ?? 0), 0);
    return lineOf(site, line, discount);
  });
  const free = coupons.some((coupon) => coupon.freeShipping);
  return {
    lines,
    shipping: shippingLines(site, input.shipping ?? null, { free, lines }),
    fees: (input.fees ?? []).map((fee) => feeLine(site, fee)),
    coupons: coupons.map((coupon) => couponLine(site, coupon, { basket, share: taken.get(coupon.id) ?? new Map<number, number>() })),
  };
}

/** Why the coupon would be refused for this cart (null: it is taken), and what it would take off as the shop enters prices, in millionths. */
export function previewCoupon(site: Site, code: string, input: { readonly lines: readonly OrderLineInput[]; readonly shopper: Shopper }) {
  const basket = input.lines.map((line) => basketLine(site, line));
  const coupon = couponByCode(site, code);
  const reason = couponProblem(site, code, cartOf(site, basket, input.shopper));
  if (reason !== null || !coupon) return { reason, discount: 0 };
  const share = shareOut(site, [coupon], basket).get(coupon.id);
  return { reason, discount: [...(share?.values() ?? [])].reduce((sum, amount) => sum + amount, 0) };
}

/** Puts priced content into an order; every rate that it needs gets its tax line. */
export function fillOrder(site: Site, order: Order, content: Content): void {
  order.lines = content.lines;
  order.shipping = content.shipping;
  order.fees = content.fees;
  order.coupons = content.coupons;
  giveTaxLines(site, order);
}

/** Every rate in the order gets the id of its tax line, once. */
export function giveTaxLines(site: Site, order: Order): void {
  for (const rate of ratesOf(order)) if (!order.taxLineIds.has(rate.id)) order.taxLineIds.set(rate.id, site.next('item'));
}

function basketLine(site: Site, input: OrderLineInput): Basket {
  const product = productOf(site, input);
  const quantity = input.quantity ?? 1;
  if (!Number.isInteger(quantity) || quantity < 1) throw new SimulatorRefusal(`${quantity} is no quantity`);
  const unit = input.price === undefined ? product.price : toMicro(input.price);
  const percent = input.taxPercent ?? product.taxPercent ?? site.settings.taxPercent;
  return { product, input, quantity, rate: product.taxable ? rateOf(site, percent) : null, price: unit * quantity };
}

function productOf(site: Site, input: OrderLineInput): Product {
  if (input.productId !== undefined) return required(site.products.get(input.productId), `there is no product ${input.productId}`);
  const name = required(input.name, 'a line needs productId, or name and price');
  const known = [...site.products.values()].find((product) => product.name === name);
  return known ?? createProduct(site, { name, price: required(input.price, `there is no product "${name}": give a price`) });
}

function cartOf(site: Site, basket: readonly Basket[], shopper: Shopper): Cart {
  const items = basket.map(({ product, price, quantity }) => ({ product, price, quantity }));
  return { items, ...shopper, accountEmail: site.customers.get(shopper.customerId)?.email ?? '' };
}

function takenCoupons(site: Site, codes: readonly string[], cart: Cart): Coupon[] {
  const coupons = [...new Set(codes.map((code) => code.trim().toLowerCase()))].map((code) => {
    const coupon = couponByCode(site, code);
    const problem = couponProblem(site, code, cart);
    if (problem !== null || !coupon) throw new SimulatorRefusal(problem ?? `Coupon "${code}" cannot be applied because it does not exist.`);
    return coupon;
  });
  const problem = combinationProblem(coupons);
  if (problem !== null) throw new SimulatorRefusal(problem);
  return coupons;
}

/** Per coupon: what it takes off each line (by index), in millionths as the shop enters prices. */
function shareOut(site: Site, coupons: readonly Coupon[], basket: readonly Basket[]): Map<number, Map<number, number>> {
  const { decimals } = site.settings;
  const cent = 10 ** (6 - decimals);
  const items = basket.map((line, key) => ({ key, price: roundTo(line.price, decimals) / cent, quantity: line.quantity }));
  const left = new Map<number, number>(items.map((item) => [item.key, item.price]));
  const taken = new Map<number, Map<number, number>>();
  for (const coupon of coupons) {
    const fitting = items.filter((item) => {
      const product = basket[item.key]?.product;
      return product !== undefined && appliesTo(coupon, product);
    });
    const shares = spreadCoupon(coupon, fitting, { left, decimals });
    for (const [key, cents] of shares) left.set(key, (left.get(key) ?? 0) - cents);
    taken.set(coupon.id, new Map([...shares].map(([key, cents]) => [key, cents * cent])));
  }
  return taken;
}

interface Taxed {
  readonly net: number;
  readonly tax: number;
}

/** Net at six decimals, tax rounded per line as WooCommerce does (halves down when the prices hold it, so that both add up to the price). */
function taxed(site: Site, price: number, rate: TaxRate | null): Taxed {
  if (!rate) return { net: price, tax: 0 };
  const { pricesIncludeTax, decimals } = site.settings;
  const exact = taxOf(price, rate.percent, pricesIncludeTax);
  return { net: pricesIncludeTax ? price - exact : price, tax: roundTo(exact, decimals, pricesIncludeTax ? 'down' : 'up') };
}

function lineOf(site: Site, line: Basket, discount: number): Line {
  const before = taxed(site, line.price, line.rate);
  const after = taxed(site, line.price - discount, line.rate);
  return {
    id: site.next('item'),
    name: line.product.name,
    productId: line.product.id,
    quantity: line.quantity,
    rate: line.rate,
    subtotal: before.net,
    subtotalTax: before.tax,
    total: after.net,
    totalTax: after.tax,
    meta: itemMeta(site, line.input.metaData ?? []),
  };
}

function itemMeta(site: Site, rows: readonly MetaInput[]): Meta[] {
  return rows.map((row) => ({ id: site.next('itemMeta'), key: row.key, value: row.value }));
}

/** One line from a shipping choice; a coupon with free shipping makes it free. */
export function shippingLines(
  site: Site,
  input: ShippingInput | null,
  about: { readonly free: boolean; readonly lines: readonly Line[] },
): ShippingLine[] {
  if (!input) return [];
  const total = about.free ? 0 : toMicro(input.total);
  const rate = rateOf(site, site.settings.taxPercent);
  const items = about.lines.map((line) => `${line.name} &times; ${line.quantity}`).join(', ');
  return [
    {
      id: site.next('item'),
      title: about.free ? 'Free shipping' : (input.title ?? 'Flat'),
      methodId: about.free ? 'free_shipping' : (input.methodId ?? 'flat_rate'),
      instanceId: '1',
      rate,
      total,
      totalTax: rate ? roundTo(taxOf(total, rate.percent, false), site.settings.decimals) : 0,
      meta: itemMeta(site, [{ key: 'Items', value: items }]),
    },
  ];
}

/** A fee line; taxed at the shop's rate unless it says otherwise. */
export function feeLine(site: Site, fee: FeeInput): FeeLine {
  const total = toMicro(fee.total);
  const rate = fee.taxable === false ? null : rateOf(site, site.settings.taxPercent);
  const tax = rate ? roundTo(taxOf(total, rate.percent, false), site.settings.decimals) : 0;
  return { id: site.next('item'), name: fee.name, rate, total, totalTax: tax };
}

function couponLine(
  site: Site,
  coupon: Coupon,
  { basket, share }: { readonly basket: readonly Basket[]; readonly share: ReadonlyMap<number, number> },
): CouponLine {
  const { pricesIncludeTax } = site.settings;
  let discount = 0;
  let discountTax = 0;
  for (const [index, amount] of share) {
    const rate = basket[index]?.rate;
    const tax = rate ? taxOf(amount, rate.percent, pricesIncludeTax) : 0;
    discount += pricesIncludeTax ? amount - tax : amount;
    discountTax += tax;
  }
  const { id: couponId, code, discountType, amount: nominal, freeShipping } = coupon;
  const ids = { id: site.next('item'), metaId: site.next('itemMeta') };
  return { ...ids, couponId, code, discountType, nominal, freeShipping, discount, discountTax };
}
