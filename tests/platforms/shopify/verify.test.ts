import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { verifyProxyRequest, verifySessionToken, verifyWebhookSignature } from '#app/platforms/shopify/verify.ts';

const SECRETS = ['new-secret', 'old-secret'];
const NOW = Date.parse('2026-11-23T09:00:00Z');
const SHOP = 'north-quay.myshopify.com';

describe('the signature of a webhook', () => {
  const body = Buffer.from('{"id":1,"name":"Müller"}');
  const sign = (secret: string): string => createHmac('sha256', secret).update(body).digest('base64');

  it('is right with the new secret and, during a rotation, with the old one', () => {
    expect(verifyWebhookSignature(body, sign('new-secret'), SECRETS)).toBe(true);
    expect(verifyWebhookSignature(body, sign('old-secret'), SECRETS)).toBe(true);
  });

  it.each([
    ['another secret', sign('stranger')],
    ['nothing', ''],
    ['no header', undefined],
    ['a text of another length', 'abc='],
    ['hex instead of base64', createHmac('sha256', 'new-secret').update(body).digest('hex')],
  ])('is wrong with %s', (_name, header) => {
    expect(verifyWebhookSignature(body, header, SECRETS)).toBe(false);
  });

  it('is wrong for other bytes, and nothing is right without a secret', () => {
    expect(verifyWebhookSignature(Buffer.from('{"id":2}'), sign('new-secret'), SECRETS)).toBe(false);
    expect(verifyWebhookSignature(body, sign('new-secret'), [])).toBe(false);
    expect(verifyWebhookSignature(body, createHmac('sha256', '').update(body).digest('base64'), [''])).toBe(false);
  });
});

describe('a request through the app proxy', () => {
  function signed(params: readonly (readonly [string, string])[], secret = 'new-secret'): URL {
    const values = new Map<string, string[]>();
    for (const [key, value] of params) values.set(key, [...(values.get(key) ?? []), value]);
    const text = [...values]
      .map(([key, all]) => `${key}=${all.join(',')}`)
      .toSorted()
      .join('');
    const query = new URLSearchParams(params.map(([key, value]) => [key, value]));
    query.append('signature', createHmac('sha256', secret).update(text).digest('hex'));
    return new URL(`https://rung.test/proxy/me?${query.toString()}`);
  }
  const base: readonly (readonly [string, string])[] = [
    ['shop', SHOP],
    ['path_prefix', '/apps/rung'],
    ['timestamp', String(NOW / 1000)],
    ['logged_in_customer_id', '6201000000001'],
  ];
  const without = (name: string) => base.filter(([key]) => key !== name);
  const problem = (url: URL): string => {
    const result = verifyProxyRequest(url, SECRETS, NOW);
    return result.ok ? 'none' : result.refusal.problem;
  };

  it('says which shop and which customer', () => {
    expect(verifyProxyRequest(signed(base), SECRETS, NOW)).toEqual({
      ok: true,
      value: { shop: SHOP, customerId: '6201000000001', pathPrefix: '/apps/rung' },
    });
    expect(verifyProxyRequest(signed(base, 'old-secret'), SECRETS, NOW).ok).toBe(true);
  });

  it('has nobody for a guest', () => {
    expect(verifyProxyRequest(signed([...without('logged_in_customer_id'), ['logged_in_customer_id', '']]), SECRETS, NOW)).toMatchObject({
      value: { customerId: null },
    });
  });

  it('covers the whole query: repeated values, spaces, signs and letters beyond ASCII', () => {
    expect(problem(signed([...base, ['reward', 'a b+c&d=e'], ['ids', '1'], ['ids', '2'], ['name', 'Zoë']]))).toBe('none');
    const changed = signed([...base, ['points', '500']]);
    changed.searchParams.set('points', '5000');
    expect(problem(changed)).toBe('the signature is wrong');
    const added = signed(base);
    added.searchParams.append('points', '1');
    expect(problem(added)).toBe('the signature is wrong');
  });

  it('refuses each of Shopify’s parameters that is there twice, though the signature covers both', () => {
    for (const [name, value] of base) {
      expect(problem(signed([...base, [name, value]]))).toBe(`${name} is there 2 times, not once`);
    }
    expect(problem(signed([...base, ['logged_in_customer_id', '1']]))).toContain('logged_in_customer_id');
  });

  it.each(['shop', 'path_prefix', 'timestamp', 'logged_in_customer_id'])('refuses a query without %s', (name) => {
    expect(problem(signed(without(name)))).toBe(`${name} is there 0 times, not once`);
  });

  it('refuses what is more than 90 seconds away, in both directions', () => {
    const at = (seconds: number) => signed([...without('timestamp'), ['timestamp', String(NOW / 1000 + seconds)]]);
    expect([problem(at(-90)), problem(at(90))]).toEqual(['none', 'none']);
    expect([problem(at(-91)), problem(at(91))]).toEqual(Array(2).fill('the timestamp is more than 90 seconds away'));
    expect(problem(signed([...without('timestamp'), ['timestamp', '1e9']]))).toBe('the timestamp is no number of seconds');
  });

  it('refuses another secret, an empty signature, and a shop that is none', () => {
    expect(problem(signed(base, 'stranger'))).toBe('the signature is wrong');
    const empty = signed(base);
    empty.searchParams.set('signature', '');
    expect(problem(empty)).toBe('the signature is wrong');
    expect(problem(signed([...without('shop'), ['shop', 'evil.test']]))).toBe('shop is not a myshopify.com address');
  });
});

describe('a session token', () => {
  const seconds = NOW / 1000;
  const claims = {
    iss: `https://${SHOP}/admin`,
    dest: `https://${SHOP}`,
    aud: 'key',
    sub: '42',
    exp: seconds + 60,
    nbf: seconds - 1,
    iat: seconds - 1,
    jti: 'j',
    sid: 's',
  };
  function token(
    payload: object,
    { secret = 'new-secret', header = { alg: 'HS256', typ: 'JWT' } }: { secret?: string; header?: object } = {},
  ): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part(header)}.${part(payload)}`;
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  }
  const check = (text: string, surface: 'admin' | 'extension' = 'admin') => {
    const result = verifySessionToken(text, { apiKey: 'key', secrets: SECRETS, now: NOW, surface });
    return result.ok ? result.value : result.refusal.problem;
  };

  it('says which shop and who', () => {
    expect(check(token(claims))).toEqual({ shop: SHOP, subject: '42', sessionId: 's' });
    expect(check(token(claims, { secret: 'old-secret' }))).toMatchObject({ shop: SHOP });
  });

  it('an extension’s may come without an issuer and without a customer', () => {
    const { iss: _iss, sub: _sub, sid: _sid, ...rest } = claims;
    expect(check(token({ ...rest, dest: SHOP }), 'extension')).toEqual({ shop: SHOP, subject: null, sessionId: null });
    expect(check(token(rest), 'admin')).toBe('iss and dest are different shops');
  });

  it('allows for clocks that differ a little, not for more', () => {
    expect(check(token({ ...claims, exp: seconds - 9 }))).toMatchObject({ shop: SHOP });
    expect(check(token({ ...claims, exp: seconds - 11 }))).toBe('the token has ended');
    expect(check(token({ ...claims, nbf: seconds + 11 }))).toBe('the token has not begun');
    expect(check(token({ ...claims, exp: undefined }))).toBe('the token has ended');
  });

  it.each([
    ['another app', { ...claims, aud: 'other' }, 'the token is for another app'],
    ['several apps', { ...claims, aud: ['key', 'other'] }, 'the token is for another app'],
    ['another issuer', { ...claims, iss: 'https://other.myshopify.com/admin' }, 'iss and dest are different shops'],
    ['a shop that is none', { ...claims, dest: 'https://evil.test' }, 'dest is not a myshopify.com address'],
    ['a shop hidden in an address', { ...claims, dest: `https://evil.test/?${SHOP}` }, 'dest is not a myshopify.com address'],
  ])('refuses %s', (_name, payload, problem) => {
    expect(check(token(payload))).toBe(problem);
    expect(check(token(payload), 'extension')).toBe(problem);
  });

  it('refuses other algorithms, other secrets and what is no token', () => {
    expect(check(token(claims, { header: { alg: 'none' } }))).toBe('the token is not signed with HS256');
    expect(check(token(claims, { header: { alg: 'HS512' } }))).toBe('the token is not signed with HS256');
    expect(check(token(claims, { secret: 'stranger' }))).toBe('the signature is wrong');
    const [head, , signature] = token(claims).split('.');
    expect(check(`${head}.${Buffer.from(JSON.stringify({ ...claims, sub: '1' })).toString('base64url')}.${signature}`)).toBe(
      'the signature is wrong',
    );
    for (const text of ['', 'a.b', 'a.b.c.d', '..', 'x'.repeat(5_000)]) expect(check(text)).toMatch(/not a token|not signed with/);
  });
});
