import { readBytes } from './read-body.ts';
import { isSignedBy, SIGNATURE_WINDOW_SECONDS } from './plugin-signature.ts';
import { sayNo } from './proxy-door.ts';
import type { LimitedAction } from './request-limits.ts';
import { type DoorCall, MAX_BODY_BYTES, readLocale, type Visit } from './shopper-door.ts';

const NOBODY = new Uint8Array();

/**
 * The plugin of a WooCommerce site, server to server. It signs every request with the secret of its link and stands for who is signed in, as the app proxy
 * does for Shopify. Where its clock is wrong the answer says ours (`X-Rung-Time`). An unknown site and a wrong signature get the same answer. See ShopperDoor
 * for what is thrown; also 413 for a body that is too long.
 */
export async function pluginDoor({ request, context, params }: DoorCall, action: LimitedAction): Promise<Visit> {
  const header = (name: string) => request.headers.get(name) ?? '';
  const locale = readLocale(header('X-Rung-Locale'));
  const refuse = (status: number, word: 'out_of_date' | 'not_understood' | 'too_many', headers: Record<string, string> = {}) =>
    sayNo(request, { status, word, locale: locale.locale, headers });
  const storeKey = params['storeKey'] ?? '';
  const nowSeconds = Math.floor(context.now() / 1000);
  const time = header('X-Rung-Time');
  const clock = { 'X-Rung-Time': String(nowSeconds) };
  const isInTime = /^\d{1,12}$/.test(time) && Math.abs(Number(time) - nowSeconds) <= SIGNATURE_WINDOW_SECONDS;
  const store = isInTime && /^[\w-]{1,100}$/.test(storeKey) ? await context.findPlugin(storeKey) : null;
  const body = request.method === 'POST' ? await readBytes(request, MAX_BODY_BYTES) : null;
  if (body?.ok === false) throw refuse(413, 'not_understood');
  const customer = header('X-Rung-Customer');
  const signed = {
    ...{ method: request.method, pathAndQuery: context.requestTarget, time, customer, locale: header('X-Rung-Locale') },
    body: body?.value ?? NOBODY,
  };
  const secrets = store === null ? [] : [store.secret, ...(store.earlierSecret === null ? [] : [store.earlierSecret])];
  if (store === null || !/^\d{0,18}$/.test(customer) || !isSignedBy(signed, header('X-Rung-Signature'), secrets)) {
    context.log.warn({ storeKey: storeKey.slice(0, 100), isInTime, known: store !== null }, 'a request of a plugin was turned away');
    throw refuse(401, 'out_of_date', clock);
  }
  const customerId = customer === '' || customer === '0' ? null : customer;
  const waitSeconds = await context.limits.spendAs(action, { store: storeKey, customerId });
  if (waitSeconds !== null) throw refuse(429, 'too_many', { 'Retry-After': String(waitSeconds) });
  const { programId, storeId } = store;
  return {
    shopper: { address: { programId, storeId }, customerId, ...locale },
    takeBody: () => Promise.resolve(Buffer.from(signed.body).toString('utf8')),
  };
}
