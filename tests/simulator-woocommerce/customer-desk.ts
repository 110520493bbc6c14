import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { customerPayload, type CustomerPayload } from './customer-payload.ts';
import { emptyAddress, mergeMeta, type Customer, type MetaInput, type Site } from './site-state.ts';
import type { Address, BillingAddress } from './site-values.ts';

export interface CustomerInput {
  readonly email: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly username?: string;
  /** "customer" unless it says otherwise (WordPress knows subscriber, shop_manager, administrator …). */
  readonly role?: string;
  readonly billing?: Partial<BillingAddress>;
  readonly shipping?: Partial<Address>;
  readonly metaData?: readonly MetaInput[];
}

export type CustomerChange = Partial<Omit<CustomerInput, 'username'>>;

/** The account of an e-mail (letters' case does not matter). */
export function customerByEmail(site: Site, email: string): Customer | undefined {
  const wanted = email.trim().toLowerCase();
  return [...site.customers.values()].find((customer) => customer.email.toLowerCase() === wanted);
}

/** Makes an account and tells it. Refuses an e-mail that has one. */
export function addCustomer(site: Site, input: CustomerInput): Customer {
  if (!/^[^@\s]+@[^@\s]+$/.test(input.email)) throw new SimulatorRefusal(`"${input.email}" is no e-mail`);
  if (customerByEmail(site, input.email)) throw new SimulatorRefusal(`An account is already registered with ${input.email}.`);
  const now = site.clock.now();
  const id = site.next('user');
  const customer: Customer = {
    id,
    createdAt: now,
    modifiedAt: now,
    email: input.email,
    firstName: input.firstName ?? '',
    lastName: input.lastName ?? '',
    role: input.role ?? 'customer',
    username: input.username ?? `${(input.email.split('@')[0] ?? '').toLowerCase()}${id}`,
    billing: { ...emptyAddress(), email: '', ...input.billing },
    shipping: { ...emptyAddress(), ...input.shipping },
    paying: false,
    meta: [],
  };
  mergeMeta(site, customer.meta, input.metaData ?? []);
  site.customers.set(id, customer);
  site.tell([
    { topic: 'customer.created', resourceId: id },
    { topic: 'customer.updated', resourceId: id },
  ]);
  return customer;
}

/** Changes an account and tells it. Refuses the e-mail of another one. */
export function changeCustomer(site: Site, customer: Customer, input: CustomerChange): Customer {
  if (input.email !== undefined) {
    const other = customerByEmail(site, input.email);
    if (other && other.id !== customer.id) throw new SimulatorRefusal('Email address is invalid.');
    customer.email = input.email;
  }
  if (input.firstName !== undefined) customer.firstName = input.firstName;
  if (input.lastName !== undefined) customer.lastName = input.lastName;
  if (input.role !== undefined) customer.role = input.role;
  customer.billing = { ...customer.billing, ...input.billing };
  customer.shipping = { ...customer.shipping, ...input.shipping };
  mergeMeta(site, customer.meta, input.metaData ?? []);
  customer.modifiedAt = site.clock.now();
  site.tell([{ topic: 'customer.updated', resourceId: customer.id }]);
  return customer;
}

/** Deletes an account for good; its orders become those of a guest. Told only of customers. */
export function removeCustomer(site: Site, customer: Customer): void {
  site.customers.delete(customer.id);
  for (const order of site.orders.values()) if (order.customerId === customer.id) order.customerId = 0;
  if (customer.role === 'customer') site.tell([{ topic: 'customer.deleted', resourceId: customer.id }]);
}

/** The counter for accounts. */
export function createCustomerDesk(site: Site) {
  const found = (id: number): Customer => required(site.customers.get(id), `there is no customer ${id}`);
  return {
    createCustomer: (input: CustomerInput): CustomerPayload => customerPayload(site, addCustomer(site, input)),
    updateCustomer: ({ id, ...change }: CustomerChange & { readonly id: number }): CustomerPayload =>
      customerPayload(site, changeCustomer(site, found(id), change)),
    deleteCustomer: ({ id }: { readonly id: number }): { readonly deleted: number } => {
      removeCustomer(site, found(id));
      return { deleted: id };
    },
    customer: ({ id }: { readonly id: number }): CustomerPayload => customerPayload(site, found(id)),
    customers: (_input: object = {}): CustomerPayload[] => [...site.customers.values()].map((customer) => customerPayload(site, customer)),
  };
}
