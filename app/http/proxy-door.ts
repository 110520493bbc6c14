import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import { type ShopperWord, shopperWord } from '#app/i18n/shopper-words.ts';
import { readBody } from './read-body.ts';
import { askedLocale, type DoorCall, MAX_BODY_BYTES, readLocale, type Visit } from './shopper-door.ts';
import type { LimitedAction } from './request-limits.ts';

/**
 * The app proxy of a Shopify shop. The shop and the customer come from the signed query and from nowhere else. What changes something must be JSON from the
 * store's own pages: a form on another site can send no JSON without asking first, and we answer no such question; the headers by which a browser says where
 * a request comes from must agree as well. See ShopperDoor for what is thrown; taking the body also 403 (another site), 413 and 415.
 */
export async function proxyDoor({ request, context }: DoorCall, action: LimitedAction): Promise<Visit> {
  const visitor = context.verifyProxy(new URL(request.url));
  if (!visitor.ok) {
    context.log.warn({ path: new URL(request.url).pathname, problem: visitor.refusal.problem }, 'a proxy request was turned away');
    throw sayNo(request, { status: 401, word: 'out_of_date' });
  }
  const { shop, customerId } = visitor.value;
  const waitSeconds = await context.limits.spendAs(action, { store: shop, customerId });
  if (waitSeconds !== null) throw sayNo(request, { status: 429, word: 'too_many', headers: { 'Retry-After': String(waitSeconds) } });
  const address = await context.services.findStore('shopify', shop);
  if (address === null) throw sayNo(request, { status: 404, word: 'no_program' });
  return {
    shopper: { address, customerId, ...readLocale(askedLocale(request)) },
    async takeBody() {
      if (!comesFromTheStore(request)) throw sayNo(request, { status: 403, word: 'other_site' });
      if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? ''))
        throw sayNo(request, { status: 415, word: 'not_understood' });
      const text = await readBody(request, MAX_BODY_BYTES);
      if (!text.ok) throw sayNo(request, { status: 413, word: 'not_understood' });
      return text.value;
    },
  };
}

interface DoorRefusal {
  readonly status: number;
  readonly word: ShopperWord;
  /** The language as a tag; what the request asks for unless given. */
  readonly locale?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal of the door's own, in the shopper's language. */
export function sayNo(request: Request, { status, word, locale, headers = {} }: DoorRefusal): Response {
  return refusal(status, { code: word, message: shopperWord(word, locale ?? askedLocale(request)) }, headers);
}

/** A refusal of the rules, in the words they gave. */
export function refusal(status: number, error: ShopperError['error'], headers: Readonly<Record<string, string>> = {}): Response {
  const body: ShopperError = { error: { code: error.code, message: error.message } };
  return Response.json(body, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}

/** An answer for one shopper alone, never for a cache between. */
export function answer(value: unknown): Response {
  return Response.json(value, { headers: { 'Cache-Control': 'no-store' } });
}

/**
 * Browsers say with each request whether it comes from the page's own origin (`Sec-Fetch-Site`). Where that is missing, an `Origin` must be the shop's own
 * address or the one the proxy was asked for. A request that names neither is no browser's cross-site request: those name their origin.
 */
function comesFromTheStore(request: Request): boolean {
  const site = request.headers.get('Sec-Fetch-Site');
  if (site !== null) return site === 'same-origin';
  const origin = request.headers.get('Origin');
  if (origin === null) return true;
  const host = URL.parse(origin)?.host ?? '';
  const shop = new URL(request.url).searchParams.get('shop');
  return host !== '' && (host === shop || host === request.headers.get('X-Forwarded-Host'));
}
