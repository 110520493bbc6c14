import type { WidgetConfig } from './config.ts';

/** The shopper's cart, whoever runs it. */
export interface CartState {
  readonly currency: string;
  /** Goods after line discounts, in minor units. */
  readonly subtotalMinor: number;
  readonly lines: readonly CartLine[];
  readonly codes: readonly { readonly code: string; readonly applicable: boolean }[];
}

export interface CartLine {
  readonly productId: string;
  readonly variantId: string | null;
  readonly quantity: number;
  readonly totalMinor: number;
}

export interface CartDoor {
  /** Null: the cart cannot be read. */
  read(): Promise<CartState | null>;
  /** Adds a code to those that the cart has; answers the cart after it, null when the cart did not answer. Whether it counts, the cart says. */
  apply(code: string): Promise<CartState | null>;
}

/** Where the code stands in a cart. */
export function codeIn(cart: CartState | null, code: string): 'applied' | 'waiting' | 'absent' {
  const found = cart?.codes.find((one) => one.code.toLowerCase() === code.toLowerCase());
  if (!found) return 'absent';
  return found.applicable ? 'applied' : 'waiting';
}

export function createCart(config: WidgetConfig): CartDoor {
  return config.platform === 'shopify' ? shopifyCart() : wooCart(config.store ?? '/wp-json/wc/store/v1');
}

interface ShopifyActions {
  updateCart?(change: { readonly discountCodes: readonly string[] }): Promise<unknown>;
}
interface ShopifyGlobal {
  readonly actions?: ShopifyActions;
  readonly routes?: { readonly root?: string };
}
interface AjaxCart {
  readonly currency: string;
  readonly items_subtotal_price: number;
  readonly items: readonly { product_id: number; variant_id: number; quantity: number; final_line_price: number }[];
  readonly discount_codes?: readonly { code: string; applicable: boolean }[];
}

/** Standard storefront actions where the theme has them (the theme redraws its cart then), else the Ajax API. Either list of codes replaces the old one. */
function shopifyCart(): CartDoor {
  const shopify = (window as { Shopify?: ShopifyGlobal }).Shopify;
  const root = shopify?.routes?.root ?? '/';
  const read = async (): Promise<CartState | null> => fromAjax(await json<AjaxCart>(`${root}cart.js`));
  return {
    read,
    async apply(code) {
      const before = await read();
      if (!before) return null;
      const others = before.codes.map((one) => one.code).filter((one) => one.toLowerCase() !== code.toLowerCase());
      const codes = [...others, code];
      if (shopify?.actions?.updateCart) {
        try {
          await shopify.actions.updateCart({ discountCodes: codes });
          return await read();
        } catch {
          // A theme's own action failed: the cart itself may still take the code.
        }
      }
      const after = fromAjax(await json<AjaxCart>(`${root}cart/update.js`, { discount: codes.join(',') }));
      if (after) document.dispatchEvent(new CustomEvent('rung:cart', { bubbles: true, detail: { codes: after.codes } }));
      return after;
    },
  };
}

function fromAjax(cart: AjaxCart | null): CartState | null {
  if (!cart) return null;
  const minor = (hundredths: number): number => (hundredths * 10 ** digitsOf(cart.currency)) / 100;
  return {
    currency: cart.currency,
    subtotalMinor: minor(cart.items_subtotal_price),
    lines: cart.items.map((item) => ({
      productId: String(item.product_id),
      variantId: String(item.variant_id),
      quantity: item.quantity,
      totalMinor: minor(item.final_line_price),
    })),
    codes: cart.discount_codes ?? [],
  };
}

interface StoreCart {
  readonly items: readonly { id: number; quantity: number; totals: { line_total: string; line_total_tax: string } }[];
  readonly coupons: readonly { code: string }[];
  readonly totals: { currency_code: string; currency_minor_unit: number; total_items: string; total_items_tax: string };
}

/** WooCommerce's Store API: it keeps the other coupons itself, and refuses one that does not fit. */
function wooCart(base: string): CartDoor {
  let nonce = '';
  const ask = async (path: string, body?: object): Promise<{ status: number; cart: StoreCart | null }> => {
    const answer = await fetch(`${base}/${path}`, {
      method: body ? 'POST' : 'GET',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', ...(nonce ? { Nonce: nonce } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    nonce = answer.headers.get('Nonce') ?? nonce;
    return { status: answer.status, cart: answer.ok ? ((await answer.json()) as StoreCart) : null };
  };
  const read = async (): Promise<CartState | null> => fromStore((await ask('cart').catch(() => null))?.cart ?? null);
  return {
    read,
    async apply(code) {
      const before = await read();
      if (!before) return null;
      if (codeIn(before, code) === 'applied') return before;
      const answer = await ask('cart/apply-coupon', { code }).catch(() => null);
      if (!answer) return null;
      if (answer.status >= 500) return null;
      if (!answer.cart) return { ...before, codes: [...before.codes, { code, applicable: false }] };
      tellWooPages();
      return fromStore(answer.cart);
    },
  };
}

function fromStore(cart: StoreCart | null): CartState | null {
  if (!cart) return null;
  const { currency_code: currency, currency_minor_unit: decimals, total_items, total_items_tax } = cart.totals;
  // A shop may show fewer decimals than its currency has; the Store API counts in those.
  const minor = (...parts: readonly string[]): number =>
    parts.reduce((sum, part) => sum + Number(part), 0) * 10 ** (digitsOf(currency) - decimals);
  return {
    currency,
    subtotalMinor: minor(total_items, total_items_tax),
    lines: cart.items.map(({ id, quantity, totals }) => ({
      productId: String(id),
      variantId: null,
      quantity,
      totalMinor: minor(totals.line_total, totals.line_total_tax),
    })),
    codes: cart.coupons.map(({ code }) => ({ code, applicable: true })),
  };
}

/** Tells both of WooCommerce's carts on the page, the classic and the block one, to look again. */
function tellWooPages(): void {
  document.body.dispatchEvent(new CustomEvent('wc-blocks_added_to_cart', { bubbles: true }));
  const jQuery = (window as { jQuery?: (what: unknown) => { trigger(name: string): void } }).jQuery;
  for (const name of ['wc_fragment_refresh', 'wc_update_cart', 'update_checkout']) jQuery?.(document.body).trigger(name);
}

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

async function json<Value>(path: string, body?: object): Promise<Value | null> {
  try {
    const answer = await fetch(path, {
      method: body ? 'POST' : 'GET',
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return answer.ok ? ((await answer.json()) as Value) : null;
  } catch {
    return null;
  }
}
