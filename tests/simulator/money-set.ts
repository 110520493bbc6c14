import { currencyDigits, toText } from './amounts.ts';
import type { Order } from './order-state.ts';

/** What prices an order in the buyer's currency. */
type Priced = Pick<Order, 'currency' | 'presentment'>;

/** The buyer's amount, converted and rounded to the buyer's coins. */
export function presentmentText(order: Priced, minor: number): string {
  const { presentment } = order;
  if (!presentment) return toText(minor, order.currency);
  const scale = 10 ** (currencyDigits(presentment.currency) - currencyDigits(order.currency));
  return toText(Math.round(minor * presentment.rate * scale), presentment.currency);
}

/** An amount as the REST payloads write it: in the shop's and in the buyer's currency. */
export function moneySet(order: Priced, minor: number) {
  return {
    shop_money: { amount: toText(minor, order.currency), currency_code: order.currency },
    presentment_money: { amount: presentmentText(order, minor), currency_code: order.presentment?.currency ?? order.currency },
  };
}

/** The same as GraphQL's MoneyBag. */
export function moneyBag(order: Priced, minor: number) {
  return {
    __typename: 'MoneyBag',
    shopMoney: moneyV2(toText(minor, order.currency), order.currency),
    presentmentMoney: moneyV2(presentmentText(order, minor), order.presentment?.currency ?? order.currency),
  };
}

/** GraphQL's MoneyV2. */
export function moneyV2(amount: string, currencyCode: string) {
  return { __typename: 'MoneyV2', amount, currencyCode };
}
