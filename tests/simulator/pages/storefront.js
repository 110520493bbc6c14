/* The shop's theme: who is signed in, and what Shopify itself puts on every page (`Shopify.routes`, and the standard actions where the theme has them). */
const data = JSON.parse(document.getElementById('storefront-data').textContent);
window.storefront = data;
window.Shopify = { shop: data.shop, currency: { active: data.currency, rate: '1.0' }, routes: { root: data.root } };

if (data.actions) {
  const ask = async (path, body) => {
    const answer = await fetch(
      data.root + path,
      body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) },
    );
    if (!answer.ok) throw new Error(`the cart answered ${answer.status}`);
    const cart = await answer.json();
    return { cart: { discountCodes: cart.discount_codes } };
  };
  window.Shopify.actions = {
    getCart: () => ask('cart.js'),
    updateCart: async ({ discountCodes }) => {
      const promise = ask('cart/update.js', { discount: discountCodes.join(',') });
      document.dispatchEvent(Object.assign(new Event('shopify:cart:discount-update', { bubbles: true }), { discountCodes, promise }));
      return promise;
    },
    openCart: () => location.assign(`${data.root}cart`),
  };
}

document.addEventListener('DOMContentLoaded', () => {
  document.getElementById('shopper').addEventListener('change', (event) => {
    const age = event.target.value ? '' : '; max-age=0';
    document.cookie = `sim_customer=${event.target.value}; path=/; samesite=lax${age}`;
    location.reload();
  });
});
