import { symbolOf } from '../order-payload.ts';
import { categoryPayload, productPayload } from '../product-payload.ts';
import type { Site } from '../site-state.ts';
import { idsParam, onlyFields, pageOf, textParam } from './list-params.ts';
import { RestError, unknownId } from './rest-error.ts';
import { idOf, route, type RestAnswer, type RestCall, type Route } from './route.ts';

function products({ site, query }: RestCall): RestAnswer {
  const [sku, search] = [textParam(query, 'sku'), textParam(query, 'search')?.toLowerCase() ?? ''];
  const include = idsParam(query, 'include');
  const [category] = idsParam(query, 'category') ?? [];
  const found = [...site.products.values()].filter(
    (product) =>
      (sku ?? product.sku) === product.sku &&
      product.name.toLowerCase().includes(search) &&
      (include ?? [product.id]).includes(product.id) &&
      (category === undefined || product.categoryIds.includes(category)),
  );
  const { items, ...counts } = pageOf(found.toReversed(), query);
  return {
    body: onlyFields(
      items.map((product) => productPayload(site, product)),
      query,
    ),
    ...counts,
  };
}

function product(call: RestCall): RestAnswer {
  const found = call.site.products.get(idOf(call));
  if (!found) throw unknownId('product');
  return { body: onlyFields(productPayload(call.site, found), call.query) };
}

function categories({ site, query }: RestCall): RestAnswer {
  const { items, ...counts } = pageOf([...site.categories.keys()], query);
  return { body: items.map((id) => categoryPayload(site, id)), ...counts };
}

/** The trimmed report: what a connection asks for, without plugins, themes and paths of disks. */
function systemStatus(site: Site): object {
  const { settings, homeUrl, storeId } = site;
  return {
    environment: {
      home_url: homeUrl,
      site_url: homeUrl,
      store_id: storeId,
      version: settings.version,
      wp_version: settings.wpVersion,
      wp_multisite: false,
      wp_memory_limit: 268_435_456,
      wp_debug_mode: false,
      wp_cron: true,
      wp_environment_type: 'production',
      language: 'en_US',
      external_object_cache: null,
      server_info: 'Apache',
      php_version: '8.2.36',
      php_post_max_size: 8_388_608,
      php_max_execution_time: 120,
      php_max_input_vars: 1000,
      max_upload_size: 2_097_152,
      default_timezone: 'UTC',
      fsockopen_or_curl_enabled: true,
      mbstring_enabled: true,
      remote_post_successful: true,
      remote_get_successful: true,
    },
    settings: {
      api_enabled: false,
      force_ssl: homeUrl.startsWith('https:'),
      currency: settings.currency,
      currency_symbol: symbolEntity(settings.currency),
      currency_position: 'left',
      thousand_separator: ',',
      decimal_separator: '.',
      number_of_decimals: settings.decimals,
      geolocation_enabled: false,
      woocommerce_com_connected: 'no',
      order_datastore: settings.hpos
        ? 'Automattic\\WooCommerce\\Internal\\DataStores\\Orders\\OrdersTableDataStore'
        : 'WC_Order_Data_Store_CPT',
      HPOS_enabled: settings.hpos,
      HPOS_sync_enabled: false,
    },
  };
}

/** The report writes signs as HTML entities, orders do not. */
function symbolEntity(currency: string): string {
  const known: Readonly<Record<string, string>> = { EUR: '&euro;', USD: '&#36;', GBP: '&pound;', JPY: '&yen;', PLN: '&#122;&#322;' };
  return known[currency] ?? symbolOf(currency);
}

function generalSettings(site: Site) {
  const { settings } = site;
  const of = (id: string, about: { readonly label: string; readonly type: string; readonly value: string }) => ({
    id,
    label: about.label,
    description: '',
    type: about.type,
    default: '',
    tip: '',
    value: about.value,
    group_id: 'general',
  });
  return [
    of('woocommerce_default_country', { label: 'Country / State', type: 'select', value: 'ES:B' }),
    of('woocommerce_calc_taxes', { label: 'Enable taxes', type: 'checkbox', value: Number(settings.taxPercent) === 0 ? 'no' : 'yes' }),
    of('woocommerce_enable_coupons', { label: 'Enable coupons', type: 'checkbox', value: settings.couponsEnabled ? 'yes' : 'no' }),
    of('woocommerce_calc_discounts_sequentially', { label: '', type: 'checkbox', value: 'no' }),
    of('woocommerce_currency', { label: 'Currency', type: 'select', value: settings.currency }),
    of('woocommerce_price_num_decimals', { label: 'Number of decimals', type: 'text', value: String(settings.decimals) }),
  ];
}

function generalSetting(call: RestCall): RestAnswer {
  const found = generalSettings(call.site).find((setting) => setting.id === call.ids[0]);
  if (!found) throw new RestError(404, 'rest_setting_setting_invalid', { message: 'Invalid setting.' });
  return { body: found };
}

/** Products, settings, currency and the system report: all to be read only. */
export const shopRoutes: readonly Route[] = [
  ...route('GET', '/products', { deed: 'list', answer: products }),
  ...route('GET', '/products/(\\d+)', { deed: 'view', answer: product }),
  ...route('GET', '/products/categories', { deed: 'list', answer: categories }),
  ...route('GET', '/system_status', { deed: 'list', answer: (call) => ({ body: onlyFields(systemStatus(call.site), call.query) }) }),
  ...route('GET', '/settings/general', {
    deed: 'list',
    answer: (call) => ({ body: onlyFields(generalSettings(call.site), call.query) }),
  }),
  ...route('GET', '/settings/general/(\\w+)', { deed: 'view', answer: generalSetting }),
  ...route('GET', '/data/currencies/current', {
    deed: 'view',
    answer: ({ site }) => ({
      body: { code: site.settings.currency, name: site.settings.currency, symbol: symbolEntity(site.settings.currency) },
    }),
  }),
];
