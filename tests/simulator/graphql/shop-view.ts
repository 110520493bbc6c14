import { createHash } from 'node:crypto';
import { graphqlTime } from '../clock.ts';
import { gid } from '../gid.ts';
import { metafieldFields } from './metafield-view.ts';
import type { ViewContext } from './view-context.ts';

const PLANS = { basic: 'Basic', advanced: 'Advanced', plus: 'Shopify Plus' } as const;

/** GraphQL's Shop. */
export function shopView(context: ViewContext): object {
  const { shop } = context;
  const id = gid('Shop', shop.id);
  const host = `${shop.handle}.example`;
  return {
    __typename: 'Shop',
    id,
    name: shop.name,
    email: `owner@${host}`,
    contactEmail: `hello@${host}`,
    shopOwnerName: 'Ada Owner',
    myshopifyDomain: shop.domain,
    url: `https://${host}`,
    primaryDomain: { __typename: 'Domain', id: gid('Domain', shop.id), host, url: `https://${host}`, sslEnabled: true },
    currencyCode: shop.currency,
    enabledPresentmentCurrencies: [shop.currency],
    ianaTimezone: shop.timeZone,
    taxesIncluded: shop.taxesIncluded,
    taxShipping: true,
    createdAt: graphqlTime(shop.createdAt),
    updatedAt: graphqlTime(shop.createdAt),
    weightUnit: 'KILOGRAMS',
    unitSystem: 'METRIC_SYSTEM',
    checkoutApiSupported: true,
    setupRequired: false,
    plan: {
      __typename: 'ShopPlan',
      publicDisplayName: PLANS[shop.plan],
      displayName: PLANS[shop.plan],
      shopifyPlus: shop.plan === 'plus',
      partnerDevelopment: true,
    },
    customerAccountsV2: {
      __typename: 'CustomerAccountsV2',
      customerAccountsVersion: 'NEW_CUSTOMER_ACCOUNTS',
      loginRequiredAtCheckout: false,
      url: null,
    },
    ...metafieldFields(id, context),
  };
}

/** GraphQL's AppInstallation: what this shop has granted the app. */
export function installationView(context: ViewContext): object {
  const { shop, world } = context;
  const number = createHash('sha256').update(world.settings.apiKey).digest().readUInt32BE(0);
  const id = gid('AppInstallation', shop.id + number);
  return {
    __typename: 'AppInstallation',
    id,
    launchUrl: `https://${shop.domain}/admin/apps/${world.settings.apiKey}`,
    uninstallUrl: null,
    accessScopes: shop.scopes.map((handle) => ({ __typename: 'AccessScope', handle, description: handle.replaceAll('_', ' ') })),
    activeSubscriptions: [],
    app: {
      __typename: 'App',
      id: gid('App', number),
      apiKey: world.settings.apiKey,
      handle: world.settings.appName.toLowerCase(),
      title: world.settings.appName,
      embedded: true,
      webhookApiVersion: '2026-10',
    },
    ...metafieldFields(id, context),
  };
}
