import { toMinor, toText } from './amounts.ts';
import { customerOf, type IdInput } from './customer-desk.ts';
import { takeStoreCredit } from './graphql/issuing-mutations.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import { shopOf, type World } from './world.ts';

/** What merchants and shoppers do with gift cards and store credit. */
export function createIssuingDesk(world: World) {
  return {
    listGiftCards: ({ shop }: { readonly shop: string }) => {
      return [...shopOf(world, shop).giftCards.values()].map((card) => ({
        ...{
          cardId: String(card.id),
          code: card.code,
          note: card.note,
          customerId: card.customerId === null ? null : String(card.customerId),
        },
        ...{
          initial: toText(card.initialMinor, card.currency),
          balance: toText(card.balanceMinor, card.currency),
          expiresOn: card.expiresOn,
        },
        enabled: card.deactivatedAt === null,
      }));
    },
    /** Somebody pays with a card at the checkout. */
    spendGiftCard: ({ shop, code, amount }: { readonly shop: string; readonly code: string; readonly amount: string }) => {
      const place = shopOf(world, shop);
      const found = [...place.giftCards.values()].find((card) => card.code.toLowerCase() === code.toLowerCase());
      const card = required(found, `${place.domain} has no gift card ${code}`);
      const minor = toMinor(amount, card.currency);
      if (card.deactivatedAt !== null || minor > card.balanceMinor) throw new SimulatorRefusal('this gift card cannot pay that');
      card.balanceMinor -= minor;
      return { balance: toText(card.balanceMinor, card.currency) };
    },
    listStoreCredit: ({ shop, customerId }: { readonly shop: string; readonly customerId: IdInput }) =>
      shopOf(world, shop)
        .storeCredit.bookings.filter((booking) => booking.customerId === Number(customerId))
        .map(({ id, kind, event, amountMinor, remainingMinor, currency, expiresAt }) => ({
          ...{ bookingId: String(id), kind, event, currency, expiresAt },
          ...{ amount: toText(amountMinor, currency), remaining: toText(remainingMinor, currency) },
        })),
    /** Somebody pays with store credit. */
    spendStoreCredit: (input: { readonly shop: string; readonly customerId: IdInput; readonly amount: string }) => {
      const place = shopOf(world, input.shop);
      const customer = customerOf(place, input.customerId);
      const spent = {
        customer,
        amountMinor: toMinor(input.amount, place.currency),
        currency: place.currency,
        event: 'ORDER_PAYMENT',
      } as const;
      if (!takeStoreCredit({ shop: place, world }, spent)) throw new SimulatorRefusal('there is too little store credit');
      return { spent: input.amount };
    },
    /** Whether customers may pay with store credit; how far the search for gift cards runs behind; the most that a card may hold. */
    configureIssuing: (input: {
      readonly shop: string;
      readonly storeCredit?: boolean;
      readonly searchLagMs?: number;
      readonly giftCardLimit?: string;
    }) => {
      const place = shopOf(world, input.shop);
      if (input.storeCredit !== undefined) place.storeCredit.enabled = input.storeCredit;
      if (input.searchLagMs !== undefined) place.giftCardSearchLagMs = input.searchLagMs;
      if (input.giftCardLimit !== undefined) place.giftCardLimitMinor = toMinor(input.giftCardLimit, place.currency);
      return { storeCredit: place.storeCredit.enabled };
    },
  };
}
