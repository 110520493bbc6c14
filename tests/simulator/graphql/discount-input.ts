import { currencyDigits, toMinor } from '../amounts.ts';
import { idOf } from '../gid.ts';
import type { Discount, DiscountItems, DiscountValue, Shop } from '../shop-state.ts';

/** A complaint in `userErrors`. */
export interface DiscountProblem {
  readonly field: readonly string[];
  readonly code: string;
  readonly message: string;
}

/** The three inputs of discount codes, as the schema lets them through (only what the simulator reads). */
export interface DiscountInput {
  readonly title?: string | null;
  readonly code?: string | null;
  readonly startsAt?: string | null;
  readonly endsAt?: string | null;
  readonly usageLimit?: number | null;
  readonly appliesOncePerCustomer?: boolean | null;
  readonly appliesOnOneTimePurchase?: boolean | null;
  readonly appliesOnSubscription?: boolean | null;
  readonly recurringCycleLimit?: number | null;
  readonly tags?: readonly string[] | null;
  readonly context?: { readonly all?: string; readonly customers?: { readonly add?: readonly string[] | null } } | null;
  readonly customerSelection?: object | null;
  readonly combinesWith?: {
    readonly orderDiscounts?: boolean | null;
    readonly productDiscounts?: boolean | null;
    readonly shippingDiscounts?: boolean | null;
  } | null;
  readonly minimumRequirement?: {
    readonly subtotal?: { readonly greaterThanOrEqualToSubtotal?: string | null } | null;
    readonly quantity?: { readonly greaterThanOrEqualToQuantity?: string | null } | null;
  } | null;
  readonly customerGets?: CustomerGetsInput | null;
  readonly customerBuys?: {
    readonly items?: ItemsInput | null;
    readonly value?: { readonly quantity?: string | null; readonly amount?: string | null } | null;
  } | null;
  readonly usesPerOrderLimit?: number | null;
  readonly maximumShippingPrice?: string | null;
}

interface CustomerGetsInput {
  readonly items?: ItemsInput | null;
  readonly value?: {
    readonly percentage?: number | null;
    readonly discountAmount?: { readonly amount?: string | null; readonly appliesOnEachItem?: boolean | null } | null;
    readonly discountOnQuantity?: {
      readonly quantity?: string | null;
      readonly effect?: { readonly percentage?: number | null } | null;
    } | null;
  } | null;
  readonly appliesOnOneTimePurchase?: boolean | null;
  readonly appliesOnSubscription?: boolean | null;
}

interface ItemsInput {
  readonly all?: boolean | null;
  readonly products?: {
    readonly productsToAdd?: readonly string[] | null;
    readonly productVariantsToAdd?: readonly string[] | null;
  } | null;
  readonly collections?: { readonly add?: readonly string[] | null } | null;
}

/** What Shopify objects to before it makes a discount; empty when nothing is wrong (whether the code is free is asked elsewhere). */
export function discountProblems(
  input: DiscountInput,
  shop: Shop,
  about: { readonly argument: string; readonly kind: Discount['kind'] },
): DiscountProblem[] {
  const problems: DiscountProblem[] = [];
  const object = (path: readonly string[], code: string, message: string): void => {
    problems.push({ field: [about.argument, ...path], code, message });
  };
  if (!input.title?.trim()) object(['title'], 'BLANK', "Title can't be blank");
  if (!input.startsAt) object(['startsAt'], 'BLANK', "Starts at can't be blank");
  if (!input.context && !input.customerSelection) object(['context'], 'BLANK', "Context can't be blank");
  const ends = input.endsAt ? Date.parse(input.endsAt) : null;
  if (ends !== null && input.startsAt && ends <= Date.parse(input.startsAt))
    object(['endsAt'], 'INVALID', 'Ends at needs to be after starts_at');
  if (input.usageLimit !== null && input.usageLimit !== undefined && input.usageLimit < 1)
    object(['usageLimit'], 'GREATER_THAN', 'Usage limit must be greater than 0');
  for (const id of input.context?.customers?.add ?? []) {
    if (!shop.customers.has(idOf(id, 'Customer') ?? -1)) object(['context', 'customers', 'add'], 'INVALID', 'Some customers are not valid');
  }
  if (about.kind === 'free-shipping' && input.combinesWith?.shippingDiscounts === true) {
    object(['combinesWith'], 'INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS', 'The combinesWith settings are invalid for the discount class.');
  }
  subscriptionProblems(input, shop, object);
  if (about.kind !== 'free-shipping') getsProblems(input, shop, object);
  return problems;
}

type Objection = (path: readonly string[], code: string, message: string) => void;

function subscriptionProblems(input: DiscountInput, shop: Shop, object: Objection): void {
  if (shop.subscriptions) return;
  const gets = input.customerGets;
  if (gets?.appliesOnSubscription === true)
    object(['customerGets', 'appliesOnSubscription'], 'INVALID', 'Applies on subscription is not permitted for this shop.');
  if (input.appliesOnSubscription === true)
    object(['appliesOnSubscription'], 'INVALID', 'Applies on subscription is not permitted for this shop.');
}

function getsProblems(input: DiscountInput, shop: Shop, object: Objection): void {
  const value = input.customerGets?.value;
  const items = input.customerGets?.items;
  const kinds = [value?.percentage, value?.discountAmount, value?.discountOnQuantity].filter((one) => one !== null && one !== undefined);
  if (kinds.length !== 1)
    object(['customerGets', 'value'], 'INVALID', 'Value must be exactly one of percentage, discountAmount and discountOnQuantity');
  const percentage = value?.percentage ?? value?.discountOnQuantity?.effect?.percentage;
  if (percentage !== null && percentage !== undefined && (percentage <= 0 || percentage > 1)) {
    object(['customerGets', 'value', 'percentage'], 'VALUE_OUTSIDE_RANGE', 'Value must be between 0.0 and 1.0');
  }
  const amount = value?.discountAmount?.amount;
  if (value?.discountAmount && !isPositiveAmount(amount, shop.currency))
    object(['customerGets', 'value', 'discountAmount', 'amount'], 'GREATER_THAN', 'Value must be greater than 0');
  const lists = [items?.all === true, items?.products, items?.collections].filter(Boolean);
  if (lists.length !== 1) object(['customerGets', 'items'], 'INVALID', 'Items must be exactly one of all, products and collections');
  for (const id of items?.products?.productsToAdd ?? []) {
    if (!shop.products.has(idOf(id, 'Product') ?? -1))
      object(['customerGets', 'items', 'products', 'productsToAdd'], 'INVALID', `Product with id: ${id} is invalid`);
  }
}

function isPositiveAmount(text: string | null | undefined, currency: string): boolean {
  const decimals = (text ?? '0').split('.')[1] ?? '';
  return Number(text ?? 0) > 0 && decimals.length <= currencyDigits(currency);
}

/** The discount that an input describes (checked before), still without its code. */
export function discountFrom(input: DiscountInput, shop: Shop, about: { readonly kind: Discount['kind']; readonly now: number }): Discount {
  const gets = input.customerGets;
  const customers = input.context?.customers?.add?.flatMap((id) => idOf(id, 'Customer') ?? []);
  return {
    id: shop.nextId(),
    kind: about.kind,
    title: input.title ?? '',
    startsAt: Date.parse(input.startsAt ?? ''),
    endsAt: input.endsAt ? Date.parse(input.endsAt) : null,
    usageLimit: input.usageLimit ?? null,
    oncePerCustomer: input.appliesOncePerCustomer ?? false,
    customers: customers ?? null,
    combinesWith: {
      order: input.combinesWith?.orderDiscounts ?? false,
      product: input.combinesWith?.productDiscounts ?? false,
      shipping: input.combinesWith?.shippingDiscounts ?? false,
    },
    value: valueFrom(input, shop),
    items: about.kind === 'free-shipping' ? { kind: 'all' } : itemsFrom(gets?.items),
    minimum: minimumFrom(input, shop),
    buys: input.customerBuys
      ? {
          items: itemsFrom(input.customerBuys.items),
          quantity: input.customerBuys.value?.quantity ? Number(input.customerBuys.value.quantity) : null,
          amountMinor: input.customerBuys.value?.amount ? toMinor(input.customerBuys.value.amount, shop.currency) : null,
        }
      : null,
    usesPerOrder: input.usesPerOrderLimit ?? null,
    appliesOnSubscription: gets?.appliesOnSubscription ?? input.appliesOnSubscription ?? false,
    appliesOnOneTimePurchase: gets?.appliesOnOneTimePurchase ?? input.appliesOnOneTimePurchase ?? true,
    recurringCycleLimit: input.recurringCycleLimit ?? null,
    tags: input.tags ?? [],
    createdAt: about.now,
    updatedAt: about.now,
    codes: new Map(),
  };
}

function valueFrom(input: DiscountInput, shop: Shop): DiscountValue {
  const value = input.customerGets?.value;
  if (value?.percentage !== null && value?.percentage !== undefined) return { kind: 'percentage', fraction: value.percentage };
  if (value?.discountAmount) {
    const amountMinor = toMinor(value.discountAmount.amount ?? '0', shop.currency);
    return { kind: 'amount', amountMinor, eachItem: value.discountAmount.appliesOnEachItem ?? false };
  }
  if (value?.discountOnQuantity) {
    return {
      kind: 'quantity',
      quantity: Number(value.discountOnQuantity.quantity ?? '1'),
      fraction: value.discountOnQuantity.effect?.percentage ?? 1,
    };
  }
  const maximum = input.maximumShippingPrice;
  return { kind: 'shipping', maximumMinor: maximum === null || maximum === undefined ? null : toMinor(maximum, shop.currency) };
}

function itemsFrom(items: ItemsInput | null | undefined): DiscountItems {
  if (items?.products) {
    return {
      kind: 'products',
      products: (items.products.productsToAdd ?? []).flatMap((id) => idOf(id, 'Product') ?? []),
      variants: (items.products.productVariantsToAdd ?? []).flatMap((id) => idOf(id, 'ProductVariant') ?? []),
    };
  }
  if (items?.collections)
    return { kind: 'collections', collections: (items.collections.add ?? []).flatMap((id) => idOf(id, 'Collection') ?? []) };
  return { kind: 'all' };
}

function minimumFrom(input: DiscountInput, shop: Shop): Discount['minimum'] {
  const subtotal = input.minimumRequirement?.subtotal?.greaterThanOrEqualToSubtotal;
  if (subtotal !== null && subtotal !== undefined) return { subtotalMinor: toMinor(subtotal, shop.currency) };
  const quantity = input.minimumRequirement?.quantity?.greaterThanOrEqualToQuantity;
  return quantity !== null && quantity !== undefined ? { quantity: Number(quantity) } : null;
}
