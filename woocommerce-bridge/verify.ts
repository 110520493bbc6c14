import { createHmac, timingSafeEqual } from 'node:crypto';

/** True when the site with this secret signed exactly these bytes: base64 of HMAC-SHA256, compared in constant time. */
export function verifyWooCommerceSignature(raw: Buffer, signature: string | undefined, secret: string): boolean {
  if (signature === undefined || secret === '') return false;
  const given = Buffer.from(signature, 'base64');
  const expected = createHmac('sha256', secret).update(raw).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}
