import { GraphQLError } from 'graphql';
import { idOf } from '../gid.ts';
import type { Order } from '../order-state.ts';
import type { Customer, Shop } from '../shop-state.ts';
import type { World } from '../world.ts';
import type { AccessTable } from './access-table.ts';

/** What one GraphQL call looks at: a shop, through the eyes of one app. */
export interface ViewContext {
  readonly world: World;
  readonly shop: Shop;
  readonly scopes: ReadonlySet<string>;
  readonly access: AccessTable;
  /** Orders show their customers and customers their orders; the views reach each other through here. */
  showOrder(order: Order): object;
  showCustomer(customer: Customer): object;
}

/** The number inside a global id of the wanted kind; Shopify answers other ids with an error. */
export function requireId(value: unknown, type: string): number {
  const id = idOf(String(value), type);
  if (id === null) throw new GraphQLError(`Invalid global id '${String(value)}'`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
  return id;
}

/** "`read_orders` access scope" is missing for a field: Shopify's error. */
export function accessDenied(fieldName: string, requiredAccess: string): GraphQLError {
  return new GraphQLError(`Access denied for ${fieldName} field. Required access: ${requiredAccess}`, {
    extensions: { code: 'ACCESS_DENIED', documentation: 'https://shopify.dev/api/usage/access-scopes', requiredAccess },
  });
}
