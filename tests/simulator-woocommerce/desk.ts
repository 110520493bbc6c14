import { required, SimulatorRefusal } from '#tests/simulator/refusal.ts';
import { createCatalogDesk, createProduct } from './catalog-desk.ts';
import { createCouponDesk } from './coupon-desk.ts';
import { createCustomerDesk } from './customer-desk.ts';
import { createKeyDesk } from './key-desk.ts';
import { createOrderDesk } from './order-desk.ts';
import { withoutCatalog, type Site, type SiteInput } from './site-state.ts';
import type { WebhookQueue } from './webhooks.ts';
import { createAdminDesk } from './wp-admin.ts';

/** Two products to begin with, as in a small shop. */
export function stockShelves(site: Site): void {
  createProduct(site, { id: 12, name: 'Coffee beans 1kg', price: '24.20', sku: 'BEAN-1' });
  createProduct(site, { id: 13, name: 'Mug', price: '12.10', sku: 'MUG-1' });
}

/** Everything that a merchant or a shopper does at the counter of the shop. */
export function createDesk(site: Site, webhooks: WebhookQueue) {
  const siteState = () => ({ ...site.settings, url: site.homeUrl, storeId: site.storeId, now: site.clock.now() });
  const counters = {
    site: (_input: object = {}) => siteState(),
    configureSite: (change: SiteInput) => {
      Object.assign(site.settings, withoutCatalog(change));
      return siteState();
    },
    approveAuthorization,
    ...createKeyDesk(site),
    ...createCustomerDesk(site),
    ...createCatalogDesk(site),
    ...createCouponDesk(site),
    ...createOrderDesk(site),
    ...createAdminDesk(site),
  };
  return {
    ...counters,
    /** Calls another method of the desk, and no webhook learns of it: a gap, or history from before. */
    silently: ({ method, input }: { readonly method: string; readonly input: object }): unknown => {
      const act = Object.hasOwn(counters, method) ? counters[method as keyof typeof counters] : undefined;
      const known = required(act, `there is no desk.${method}`) as (input: object) => unknown;
      return webhooks.silently(() => known(input));
    },
  };
}

/** Plays the merchant: opens the page of consent and presses a button. `location` is where the browser is sent. */
async function approveAuthorization({ url, approve }: { readonly url: string; readonly approve?: boolean }) {
  const shown = await fetch(url);
  if (!shown.ok) throw new SimulatorRefusal(`the page of consent answered ${shown.status}: ${await shown.text()}`);
  const response = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ decision: approve === false ? 'deny' : 'approve' }),
  });
  return { status: response.status, location: response.headers.get('location'), html: await response.text() };
}
