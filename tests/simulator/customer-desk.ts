import { customerPayload } from './customer-payload.ts';
import { gid } from './gid.ts';
import { required, SimulatorRefusal } from './refusal.ts';
import type { Customer, Shop } from './shop-state.ts';
import { shopOf, type World } from './world.ts';

export interface CustomerInput {
  readonly shop: string;
  readonly email?: string | null;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly phone?: string;
  readonly tags?: readonly string[];
  readonly state?: Customer['state'];
}

/** Ids come in as the payloads show them or as text. */
export type IdInput = number | string;

/** Adds a customer to the shop and tells the app. Refuses an e-mail that another customer has. */
export function addCustomer(world: World, shop: Shop, input: Omit<CustomerInput, 'shop'>): Customer {
  const email = input.email ?? null;
  if (email !== null && customerByEmail(shop, email)) throw new SimulatorRefusal(`${email} is a customer of ${shop.domain} already`);
  const now = world.clock.now();
  const customer: Customer = {
    id: shop.nextId(),
    email,
    firstName: input.firstName ?? null,
    lastName: input.lastName ?? null,
    phone: input.phone ?? null,
    state: input.state ?? 'enabled',
    tags: input.tags ?? [],
    createdAt: now,
    updatedAt: now,
  };
  shop.customers.set(customer.id, customer);
  world.tell(shop, [{ topic: 'customers/create', payload: customerPayload(customer, shop) }]);
  return customer;
}

export function customerByEmail(shop: Shop, email: string): Customer | undefined {
  const wanted = email.toLowerCase();
  for (const customer of shop.customers.values()) if (customer.email?.toLowerCase() === wanted) return customer;
  return undefined;
}

export function customerOf(shop: Shop, id: IdInput): Customer {
  return required(shop.customers.get(Number(id)), `${shop.domain} has no customer ${id}`);
}

/** The desk's tools for customers. */
export function createCustomerDesk(world: World) {
  return {
    createCustomer: ({ shop, ...input }: CustomerInput) => {
      const place = shopOf(world, shop);
      return customerPayload(addCustomer(world, place, input), place);
    },
    updateCustomer: ({ shop, customerId, ...change }: CustomerInput & { readonly customerId: IdInput }) => {
      const place = shopOf(world, shop);
      const customer = customerOf(place, customerId);
      Object.assign(customer, change, { updatedAt: world.clock.now() });
      const payload = customerPayload(customer, place);
      world.tell(place, [{ topic: 'customers/update', payload }]);
      return payload;
    },
    /** The customer is gone; orders stay without one. */
    deleteCustomer: ({ shop, customerId }: { readonly shop: string; readonly customerId: IdInput }) => {
      const place = shopOf(world, shop);
      const customer = customerOf(place, customerId);
      removeCustomer(place, customer);
      world.tell(place, [{ topic: 'customers/delete', payload: deletedPayload(customer) }]);
      return { deleted: customer.id };
    },
    /** Moves the orders of one customer to another; 'failed' changes nothing but is told just the same. */
    mergeCustomers: (input: {
      readonly shop: string;
      readonly keepId: IdInput;
      readonly loseId: IdInput;
      readonly outcome?: 'completed' | 'failed';
    }) => mergeCustomers(world, input),
    listCustomers: ({ shop }: { readonly shop: string }) => {
      const place = shopOf(world, shop);
      return [...place.customers.values()].map((customer) => customerPayload(customer, place));
    },
    getCustomer: ({ shop, customerId }: { readonly shop: string; readonly customerId: IdInput }) => {
      const place = shopOf(world, shop);
      return customerPayload(customerOf(place, customerId), place);
    },
    requestCustomerData: ({ shop, customerId }: { readonly shop: string; readonly customerId: IdInput }) => {
      const place = shopOf(world, shop);
      const { person, orderIds } = whoAndWhat(place, customerId);
      const requestId = place.nextId();
      const payload = { ...person, orders_requested: orderIds, data_request: { id: requestId } };
      world.tell(place, [{ topic: 'customers/data_request', payload }]);
      return { requestId };
    },
    redactCustomer: ({ shop, customerId }: { readonly shop: string; readonly customerId: IdInput }) => {
      const place = shopOf(world, shop);
      const { person, orderIds } = whoAndWhat(place, customerId);
      world.tell(place, [{ topic: 'customers/redact', payload: { ...person, orders_to_redact: orderIds } }]);
      return { ordersToRedact: orderIds };
    },
  };
}

function hasMoney(shop: Shop, { id }: Customer): boolean {
  return (
    [...shop.giftCards.values()].some(({ customerId }) => customerId === id) ||
    shop.storeCredit.bookings.some(({ customerId }) => customerId === id)
  );
}

function mergeCustomers(
  world: World,
  input: { readonly shop: string; readonly keepId: IdInput; readonly loseId: IdInput; readonly outcome?: 'completed' | 'failed' },
) {
  const shop = shopOf(world, input.shop);
  const kept = customerOf(shop, input.keepId);
  const gone = customerOf(shop, input.loseId);
  if (kept.id === gone.id) throw new SimulatorRefusal('a customer cannot be merged with itself');
  // Shopify merges nobody who has store credit or gift cards.
  const outcome = hasMoney(shop, kept) || hasMoney(shop, gone) ? 'failed' : (input.outcome ?? 'completed');
  const jobId = gid('CustomerMergeJob', `merge-${shop.nextId()}`);
  shop.merges.set(jobId, { jobId, keptId: kept.id, goneId: gone.id, status: outcome === 'completed' ? 'COMPLETED' : 'FAILED' });
  const payload = {
    admin_graphql_api_customer_kept_id: gid('Customer', kept.id),
    admin_graphql_api_customer_deleted_id: gid('Customer', gone.id),
    admin_graphql_api_job_id: jobId,
    status: outcome,
    errors:
      outcome === 'failed' ? [{ customer_ids: [gone.id], field: 'merge_in_progress', message: 'The customers could not be merged.' }] : [],
  };
  if (outcome === 'completed') {
    for (const order of shop.orders.values()) if (order.customerId === gone.id) order.customerId = kept.id;
    kept.email ??= gone.email;
    kept.updatedAt = world.clock.now();
    shop.customers.delete(gone.id);
  }
  world.tell(shop, [{ topic: 'customers/merge', payload }]);
  if (outcome === 'completed') world.tell(shop, [{ topic: 'customers/delete', payload: deletedPayload(gone) }]);
  return { jobId, status: outcome };
}

function removeCustomer(shop: Shop, customer: Customer): void {
  shop.customers.delete(customer.id);
  for (const order of shop.orders.values()) if (order.customerId === customer.id) order.customerId = null;
}

function deletedPayload(customer: Customer): object {
  return { id: customer.id, tax_exemptions: [], admin_graphql_api_id: gid('Customer', customer.id) };
}

/** What the compliance topics say about a person; works for a customer who is gone already. */
function whoAndWhat(shop: Shop, customerId: IdInput) {
  const id = Number(customerId);
  const customer = shop.customers.get(id);
  const orderIds = [...shop.orders.values()].filter((order) => order.customerId === id).map((order) => order.id);
  const person = {
    shop_id: shop.id,
    shop_domain: shop.domain,
    customer: { id, email: customer?.email ?? null, phone: customer?.phone ?? null },
  };
  return { person, orderIds };
}
