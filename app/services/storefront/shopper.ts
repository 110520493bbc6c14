import type { PersonErased, PersonExport, PluginStatus } from '#app/contracts/plugin.ts';
import type {
  StorefrontActivityPage,
  StorefrontLinkCode,
  StorefrontRedeemed,
  StorefrontView,
  StorefrontWorth,
} from '#app/contracts/storefront.ts';
import type { Cart } from '#app/domain/decisions/cart-worth.ts';
import type { Result } from '#app/domain/result.ts';

interface Address {
  readonly programId: string;
  readonly storeId: string;
}

/** Somebody at a store's pages, and the language that they read: a tag ("pl-PL"), and the nearest one that we speak in sentences. */
export interface Shopper {
  readonly address: Address;
  /** Null: nobody is signed in. */
  readonly customerId: string | null;
  readonly locale: string;
  readonly language: 'en' | 'pl' | 'ru';
}

export type SignedInShopper = Shopper & { readonly customerId: string };

/** `message` is in the rules' own English; the door has other languages. */
export interface StorefrontRefusal {
  readonly reason: string;
  readonly message: string;
}

/** What shoppers' pages may ask for, through whatever door. Null: the store has no program in force. */
export interface StorefrontServices {
  read(shopper: Shopper): Promise<StorefrontView | null>;
  readActivity(shopper: Shopper, cursor: string | null): Promise<StorefrontActivityPage>;
  cartWorth(shopper: Shopper, cart: Cart): Promise<StorefrontWorth | null>;
  redeem(
    shopper: SignedInShopper,
    wish: { readonly rewardId: string; readonly redemptionId: string; readonly points: number | null },
  ): Promise<Result<StorefrontRedeemed, StorefrontRefusal>>;
  undo(shopper: SignedInShopper, redemptionId: string): Promise<Result<StorefrontRedeemed, StorefrontRefusal>>;
  makeLinkCode(shopper: SignedInShopper): Promise<Result<StorefrontLinkCode, StorefrontRefusal>>;
  linkAccounts(shopper: SignedInShopper, code: string): Promise<Result<{ readonly linked: true }, StorefrontRefusal>>;
  /** The member behind a customer, by one small statement. */
  findMember(address: Address, customerId: string): Promise<string | null>;
  exportPerson(asked: Pick<Shopper, 'address' | 'language'>, email: string): Promise<PersonExport>;
  erasePerson(asked: Pick<Shopper, 'address' | 'language'>, email: string): Promise<PersonErased>;
  readStatus(address: Address): Promise<PluginStatus>;
}
