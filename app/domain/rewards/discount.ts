import type { Instant } from '../instant.ts';

/** A reward as the platform must grant it. Amounts in minor units of `currency`. */
export interface DiscountDescription {
  readonly title: string;
  readonly value:
    | { readonly kind: 'amount'; readonly amountMinor: number }
    | { readonly kind: 'percent'; readonly percent: number; readonly capMinor: number | null }
    | { readonly kind: 'free-shipping' }
    | { readonly kind: 'free-product'; readonly productIds: readonly string[] };
  readonly currency: string;
  readonly minimumOrderMinor: number | null;
  /** Empty: the whole order. */
  readonly productIds: readonly string[];
  readonly collectionIds: readonly string[];
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly combinesWith: { readonly order: boolean; readonly product: boolean; readonly shipping: boolean };
  /** Binds the discount to one platform customer; null: whoever holds the code. */
  readonly customerId: string | null;
  readonly subscriptions: 'once' | 'no';
}
