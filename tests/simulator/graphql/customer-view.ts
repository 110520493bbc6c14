import { toText } from '../amounts.ts';
import { graphqlTime } from '../clock.ts';
import { gid } from '../gid.ts';
import { moneyV2 } from '../money-set.ts';
import { orderTotals } from '../order-totals.ts';
import type { Customer } from '../shop-state.ts';
import { connection, type PageArguments } from './connection.ts';
import { storeCreditAccounts } from './issuing-mutations.ts';
import { metafieldFields } from './metafield-view.ts';
import type { ViewContext } from './view-context.ts';
import { visibleOrders } from './visible-orders.ts';

/** GraphQL's Customer. */
export function customerView(customer: Customer, context: ViewContext): object {
  const { shop } = context;
  const id = gid('Customer', customer.id);
  const orders = () => [...shop.orders.values()].filter((order) => order.customerId === customer.id);
  const spent = () => orders().reduce((sum, order) => sum + orderTotals(order).received - orderTotals(order).refunded, 0);
  const name = [customer.firstName, customer.lastName].filter((part) => part !== null).join(' ');
  return {
    __typename: 'Customer',
    id,
    legacyResourceId: String(customer.id),
    firstName: customer.firstName,
    lastName: customer.lastName,
    displayName: name || (customer.email ?? `Customer ${customer.id}`),
    email: customer.email,
    phone: customer.phone,
    defaultEmailAddress: customer.email === null ? null : emailView(customer.email),
    defaultPhoneNumber: customer.phone === null ? null : { __typename: 'CustomerPhoneNumber', phoneNumber: customer.phone },
    state: customer.state.toUpperCase(),
    locale: 'en',
    note: null,
    tags: customer.tags,
    verifiedEmail: true,
    taxExempt: false,
    createdAt: graphqlTime(customer.createdAt),
    updatedAt: graphqlTime(customer.updatedAt),
    numberOfOrders: () => String(orders().length),
    amountSpent: () => moneyV2(toText(spent(), shop.currency), shop.currency),
    lastOrder: () => {
      const last = orders().at(-1);
      return last ? context.showOrder(last) : null;
    },
    orders: (args: PageArguments) =>
      connection(
        visibleOrders(context).filter((order) => order.customerId === customer.id),
        args,
        { name: 'Order', place: (order) => [order.createdAt, order.id], view: (order) => context.showOrder(order) },
      ),
    storeCreditAccounts: storeCreditAccounts(customer, shop),
    ...metafieldFields(id, context),
  };
}

function emailView(emailAddress: string): object {
  return { __typename: 'CustomerEmailAddress', emailAddress, marketingState: 'NOT_SUBSCRIBED', validFormat: true };
}
