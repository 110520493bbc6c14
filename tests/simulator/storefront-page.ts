import { toText } from './amounts.ts';
import { escapeHtml, jsonForPage } from './html.ts';
import type { CartJson } from './storefront-cart.ts';
import type { Reader } from './storefront-globals.ts';
import type { Product } from './shop-state.ts';

/** What a theme puts around every page. */
export interface Frame {
  readonly title: string;
  readonly cart: CartJson;
  readonly dark: boolean;
  readonly actions: boolean;
  readonly rtl: boolean;
  /** App embeds, at the end of the body. */
  readonly embed: string;
}

/** The theme: header with the cart and who is signed in, the page, the app's embeds. */
export function themePage(reader: Reader, frame: Frame, main: string): string {
  const { world, shop, customer, locale, base } = reader;
  const data = {
    shop: shop.domain,
    currency: shop.currency,
    customerId: customer ? String(customer.id) : null,
    root: `${base}/`,
    proxy: `${base}${world.settings.proxyPrefix}`,
    actions: frame.actions,
  };
  return `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${frame.rtl ? 'rtl' : 'ltr'}"${frame.dark ? ' class="dark"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${escapeHtml(`${frame.title} · ${shop.name}`)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/pages/storefront.css">
<script type="application/json" id="storefront-data">${jsonForPage(data)}</script>
<script src="/pages/storefront.js"></script>
</head>
<body>
<header><a class="name" href="${escapeHtml(base)}/">${escapeHtml(shop.name)}</a>
<nav aria-label="Shop"><a href="${escapeHtml(base)}/pages/rewards">Rewards</a> <a href="${escapeHtml(base)}/cart">Cart (<span data-cart-count>${frame.cart.item_count}</span>)</a></nav>
<label>Signed in as <select id="shopper"><option value="">nobody</option>${people(reader)}</select></label></header>
<main>${main}</main>
${frame.embed}
${world.settings.themeEmbed}
</body>
</html>`;
}

function people({ shop, customer }: Reader): string {
  return [...shop.customers.values()]
    .slice(-200)
    .map((one) => {
      const name = [one.firstName, one.lastName].filter(Boolean).join(' ') || (one.email ?? String(one.id));
      return `<option value="${one.id}"${one === customer ? ' selected' : ''}>${escapeHtml(name)}</option>`;
    })
    .join('');
}

export function homeMain({ shop, base }: Reader): string {
  const goods = [...shop.products.values()].map(
    (product) => `<li><a href="${escapeHtml(base)}/products/${product.id}">${thumb(product)}<h2>${escapeHtml(product.title)}</h2></a>
<p>${price(shop.currency, product)}</p></li>`,
  );
  return `<h1>Everything we roast and pour</h1><ul class="goods">${goods.join('')}</ul>`;
}

/** A product's page; `block` is what the app puts below the price. */
export function productMain({ shop, base }: Reader, product: Product, block: string): string {
  return `<div class="product">${thumb(product)}<div><h1>${escapeHtml(product.title)}</h1><p class="price">${price(shop.currency, product)}</p>
${block}
<form action="${escapeHtml(base)}/cart/add" method="post"><input type="hidden" name="id" value="${product.variantId}">
<label>Quantity <input type="number" name="quantity" value="1" min="1" max="99"></label>
<button type="submit">Add to cart</button></form></div></div>`;
}

export function cartMain({ base, shop }: Reader, cart: CartJson, block: string): string {
  const money = (hundredths: number): string => `${(hundredths / 100).toFixed(2)} ${escapeHtml(shop.currency)}`;
  const lines = cart.items.map(
    (item) =>
      `<tr><th scope="row">${escapeHtml(item.title)}</th><td>${item.quantity}</td><td>${money(item.line_price)}</td>
<td><form action="${escapeHtml(base)}/cart/change" method="post"><input type="hidden" name="id" value="${item.variant_id}"><input type="hidden" name="quantity" value="0"><button type="submit" class="link">Remove</button></form></td></tr>`,
  );
  const codes = cart.discount_codes.map(
    ({ code, applicable }) => `<li data-code="${escapeHtml(code)}">${escapeHtml(code)}${applicable ? '' : ' (does not apply yet)'}</li>`,
  );
  const body =
    cart.items.length === 0
      ? `<p>Your cart is empty. <a href="${escapeHtml(base)}/">Have a look around</a>.</p>`
      : `<table class="cart"><thead><tr><th scope="col">Product</th><th scope="col">Units</th><th scope="col">Price</th><th scope="col"><span class="sr">Remove</span></th></tr></thead><tbody>${lines.join('')}</tbody></table>
<dl class="totals"><div><dt>Goods</dt><dd>${money(cart.items_subtotal_price)}</dd></div>${cart.total_discount > 0 ? `<div><dt>Discount</dt><dd data-discount>−${money(cart.total_discount)}</dd></div>` : ''}<div><dt>Total</dt><dd data-total>${money(cart.total_price)}</dd></div></dl>
<p><a class="button" href="${escapeHtml(base)}/checkout">Check out</a></p>`;
  return `<h1>Cart</h1>${body}${codes.length > 0 ? `<h2>Codes</h2><ul class="codes">${codes.join('')}</ul>` : ''}${block}`;
}

export function checkoutMain({ base, customer }: Reader, cart: CartJson): string {
  const who = customer
    ? `<p>Signed in as ${escapeHtml(customer.email ?? String(customer.id))}</p>`
    : '<p><label>E-mail <input type="email" name="email" required></label></p>';
  return `<h1>Checkout</h1><p>${cart.item_count} units, ${(cart.total_price / 100).toFixed(2)} ${escapeHtml(cart.currency)} and 4.90 for shipping</p>
<form action="${escapeHtml(base)}/checkout" method="post">${who}
<button type="submit" name="payment" value="paid">Pay now</button> <button type="submit" name="payment" value="unpaid" class="link">Order, and pay later</button></form>`;
}

export function thanksMain(
  { base }: Reader,
  order: { readonly name: string; readonly total: string; readonly refused: readonly string[] },
): string {
  return `<h1>Thank you</h1><p>Order <strong data-order>${escapeHtml(order.name)}</strong>, ${escapeHtml(order.total)}.</p>
${order.refused.length > 0 ? `<p>These codes did not count: ${escapeHtml(order.refused.join(', '))}</p>` : ''}<p><a href="${escapeHtml(base)}/">Back to the shop</a></p>`;
}

/** Both of the shop's own account pages: sign in as somebody, or become a customer. */
export function accountMain({ base }: Reader, which: 'login' | 'register'): string {
  const fields =
    which === 'login'
      ? '<p><label>E-mail <input type="email" name="email" required></label></p>'
      : '<p><label>First name <input name="firstName"></label></p><p><label>E-mail <input type="email" name="email" required></label></p>';
  return `<h1>${which === 'login' ? 'Sign in' : 'Create an account'}</h1><form action="${escapeHtml(base)}/account/${which}" method="post">${fields}
<button type="submit">${which === 'login' ? 'Sign in' : 'Create account'}</button></form>
<p>${which === 'login' ? `New here? <a href="${escapeHtml(base)}/account/register">Create an account</a>` : `Known here? <a href="${escapeHtml(base)}/account/login">Sign in</a>`}</p>`;
}

function thumb(product: Product): string {
  return `<span class="thumb" aria-hidden="true">${escapeHtml(product.title.slice(0, 1))}</span>`;
}

function price(currency: string, product: Product): string {
  return `${toText(product.priceMinor, currency)} ${escapeHtml(currency)}`;
}
