import type { Role, StaffPolicy } from '#app/domain/staff/rights.ts';

/** Somebody who was seen at the admin's desk. */
export interface StaffLine {
  readonly staffId: string;
  /** What the platform calls them; null: it did not say. */
  readonly name: string | null;
  readonly email: string | null;
  readonly platform: 'shopify' | 'woocommerce';
  /** Address of the store through which they came last. */
  readonly store: string;
  /** Their store is connected. */
  readonly present: boolean;
  /** The platform says that the store is theirs. */
  readonly ownsStore: boolean;
  /** As an owner gave it; null: it follows from the two facts above it. */
  readonly given: Role | null;
  /** What counts. */
  readonly role: Role;
  readonly seenAt: string;
  /** It is the reader. */
  readonly you: boolean;
}

/** What the page of rights shows. */
export interface StaffDeskView {
  readonly people: readonly StaffLine[];
  readonly policy: StaffPolicy;
  /** Of the policy; a change names it. */
  readonly revision: number;
  /** The program's own limit of one adjustment, above which a right is needed. */
  readonly largeAbove: number;
}

/** `conflict`: somebody else changed the rights meanwhile. `last-owner`: nobody would be left who could give rights back. */
export type StaffRefusalReason = 'not-allowed' | 'unknown' | 'last-owner' | 'conflict' | 'invalid';

/** What the page's action answers. */
export type StaffAnswer =
  | { readonly outcome: 'done'; readonly what: 'role' | 'policy' | 'forget' | 'locale' }
  | { readonly outcome: 'refused'; readonly reason: StaffRefusalReason };

/** A language in which the shoppers' pages come. */
export interface ShopperLanguage {
  readonly language: string;
  readonly isMain: boolean;
  /** The merchant named the points in it. */
  readonly points: boolean;
  /** The merchant wrote texts in it. */
  readonly texts: boolean;
}
