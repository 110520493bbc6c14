import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What the plugin of a WordPress site signs of a request. */
export interface SignedRequest {
  readonly method: string;
  /** Exactly as in the request line, from "/bridge" on. */
  readonly pathAndQuery: string;
  /** Unix seconds, as in the header. */
  readonly time: string;
  readonly customer: string;
  readonly locale: string;
  readonly body: Uint8Array;
}

/** Clocks of shops go wrong by that much and no more. */
export const SIGNATURE_WINDOW_SECONDS = 300;

/** The signature of a request: lower-case hex HMAC-SHA256 (woocommerce-bridge/contract/plugin-signature.json has examples). */
export function signPluginRequest(request: SignedRequest, secret: string): string {
  const body = createHash('sha256').update(request.body).digest('hex');
  const text = ['rung-v1', request.method, request.pathAndQuery, request.time, request.customer, request.locale, body].join('\n');
  return createHmac('sha256', secret).update(text, 'utf8').digest('hex');
}

/** Whether one of the secrets made this signature; the comparison takes the same time for all of them. */
export function isSignedBy(request: SignedRequest, signature: string, secrets: readonly string[]): boolean {
  if (!/^[0-9a-f]{64}$/.test(signature)) return false;
  const given = Buffer.from(signature, 'hex');
  return secrets.some((secret) => timingSafeEqual(given, Buffer.from(signPluginRequest(request, secret), 'hex')));
}
