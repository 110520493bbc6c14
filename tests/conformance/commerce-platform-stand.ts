import type { CommercePlatform, StoreRef } from '#app/platforms/commerce-platform.ts';

/** What can go wrong on the way to a platform, whatever it is. */
export type StandFault =
  'time-out after effect' | 'time-out before effect' | 'server error' | 'throttled' | 'keys refused' | 'forbidden' | 'html' | 'half json';

/** A shop with two products, 24.20 and 12.10 with 21 % tax in the price, in euros; and somebody who buys and somebody who sells there. */
export interface PlatformStand {
  readonly platform: CommercePlatform;
  readonly store: StoreRef;
  /** An id that the shop has never given. */
  readonly unknownOrderId: string;
  /** A discount's values may name it. */
  readonly productId: string;
  /** Places a paid order; answers its id. `lines`: how many of the first and of the second product; `shipping`: 6.05 with tax. */
  placeOrder(order: StandOrder): Promise<string>;
  refundUnits(orderId: string, units: { readonly line: number; readonly quantity: number }): Promise<void>;
  refundAmount(orderId: string, amount: string): Promise<void>;
  cancel(orderId: string): Promise<void>;
  /** Deletes an order for good. */
  remove(orderId: string): Promise<void>;
  createCustomer(email: string): Promise<string>;
  /** Whether a shopper could use the code now. */
  isUsable(code: string): Promise<boolean>;
  /** Makes a code of the shop's own, which is none of ours. */
  createOwnCode(code: string): Promise<void>;
  /** What is published for a customer, as JSON; null: nothing. */
  published(customerId: string): Promise<Record<string, unknown> | null>;
  /** What is published of the program, as JSON; null: nothing. */
  publishedProgram(): Promise<Record<string, unknown> | null>;
  /** The next calls fail. `codes`: only those that make codes. */
  fail(fault: StandFault, options: { readonly times: number; readonly codes?: boolean }): Promise<void>;
  clearFaults(): Promise<void>;
  /** The shop's side of gift cards and store credit; null: it has none. */
  readonly money: StandMoney | null;
  /** Puts the shop's clock forward. */
  advance(ms: number): Promise<void>;
  now(): Promise<number>;
  close(): Promise<void>;
}

export interface StandMoney {
  spendCard(code: string, amount: string): Promise<void>;
  spendCredit(customerId: string, amount: string): Promise<void>;
  /** How many cards, and bookings of the customer, there are. */
  count(customerId: string): Promise<{ readonly cards: number; readonly bookings: number }>;
  /** What the merchant allows the app to do with money. */
  allow(allowed: 'all' | 'gift-cards' | 'nothing', storeCreditSwitchedOn?: boolean): Promise<void>;
  /** The next call that gives or takes fails. */
  fail(fault: StandFault): Promise<void>;
}

export interface StandOrder {
  readonly lines: readonly [number, number];
  readonly codes?: readonly string[];
  readonly customerId?: string;
  readonly shipping?: boolean;
}
