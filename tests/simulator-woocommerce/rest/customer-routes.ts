import { randomBytes } from 'node:crypto';
import { SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { addCustomer, changeCustomer, removeCustomer, type CustomerInput } from '../customer-desk.ts';
import { customerPayload } from '../customer-payload.ts';
import type { Customer, MetaInput } from '../site-state.ts';
import { batchRoutes } from './batch.ts';
import { choiceParam, flagParam, idsParam, onlyFields, pageOf, textParam } from './list-params.ts';
import { invalidParam, missingParam, RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

const ORDERS = ['id', 'include', 'name', 'registered_date', 'last_active', 'order_count', 'total_spent'];

function list({ site, query }: RestCall): RestAnswer {
  const email = textParam(query, 'email')?.toLowerCase();
  if (email !== undefined && !/^[^@\s]+@[^@\s]+$/.test(email)) throw invalidParam('email', 'Invalid email address.', 'rest_invalid_email');
  const search = textParam(query, 'search')?.toLowerCase() ?? '';
  const role = textParam(query, 'role') ?? 'customer';
  const [include, exclude] = [idsParam(query, 'include'), idsParam(query, 'exclude') ?? []];
  const found = [...site.customers.values()].filter(
    (customer) =>
      (email ?? customer.email.toLowerCase()) === customer.email.toLowerCase() &&
      `${customer.email} ${customer.firstName} ${customer.lastName} ${customer.username}`.toLowerCase().includes(search) &&
      (role === 'all' || customer.role === role) &&
      (include ?? [customer.id]).includes(customer.id) &&
      !exclude.includes(customer.id),
  );
  const up = choiceParam(query, 'order', ['asc', 'desc']) !== 'desc';
  const by = choiceParam(query, 'orderby', ORDERS) ?? 'name';
  const name = (customer: Customer): string => `${customer.firstName} ${customer.lastName}`.trim() || customer.username;
  found.sort((a, b) => (by === 'name' ? name(a).localeCompare(name(b)) || a.id - b.id : a.id - b.id) * (up ? 1 : -1));
  const { items, ...counts } = pageOf(found, query);
  return {
    body: onlyFields(
      items.map((customer) => customerPayload(site, customer)),
      query,
    ),
    ...counts,
  };
}

function customerOf(call: RestCall, id: number = idOf(call)): Customer {
  const customer = call.site.customers.get(id);
  if (!customer) throw unknownId('customer');
  return customer;
}

function fromBody(body: RestCall['body']): Partial<CustomerInput> {
  const { email, first_name, last_name, billing, shipping, meta_data } = body;
  if (meta_data !== undefined && !Array.isArray(meta_data))
    throw invalidParam('meta_data', 'meta_data is not of type array.', 'rest_invalid_type');
  return {
    ...(typeof email === 'string' ? { email } : {}),
    ...(typeof first_name === 'string' ? { firstName: first_name } : {}),
    ...(typeof last_name === 'string' ? { lastName: last_name } : {}),
    ...(typeof billing === 'object' && billing !== null ? { billing } : {}),
    ...(typeof shipping === 'object' && shipping !== null ? { shipping } : {}),
    // As WooCommerce does: without a word it leaves out what WordPress protects.
    ...(Array.isArray(meta_data) ? { metaData: (meta_data as MetaInput[]).filter(({ key }) => !key.startsWith('_')) } : {}),
  };
}

function asRest<Result>(code: string, act: () => Result): Result {
  try {
    return act();
  } catch (error) {
    if (error instanceof SimulatorRefusal) throw new RestError(400, code, { message: error.message });
    throw error;
  }
}

function create(call: RestCall, body: RestCall['body']): unknown {
  const input = fromBody(body);
  if (input.email === undefined) throw missingParam(['email']);
  const { email, ...rest } = input;
  const username = typeof body.username === 'string' ? body.username : `${email.split('@')[0] ?? ''}${randomBytes(3).toString('hex')}`;
  const customer = asRest('registration-error-email-exists', () => addCustomer(call.site, { ...rest, email, username }));
  return customerPayload(call.site, customer);
}

function update(call: RestCall, id: number, body: RestCall['body']): unknown {
  const customer = customerOf(call, id);
  const change = fromBody(body);
  return customerPayload(
    call.site,
    asRest('woocommerce_rest_customer_invalid_email', () => changeCustomer(call.site, customer, change)),
  );
}

function removeNow(call: RestCall, id: number): unknown {
  const customer = customerOf(call, id);
  const shown = customerPayload(call.site, customer);
  removeCustomer(call.site, customer);
  return shown;
}

function remove(call: RestCall): RestAnswer {
  const customer = customerOf(call);
  if (!flagParam(call.query, 'force') && call.body.force !== true)
    throw new RestError(501, 'woocommerce_rest_trash_not_supported', { message: 'Customers do not support trashing.' });
  return { body: removeNow(call, customer.id) };
}

/** /customers */
export const customerRoutes: readonly Route[] = [
  ...batchRoutes('/customers', { create, update, remove: removeNow }),
  ...route('GET', '/customers', { deed: 'list', answer: list }),
  ...route('POST', '/customers', { deed: 'create', answer: (call) => ({ status: 201, body: create(call, call.body) }) }),
  ...route('GET', '/customers/(\\d+)', {
    deed: 'view',
    answer: (call) => ({ body: onlyFields(customerPayload(call.site, customerOf(call)), call.query) }),
  }),
  ...route('PUT', '/customers/(\\d+)', { deed: 'edit', answer: (call) => ({ body: update(call, idOf(call), call.body) }) }),
  ...route('DELETE', '/customers/(\\d+)', { deed: 'delete', answer: remove }),
];
