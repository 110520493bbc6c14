import type { Order } from './order-state.ts';

/** One shop of the simulated platform and all that it holds. Ids are numbers, as in the REST payloads. */
export interface Shop {
  readonly domain: string;
  /** The part before ".myshopify.com". */
  readonly handle: string;
  readonly id: number;
  name: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly taxesIncluded: boolean;
  /** Decimal text ("19"). */
  readonly taxPercent: string;
  readonly plan: 'basic' | 'advanced' | 'plus';
  /** Whether the shop sells subscriptions: only then may a discount speak of them. */
  readonly subscriptions: boolean;
  readonly createdAt: number;
  installed: boolean;
  scopes: readonly string[];
  /** 2: names and e-mails are shown to the app; 1: they are withheld; 0: no customer data at all. */
  protectedData: 0 | 1 | 2;
  /** Points a second and the size of the cost bucket. */
  restoreRate: number;
  bucketSize: number;
  readonly products: Map<number, Product>;
  readonly collections: Map<string, number>;
  readonly customers: Map<number, Customer>;
  readonly orders: Map<number, Order>;
  readonly discounts: Map<number, Discount>;
  /** Every code of the shop in lower case → its discount: a code is taken once per shop. */
  readonly codes: Map<string, number>;
  readonly bulkCreations: Map<number, BulkCreation>;
  readonly jobs: Map<string, CodeRemovalJob>;
  readonly metafields: Map<string, Metafield>;
  readonly definitions: Map<string, MetafieldDefinition>;
  readonly merges: Map<string, CustomerMerge>;
  readonly giftCards: Map<number, GiftCard>;
  giftCardLimitMinor: number;
  /** How long a new card is not found by searching. */
  giftCardSearchLagMs: number;
  readonly storeCredit: { enabled: boolean; readonly bookings: StoreCreditBooking[] };
  nextId(): number;
  nextOrderNumber(): number;
}

export interface Product {
  readonly id: number;
  readonly variantId: number;
  readonly title: string;
  readonly priceMinor: number;
  readonly vendor: string;
  readonly productType: string;
  readonly tags: readonly string[];
  readonly collections: readonly string[];
  readonly giftCard: boolean;
  readonly requiresShipping: boolean;
  readonly taxPercent: string;
  readonly sku: string;
}

export interface Customer {
  readonly id: number;
  email: string | null;
  firstName: string | null;
  lastName: string | null;
  phone: string | null;
  state: 'enabled' | 'disabled' | 'invited';
  tags: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
}

export interface GiftCard {
  readonly id: number;
  readonly code: string;
  readonly note: string | null;
  readonly customerId: number | null;
  readonly currency: string;
  readonly initialMinor: number;
  balanceMinor: number;
  readonly expiresOn: string | null;
  readonly createdAt: number;
  deactivatedAt: number | null;
}

export interface StoreCreditBooking {
  readonly id: number;
  readonly customerId: number;
  readonly kind: 'credit' | 'debit';
  readonly event: 'ADJUSTMENT' | 'ORDER_PAYMENT';
  readonly currency: string;
  readonly amountMinor: number;
  /** What of a credit nobody has spent. */
  remainingMinor: number;
  readonly expiresAt: number | null;
  readonly at: number;
}

export interface Discount {
  readonly id: number;
  readonly kind: 'basic' | 'free-shipping' | 'bxgy';
  readonly title: string;
  readonly startsAt: number;
  endsAt: number | null;
  readonly usageLimit: number | null;
  readonly oncePerCustomer: boolean;
  /** null: everybody. */
  readonly customers: readonly number[] | null;
  readonly combinesWith: { readonly order: boolean; readonly product: boolean; readonly shipping: boolean };
  readonly value: DiscountValue;
  readonly items: DiscountItems;
  readonly minimum: { readonly subtotalMinor: number } | { readonly quantity: number } | null;
  /** What must be bought first (buy X get Y only). */
  readonly buys: { readonly items: DiscountItems; readonly quantity: number | null; readonly amountMinor: number | null } | null;
  readonly usesPerOrder: number | null;
  readonly appliesOnSubscription: boolean;
  readonly appliesOnOneTimePurchase: boolean;
  readonly recurringCycleLimit: number | null;
  readonly tags: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
  readonly codes: Map<string, DiscountCode>;
}

export type DiscountValue =
  | { readonly kind: 'amount'; readonly amountMinor: number; readonly eachItem: boolean }
  | { readonly kind: 'percentage'; readonly fraction: number }
  | { readonly kind: 'quantity'; readonly quantity: number; readonly fraction: number }
  | { readonly kind: 'shipping'; readonly maximumMinor: number | null };

export type DiscountItems =
  | { readonly kind: 'all' }
  | { readonly kind: 'products'; readonly products: readonly number[]; readonly variants: readonly number[] }
  | { readonly kind: 'collections'; readonly collections: readonly number[] };

export interface DiscountCode {
  readonly id: number;
  readonly code: string;
  readonly createdAt: number;
  /** One entry per order that used it; `at` is real time, for the lagging counter. */
  readonly uses: { readonly orderId: number; readonly customerId: number | null; readonly at: number }[];
}

export interface BulkCreation {
  readonly id: number;
  readonly discountId: number;
  readonly createdAt: number;
  /** Real time; null: never until somebody lets it. */
  readyAt: number | null;
  done: boolean;
  readonly codes: { readonly code: string; codeId: number | null; error: { readonly code: string; readonly message: string } | null }[];
}

export interface CodeRemovalJob {
  readonly id: string;
  readonly discountId: number;
  readonly codeIds: readonly number[];
  readyAt: number | null;
  done: boolean;
}

export interface Metafield {
  readonly id: number;
  readonly ownerId: string;
  readonly namespace: string;
  readonly key: string;
  type: string;
  value: string;
  readonly createdAt: number;
  updatedAt: number;
}

export interface MetafieldDefinition {
  readonly id: number;
  readonly ownerType: string;
  readonly namespace: string;
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
  readonly access: { readonly admin: string | null; readonly storefront: string | null; readonly customerAccount: string | null };
}

export interface CustomerMerge {
  readonly jobId: string;
  readonly keptId: number;
  readonly goneId: number;
  readonly status: 'COMPLETED' | 'FAILED';
}
