import { GraphQLError } from 'graphql';
import { settleCodeJobs } from '../discount-jobs.ts';
import { gid, idOf, readGid } from '../gid.ts';
import type { Order } from '../order-state.ts';
import type { Customer } from '../shop-state.ts';
import { connection, type PageArguments, type Place } from './connection.ts';
import { discountById, discountMutations } from './discount-mutations.ts';
import { bulkCreationView, codeNodeView, discountNodeView } from './discount-view.ts';
import { issuingFields } from './issuing-mutations.ts';
import { metafieldMutations } from './metafield-mutations.ts';
import { collectionView, productView, variantView } from './product-view.ts';
import { searched } from './search-query.ts';
import { installationView, shopView } from './shop-view.ts';
import { accessDenied, requireId, type ViewContext } from './view-context.ts';
import { visibleOrder, visibleOrders } from './visible-orders.ts';

type SearchArguments = PageArguments & { readonly query?: string | null; readonly sortKey?: string | null };

/** The root of every query and mutation that the simulator plays; other root fields answer that they are not played. */
export function rootValue(context: ViewContext): object {
  const { shop, world } = context;
  settleCodeJobs(world, shop);
  const one = (id: string, type: string): object | null => nodeView(context, requireId(id, type), type);
  return {
    shop: () => shopView(context),
    currentAppInstallation: () => installationView(context),
    node: ({ id }: { readonly id: string }) => anyNode(context, id),
    nodes: ({ ids }: { readonly ids: readonly string[] }) => ids.map((id) => nodeOrError(context, id)),
    order: ({ id }: { readonly id: string }) => one(id, 'Order'),
    orders: (args: SearchArguments) => ordersConnection(context, args),
    ordersCount: ({ query }: { readonly query?: string | null }) => counted(searchOrders(context, query).length),
    customer: ({ id }: { readonly id: string }) => one(id, 'Customer'),
    customers: (args: SearchArguments) => customersConnection(context, args),
    customersCount: ({ query }: { readonly query?: string | null }) => counted(searchCustomers(context, query).length),
    customerByIdentifier: ({ identifier }: { readonly identifier: { readonly id?: string; readonly emailAddress?: string } }) => {
      const found = [...shop.customers.values()].find(
        (customer) =>
          customer.id === idOf(identifier.id ?? '', 'Customer') ||
          (identifier.emailAddress !== undefined && customer.email === identifier.emailAddress),
      );
      return found ? context.showCustomer(found) : null;
    },
    product: ({ id }: { readonly id: string }) => one(id, 'Product'),
    products: (args: SearchArguments) =>
      connection(
        searched([...shop.products.values()], args.query, { title: (item) => item.title, id: (item) => item.id, tag: (item) => item.tags }),
        args,
        {
          name: 'Product',
          place: (item) => [item.id, item.id],
          view: (item) => productView(item, shop),
        },
      ),
    collections: (args: PageArguments) =>
      connection([...shop.collections], args, {
        name: 'Collection',
        place: ([, id]) => [id, id],
        view: ([title, id]) => collectionView(title, id),
      }),
    discountNode: ({ id }: { readonly id: string }) => {
      const discount = discountById(context, id);
      return discount ? discountNodeView(discount, context) : null;
    },
    discountNodes: (args: SearchArguments) =>
      connection([...shop.discounts.values()], args, {
        name: 'DiscountNode',
        place: (item) => [item.id, item.id],
        view: (item) => discountNodeView(item, context),
      }),
    codeDiscountNode: ({ id }: { readonly id: string }) => one(id, 'DiscountCodeNode'),
    codeDiscountNodeByCode: ({ code }: { readonly code: string }) => {
      const discount = shop.discounts.get(shop.codes.get(code.toLowerCase()) ?? -1);
      return discount ? codeNodeView(discount, context) : null;
    },
    discountRedeemCodeBulkCreation: ({ id }: { readonly id: string }) => one(id, 'DiscountRedeemCodeBulkCreation'),
    job: ({ id }: { readonly id: string }) => {
      const job = shop.jobs.get(id);
      return job ? { __typename: 'Job', id, done: job.done } : null;
    },
    customerMergeJobStatus: ({ jobId }: { readonly jobId: string }) => {
      const merge = shop.merges.get(jobId);
      if (!merge) return null;
      return {
        __typename: 'CustomerMergeRequest',
        jobId,
        status: merge.status,
        resultingCustomerId: gid('Customer', merge.keptId),
        customerMergeErrors: [],
      };
    },
    // Subscriptions of the app's own configuration are not listed at Shopify either.
    webhookSubscriptions: (args: PageArguments) =>
      connection([] as { id: number }[], args, { name: 'WebhookSubscription', place: (item) => [item.id, item.id], view: (item) => item }),
    ...discountMutations(context),
    ...metafieldMutations(context),
    ...issuingFields(context),
  };
}

function anyNode(context: ViewContext, id: string): object | null {
  const read = readGid(id);
  if (!read) throw new GraphQLError(`Invalid global id '${id}'`, { extensions: { code: 'argumentLiteralsIncompatible' } });
  const missing = context.access.missingForType(context.scopes, read.type);
  if (missing !== null) throw accessDenied('node', missing);
  return nodeView(context, read.id, read.type);
}

/** In a list an error is about its own entry; the others are answered. */
function nodeOrError(context: ViewContext, id: string): object | Error | null {
  try {
    return anyNode(context, id);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function nodeView(context: ViewContext, id: number, type: string): object | null {
  const { shop } = context;
  const shown = <Item>(item: Item | null | undefined, view: (item: Item) => object): object | null => (item ? view(item) : null);
  switch (type) {
    case 'Order':
      return shown(visibleOrder(context, id), (order) => context.showOrder(order));
    case 'Customer':
      return shown(shop.customers.get(id), (customer) => context.showCustomer(customer));
    case 'Product':
      return shown(shop.products.get(id), (product) => productView(product, shop));
    case 'ProductVariant':
      return shown(
        [...shop.products.values()].find((product) => product.variantId === id),
        (product) => variantView(product, shop),
      );
    case 'Collection':
      return shown(
        [...shop.collections].find((entry) => entry[1] === id),
        ([title, number]) => collectionView(title, number),
      );
    case 'DiscountCodeNode':
      return shown(shop.discounts.get(id), (discount) => codeNodeView(discount, context));
    case 'DiscountNode':
      return shown(shop.discounts.get(id), (discount) => discountNodeView(discount, context));
    case 'DiscountRedeemCodeBulkCreation':
      return shown(shop.bulkCreations.get(id), (creation) => bulkCreationView(creation, context));
    case 'Shop':
      return id === shop.id ? shopView(context) : null;
    default:
      throw new GraphQLError(`the simulator does not play the node ${type}`, { extensions: { code: 'NOT_PLAYED' } });
  }
}

/** Updated-at has whole seconds, in sorting and searching too. */
function second(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function searchOrders(context: ViewContext, query: string | null | undefined): Order[] {
  return searched(visibleOrders(context), query, {
    id: (order) => order.id,
    name: (order) => [`#${order.number}`, String(order.number)],
    email: (order) => order.email,
    customer_id: (order) => order.customerId,
    created_at: (order) => second(order.createdAt),
    processed_at: (order) => second(order.createdAt),
    updated_at: (order) => second(order.updatedAt),
    tag: (order) => order.tags,
    discount_code: (order) => order.discountCodes.map((one) => one.code),
    test: (order) => String(order.test),
    status: (order) => (order.cancelledAt === null ? ['any', 'open', 'not_closed'] : ['any', 'cancelled']),
  });
}

function ordersConnection(context: ViewContext, args: SearchArguments) {
  const key = args.sortKey ?? 'PROCESSED_AT';
  const sort: Readonly<Record<string, (order: Order) => number>> = {
    ID: (order) => order.id,
    ORDER_NUMBER: (order) => order.number,
    CREATED_AT: (order) => second(order.createdAt),
    PROCESSED_AT: (order) => second(order.createdAt),
    UPDATED_AT: (order) => second(order.updatedAt),
  };
  const value = sort[key];
  if (!value) throw new GraphQLError(`the simulator does not sort orders by ${key}`);
  const place = (order: Order): Place => [value(order), order.id];
  return connection(searchOrders(context, args.query), args, { name: 'Order', place, view: (order) => context.showOrder(order) });
}

function searchCustomers(context: ViewContext, query: string | null | undefined): Customer[] {
  return searched([...context.shop.customers.values()], query, {
    id: (customer) => customer.id,
    email: (customer) => customer.email,
    phone: (customer) => customer.phone,
    tag: (customer) => customer.tags,
    created_at: (customer) => second(customer.createdAt),
    updated_at: (customer) => second(customer.updatedAt),
  });
}

function customersConnection(context: ViewContext, args: SearchArguments) {
  const byUpdate = args.sortKey === 'UPDATED_AT';
  const place = (customer: Customer): Place => [byUpdate ? second(customer.updatedAt) : customer.id, customer.id];
  return connection(searchCustomers(context, args.query), args, {
    name: 'Customer',
    place,
    view: (customer) => context.showCustomer(customer),
  });
}

function counted(count: number): object {
  return { __typename: 'Count', count, precision: 'EXACT' };
}
