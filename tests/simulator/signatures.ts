import { createHmac, timingSafeEqual } from 'node:crypto';

/** What X-Shopify-Hmac-Sha256 holds: base64 HMAC-SHA256 of the raw body. */
export function webhookSignature(body: Buffer | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('base64');
}

/** The `signature` of an app-proxy request: hex HMAC over the pairs "key=value" (values of one key joined with ","), sorted, joined with nothing. */
export function proxySignature(query: URLSearchParams, secret: string): string {
  const keys = [...new Set(query.keys())].filter((key) => key !== 'signature');
  const pairs = keys.map((key) => `${key}=${query.getAll(key).join(',')}`).sort(byCodePoint);
  return createHmac('sha256', secret).update(pairs.join('')).digest('hex');
}

/** The `hmac` of an admin request: hex HMAC over the sorted query without hmac, joined with "&". */
export function adminSignature(query: URLSearchParams, secret: string): string {
  const sorted = new URLSearchParams([...query.entries()].filter(([key]) => key !== 'hmac').sort(([a], [b]) => byCodePoint(a, b)));
  return createHmac('sha256', secret).update(sorted.toString()).digest('hex');
}

/** Compares two texts without telling by its duration where they differ. */
export function sameText(a: string, b: string): boolean {
  const left = createHmac('sha256', 'compare').update(a).digest();
  const right = createHmac('sha256', 'compare').update(b).digest();
  return timingSafeEqual(left, right);
}

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
