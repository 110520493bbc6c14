import { ISSUING_OPERATIONS } from './issuing-operations.ts';
import type { ShopifyOperation } from './shopify-operation.ts';

export type { ShopifyOperation };

/** Only the shop's currency is read; the buyer's never decides anything. */
const MONEY = 'fragment Money on MoneyBag { shopMoney { amount } }';

const ALLOCATION = `
fragment Allocation on DiscountAllocation {
  allocatedAmountSet { ...Money }
  discountApplication { ... on DiscountCodeApplication { code } }
}`;

const LINE = `
fragment Line on LineItem {
  id title vendor quantity currentQuantity isGiftCard requiresShipping
  product { id productType @include(if: $productFacts) tags @include(if: $productFacts) }
  variant { id }
  sellingPlan { name }
  originalUnitPriceSet { ...Money }
  discountAllocations { ...Allocation }
  taxLines { priceSet { ...Money } }
}`;

/** The newest state of orders, the first 20 lines of each. */
export const ORDERS_BY_ID: ShopifyOperation = {
  name: 'OrdersById',
  document: `query OrdersById($ids: [ID!]!, $productFacts: Boolean!) {
  nodes(ids: $ids) {
    __typename
    ... on Order {
      id name sourceName currencyCode createdAt processedAt updatedAt cancelledAt test tags email taxesIncluded dutiesIncluded
      displayFinancialStatus displayFulfillmentStatus discountCodes
      purchasingEntity { __typename }
      customer { id firstName lastName defaultEmailAddress { emailAddress } }
      billingAddress { firstName lastName }
      retailLocation { id }
      risk { recommendation }
      disputes { status }
      fulfillments(first: 50) { status createdAt }
      refunds(first: 100) { id }
      transactions(first: 50) { kind status gateway amountSet { ...Money } }
      discountApplications(first: 10) { nodes { targetType value { __typename } ... on DiscountCodeApplication { code } } }
      shippingLines(first: 5) { nodes { originalPriceSet { ...Money } discountedPriceSet { ...Money } discountAllocations { ...Allocation } } }
      currentShippingPriceSet { ...Money }
      totalTipReceivedSet { ...Money }
      originalTotalDutiesSet { ...Money }
      currentTotalDutiesSet { ...Money }
      originalTotalAdditionalFeesSet { ...Money }
      currentTotalAdditionalFeesSet { ...Money }
      totalTaxSet { ...Money }
      currentTotalTaxSet { ...Money }
      totalPriceSet { ...Money }
      totalRefundedSet { ...Money }
      refundDiscrepancySet { ...Money }
      lineItems(first: 20) { nodes { ...Line } pageInfo { hasNextPage endCursor } }
    }
  }
}
${LINE}${ALLOCATION}
${MONEY}`,
  sampleVariables: { ids: ['gid://shopify/Order/5123456789012'], productFacts: true },
};

/** Further lines of a long order; `updatedAt` shows whether the order changed meanwhile. */
export const ORDER_LINES: ShopifyOperation = {
  name: 'OrderLines',
  document: `query OrderLines($id: ID!, $after: String!, $productFacts: Boolean!) {
  order(id: $id) {
    updatedAt
    lineItems(first: 100, after: $after) { nodes { ...Line } pageInfo { hasNextPage endCursor } }
  }
}
${LINE}${ALLOCATION}
${MONEY}`,
  sampleVariables: { id: 'gid://shopify/Order/5123456789012', after: 'eyJsYXN0X2lkIjoxfQ==', productFacts: false },
};

/** Which collections products are in, for rules that name collections. */
export const PRODUCT_COLLECTIONS: ShopifyOperation = {
  name: 'ProductCollections',
  document: `query ProductCollections($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Product { id collections(first: 25) { nodes { id } } } }
}`,
  sampleVariables: { ids: ['gid://shopify/Product/7123456789012'] },
};

export const CHANGED_ORDERS: ShopifyOperation = {
  name: 'ChangedOrders',
  document: `query ChangedOrders($query: String!, $after: String) {
  orders(first: 250, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`,
  sampleVariables: { query: "updated_at:>='2026-11-22T00:00:00.000Z'", after: null },
};

export const PLACED_ORDERS: ShopifyOperation = {
  name: 'PlacedOrders',
  document: `query PlacedOrders($query: String!, $after: String) {
  orders(first: 50, after: $after, query: $query, sortKey: PROCESSED_AT) {
    nodes { id }
    pageInfo { hasNextPage endCursor }
  }
}`,
  sampleVariables: { query: "processed_at:>='2025-11-22T00:00:00.000Z' processed_at:<'2026-11-22T00:00:00.000Z'", after: null },
};

/** How many orders a period has, and whether the app may see those older than 60 days. */
export const PLACED_ORDERS_COUNT: ShopifyOperation = {
  name: 'PlacedOrdersCount',
  document: `query PlacedOrdersCount($query: String!) {
  ordersCount(query: $query, limit: null) { count }
  currentAppInstallation { accessScopes { handle } }
}`,
  sampleVariables: { query: "processed_at:>='2025-11-22T00:00:00.000Z' processed_at:<'2026-11-22T00:00:00.000Z'" },
};

/** What shows whether an order changed: a few fields of many orders. */
export const ORDERS_AT_A_GLANCE: ShopifyOperation = {
  name: 'OrdersAtAGlance',
  document: `query OrdersAtAGlance($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Order {
      id currencyCode updatedAt cancelledAt
      refunds(first: 100) { id }
      totalPriceSet { ...Money }
      totalRefundedSet { ...Money }
    }
  }
}
${MONEY}`,
  sampleVariables: { ids: ['gid://shopify/Order/5123456789012'] },
};

export const SHOP_DETAILS: ShopifyOperation = {
  name: 'ShopDetails',
  document: `query ShopDetails {
  shop { name myshopifyDomain currencyCode ianaTimezone taxesIncluded plan { partnerDevelopment } }
}`,
  sampleVariables: {},
};

const SAMPLE_DISCOUNT = {
  title: 'Rung: 5.00 off',
  code: 'RUNG-7F3K9QW2MHTX',
  startsAt: '2026-11-22T00:00:00.000Z',
  endsAt: '2027-01-01T00:00:00.000Z',
  usageLimit: 1,
  appliesOncePerCustomer: false,
  minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '25.00' } },
};

export const CREATE_DISCOUNT: ShopifyOperation = {
  name: 'CreateDiscount',
  document: `mutation CreateDiscount($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field code message }
  }
}`,
  sampleVariables: {
    discount: {
      ...SAMPLE_DISCOUNT,
      context: { customers: { add: ['gid://shopify/Customer/6123456789012'] } },
      combinesWith: { orderDiscounts: false, productDiscounts: true, shippingDiscounts: true },
      customerGets: {
        value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } },
        items: { products: { productsToAdd: ['gid://shopify/Product/7123456789012'] } },
        appliesOnOneTimePurchase: true,
        appliesOnSubscription: true,
      },
      recurringCycleLimit: 1,
    },
  },
};

export const CREATE_FREE_SHIPPING: ShopifyOperation = {
  name: 'CreateFreeShipping',
  document: `mutation CreateFreeShipping($discount: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $discount) {
    codeDiscountNode { id }
    userErrors { field code message }
  }
}`,
  sampleVariables: {
    discount: {
      ...SAMPLE_DISCOUNT,
      context: { all: 'ALL' },
      combinesWith: { orderDiscounts: true, productDiscounts: true },
      destination: { all: true },
      appliesOnOneTimePurchase: true,
      appliesOnSubscription: true,
      recurringCycleLimit: 1,
    },
  },
};

/** Puts codes (at most 250) under a discount; Shopify does it in the background. */
export const ADD_CODES: ShopifyOperation = {
  name: 'AddCodes',
  document: `mutation AddCodes($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) {
    bulkCreation { id done }
    userErrors { field code message }
  }
}`,
  sampleVariables: { discountId: 'gid://shopify/DiscountCodeNode/1123456789012', codes: [{ code: 'RUNG-7F3K9QW2MHTX' }] },
};

export const CODES_ADDED: ShopifyOperation = {
  name: 'CodesAdded',
  document: `query CodesAdded($id: ID!) {
  discountRedeemCodeBulkCreation(id: $id) {
    done
    codes(first: 250) { nodes { code discountRedeemCode { id } errors { code message } } }
  }
}`,
  sampleVariables: { id: 'gid://shopify/DiscountRedeemCodeBulkCreation/123456789' },
};

/** How many codes CODE_OWNERS looks up at once. */
export const CODE_OWNERS_PAGE = 25;
const OWNER_NUMBERS = Array.from({ length: CODE_OWNERS_PAGE }, (_, index) => index + 1);

/** Under which discount each of 25 codes is; callers with fewer repeat one. Shopify has no look-up by a list of codes. */
export const CODE_OWNERS: ShopifyOperation = {
  name: 'CodeOwners',
  document: `query CodeOwners(${OWNER_NUMBERS.map((number) => `$code${number}: String!`).join(', ')}) {
${OWNER_NUMBERS.map((number) => `  owner${number}: codeDiscountNodeByCode(code: $code${number}) { ...Owner }`).join('\n')}
}
fragment Owner on DiscountCodeNode {
  id
  codeDiscount {
    __typename
    ... on DiscountCodeBasic { title }
    ... on DiscountCodeFreeShipping { title }
  }
}`,
  sampleVariables: Object.fromEntries(OWNER_NUMBERS.map((number) => [`code${number}`, 'RUNG-7F3K9QW2MHTX'])),
};

/** The discount behind a code, and that code's own id, needed to remove it. */
export const CODE_HOLDER: ShopifyOperation = {
  name: 'CodeHolder',
  document: `query CodeHolder($code: String!, $search: String) {
  codeDiscountNodeByCode(code: $code) {
    id
    codeDiscount {
      __typename
      ... on DiscountCodeBasic { title codesCount { count } context { __typename } codes(first: 250, query: $search) { nodes { id code } } }
      ... on DiscountCodeFreeShipping { title codesCount { count } context { __typename } codes(first: 250, query: $search) { nodes { id code } } }
    }
  }
}`,
  sampleVariables: { code: 'RUNG-7F3K9QW2MHTX', search: 'RUNG-7F3K9QW2MHTX' },
};

export const DELETE_CODES: ShopifyOperation = {
  name: 'DeleteCodes',
  document: `mutation DeleteCodes($discountId: ID!, $ids: [ID!]!) {
  discountCodeRedeemCodeBulkDelete(discountId: $discountId, ids: $ids) {
    job { id done }
    userErrors { field code message }
  }
}`,
  sampleVariables: { discountId: 'gid://shopify/DiscountCodeNode/1123456789012', ids: ['gid://shopify/DiscountRedeemCode/2123456789012'] },
};

/** Only for a discount that was made for one code of one customer. */
export const DELETE_DISCOUNT: ShopifyOperation = {
  name: 'DeleteDiscount',
  document: `mutation DeleteDiscount($id: ID!) {
  discountCodeDelete(id: $id) {
    deletedCodeDiscountId
    userErrors { field code message }
  }
}`,
  sampleVariables: { id: 'gid://shopify/DiscountCodeNode/1123456789012' },
};

export const JOB_STATE: ShopifyOperation = {
  name: 'JobState',
  document: 'query JobState($id: ID!) { job(id: $id) { done } }',
  sampleVariables: { id: 'gid://shopify/Job/9b3c1f3e-7d0a-4d2e-9f43-000000000000' },
};

export const PRODUCT_PRICES: ShopifyOperation = {
  name: 'ProductPrices',
  document: `query ProductPrices($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Product { id priceRangeV2 { maxVariantPrice { amount currencyCode } } } }
}`,
  sampleVariables: { ids: ['gid://shopify/Product/7123456789012'] },
};

/** Rung's own metafield on a customer: the app-reserved namespace, which no other app can write. */
export const MEMBER_METAFIELD = { namespace: '$app:rung', key: 'member' } as const;

export const PUBLISHED_MEMBERS: ShopifyOperation = {
  name: 'PublishedMembers',
  document: `query PublishedMembers($ids: [ID!]!, $namespace: String!, $key: String!) {
  nodes(ids: $ids) { ... on Customer { id metafield(namespace: $namespace, key: $key) { value compareDigest } } }
}`,
  sampleVariables: { ids: ['gid://shopify/Customer/6123456789012'], ...MEMBER_METAFIELD },
};

export const PUBLISH_MEMBERS: ShopifyOperation = {
  name: 'PublishMembers',
  document: `mutation PublishMembers($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { id }
    userErrors { field code message elementIndex }
  }
}`,
  sampleVariables: {
    metafields: [
      { ownerId: 'gid://shopify/Customer/6123456789012', ...MEMBER_METAFIELD, type: 'json', value: '{"revision":1}', compareDigest: null },
    ],
  },
};

/** What everybody may know of the program, on the app's own installation: themes read it as `app.metafields.rung.program`. */
export const PROGRAM_METAFIELD = { namespace: 'rung', key: 'program' } as const;

export const PUBLISHED_PROGRAM: ShopifyOperation = {
  name: 'PublishedProgram',
  document: `query PublishedProgram($namespace: String!, $key: String!) {
  currentAppInstallation { id metafield(namespace: $namespace, key: $key) { value compareDigest } }
}`,
  sampleVariables: { ...PROGRAM_METAFIELD },
};

export const PUBLISH_PROGRAM: ShopifyOperation = {
  name: 'PublishProgram',
  document: `mutation PublishProgram($metafields: [MetafieldsSetInput!]!) {
  metafieldsSet(metafields: $metafields) {
    metafields { id }
    userErrors { field code message elementIndex }
  }
}`,
  sampleVariables: {
    metafields: [
      {
        ownerId: 'gid://shopify/AppInstallation/123456789012',
        ...PROGRAM_METAFIELD,
        type: 'json',
        value: '{"revision":1}',
        compareDigest: null,
      },
    ],
  },
};

/** Every operation the adapter can send, by name. */
export const SHOPIFY_OPERATIONS: Readonly<Record<string, ShopifyOperation>> = Object.fromEntries(
  [
    ORDERS_BY_ID,
    ORDER_LINES,
    PRODUCT_COLLECTIONS,
    CHANGED_ORDERS,
    PLACED_ORDERS,
    PLACED_ORDERS_COUNT,
    ORDERS_AT_A_GLANCE,
    SHOP_DETAILS,
    CREATE_DISCOUNT,
    CREATE_FREE_SHIPPING,
    ADD_CODES,
    CODES_ADDED,
    CODE_OWNERS,
    CODE_HOLDER,
    DELETE_CODES,
    DELETE_DISCOUNT,
    JOB_STATE,
    PRODUCT_PRICES,
    PUBLISHED_MEMBERS,
    PUBLISH_MEMBERS,
    PUBLISHED_PROGRAM,
    PUBLISH_PROGRAM,
    ...ISSUING_OPERATIONS,
  ].map((operation) => [operation.name, operation]),
);
