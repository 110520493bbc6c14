import { restTime } from './clock.ts';
import { gid } from './gid.ts';
import type { Customer, Shop } from './shop-state.ts';

/** customers/create and customers/update as Shopify sends them since 2025 (no tags, no consent, no order sums). */
export function customerPayload(customer: Customer, shop: Shop) {
  const visible = shop.protectedData === 2;
  return {
    id: customer.id,
    created_at: restTime(customer.createdAt, shop.timeZone),
    updated_at: restTime(customer.updatedAt, shop.timeZone),
    first_name: visible ? customer.firstName : null,
    last_name: visible ? customer.lastName : null,
    state: customer.state,
    note: null,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: false,
    email: visible ? customer.email : null,
    phone: visible ? customer.phone : null,
    currency: shop.currency,
    addresses: [],
    tax_exemptions: [],
    admin_graphql_api_id: gid('Customer', customer.id),
  };
}

/** The slim customer inside an order. */
export function orderCustomerPayload(customer: Customer, shop: Shop) {
  const { addresses: _addresses, ...slim } = customerPayload(customer, shop);
  return slim;
}
