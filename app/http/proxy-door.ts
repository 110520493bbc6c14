import type { AppLoadContext } from '@remix-run/node';
import type { z } from 'zod';
import { readJson, type ShopperError } from '#app/contracts/shopper-requests.ts';
import { chooseLocale } from '#app/i18n/locale.ts';
import { type ShopperWord, shopperWord } from '#app/i18n/shopper-words.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { readBody } from './read-body.ts';
import './request-context.ts';
import type { LimitedAction } from './request-limits.ts';

/** What the widget sends is small. */
const MAX_BODY_BYTES = 4_096;

/** Who stands at the app proxy's door: a visitor of a store, perhaps logged in. */
export interface ProxyShopper {
  readonly address: StoreAddress;
  readonly customerId: string | null;
}

/** Someone logged in, and what they sent. */
export interface ShopperCall<Body> {
  readonly address: StoreAddress;
  readonly customerId: string;
  readonly body: Body;
}

/**
 * Lets a request of a shop's app proxy in. The shop and the customer come from the signed query and from nowhere else. Throws a JSON Response: 401 when the
 * signature or its time is wrong, 404 for a store without a program, 429 when one customer asks too often (guests get the same answer, which costs little).
 */
export async function enterProxy(request: Request, context: AppLoadContext, action: LimitedAction): Promise<ProxyShopper> {
  const visitor = context.verifyProxy(new URL(request.url));
  if (!visitor.ok) {
    context.log.warn({ path: new URL(request.url).pathname, problem: visitor.refusal.problem }, 'a proxy request was turned away');
    throw sayNo(request, { status: 401, word: 'out_of_date' });
  }
  const { shop, customerId } = visitor.value;
  const waitSeconds = customerId === null ? null : await context.limits.spend(action, `${shop}:${customerId}`);
  if (waitSeconds !== null) throw sayNo(request, { status: 429, word: 'too_many', headers: { 'Retry-After': String(waitSeconds) } });
  const address = await context.services.findStore('shopify', shop);
  if (address === null) throw sayNo(request, { status: 404, word: 'no_program' });
  return { address, customerId };
}

/**
 * Lets a request in that changes something: a POST of JSON from the store's own pages, by somebody logged in. A form on another site can send no JSON
 * without asking first, and we answer no such question; the headers by which a browser says where a request comes from must agree as well.
 * Throws a JSON Response: also 400, 401 (not logged in), 403 (another site), 405, 413 and 415.
 */
export async function takeProxyCall<Body>(
  { request, context }: { readonly request: Request; readonly context: AppLoadContext },
  action: LimitedAction,
  schema: z.ZodType<Body>,
): Promise<ShopperCall<Body>> {
  if (request.method !== 'POST') throw sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: 'POST' } });
  const { address, customerId } = await enterProxy(request, context, action);
  if (!comesFromTheStore(request)) throw sayNo(request, { status: 403, word: 'other_site' });
  if (customerId === null) throw sayNo(request, { status: 401, word: 'sign_in' });
  if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? ''))
    throw sayNo(request, { status: 415, word: 'not_understood' });
  const text = await readBody(request, MAX_BODY_BYTES);
  if (!text.ok) throw sayNo(request, { status: 413, word: 'not_understood' });
  const body = readJson(text.value, schema);
  if (!body.ok) throw sayNo(request, { status: 400, word: 'not_understood' });
  return { address, customerId, body: body.value };
}

interface DoorRefusal {
  readonly status: number;
  readonly word: ShopperWord;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal of the door's own, in the shopper's language. */
export function sayNo(request: Request, { status, word, headers = {} }: DoorRefusal): Response {
  return refusal(status, { code: word, message: shopperWord(word, chooseLocale(request)) }, headers);
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
