/** An order as the simulated shop keeps it; every total is derived from it (order-totals.ts), none is stored. */
export interface Order {
  readonly id: number;
  readonly number: number;
  readonly createdAt: number;
  updatedAt: number;
  cancelledAt: number | null;
  cancelReason: CancelReason | null;
  customerId: number | null;
  email: string | null;
  /** "web", "pos", "shopify_draft_order", an app's id… */
  readonly sourceName: string;
  readonly currency: string;
  readonly presentment: { readonly currency: string; readonly rate: number } | null;
  readonly taxesIncluded: boolean;
  readonly taxPercent: string;
  readonly lines: Line[];
  shipping: Shipping | null;
  readonly applications: readonly DiscountApplication[];
  readonly discountCodes: readonly {
    readonly code: string;
    readonly kind: 'fixed_amount' | 'percentage' | 'shipping';
    readonly amount: number;
  }[];
  readonly transactions: Transaction[];
  readonly refunds: Refund[];
  readonly fulfilments: Fulfilment[];
  tags: readonly string[];
  readonly note: string | null;
  readonly test: boolean;
  readonly company: { readonly id: number; readonly name: string } | null;
  highRisk: boolean;
  dispute: { readonly id: number; readonly openedAt: number; state: 'open' | 'won' | 'lost' } | null;
  edited: boolean;
  readonly originalTotal: number;
}

export type CancelReason = 'customer' | 'declined' | 'fraud' | 'inventory' | 'other' | 'staff';

export interface Line {
  readonly id: number;
  readonly productId: number | null;
  readonly variantId: number | null;
  readonly title: string;
  readonly vendor: string | null;
  readonly sku: string;
  readonly unitPrice: number;
  /** As ordered, with the units that were refunded or removed since. */
  readonly quantity: number;
  removed: number;
  refunded: number;
  fulfilled: number;
  readonly giftCard: boolean;
  /** A tip is listed as a line of its own, without a product; it counts in no sum of goods. */
  readonly tip: boolean;
  readonly requiresShipping: boolean;
  readonly taxPercent: string;
  /** For all ordered units, after discounts. */
  readonly tax: number;
  readonly allocations: readonly Allocation[];
  readonly sellingPlan: string | null;
}

export interface Allocation {
  readonly application: number;
  readonly amount: number;
}

export interface Shipping {
  readonly id: number;
  readonly title: string;
  readonly price: number;
  readonly tax: number;
  readonly allocations: readonly Allocation[];
}

export interface DiscountApplication {
  readonly type: 'discount_code' | 'automatic' | 'manual';
  /** The code, or the title of a discount without code. */
  readonly label: string;
  readonly valueType: 'fixed_amount' | 'percentage';
  /** Minor units, or percent as a decimal text. */
  readonly value: { readonly minor: number } | { readonly percent: string };
  readonly method: 'across' | 'each' | 'one';
  readonly selection: 'all' | 'entitled' | 'explicit';
  readonly target: 'line_item' | 'shipping_line';
}

export interface Transaction {
  readonly id: number;
  readonly kind: 'authorization' | 'sale' | 'capture' | 'void' | 'refund';
  readonly gateway: string;
  readonly amount: number;
  readonly createdAt: number;
  readonly parentId: number | null;
}

export interface Refund {
  readonly id: number;
  readonly createdAt: number;
  readonly note: string | null;
  readonly lines: readonly RefundLine[];
  readonly shipping: { readonly id: number; readonly adjustmentId: number; readonly amount: number; readonly tax: number } | null;
  /** Suggested − paid back: negative when the customer got more than the lines and shipping are worth. */
  readonly discrepancy: {
    readonly id: number;
    readonly amount: number;
    readonly reason: 'refund_discrepancy' | 'pending_refund_discrepancy';
  } | null;
  readonly transactions: readonly Transaction[];
}

export interface RefundLine {
  readonly id: number;
  readonly lineId: number;
  readonly quantity: number;
  /** Net of the discounts allotted to these units; holds the tax when the order's prices do. */
  readonly subtotal: number;
  readonly tax: number;
  readonly restock: 'return' | 'cancel' | 'no_restock';
}

export interface Fulfilment {
  readonly id: number;
  readonly createdAt: number;
  readonly lines: readonly { readonly lineId: number; readonly quantity: number }[];
}
