import type { z } from 'zod';
import { mayDo } from '#app/domain/staff/rights.ts';
import { readJson } from '#app/contracts/shopper-requests.ts';
import type { Result } from '#app/domain/result.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { answer, refusal, sayNo } from './proxy-door.ts';
import { readBody } from './read-body.ts';
import { statusOfRefusal } from './refusal-status.ts';
import type { ExtensionVisitor } from './request-context.ts';
import './request-context.ts';
import type { LimitedAction } from './request-limits.ts';
import { askedLocale, type DoorCall, MAX_BODY_BYTES, readLocale, type Visit } from './shopper-door.ts';

/** Whose till it is. */
export interface TillStaff {
  readonly address: StoreAddress;
  /** "shopify:<user id>". */
  readonly staffId: string;
}

/**
 * The extensions of checkout, thank-you, order and account pages: a door for shoppers' pages like the app proxy. The shop is the token's `dest`, the customer its
 * `sub`, and nothing in the address or the body can say otherwise. There is no cookie that another site could borrow, so where a request comes from is not asked.
 * See ShopperDoor for what is thrown; also 403 for a token of somebody who is no customer (staff at a till), and taking the body 413 and 415.
 */
export async function extensionDoor(call: DoorCall, action: LimitedAction): Promise<Visit> {
  const { request } = call;
  const { shop, subject, sessionId } = checkToken(call);
  const customerId = subject === null ? null : (/^gid:\/\/shopify\/Customer\/(\d{1,20})$/.exec(subject)?.[1] ?? null);
  if (subject !== null && customerId === null) throw sayNo(request, { status: 403, word: 'sign_in' });
  // A guest has a checkout of their own, which the token names.
  await count(call, action, `${shop}:${customerId ?? `guest:${sessionId ?? ''}`}`);
  return {
    shopper: { address: await storeOf(call, shop), customerId, ...readLocale(askedLocale(request)) },
    takeBody: () => takeText(call),
  };
}

/**
 * The till's extension: a token whose subject is a user of the shop. A customer's token, and one of nobody, stay outside (403): the customer that staff name in the
 * request is whom they serve, not who they are. Whoever stands at a till is known to the program from then on, and needs the right to hand rewards over (403).
 * Throws also 401, 404 and 429.
 */
export async function enterAsStaff(call: DoorCall, action: LimitedAction): Promise<TillStaff> {
  const { shop, subject } = checkToken(call);
  if (subject === null || !/^\d{1,20}$/.test(subject)) throw sayNo(call.request, { status: 403, word: 'sign_in' });
  await count(call, action, `${shop}:staff:${subject}`);
  const address = await storeOf(call, shop);
  const staffId = `shopify:${subject}`;
  const { rights } = await call.context.services.staff.greet({ ...address, staffId, name: null, email: null, ownsStore: null });
  if (!mayDo({ rights }, 'rewards.hand-over')) throw sayNo(call.request, { status: 403, word: 'no_right' });
  return { address, staffId };
}

/** The same for a POST. */
export async function takeStaffCall<Body>(
  call: DoorCall,
  action: LimitedAction,
  schema: z.ZodType<Body>,
): Promise<TillStaff & { readonly body: Body }> {
  onlyPost(call.request);
  const staff = await enterAsStaff(call, action);
  return { ...staff, body: await takeBodyOf(call, schema) };
}

/** What a service answered, as the extensions read it: the value, or the refusal's reason and words. */
export function answerResult<Value>(result: Result<Value, { readonly reason: string; readonly message: string }>): Response {
  if (result.ok) return answer(result.value);
  const { reason, message } = result.refusal;
  return refusal(statusOfRefusal(reason), { code: reason, message });
}

/** For the method that a route has not: 405. */
export function wrongMethod(request: Request, allowed: 'GET' | 'POST'): Response {
  return sayNo(request, { status: 405, word: 'wrong_way', headers: { Allow: allowed } });
}

function checkToken({ request, context }: DoorCall): ExtensionVisitor {
  const token = /^Bearer (\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  const checked = token === undefined ? null : context.verifyExtensionToken(token);
  if (checked?.ok) return checked.value;
  const problem = checked?.refusal.problem ?? 'there is no token';
  context.log.warn({ path: new URL(request.url).pathname, problem }, 'a request of an extension was turned away');
  throw sayNo(request, { status: 401, word: 'out_of_date' });
}

async function count({ request, context }: DoorCall, action: LimitedAction, visitor: string): Promise<void> {
  const waitSeconds = await context.limits.spend(action, visitor);
  if (waitSeconds !== null) throw sayNo(request, { status: 429, word: 'too_many', headers: { 'Retry-After': String(waitSeconds) } });
}

async function storeOf({ request, context }: DoorCall, shop: string): Promise<StoreAddress> {
  const address = await context.services.findStore('shopify', shop);
  if (address === null) throw sayNo(request, { status: 404, word: 'no_program' });
  return address;
}

function onlyPost(request: Request): void {
  if (request.method !== 'POST') throw wrongMethod(request, 'POST');
}

async function takeText({ request }: DoorCall): Promise<string> {
  if (!/^application\/json\b/i.test(request.headers.get('Content-Type') ?? ''))
    throw sayNo(request, { status: 415, word: 'not_understood' });
  const text = await readBody(request, MAX_BODY_BYTES);
  if (!text.ok) throw sayNo(request, { status: 413, word: 'not_understood' });
  return text.value;
}

async function takeBodyOf<Body>(call: DoorCall, schema: z.ZodType<Body>): Promise<Body> {
  const body = readJson(await takeText(call), schema);
  if (!body.ok) throw sayNo(call.request, { status: 400, word: 'not_understood' });
  return body.value;
}
