import { page } from './admin-frame.ts';
import { escapeHtml, jsonForPage } from './html.ts';
import { findShop, type World } from './world.ts';

/** The counter: where a person plays the shoppers and the merchant. */
export function counterPage(world: World, wanted: string | null): string {
  const shops = [...world.shops.values()];
  const shop = (wanted === null ? undefined : findShop(world, wanted)) ?? shops[0];
  const options = shops
    .map((one) => `<option value="${escapeHtml(one.handle)}"${one === shop ? ' selected' : ''}>${escapeHtml(one.name)}</option>`)
    .join('');
  const data = {
    shop: shop?.domain ?? null,
    handle: shop?.handle ?? null,
    currency: shop?.currency ?? 'EUR',
    proxyPrefix: world.settings.proxyPrefix,
  };
  const body = shop
    ? `<header>
  <h1>Counter</h1>
  <label class="shop">Shop <select id="shop">${options}</select></label>
  <nav aria-label="Places"><a class="button" href="/store/${escapeHtml(shop.handle)}/apps/rung">Open ${escapeHtml(world.settings.appName)} in the admin</a> <a href="/storefront/${escapeHtml(shop.handle)}/">Online store</a></nav>
</header>
<p id="said" role="status" aria-live="polite"></p>
<main>
  <section aria-labelledby="who"><h2 id="who">Who is buying</h2>
    <label>Customer <select id="customer"></select></label>
    <details><summary>New customer</summary><form id="new-customer"><label>First name <input name="firstName" required></label><label>Last name <input name="lastName"></label><label>E-mail <input name="email" type="email" required></label><button>Add</button></form></details>
    <div id="loyalty"></div>
  </section>
  <section aria-labelledby="basket"><h2 id="basket">Basket</h2>
    <ul id="products"></ul>
    <div class="row"><label>Discount code <input id="code" autocomplete="off" autocapitalize="characters"></label><label>Shipping <input id="shipping" inputmode="decimal" value="4.90"></label></div>
    <div class="row"><label>Channel <select id="channel"><option value="web">Online store</option><option value="pos">Till (POS)</option><option value="draft">Draft order</option></select></label><label>Payment <select id="payment"><option value="paid">paid</option><option value="unpaid">later</option></select></label></div>
    <button id="place" class="primary">Place the order</button>
  </section>
  <section aria-labelledby="orders" class="wide"><h2 id="orders">Orders</h2><ol id="order-list"></ol></section>
</main>
<script type="application/json" id="counter-data">${jsonForPage(data)}</script>
<script src="/pages/counter.js" type="module"></script>`
    : '<main class="empty"><h1>No shop yet</h1><p>Open one with <code>desk.createShop</code>, then load this page again.</p></main>';
  return page('Counter', body, 'counter.css');
}
