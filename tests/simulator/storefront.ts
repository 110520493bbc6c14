import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { readBody, sendJson, sendText } from './answers.ts';
import { shopperOf } from './app-proxy.ts';
import { addCustomer, customerByEmail } from './customer-desk.ts';
import { placeOrder } from './order-placing.ts';
import { SimulatorRefusal } from './refusal.ts';
import type { Product, Shop } from './shop-state.ts';
import { addToCart, type Cart, cartJson, CartShelf, changeCart, setCodes } from './storefront-cart.ts';
import { liquidGlobals, type Reader } from './storefront-globals.ts';
import { ThemeBlocks } from './storefront-liquid.ts';
import { accountMain, cartMain, checkoutMain, homeMain, productMain, thanksMain, themePage } from './storefront-page.ts';
import type { World } from './world.ts';

const ASSET_FOLDER = path.resolve(import.meta.dirname, '../../extensions/loyalty-widget/assets');
const ASSET = /^\/extensions\/loyalty-widget\/([\w-]+\.(?:js|css|json))$/;
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
/** Settings of a visit that stay: ?locale=pl, ?theme=dark, ?dir=rtl, ?actions=on (the theme has standard actions), ?widget=off. */
const KEPT = ['locale', 'theme', 'dir', 'actions', 'widget'] as const;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

interface Visit {
  readonly http: Exchange;
  readonly reader: Reader;
  readonly cart: Cart;
  readonly kept: Readonly<Record<(typeof KEPT)[number], string>>;
  readonly url: URL;
}

/** The shop as shoppers see it: its pages with the blocks of the theme extension, its cart, a checkout that honours codes, its accounts. */
export class Storefront {
  private readonly world: World;
  private readonly carts = new CartShelf();
  private readonly blocks = new ThemeBlocks();
  /** Settings of blocks that a merchant changed in the theme editor, by block. */
  private settings: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {};

  constructor(world: World) {
    this.world = world;
  }

  /** What the merchant set in the theme editor: { launcher: { theme: 'dark' } }. */
  configureBlocks = (settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => {
    this.settings = { ...this.settings, ...settings };
    return this.settings;
  };

  /** Answers a page, the cart's API or a form; 404 for what a shop does not have. `place` is the path within the shop. */
  async answer(
    shop: Shop,
    place: string,
    about: { readonly request: IncomingMessage; readonly response: ServerResponse; readonly base: string },
  ): Promise<void> {
    const { base, ...http } = about;
    const url = new URL(http.request.url ?? '/', 'http://storefront');
    const cookies = cookiesOf(http.request);
    const kept = keep(url, cookies);
    const token = cookies.sim_cart ?? randomUUID();
    const customer = shop.customers.get(Number(shopperOf(http.request, shop)));
    const reader: Reader = { world: this.world, shop, customer, locale: kept.locale || 'en', base };
    const lasting = KEPT.flatMap((name) => (url.searchParams.has(name) ? [`sim_${name}=${kept[name]}; path=/; samesite=lax`] : []));
    http.response.setHeader('Set-Cookie', [`sim_cart=${token}; path=/; samesite=lax`, ...lasting]);
    const visit: Visit = { http, reader, cart: this.carts.of(token), kept, url };
    try {
      if (http.request.method === 'POST') return await this.change(visit, place);
      return await this.show(visit, place);
    } catch (error) {
      if (!(error instanceof SimulatorRefusal)) throw error;
      sendJson(http.response, 422, { status: 422, message: 'Cart Error', description: error.message });
    }
  }

  private async show(visit: Visit, place: string): Promise<void> {
    const { reader, http, url } = visit;
    const product = reader.shop.products.get(Number(/^\/products\/(\d+)$/.exec(place)?.[1]));
    if (place === '/cart.js') return sendJson(http.response, 200, this.json(visit));
    if (place === '/') return this.page(visit, { title: 'Home' }, homeMain(reader));
    if (product) {
      const block = await this.block(visit, 'product-points', product);
      return this.page(visit, { title: product.title, product }, productMain(reader, product, block));
    }
    if (place === '/cart')
      return this.page(visit, { title: 'Cart' }, cartMain(reader, this.json(visit), await this.block(visit, 'cart-nudge')));
    if (place === '/checkout') return this.page(visit, { title: 'Checkout' }, checkoutMain(reader, this.json(visit)));
    if (place === '/pages/rewards') return this.page(visit, { title: 'Rewards' }, await this.block(visit, 'rewards-page'));
    if (place === '/pages/levels') return this.page(visit, { title: 'Levels' }, `<h1>Levels</h1>${await this.block(visit, 'tier-ladder')}`);
    if (place === '/account/login' || place === '/account/register')
      return this.page(visit, { title: 'Account' }, accountMain(reader, place === '/account/login' ? 'login' : 'register'));
    if (place === '/thanks') {
      const refused = url.searchParams.getAll('refused');
      const order = { name: url.searchParams.get('order') ?? '', total: url.searchParams.get('total') ?? '', refused };
      return this.page(visit, { title: 'Thank you' }, thanksMain(reader, order));
    }
    const code = /^\/discount\/([^/]+)$/.exec(place)?.[1];
    if (code !== undefined) {
      setCodes(visit.cart, [...visit.cart.codes, decodeURIComponent(code)].join(','));
      return redirect(http.response, `${reader.base}${url.searchParams.get('redirect')?.replace(/^(?!\/)|^\/\//, '/') ?? '/'}`);
    }
    sendText(http.response, 404, 'Not Found');
  }

  private async change(visit: Visit, place: string): Promise<void> {
    const { reader, http, cart } = visit;
    if (!isOwnPage(http.request)) return sendText(http.response, 403, 'only from the shop’s own pages');
    const body = await readBody(http.request, 20_000);
    if (!body) return sendText(http.response, 413, 'Too large');
    const input = inputOf(http.request, body.toString('utf8'));
    switch (place) {
      case '/cart/add.js':
      case '/cart/add':
        addToCart({ world: this.world, shop: reader.shop }, cart, { id: Number(input.id), quantity: Number(input.quantity ?? 1) });
        return place === '/cart/add' ? redirect(http.response, `${reader.base}/cart`) : sendJson(http.response, 200, this.json(visit));
      case '/cart/change.js':
      case '/cart/change':
        changeCart(cart, Number(input.id), Number(input.quantity));
        return place === '/cart/change' ? redirect(http.response, `${reader.base}/cart`) : sendJson(http.response, 200, this.json(visit));
      case '/cart/update.js':
        if (typeof input.discount === 'string') setCodes(cart, input.discount);
        return sendJson(http.response, 200, this.json(visit));
      case '/cart/clear.js':
        cart.lines.length = 0;
        return sendJson(http.response, 200, this.json(visit));
      case '/checkout':
        return this.checkOut(visit, input);
      case '/account/login':
      case '/account/register':
        return this.enter(visit, place, input);
      default:
        return sendText(http.response, 404, 'Not Found');
    }
  }

  /** Places the order with the codes of the cart, and empties it. */
  private checkOut({ reader, http, cart }: Visit, input: Readonly<Record<string, unknown>>): void {
    const { shop, customer, base } = reader;
    const { order, refusedCodes } = placeOrder(this.world, {
      shop: shop.domain,
      lines: cart.lines.map(({ product, quantity }) => ({ variantId: product.variantId, quantity })),
      ...(customer ? { customerId: customer.id } : { email: textOf(input.email) }),
      discountCodes: cart.codes,
      shipping: { title: 'Standard', price: '4.90' },
      payment: input.payment === 'unpaid' ? 'unpaid' : 'paid',
    });
    this.carts.empty(cart.token);
    const told = new URLSearchParams([
      ['order', order.name],
      ['total', `${order.total_price} ${order.currency}`],
      ...refusedCodes.map(({ code, reason }) => ['refused', `${code}: ${reason}`]),
    ]);
    redirect(http.response, `${base}/thanks?${told.toString()}`);
  }

  private enter({ reader, http }: Visit, place: string, input: Readonly<Record<string, unknown>>): void {
    const { shop, base } = reader;
    const email = textOf(input.email).trim();
    const firstName = textOf(input.firstName);
    const known = customerByEmail(shop, email);
    if (!known && (place === '/account/login' || email === '')) return sendText(http.response, 404, 'There is no such customer.');
    const customer = known ?? addCustomer(this.world, shop, { email, ...(firstName === '' ? {} : { firstName }) });
    http.response.appendHeader('Set-Cookie', `sim_customer=${customer.id}; path=/; samesite=lax`);
    redirect(http.response, `${base}/`);
  }

  private json({ reader, cart }: Visit) {
    return cartJson({ world: this.world, shop: reader.shop }, cart, reader.customer?.id ?? null);
  }

  private block(visit: Visit, name: string, product?: Product): Promise<string> {
    const { reader, kept } = visit;
    if (kept.widget === 'off') return Promise.resolve('');
    return this.blocks.render(
      name,
      { locale: reader.locale, currency: reader.shop.currency },
      {
        globals: liquidGlobals(reader, { cart: this.json(visit), ...(product ? { product } : {}) }),
        settings: { proxy: `${reader.base}${this.world.settings.proxyPrefix}`, ...this.settings[name] },
      },
    );
  }

  private async page(visit: Visit, about: { readonly title: string; readonly product?: Product }, main: string): Promise<void> {
    const { reader, kept, http } = visit;
    const embed = await this.block(visit, 'launcher', about.product);
    const look = { dark: kept.theme === 'dark', actions: kept.actions === 'on', rtl: kept.dir === 'rtl' };
    const html = themePage(reader, { title: about.title, cart: this.json(visit), ...look, embed }, main);
    sendPacked(http, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' }, Buffer.from(html));
  }
}

/** Serves a file of the extension, as Shopify's CDN does; false: the address is none of them. */
export async function sendAsset(place: string, http: Exchange): Promise<boolean> {
  const name = ASSET.exec(place)?.[1];
  if (name === undefined) return false;
  const bytes = await readFile(path.join(ASSET_FOLDER, name)).catch(() => null);
  if (!bytes) {
    sendText(http.response, 404, `There is no ${name}: npm run build:widget makes it.`);
    return true;
  }
  const headers = {
    'Content-Type': `${TYPES[path.extname(name)] ?? 'text/plain'}; charset=utf-8`,
    'Cache-Control': 'public, max-age=60',
    'Access-Control-Allow-Origin': '*',
  };
  sendPacked(http, headers, bytes);
  return true;
}

/** Compressed where the browser can read it, as every storefront is. */
function sendPacked({ request, response }: Exchange, headers: Readonly<Record<string, string>>, bytes: Buffer): void {
  const packs = request.headers['accept-encoding']?.includes('gzip') ?? false;
  response.writeHead(200, packs ? { ...headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' } : headers);
  response.end(packs ? gzipSync(bytes) : bytes);
}

function cookiesOf(request: IncomingMessage): Partial<Record<string, string>> {
  const pairs = (request.headers.cookie ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, /^[\w.-]*$/.test(value) ? value : '']));
}

function keep(url: URL, cookies: Partial<Record<string, string>>): Visit['kept'] {
  const value = (name: string): string => {
    const asked = url.searchParams.get(name) ?? cookies[`sim_${name}`] ?? '';
    return /^[\w-]{0,20}$/.test(asked) ? asked : '';
  };
  return { locale: value('locale'), theme: value('theme'), dir: value('dir'), actions: value('actions'), widget: value('widget') };
}

function inputOf(request: IncomingMessage, text: string): Readonly<Record<string, unknown>> {
  if (request.headers['content-type']?.includes('json')) {
    const value: unknown = JSON.parse(text || '{}');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  }
  return Object.fromEntries(new URLSearchParams(text));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isOwnPage(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin';
}

function redirect(response: ServerResponse, to: string): void {
  response.writeHead(303, { Location: to });
  response.end();
}
