import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeIn, createCart } from '#extensions/shared/widget/carts.ts';
import type { WidgetConfig } from '#extensions/shared/widget/config.ts';

interface Asked {
  readonly address: string;
  readonly body: unknown;
  readonly headers: Headers;
}

/** A shop's cart as the browser sees it: answers by address, in turn. */
function play(answers: Readonly<Record<string, readonly (Response | 'down')[]>>, page: object = {}): Asked[] {
  const asked: Asked[] = [];
  const left = new Map(Object.entries(answers).map(([address, list]) => [address, [...list]]));
  vi.stubGlobal('window', page);
  vi.stubGlobal('document', { body: new EventTarget(), dispatchEvent: () => true });
  vi.stubGlobal('fetch', (address: string, init: RequestInit) => {
    asked.push({ address, body: init.body ? JSON.parse(init.body as string) : null, headers: new Headers(init.headers) });
    const answer = left.get(address)?.shift() ?? 'down';
    return answer === 'down' ? Promise.reject(new TypeError('no connection')) : Promise.resolve(answer);
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

const shopify = { platform: 'shopify' } as WidgetConfig;
const woo = { platform: 'woocommerce', store: '/wp-json/wc/store/v1' } as WidgetConfig;
const ajax = (codes: readonly object[], currency = 'EUR') =>
  Response.json({
    currency,
    items_subtotal_price: 100_000,
    items: [{ product_id: 1, variant_id: 2, quantity: 1, final_line_price: 100_000 }],
    discount_codes: codes,
  });
const store = (codes: readonly string[], decimals = 2) =>
  Response.json(
    {
      items: [{ id: 7, quantity: 2, totals: { line_total: '2000', line_total_tax: '420' } }],
      coupons: codes.map((code) => ({ code })),
      totals: { currency_code: 'EUR', currency_minor_unit: decimals, total_items: '2000', total_items_tax: '420' },
    },
    { headers: { Nonce: 'nonce-1' } },
  );

describe('a cart of Shopify', () => {
  test('gets the code beside those it has, and says whether it counts', async () => {
    const asked = play({
      '/cart.js': [ajax([{ code: 'SPRING', applicable: true }])],
      '/cart/update.js': [
        ajax([
          { code: 'SPRING', applicable: true },
          { code: 'Mine', applicable: false },
        ]),
      ],
    });
    const cart = await createCart(shopify).apply('MINE');
    expect(asked.at(-1)).toMatchObject({ address: '/cart/update.js', body: { discount: 'SPRING,MINE' } });
    expect([codeIn(cart, 'mine'), codeIn(cart, 'spring'), codeIn(cart, 'other')]).toEqual(['waiting', 'applied', 'absent']);
  });

  test('is changed by the theme’s own action where there is one, and by the Ajax API where that fails', async () => {
    const updateCart = vi.fn().mockRejectedValue(new Error('theme'));
    const asked = play(
      { '/pl/cart.js': [ajax([])], '/pl/cart/update.js': [ajax([{ code: 'MINE', applicable: true }])] },
      { Shopify: { actions: { updateCart }, routes: { root: '/pl/' } } },
    );
    expect(codeIn(await createCart(shopify).apply('MINE'), 'MINE')).toBe('applied');
    expect(updateCart).toHaveBeenCalledWith({ discountCodes: ['MINE'] });
    expect(asked.map(({ address }) => address)).toEqual(['/pl/cart.js', '/pl/cart/update.js']);
  });

  test('counts in hundredths in every currency', async () => {
    play({ '/cart.js': [ajax([], 'JPY')] });
    expect(await createCart(shopify).read()).toMatchObject({ subtotalMinor: 1_000, lines: [{ totalMinor: 1_000 }] });
  });

  test('that does not answer is no cart, and no code is sent blindly', async () => {
    const asked = play({ '/cart.js': ['down'] });
    expect(await createCart(shopify).apply('MINE')).toBeNull();
    expect(asked).toHaveLength(1);
  });
});

describe('a cart of WooCommerce', () => {
  test('gets the code with the nonce of its own answer', async () => {
    const asked = play({ '/wp-json/wc/store/v1/cart': [store([])], '/wp-json/wc/store/v1/cart/apply-coupon': [store(['mine'])] });
    const cart = await createCart(woo).apply('MINE');
    expect(asked.at(-1)?.body).toEqual({ code: 'MINE' });
    expect(asked.at(-1)?.headers.get('Nonce')).toBe('nonce-1');
    expect(codeIn(cart, 'MINE')).toBe('applied');
    expect(cart).toMatchObject({ subtotalMinor: 2_420, lines: [{ productId: '7', quantity: 2, totalMinor: 2_420 }] });
  });

  test('that refuses a code keeps the others, and the code waits', async () => {
    const refusal = Response.json({ code: 'woocommerce_rest_cart_coupon_error', message: 'minimum' }, { status: 400 });
    play({ '/wp-json/wc/store/v1/cart': [store(['other'])], '/wp-json/wc/store/v1/cart/apply-coupon': [refusal] });
    const cart = await createCart(woo).apply('MINE');
    expect([codeIn(cart, 'MINE'), codeIn(cart, 'OTHER')]).toEqual(['waiting', 'applied']);
  });

  test('may count in fewer decimals than its currency has', async () => {
    play({ '/wp-json/wc/store/v1/cart': [store([], 0)] });
    expect((await createCart(woo).read())?.subtotalMinor).toBe(242_000);
  });

  test('whose server fails is no answer', async () => {
    play({ '/wp-json/wc/store/v1/cart': [store([])], '/wp-json/wc/store/v1/cart/apply-coupon': [new Response('', { status: 502 })] });
    expect(await createCart(woo).apply('MINE')).toBeNull();
  });
});
