import { createHash } from 'node:crypto';
import { resourceLinks } from './links.ts';
import { gmtTime, localTime } from './local-time.ts';
import type { Customer, Site } from './site-state.ts';
import type { Address, BillingAddress } from './site-values.ts';

/** A customer as REST and webhooks show them. Addresses come in another order of fields than in orders. */
export function customerPayload(site: Site, customer: Customer) {
  const face = createHash('sha256').update(customer.email.trim().toLowerCase()).digest('hex');
  return {
    id: customer.id,
    date_created: localTime(customer.createdAt, site.settings),
    date_created_gmt: gmtTime(customer.createdAt),
    date_modified: localTime(customer.modifiedAt, site.settings),
    date_modified_gmt: gmtTime(customer.modifiedAt),
    email: customer.email,
    first_name: customer.firstName,
    last_name: customer.lastName,
    role: customer.role,
    username: customer.username,
    billing: { ...placeOf(customer.billing), email: customer.billing.email, phone: customer.billing.phone },
    shipping: { ...placeOf(customer.shipping), phone: customer.shipping.phone },
    is_paying_customer: customer.paying,
    avatar_url: `https://secure.gravatar.com/avatar/${face}?s=96&d=mm&r=g`,
    meta_data: customer.meta.map((row) => ({ ...row })),
    _links: resourceLinks(site, 'customers', customer.id),
  };
}

export type CustomerPayload = ReturnType<typeof customerPayload>;

function placeOf(address: Address | BillingAddress) {
  const { first_name, last_name, company, address_1, address_2, city, postcode, country, state } = address;
  return { first_name, last_name, company, address_1, address_2, city, postcode, country, state };
}
