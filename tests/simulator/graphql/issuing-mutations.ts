import { GraphQLError } from 'graphql';
import { toMinor, toText } from '../amounts.ts';
import { graphqlTime } from '../clock.ts';
import { gid, idOf } from '../gid.ts';
import { moneyV2 } from '../money-set.ts';
import type { Customer, GiftCard, Shop, StoreCreditBooking } from '../shop-state.ts';
import { connection, type PageArguments } from './connection.ts';
import type { ViewContext } from './view-context.ts';

interface MoneyInput {
  readonly amount: string;
  readonly currencyCode: string;
}

interface GiftCardInput {
  readonly code?: string | null;
  readonly note?: string | null;
  readonly customerId?: string | null;
  readonly expiresOn?: string | null;
  readonly initialAmount?: MoneyInput | null;
}

/** Gift cards and store credit: reading and changing. */
export function issuingFields(context: ViewContext) {
  const { shop } = context;
  return {
    giftCard: ({ id }: { readonly id: string }) => {
      const card = shop.giftCards.get(idOf(id, 'GiftCard') ?? -1);
      return card ? cardView(card, context) : null;
    },
    giftCards: (args: PageArguments & { readonly query?: string | null }) =>
      connection(findCards(context, args.query), args, {
        name: 'GiftCard',
        place: ({ id }) => [id, id],
        view: (card) => cardView(card, context),
      }),
    giftCardCreate: ({ input }: { readonly input: GiftCardInput }) => createCard(context, input),
    giftCardDeactivate: ({ id }: { readonly id: string }) => endCard(context, id),
    storeCreditConfiguration: () => ({ __typename: 'StoreCreditConfiguration', storeCreditEnabled: shop.storeCredit.enabled }),
    storeCreditAccountCredit: (args: CreditArguments) => credit(context, args),
    storeCreditAccountDebit: (args: DebitArguments) => debit(context, args),
  };
}

/** Shopify's search looks at the whole code (and runs a little behind: `giftCardSearchLag` hides the newest). */
function findCards({ shop, world }: ViewContext, query: string | null | undefined): GiftCard[] {
  const visible = [...shop.giftCards.values()].filter(({ createdAt }) => createdAt + shop.giftCardSearchLagMs <= world.clock.now());
  const wanted = (query ?? '').trim().toLowerCase();
  if (/[:\s]/.test(wanted)) throw new GraphQLError(`the simulator looks for gift cards by their code alone, not by "${wanted}"`);
  return wanted === '' ? visible : visible.filter(({ code }) => code.toLowerCase() === wanted);
}

function cardView(card: GiftCard, context: ViewContext) {
  const money = (minor: number) => moneyV2(toText(minor, card.currency), card.currency);
  const customer = card.customerId === null ? undefined : context.shop.customers.get(card.customerId);
  return {
    __typename: 'GiftCard',
    id: gid('GiftCard', card.id),
    lastCharacters: card.code.slice(-4).toLowerCase(),
    maskedCode: `•••• •••• •••• ${card.code.slice(-4).toLowerCase()}`,
    note: card.note,
    enabled: card.deactivatedAt === null,
    deactivatedAt: card.deactivatedAt === null ? null : graphqlTime(card.deactivatedAt),
    createdAt: graphqlTime(card.createdAt),
    updatedAt: graphqlTime(card.createdAt),
    expiresOn: card.expiresOn,
    initialValue: money(card.initialMinor),
    balance: money(card.balanceMinor),
    customer: customer ? () => context.showCustomer(customer) : null,
    order: null,
    lineItem: null,
  };
}

function createCard(context: ViewContext, input: GiftCardInput): object {
  const { shop, world } = context;
  const refuse = (field: string, code: string, message: string) => ({
    giftCard: null,
    giftCardCode: null,
    userErrors: [{ __typename: 'GiftCardUserError', field: ['input', field], code, message }],
  });
  const code = input.code ?? `auto${shop.nextId()}`;
  if (code.length < 8) return refuse('code', 'TOO_SHORT', 'Code is too short (minimum is 8 characters)');
  if (code.length > 20) return refuse('code', 'TOO_LONG', 'Code is too long (maximum is 20 characters)');
  if (!/^[a-z0-9]+$/i.test(code)) return refuse('code', 'INVALID', 'Code can only contain letters and numbers');
  if ([...shop.giftCards.values()].some((card) => card.code.toLowerCase() === code.toLowerCase()))
    return refuse('code', 'TAKEN', 'Code has already been taken');
  if (!input.initialAmount) return refuse('initialAmount', 'MISSING_ARGUMENT', 'Initial amount is required');
  const { currencyCode: currency } = input.initialAmount;
  const initialMinor = toMinor(input.initialAmount.amount, currency);
  if (initialMinor <= 0) return refuse('initialAmount', 'GREATER_THAN', 'Initial value must be greater than 0');
  if (initialMinor > shop.giftCardLimitMinor) return refuse('initialAmount', 'GIFT_CARD_LIMIT_EXCEEDED', 'Gift card limit exceeded');
  const customerId = input.customerId == null ? null : idOf(input.customerId, 'Customer');
  if (input.customerId != null && !shop.customers.has(customerId ?? -1))
    return refuse('customerId', 'CUSTOMER_NOT_FOUND', 'The customer could not be found.');
  const card: GiftCard = {
    ...{ id: shop.nextId(), code, note: input.note ?? null, customerId, currency, initialMinor, balanceMinor: initialMinor },
    ...{ expiresOn: input.expiresOn ?? null, createdAt: world.clock.now(), deactivatedAt: null },
  };
  shop.giftCards.set(card.id, card);
  return { giftCard: cardView(card, context), giftCardCode: code, userErrors: [] };
}

function endCard(context: ViewContext, id: string): object {
  const card = context.shop.giftCards.get(idOf(id, 'GiftCard') ?? -1);
  if (!card) {
    const error = {
      __typename: 'GiftCardDeactivateUserError',
      field: ['id'],
      code: 'GIFT_CARD_NOT_FOUND',
      message: 'The gift card could not be found.',
    };
    return { giftCard: null, userErrors: [error] };
  }
  card.deactivatedAt ??= context.world.clock.now();
  return { giftCard: cardView(card, context), userErrors: [] };
}

interface CreditArguments {
  readonly id: string;
  readonly creditInput: { readonly creditAmount: MoneyInput; readonly expiresAt?: string | null };
}

interface DebitArguments {
  readonly id: string;
  readonly debitInput: { readonly debitAmount: MoneyInput };
}

function credit(context: ViewContext, { id, creditInput }: CreditArguments): object {
  const { shop, world } = context;
  const booked = bookingInput(context, { id, money: creditInput.creditAmount, type: 'Credit' });
  if ('userErrors' in booked) return booked;
  const { customer, amountMinor, currency } = booked;
  const expiresAt = creditInput.expiresAt == null ? null : Date.parse(creditInput.expiresAt);
  if (expiresAt !== null && expiresAt <= world.clock.now())
    return refuseBooking('Credit', 'EXPIRES_AT_IN_PAST', 'The expiry date must be in the future.');
  const booking: StoreCreditBooking = {
    ...{ id: shop.nextId(), customerId: customer.id, kind: 'credit', event: 'ADJUSTMENT', currency, amountMinor },
    ...{ remainingMinor: amountMinor, expiresAt, at: world.clock.now() },
  };
  shop.storeCredit.bookings.push(booking);
  return { storeCreditAccountTransaction: () => bookingView(booking, shop), userErrors: [] };
}

function debit(context: ViewContext, { id, debitInput }: DebitArguments): object {
  const { shop } = context;
  const booked = bookingInput(context, { id, money: debitInput.debitAmount, type: 'Debit' });
  if ('userErrors' in booked) return booked;
  const { customer, amountMinor, currency } = booked;
  const booking = takeStoreCredit(context, { customer, amountMinor, currency, event: 'ADJUSTMENT' });
  if (!booking)
    return refuseBooking('Debit', 'INSUFFICIENT_FUNDS', 'The store credit account does not have sufficient funds to satisfy the request.');
  return { storeCreditAccountTransaction: () => bookingView(booking, shop), userErrors: [] };
}

function bookingInput(
  { shop }: ViewContext,
  { id, money, type }: { readonly id: string; readonly money: MoneyInput; readonly type: 'Credit' | 'Debit' },
): { readonly customer: Customer; readonly amountMinor: number; readonly currency: string } | { readonly userErrors: object[] } {
  const customer = shop.customers.get(idOf(id, 'Customer') ?? -1);
  if (!customer)
    return type === 'Credit'
      ? refuseBooking(type, 'OWNER_NOT_FOUND', 'Owner does not exist.')
      : refuseBooking(type, 'ACCOUNT_NOT_FOUND', 'The store credit account could not be found.');
  const amountMinor = toMinor(money.amount, money.currencyCode);
  if (amountMinor <= 0) return refuseBooking(type, 'NEGATIVE_OR_ZERO_AMOUNT', 'A positive amount must be used.');
  return { customer, amountMinor, currency: money.currencyCode };
}

function refuseBooking(type: 'Credit' | 'Debit', code: string, message: string) {
  return {
    storeCreditAccountTransaction: null,
    userErrors: [{ __typename: `StoreCreditAccount${type}UserError`, field: ['id'], code, message }],
  };
}

/** Spends a customer's credit, the soonest to end first. Null: there is too little of it. */
export function takeStoreCredit(
  { shop, world }: Pick<ViewContext, 'shop' | 'world'>,
  spent: {
    readonly customer: Customer;
    readonly amountMinor: number;
    readonly currency: string;
    readonly event: StoreCreditBooking['event'];
  },
): StoreCreditBooking | null {
  const now = world.clock.now();
  const usable = shop.storeCredit.bookings
    .filter(
      ({ customerId, currency, kind, expiresAt }) =>
        customerId === spent.customer.id && currency === spent.currency && kind === 'credit' && (expiresAt === null || expiresAt > now),
    )
    .toSorted((a, b) => (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || a.at - b.at || a.id - b.id);
  if (usable.reduce((sum, { remainingMinor }) => sum + remainingMinor, 0) < spent.amountMinor) return null;
  let open = spent.amountMinor;
  for (const booking of usable) {
    const taken = Math.min(open, booking.remainingMinor);
    booking.remainingMinor -= taken;
    open -= taken;
  }
  const booking: StoreCreditBooking = {
    ...{ id: shop.nextId(), customerId: spent.customer.id, kind: 'debit', event: spent.event, currency: spent.currency },
    ...{ amountMinor: spent.amountMinor, remainingMinor: 0, expiresAt: null, at: now },
  };
  shop.storeCredit.bookings.push(booking);
  return booking;
}

function bookingView(booking: StoreCreditBooking, shop: Shop) {
  const isCredit = booking.kind === 'credit';
  const type = isCredit ? 'StoreCreditAccountCreditTransaction' : 'StoreCreditAccountDebitTransaction';
  const money = (minor: number) => moneyV2(toText(minor, booking.currency), booking.currency);
  return {
    __typename: type,
    id: gid(type, booking.id),
    amount: money(isCredit ? booking.amountMinor : -booking.amountMinor),
    remainingAmount: money(booking.remainingMinor),
    balanceAfterTransaction: money(balanceOf(shop, booking)),
    createdAt: graphqlTime(booking.at),
    expiresAt: booking.expiresAt === null ? null : graphqlTime(booking.expiresAt),
    event: booking.event,
    origin: null,
  };
}

function balanceOf(shop: Shop, of: { readonly customerId: number; readonly currency: string }): number {
  return shop.storeCredit.bookings
    .filter(({ customerId, currency, kind }) => customerId === of.customerId && currency === of.currency && kind === 'credit')
    .reduce((sum, { remainingMinor }) => sum + remainingMinor, 0);
}

/** A customer's accounts, one per currency, as GraphQL shows them. */
export function storeCreditAccounts(customer: Customer, shop: Shop) {
  return (args: PageArguments & { readonly query?: string | null }) => {
    const wanted = /^currency_code:([A-Z]{3})$/.exec(args.query ?? '')?.[1];
    const own = shop.storeCredit.bookings.filter(({ customerId }) => customerId === customer.id);
    const currencies = [...new Set(own.map(({ currency }) => currency))].filter((currency) => wanted === undefined || currency === wanted);
    return connection(currencies, args, {
      name: 'StoreCreditAccount',
      place: (currency) => [currency, 0],
      view: (currency) => ({
        __typename: 'StoreCreditAccount',
        id: gid('StoreCreditAccount', customer.id),
        balance: moneyV2(toText(balanceOf(shop, { customerId: customer.id, currency }), currency), currency),
        transactions: (page: PageArguments) =>
          connection(
            own.filter((booking) => booking.currency === currency),
            page,
            { name: 'StoreCreditAccountTransaction', place: ({ at, id }) => [at, id], view: (booking) => bookingView(booking, shop) },
          ),
      }),
    });
  };
}
