import { toText } from '../amounts.ts';
import { graphqlTime } from '../clock.ts';
import { discountClass } from '../discount-use.ts';
import { discountStatus, laggingUses } from '../discount-jobs.ts';
import { gid } from '../gid.ts';
import { moneyV2 } from '../money-set.ts';
import type { BulkCreation, Discount, DiscountCode, DiscountItems } from '../shop-state.ts';
import { connection, type PageArguments } from './connection.ts';
import { metafieldFields } from './metafield-view.ts';
import { collectionView, productView, variantView } from './product-view.ts';
import { searched } from './search-query.ts';
import type { ViewContext } from './view-context.ts';

const TYPES = { basic: 'DiscountCodeBasic', 'free-shipping': 'DiscountCodeFreeShipping', bxgy: 'DiscountCodeBxgy' } as const;

/** GraphQL's DiscountCodeNode. */
export function codeNodeView(discount: Discount, context: ViewContext): object {
  const id = gid('DiscountCodeNode', discount.id);
  return { __typename: 'DiscountCodeNode', id, codeDiscount: () => discountView(discount, context), ...metafieldFields(id, context) };
}

/** GraphQL's DiscountNode: the same discount, seen as one of all kinds. */
export function discountNodeView(discount: Discount, context: ViewContext): object {
  const id = gid('DiscountNode', discount.id);
  return { __typename: 'DiscountNode', id, discount: () => discountView(discount, context), ...metafieldFields(id, context) };
}

/** GraphQL's DiscountRedeemCodeBulkCreation. */
export function bulkCreationView(creation: BulkCreation, context: ViewContext): object {
  const failed = creation.codes.filter((row) => row.error !== null);
  const discount = context.shop.discounts.get(creation.discountId);
  return {
    __typename: 'DiscountRedeemCodeBulkCreation',
    id: gid('DiscountRedeemCodeBulkCreation', creation.id),
    createdAt: graphqlTime(creation.createdAt),
    done: creation.done,
    codesCount: creation.codes.length,
    importedCount: creation.codes.filter((row) => row.codeId !== null).length,
    failedCount: failed.length,
    discountCode: () => (discount ? codeNodeView(discount, context) : null),
    codes: (args: PageArguments) =>
      connection(
        creation.codes.map((row, index) => ({ row, index })),
        args,
        {
          name: 'DiscountRedeemCodeBulkCreationCode',
          place: ({ index }) => [index, index],
          view: ({ row }) => ({
            __typename: 'DiscountRedeemCodeBulkCreationCode',
            code: row.code,
            discountRedeemCode: () => {
              const code = discount?.codes.get(row.code.toLowerCase());
              return code && code.id === row.codeId ? redeemCodeView(code, context) : null;
            },
            errors: row.error
              ? [{ __typename: 'DiscountUserError', code: row.error.code, message: row.error.message, field: ['code'], extraInfo: null }]
              : [],
          }),
        },
      ),
  };
}

function discountView(discount: Discount, context: ViewContext): object {
  const { world, shop } = context;
  const codes = () => [...discount.codes.values()];
  return {
    __typename: TYPES[discount.kind],
    title: discount.title,
    status: discountStatus(discount, world.clock.now()),
    summary: discount.title,
    shortSummary: discount.title,
    createdAt: graphqlTime(discount.createdAt),
    updatedAt: graphqlTime(discount.updatedAt),
    startsAt: graphqlTime(discount.startsAt),
    endsAt: discount.endsAt === null ? null : graphqlTime(discount.endsAt),
    usageLimit: discount.usageLimit,
    appliesOncePerCustomer: discount.oncePerCustomer,
    appliesOnSubscription: discount.appliesOnSubscription,
    appliesOnOneTimePurchase: discount.appliesOnOneTimePurchase,
    recurringCycleLimit: discount.recurringCycleLimit,
    usesPerOrderLimit: discount.usesPerOrder,
    tags: discount.tags,
    hasTimelineComment: false,
    totalSales: null,
    discountClasses: [discountClass(discount).toUpperCase()],
    asyncUsageCount: () => codes().reduce((sum, code) => sum + laggingUses(world, code), 0),
    codesCount: () => ({ __typename: 'Count', count: discount.codes.size, precision: 'EXACT' }),
    codes: (args: PageArguments & { readonly query?: string | null }) =>
      connection(searchCodes(codes(), args.query), args, {
        name: 'DiscountRedeemCode',
        place: (code) => [code.id, code.id],
        view: (code) => redeemCodeView(code, context),
      }),
    combinesWith: {
      __typename: 'DiscountCombinesWith',
      orderDiscounts: discount.combinesWith.order,
      productDiscounts: discount.combinesWith.product,
      shippingDiscounts: discount.combinesWith.shipping,
      productDiscountsWithTagsOnSameCartLine: null,
    },
    context: () => contextView(discount, context),
    minimumRequirement: minimumView(discount, shop.currency),
    customerGets: () => customerGetsView(discount, context),
    destinationSelection: { __typename: 'DiscountCountryAll', allCountries: true },
    maximumShippingPrice:
      discount.value.kind === 'shipping' && discount.value.maximumMinor !== null
        ? moneyV2(toText(discount.value.maximumMinor, shop.currency), shop.currency)
        : null,
  };
}

/** Plain words search in the code, as the admin's search box does; `code:` and `id:` are exact. */
function searchCodes(codes: readonly DiscountCode[], query: string | null | undefined): DiscountCode[] {
  const text = (query ?? '').trim();
  if (text !== '' && !text.includes(':'))
    return codes.filter((code) => code.code.toLowerCase().startsWith(text.replace(/['"*]/g, '').toLowerCase()));
  return searched(codes, text, { code: (code) => code.code, id: (code) => code.id });
}

function redeemCodeView(code: DiscountCode, context: ViewContext): object {
  return {
    __typename: 'DiscountRedeemCode',
    id: gid('DiscountRedeemCode', code.id),
    code: code.code,
    asyncUsageCount: () => laggingUses(context.world, code),
    createdBy: null,
  };
}

function contextView(discount: Discount, context: ViewContext): object {
  if (discount.customers === null) return { __typename: 'DiscountBuyerSelectionAll', all: 'ALL' };
  const customers = discount.customers.flatMap((id) => context.shop.customers.get(id) ?? []);
  return { __typename: 'DiscountCustomers', customers: () => customers.map((customer) => context.showCustomer(customer)) };
}

function minimumView(discount: Discount, currency: string): object | null {
  if (discount.minimum === null) return null;
  return 'subtotalMinor' in discount.minimum
    ? {
        __typename: 'DiscountMinimumSubtotal',
        greaterThanOrEqualToSubtotal: moneyV2(toText(discount.minimum.subtotalMinor, currency), currency),
      }
    : { __typename: 'DiscountMinimumQuantity', greaterThanOrEqualToQuantity: String(discount.minimum.quantity) };
}

function customerGetsView(discount: Discount, context: ViewContext): object {
  return {
    __typename: 'DiscountCustomerGets',
    appliesOnOneTimePurchase: discount.appliesOnOneTimePurchase,
    appliesOnSubscription: discount.appliesOnSubscription,
    items: () => itemsView(discount.items, context),
    value: valueView(discount, context.shop.currency),
  };
}

function valueView(discount: Discount, currency: string): object | null {
  const { value } = discount;
  switch (value.kind) {
    case 'amount':
      return {
        __typename: 'DiscountAmount',
        amount: moneyV2(toText(value.amountMinor, currency), currency),
        appliesOnEachItem: value.eachItem,
      };
    case 'percentage':
      return { __typename: 'DiscountPercentage', percentage: value.fraction };
    case 'quantity':
      return {
        __typename: 'DiscountOnQuantity',
        quantity: { __typename: 'DiscountQuantity', quantity: String(value.quantity) },
        effect: { __typename: 'DiscountPercentage', percentage: value.fraction },
      };
    case 'shipping':
      return null;
  }
}

function itemsView(items: DiscountItems, context: ViewContext): object {
  const { shop } = context;
  if (items.kind === 'all') return { __typename: 'AllDiscountItems', allItems: true };
  if (items.kind === 'collections') {
    const named = [...shop.collections].filter(([, id]) => items.collections.includes(id));
    return {
      __typename: 'DiscountCollections',
      collections: (args: PageArguments) =>
        connection(named, args, { name: 'Collection', place: ([, id]) => [id, id], view: ([title, id]) => collectionView(title, id) }),
    };
  }
  const products = items.products.flatMap((id) => shop.products.get(id) ?? []);
  const variants = [...shop.products.values()].filter((product) => items.variants.includes(product.variantId));
  return {
    __typename: 'DiscountProducts',
    products: (args: PageArguments) =>
      connection(products, args, { name: 'Product', place: (one) => [one.id, one.id], view: (one) => productView(one, shop) }),
    productVariants: (args: PageArguments) =>
      connection(variants, args, {
        name: 'ProductVariant',
        place: (one) => [one.variantId, one.variantId],
        view: (one) => variantView(one, shop),
      }),
  };
}
