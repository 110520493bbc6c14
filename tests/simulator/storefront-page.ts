import { page } from './admin-frame.ts';
import { toText } from './amounts.ts';
import { escapeHtml, jsonForPage } from './html.ts';
import type { Shop } from './shop-state.ts';
import type { World } from './world.ts';

/** The shop as shoppers see it: goods, who is signed in, and whatever the app puts on the theme. `visit.base` is where the shop's own paths begin. */
export function storefrontPage(world: World, shop: Shop, visit: { readonly customerId: string; readonly base: string }): string {
  const { customerId, base } = visit;
  const customer = shop.customers.get(Number(customerId));
  const goods = [...shop.products.values()].map(
    (product) =>
      `<li><span class="thumb" aria-hidden="true">${escapeHtml(product.title.slice(0, 1))}</span><h2>${escapeHtml(product.title)}</h2><p>${toText(product.priceMinor, shop.currency)} ${escapeHtml(shop.currency)}</p></li>`,
  );
  const people = [...shop.customers.values()].slice(-200).map((one) => {
    const name = [one.firstName, one.lastName].filter(Boolean).join(' ') || (one.email ?? String(one.id));
    return `<option value="${one.id}"${one === customer ? ' selected' : ''}>${escapeHtml(name)}</option>`;
  });
  const data = {
    shop: shop.domain,
    currency: shop.currency,
    customerId: customer ? customerId : null,
    root: `${base}/`,
    proxy: `${base}${world.settings.proxyPrefix}`,
  };
  return page(
    shop.name,
    `<header><a class="name" href="${escapeHtml(base)}/">${escapeHtml(shop.name)}</a><label>Signed in as <select id="shopper"><option value="">nobody</option>${people.join('')}</select></label></header>
<main><h1>Everything we roast and pour</h1><ul class="goods">${goods.join('')}</ul></main>
<script type="application/json" id="storefront-data">${jsonForPage(data)}</script>
<script src="/pages/storefront.js" defer></script>
${world.settings.themeEmbed}`,
    'storefront.css',
  );
}
