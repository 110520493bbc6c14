import { taxOf, toMinor } from './amounts.ts';
import { addCustomer, customerByEmail, customerOf, type IdInput } from './customer-desk.ts';
import { priceCart, type CartLine, type CodeProblem, type OpenDiscount, type Priced } from './discount-use.ts';
import { orderPayload, type OrderPayload } from './order-payload.ts';
import type { Line, Order, Shipping, Transaction } from './order-state.ts';
import { lineDiscount, orderTotals } from './order-totals.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Product, Shop } from './shop-state.ts';
import { shopOf, type Place, type World } from './world.ts';

export interface OrderLineInput {
  readonly productId?: IdInput;
  readonly variantId?: IdInput;
  /** Instead of a product: a custom line with a title and a price. */
  readonly title?: string;
  readonly price?: string;
  readonly quantity?: number;
  readonly giftCard?: boolean;
  readonly requiresShipping?: boolean;
  readonly taxPercent?: string;
  /** The name of a selling plan: the line belongs to a subscription. */
  readonly sellingPlan?: string;
}

export interface OrderInput {
  readonly shop: string;
  readonly lines: readonly OrderLineInput[];
  readonly customerId?: IdInput;
  /** A guest who typed an e-mail: a customer record comes into being (state disabled), as it does in practice. */
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly discountCodes?: readonly string[];
  readonly discount?: { readonly title: string; readonly amount?: string; readonly percent?: string };
  readonly shipping?: { readonly title?: string; readonly price: string } | null;
  readonly tip?: string;
  readonly taxesIncluded?: boolean;
  readonly taxPercent?: string;
  readonly channel?: string;
  readonly payment?: 'paid' | 'unpaid' | 'authorized';
  readonly giftCardAmount?: string;
  readonly storeCreditAmount?: string;
  readonly tags?: readonly string[];
  readonly note?: string;
  readonly test?: boolean;
  readonly company?: string;
  readonly highRisk?: boolean;
  readonly presentment?: { readonly currency: string; readonly rate: number };
}

/** Places an order as a checkout would: prices it, honours the codes that hold, takes the money, tells the app. */
export function placeOrder(
  world: World,
  input: OrderInput,
): { readonly order: OrderPayload; readonly refusedCodes: readonly { readonly code: string; readonly reason: CodeProblem }[] } {
  const shop = shopOf(world, input.shop);
  if (input.lines.length === 0) throw new SimulatorRefusal('an order needs at least one line');
  const customerId = whoOrders(world, shop, input);
  const drafts = input.lines.map((line) => draftLine(shop, line, input));
  const shippingPrice = input.shipping ? toMinor(input.shipping.price, shop.currency) : null;
  const priced = priceCart(
    { world, shop },
    { lines: drafts, shippingPrice, customerId },
    { codes: input.discountCodes ?? [], open: openDiscount(shop, input) },
  );
  const order = buildOrder(world, shop, { input, customerId, drafts, priced, shippingPrice });
  shop.orders.set(order.id, order);
  for (const code of priced.honoured) code.uses.push({ orderId: order.id, customerId, at: world.realNow() });
  takeMoney({ world, shop }, order, input);
  announcePlaced(world, shop, order);
  return { order: orderPayload(order, shop), refusedCodes: priced.refused };
}

interface DraftLine extends CartLine {
  readonly product: Product | null;
  readonly title: string;
  readonly requiresShipping: boolean;
  readonly taxPercent: string;
  readonly sellingPlan: string | null;
}

/** A line for one product (also used when an order is edited). */
export function draftLine(shop: Shop, input: OrderLineInput, order: Pick<OrderInput, 'taxPercent'>): DraftLine {
  const product = productOf(shop, input);
  if (!product && input.price === undefined) throw new SimulatorRefusal('a line without a product needs a title and a price');
  const quantity = input.quantity ?? 1;
  if (!Number.isSafeInteger(quantity) || quantity < 1) throw new SimulatorRefusal(`"${quantity}" is no number of units`);
  const fallbackTax = order.taxPercent ?? shop.taxPercent;
  return {
    product,
    productId: product?.id ?? null,
    variantId: product?.variantId ?? null,
    collections: (product?.collections ?? []).flatMap((title) => shop.collections.get(title) ?? []),
    title: input.title ?? product?.title ?? 'Custom item',
    unitPrice: input.price === undefined ? (product?.priceMinor ?? 0) : toMinor(input.price, shop.currency),
    quantity,
    giftCard: input.giftCard ?? product?.giftCard ?? false,
    requiresShipping: input.requiresShipping ?? product?.requiresShipping ?? true,
    taxPercent: input.taxPercent ?? order.taxPercent ?? product?.taxPercent ?? fallbackTax,
    sellingPlan: input.sellingPlan ?? null,
  };
}

/** Turns a priced draft into a line of an order, with its tax. */
export function finishLine(
  shop: Shop,
  draft: DraftLine,
  { allocations = [], taxesIncluded }: { readonly allocations?: Line['allocations'] | undefined; readonly taxesIncluded: boolean },
): Line {
  const net = draft.unitPrice * draft.quantity - allocations.reduce((sum, one) => sum + one.amount, 0);
  return {
    id: shop.nextId(),
    productId: draft.productId,
    variantId: draft.variantId,
    title: draft.title,
    vendor: draft.product?.vendor ?? null,
    sku: draft.product?.sku ?? '',
    unitPrice: draft.unitPrice,
    quantity: draft.quantity,
    removed: 0,
    refunded: 0,
    fulfilled: 0,
    giftCard: draft.giftCard,
    tip: false,
    requiresShipping: draft.requiresShipping,
    taxPercent: draft.giftCard ? '0' : draft.taxPercent,
    tax: draft.giftCard ? 0 : taxOf(net, draft.taxPercent, taxesIncluded),
    allocations,
    sellingPlan: draft.sellingPlan,
  };
}

function buildOrder(
  world: World,
  shop: Shop,
  parts: {
    readonly input: OrderInput;
    readonly customerId: number | null;
    readonly drafts: readonly DraftLine[];
    readonly priced: Priced;
    readonly shippingPrice: number | null;
  },
): Order {
  const { input, drafts, priced, shippingPrice } = parts;
  const now = world.clock.now();
  const taxesIncluded = input.taxesIncluded ?? shop.taxesIncluded;
  const taxPercent = input.taxPercent ?? shop.taxPercent;
  const goods = drafts.map((draft, index) => finishLine(shop, draft, { allocations: priced.lineAllocations[index], taxesIncluded }));
  const lines = input.tip === undefined ? goods : [...goods, tipLine(shop, input.tip)];
  const order: Order = {
    id: shop.nextId(),
    number: shop.nextOrderNumber(),
    createdAt: now,
    updatedAt: now,
    cancelledAt: null,
    cancelReason: null,
    customerId: parts.customerId,
    email: input.email ?? (parts.customerId === null ? null : (shop.customers.get(parts.customerId)?.email ?? null)),
    sourceName: SOURCES[input.channel ?? 'web'] ?? input.channel ?? 'web',
    currency: shop.currency,
    presentment: input.presentment ?? null,
    taxesIncluded,
    taxPercent,
    lines,
    shipping: buildShipping(shop, { input, price: shippingPrice, priced, taxesIncluded, taxPercent }),
    applications: priced.applications,
    discountCodes: priced.discountCodes,
    transactions: [],
    refunds: [],
    fulfilments: [],
    tags: input.tags ?? [],
    note: input.note ?? null,
    test: input.test ?? false,
    company: input.company === undefined ? null : { id: shop.nextId(), name: input.company },
    highRisk: input.highRisk ?? false,
    dispute: null,
    edited: false,
    originalTotal: 0,
  };
  return { ...order, originalTotal: orderTotals(order).total };
}

function tipLine(shop: Shop, price: string): Line {
  const draft = draftLine(shop, { title: 'Tip', price, requiresShipping: false, taxPercent: '0' }, {});
  return { ...finishLine(shop, draft, { taxesIncluded: true }), tip: true };
}

/** Short names of channels → what Shopify writes into source_name. */
const SOURCES: Readonly<Record<string, string>> = {
  web: 'web',
  pos: 'pos',
  draft: 'shopify_draft_order',
  subscription: 'subscription_contract',
};

function buildShipping(
  shop: Shop,
  parts: {
    readonly input: OrderInput;
    readonly price: number | null;
    readonly priced: Priced;
    readonly taxesIncluded: boolean;
    readonly taxPercent: string;
  },
): Shipping | null {
  if (parts.price === null) return null;
  const allocations = parts.priced.shippingAllocations;
  const shipping = { id: shop.nextId(), title: parts.input.shipping?.title ?? 'Standard', price: parts.price, tax: 0, allocations };
  return { ...shipping, tax: taxOf(parts.price - lineDiscount(shipping), parts.taxPercent, parts.taxesIncluded) };
}

function whoOrders(world: World, shop: Shop, input: OrderInput): number | null {
  if (input.customerId !== undefined) return customerOf(shop, input.customerId).id;
  if (input.email === undefined) return null;
  const known = customerByEmail(shop, input.email);
  if (known) return known.id;
  const { email, firstName, lastName } = input;
  return addCustomer(world, shop, {
    email,
    state: 'disabled',
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
  }).id;
}

function productOf(shop: Shop, input: OrderLineInput): Product | null {
  if (input.productId !== undefined) {
    return required(shop.products.get(Number(input.productId)), `${shop.domain} has no product ${input.productId}`);
  }
  if (input.variantId !== undefined) {
    const wanted = Number(input.variantId);
    return required(
      [...shop.products.values()].find((product) => product.variantId === wanted),
      `${shop.domain} has no variant ${input.variantId}`,
    );
  }
  return null;
}

function openDiscount(shop: Shop, input: OrderInput): OpenDiscount | null {
  const { discount } = input;
  if (!discount) return null;
  if (discount.percent !== undefined) return { title: discount.title, percent: discount.percent };
  return { title: discount.title, amountMinor: toMinor(discount.amount ?? '0', shop.currency) };
}

/** Gift card and store credit first, a card for the rest. */
function takeMoney({ world, shop }: Place, order: Order, input: OrderInput): void {
  const payment = input.payment ?? 'paid';
  if (payment === 'unpaid') return;
  let left = orderTotals(order).total;
  const take = (kind: Transaction['kind'], gateway: string, wanted: number): void => {
    const amount = Math.min(left, wanted);
    if (amount <= 0) return;
    left -= amount;
    order.transactions.push({ id: shop.nextId(), kind, gateway, amount, createdAt: world.clock.now(), parentId: null });
  };
  if (payment === 'authorized') return take('authorization', 'shopify_payments', left);
  if (input.giftCardAmount !== undefined) take('sale', 'gift_card', toMinor(input.giftCardAmount, shop.currency));
  if (input.storeCreditAmount !== undefined) take('sale', 'shopify_store_credit', toMinor(input.storeCreditAmount, shop.currency));
  take('sale', 'shopify_payments', left);
}

/** orders/paid is not sent for an order of 0.00: whether Shopify sends it is not documented, so the app must live without it. */
function announcePlaced(world: World, shop: Shop, order: Order): void {
  const payload = orderPayload(order, shop);
  const paid = payload.financial_status === 'paid' && order.transactions.length > 0;
  world.tell(shop, [
    { topic: 'orders/create', payload },
    ...(paid ? [{ topic: 'orders/paid', payload }] : []),
    { topic: 'orders/updated', payload },
  ]);
}
