import type { Instant } from '#app/domain/instant.ts';
import type { StoreRef } from './store-ref.ts';

/** Whether a platform hands something out for us: `no-permission`: the merchant has not allowed it; `switched-off`: the store's own setting. */
export type IssuingState = 'works' | 'no-permission' | 'switched-off';

/**
 * Money that a platform hands out: gift cards and store credit. Calls that give or take are sent ONCE: where no answer came (PlatformError 'unreachable' or 'malformed')
 * the effect may be there all the same, and the caller looks before anything is sent again. 'refused', 'forbidden', 'unauthorized' and 'throttled' mean that nothing
 * happened. Amounts in minor units of `currency`.
 */
export interface ValueIssuing {
  /** What the merchant has to allow for each, in the platform's words. */
  readonly permissions: { readonly giftCards: readonly string[]; readonly storeCredit: readonly string[] };

  readAbility(store: StoreRef): Promise<{ readonly giftCards: IssuingState; readonly storeCredit: IssuingState }>;

  /** Makes a gift card under our own code. The code can exist once: a card that an earlier try made is adopted when it bears our note, else it is refused. */
  issueGiftCard(store: StoreRef, card: GiftCardOrder): Promise<GiftCardFacts>;
  /** The card with our code and note, or null when the platform shows none: its search may run a little behind. */
  findGiftCard(store: StoreRef, card: { readonly code: string; readonly note: string }): Promise<GiftCardFacts | null>;
  /** As it is at this moment; null: there is no such card. */
  readGiftCard(store: StoreRef, cardRef: string): Promise<GiftCardFacts | null>;
  /** Takes a card out of use for good; answers what was left on it then. May be repeated. Null: there is no such card. */
  endGiftCard(store: StoreRef, cardRef: string): Promise<GiftCardFacts | null>;

  /** Bookings of a customer's store credit in a currency, newest first, down to the booking `after` (not included; null: all), at most some 250 and not many more than `atMost`. */
  listBookings(store: StoreRef, asked: BookingWish): Promise<readonly CreditBooking[]>;
  giveCredit(store: StoreRef, credit: CreditOrder & { readonly expiresAt: Instant | null }): Promise<CreditBooking>;
  /** Refused when the balance does not cover it. */
  takeCredit(store: StoreRef, credit: CreditOrder): Promise<CreditBooking>;
}

export interface GiftCardOrder {
  /** 8 to 20 letters and digits. */
  readonly code: string;
  /** Names our redemption; merchants see it, customers do not. */
  readonly note: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly customerId: string | null;
  /** Its last day, "2027-01-31"; null: it never ends. */
  readonly lastDay: string | null;
}

export interface GiftCardFacts {
  readonly cardRef: string;
  readonly initialMinor: number;
  readonly balanceMinor: number;
  /** False: it cannot be used any more. */
  readonly enabled: boolean;
}

export interface CreditOrder {
  readonly customerId: string;
  readonly amountMinor: number;
  readonly currency: string;
}

export interface BookingWish {
  readonly customerId: string;
  readonly currency: string;
  readonly after: string | null;
  readonly atMost: number;
}

export interface CreditBooking {
  readonly bookingRef: string;
  /** `credit` and `debit` by hand or by an app; everything else moved by orders and by time. */
  readonly kind: 'credit' | 'debit' | 'other';
  readonly amountMinor: number;
  /** What of a credit is left; null for others. */
  readonly remainingMinor: number | null;
}
