import { z } from 'zod';
import { instantToIso } from '#app/domain/instant.ts';
import { formatMinor, parseMinor } from '#app/domain/money.ts';
import { PlatformError, type StoreRef } from '#app/platforms/commerce-platform.ts';
import type { BookingWish, CreditBooking, CreditOrder, GiftCardFacts, GiftCardOrder, ValueIssuing } from '#app/platforms/value-issuing.ts';
import { GIFT_CARD_SCOPES, STORE_CREDIT_SCOPES } from './api-version.ts';
import type { ShopifyClient } from './client.ts';
import { gid } from './gid.ts';
import { ShopifyRefused } from './graphql-answer.ts';
import {
  CREDIT_BOOKINGS,
  END_GIFT_CARD,
  FIND_GIFT_CARDS,
  GIFT_CARD_STATE,
  GIVE_CREDIT,
  GRANTED_SCOPES,
  ISSUE_GIFT_CARD,
  STORE_CREDIT_SETTING,
  TAKE_CREDIT,
} from './issuing-operations.ts';

const MOST_PAGES = 5;

/** Gift cards and store credit of Shopify shops. */
export function createShopifyIssuing(client: ShopifyClient): ValueIssuing {
  return {
    permissions: { giftCards: GIFT_CARD_SCOPES, storeCredit: STORE_CREDIT_SCOPES },
    readAbility: (store) => readAbility(client, store),
    issueGiftCard: (store, card) => issueGiftCard(client, store, card),
    findGiftCard: (store, card) => findGiftCard(client, store, card),
    readGiftCard: (store, cardRef) => readGiftCard(client, store, cardRef),
    endGiftCard: (store, cardRef) => endGiftCard(client, store, cardRef),
    listBookings: (store, asked) => listBookings(client, store, asked),
    giveCredit: (store, credit) => giveCredit(client, store, credit),
    takeCredit: (store, credit) => takeCredit(client, store, credit),
  };
}

const scopesAnswer = z.object({ currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }) });
const settingAnswer = z.object({ storeCreditConfiguration: z.object({ storeCreditEnabled: z.boolean() }) });

async function readAbility(client: ShopifyClient, store: StoreRef): ReturnType<ValueIssuing['readAbility']> {
  const { currentAppInstallation } = await client.run(store.domain, GRANTED_SCOPES, { variables: {}, answer: scopesAnswer });
  const granted = new Set(currentAppInstallation.accessScopes.flatMap(({ handle }) => [handle, handle.replace(/^write_/, 'read_')]));
  const allows = (scopes: readonly string[]) => scopes.every((scope) => granted.has(scope));
  const giftCards = allows(GIFT_CARD_SCOPES) ? 'works' : 'no-permission';
  if (!allows(STORE_CREDIT_SCOPES)) return { giftCards, storeCredit: 'no-permission' };
  const { storeCreditConfiguration } = await client.run(store.domain, STORE_CREDIT_SETTING, { variables: {}, answer: settingAnswer });
  return { giftCards, storeCredit: storeCreditConfiguration.storeCreditEnabled ? 'works' : 'switched-off' };
}

const money = z.object({ amount: z.string(), currencyCode: z.string() });
const card = z.object({ id: z.string(), note: z.string().nullish(), enabled: z.boolean(), initialValue: money, balance: money });

function cardFacts({ id, enabled, initialValue, balance }: z.output<typeof card>): GiftCardFacts {
  return {
    cardRef: id,
    initialMinor: parseMinor(initialValue.amount, initialValue.currencyCode),
    balanceMinor: parseMinor(balance.amount, balance.currencyCode),
    enabled,
  };
}

async function issueGiftCard(client: ShopifyClient, store: StoreRef, order: GiftCardOrder): Promise<GiftCardFacts> {
  const { code, note, amountMinor, currency, customerId, lastDay } = order;
  const input = {
    code,
    note,
    initialAmount: { amount: formatMinor(amountMinor, currency), currencyCode: currency },
    ...(customerId === null ? {} : { customerId: gid('Customer', customerId) }),
    ...(lastDay === null ? {} : { expiresOn: lastDay }),
  };
  const answer = z.object({ giftCardCreate: z.object({ giftCard: card }) });
  try {
    const made = await client.run(store.domain, ISSUE_GIFT_CARD, { variables: { input }, answer, once: true, toleratesDenied: true });
    return cardFacts(made.giftCardCreate.giftCard);
  } catch (error) {
    if (!(error instanceof ShopifyRefused)) throw error;
    if (error.hasCode('INTERNAL_ERROR'))
      throw new PlatformError('unreachable', 'Shopify failed inside while it made a gift card', { cause: error });
    if (!error.hasCode('TAKEN')) throw error;
    const there = await findGiftCard(client, store, { code, note });
    if (there !== null) return there;
    // Made by an earlier try, and not found yet: the search of a shop runs a little behind.
    throw new PlatformError('unreachable', 'Shopify says that the gift card is there, and does not show it yet', { cause: error });
  }
}

async function findGiftCard(
  client: ShopifyClient,
  store: StoreRef,
  { code, note }: { readonly code: string; readonly note: string },
): Promise<GiftCardFacts | null> {
  const answer = z.object({ giftCards: z.object({ nodes: z.array(card) }) });
  const { giftCards } = await client.run(store.domain, FIND_GIFT_CARDS, { variables: { query: code }, answer });
  const found = giftCards.nodes.find((node) => node.note === note);
  return found ? cardFacts(found) : null;
}

async function readGiftCard(client: ShopifyClient, store: StoreRef, cardRef: string): Promise<GiftCardFacts | null> {
  const answer = z.object({ giftCard: card.nullable() });
  const { giftCard } = await client.run(store.domain, GIFT_CARD_STATE, { variables: { id: gid('GiftCard', cardRef) }, answer });
  return giftCard && cardFacts(giftCard);
}

async function endGiftCard(client: ShopifyClient, store: StoreRef, cardRef: string): Promise<GiftCardFacts | null> {
  const answer = z.object({ giftCardDeactivate: z.object({ giftCard: card }) });
  try {
    const ended = await client.run(store.domain, END_GIFT_CARD, { variables: { id: gid('GiftCard', cardRef) }, answer });
    return cardFacts(ended.giftCardDeactivate.giftCard);
  } catch (error) {
    if (error instanceof ShopifyRefused && error.hasCode('GIFT_CARD_NOT_FOUND')) return null;
    throw error;
  }
}

const booking = z.object({
  __typename: z.string(),
  event: z.string(),
  amount: money,
  id: z.string().optional(),
  remainingAmount: z.object({ amount: z.string() }).optional(),
});
const bookingsAnswer = z.object({
  customer: z
    .object({
      storeCreditAccounts: z.object({
        nodes: z.array(
          z.object({
            balance: z.object({ currencyCode: z.string() }),
            transactions: z.object({
              nodes: z.array(booking),
              pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() }),
            }),
          }),
        ),
      }),
    })
    .nullable(),
});

async function listBookings(client: ShopifyClient, store: StoreRef, asked: BookingWish): Promise<readonly CreditBooking[]> {
  const bookings: CreditBooking[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const account = await readBookingPage(client, store, { ...asked, cursor });
    for (const node of account?.transactions.nodes ?? []) {
      if (node.id !== undefined && node.id === asked.after) return bookings;
      if (node.id !== undefined) bookings.push(toBooking(node, node.id));
    }
    const next: CreditAccount['transactions']['pageInfo'] | undefined = account?.transactions.pageInfo;
    if (next?.hasNextPage !== true || next.endCursor == null || bookings.length >= asked.atMost) return bookings;
    cursor = next.endCursor;
  }
  return bookings;
}

type CreditAccount = NonNullable<z.output<typeof bookingsAnswer>['customer']>['storeCreditAccounts']['nodes'][number];

async function readBookingPage(
  client: ShopifyClient,
  store: StoreRef,
  { customerId, currency, cursor }: BookingWish & { readonly cursor: string | null },
): Promise<CreditAccount | undefined> {
  const variables = { customerId: gid('Customer', customerId), currency: `currency_code:${currency}`, after: cursor };
  const { customer } = await client.run(store.domain, CREDIT_BOOKINGS, { variables, answer: bookingsAnswer });
  return customer?.storeCreditAccounts.nodes.find(({ balance }) => balance.currencyCode === currency);
}

function toBooking(node: z.output<typeof booking>, id: string): CreditBooking {
  const { currencyCode } = node.amount;
  const byHand = node.event === 'ADJUSTMENT';
  const isCredit = node.__typename === 'StoreCreditAccountCreditTransaction';
  return {
    bookingRef: id,
    kind: byHand ? (isCredit ? 'credit' : 'debit') : 'other',
    // Shopify writes debits with a minus.
    amountMinor: Math.abs(parseMinor(node.amount.amount, currencyCode)),
    remainingMinor: node.remainingAmount ? parseMinor(node.remainingAmount.amount, currencyCode) : null,
  };
}

const given = z.object({
  id: z.string(),
  amount: money,
  remainingAmount: z.object({ amount: z.string() }).optional(),
});

async function giveCredit(
  client: ShopifyClient,
  store: StoreRef,
  credit: Parameters<ValueIssuing['giveCredit']>[1],
): Promise<CreditBooking> {
  const { customerId, amountMinor, currency, expiresAt } = credit;
  const creditInput = {
    creditAmount: { amount: formatMinor(amountMinor, currency), currencyCode: currency },
    ...(expiresAt === null ? {} : { expiresAt: instantToIso(expiresAt) }),
    notify: false,
  };
  const answer = z.object({ storeCreditAccountCredit: z.object({ storeCreditAccountTransaction: given }) });
  const variables = { customerId: gid('Customer', customerId), creditInput };
  const made = await client.run(store.domain, GIVE_CREDIT, { variables, answer, once: true, toleratesDenied: true });
  return { ...bookingOf(made.storeCreditAccountCredit.storeCreditAccountTransaction), kind: 'credit' };
}

async function takeCredit(client: ShopifyClient, store: StoreRef, credit: CreditOrder): Promise<CreditBooking> {
  const { customerId, amountMinor, currency } = credit;
  const debitInput = { debitAmount: { amount: formatMinor(amountMinor, currency), currencyCode: currency } };
  const answer = z.object({ storeCreditAccountDebit: z.object({ storeCreditAccountTransaction: given }) });
  const variables = { customerId: gid('Customer', customerId), debitInput };
  const made = await client.run(store.domain, TAKE_CREDIT, { variables, answer, once: true, toleratesDenied: true });
  return { ...bookingOf(made.storeCreditAccountDebit.storeCreditAccountTransaction), kind: 'debit' };
}

function bookingOf({ id, amount, remainingAmount }: z.output<typeof given>): Omit<CreditBooking, 'kind'> {
  return {
    bookingRef: id,
    amountMinor: Math.abs(parseMinor(amount.amount, amount.currencyCode)),
    remainingMinor: remainingAmount ? parseMinor(remainingAmount.amount, amount.currencyCode) : null,
  };
}
