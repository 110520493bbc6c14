import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { securityHeaders } from '#app/http/security-headers.ts';
import { siteVisitorOf, woocommerceDoor } from '#app/http/woocommerce-door.ts';
import type { PluginStore } from '#app/services/connect-woocommerce.ts';

const APP = 'https://app.example';
const SITE = 'https://shop.example';
const NOW = Date.parse('2026-11-23T12:00:00Z');

const storeOf = (name: string): PluginStore => ({
  ...{ programId: `program-of-${name}`, storeId: `store-${name}`, domain: `${name}.example`, baseUrl: `https://${name}.example/blog` },
  ...{ secret: randomBytes(32).toString('base64url'), earlierSecret: null },
});
const key = (name: string): string => `key-of-${name}-`.padEnd(26, 'x');
const shop = storeOf('shop');
const rotating = { ...storeOf('rotating'), earlierSecret: randomBytes(32).toString('base64url') };
const other = storeOf('other');
const stores = new Map([
  [key('shop'), shop],
  [key('rotating'), rotating],
  [key('other'), other],
]);

interface Parts {
  readonly kid?: string;
  readonly secret?: string;
  readonly alg?: string;
  readonly ageSeconds?: number;
  readonly lifeSeconds?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
}

function claimsOf({ ageSeconds = 10, lifeSeconds = 300, claims = {} }: Parts) {
  const iat = Math.floor(NOW / 1_000) - ageSeconds;
  return { iss: SITE, aud: APP, sub: 'wp:7', name: 'Marta', owner: true, iat, exp: iat + lifeSeconds, jti: 'one', ...claims };
}

function token(parts: Parts = {}): Promise<string> {
  const { kid = `woocommerce:${key('shop')}`, secret = shop.secret, alg = 'HS256' } = parts;
  return new SignJWT(claimsOf(parts)).setProtectedHeader({ alg, typ: 'JWT', kid }).sign(new TextEncoder().encode(secret));
}

let server: Server;
let base: string;
const warned: string[] = [];

beforeAll(async () => {
  const app = express();
  app.use(securityHeaders({ frameAncestors: null, httpsOnly: true }));
  const log = { warn: (facts: object) => void warned.push(JSON.stringify(facts)) };
  app.use(woocommerceDoor({ findPlugin: (storeKey) => Promise.resolve(stores.get(storeKey) ?? null), appUrl: APP, log, now: () => NOW }));
  app.all('*', (_request, response) => void response.json({ visitor: siteVisitorOf(response) }));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** As a page: by its address. */
const page = (jwt: string, query = '') => fetch(`${base}/app/members/1?site_token=${encodeURIComponent(jwt)}${query}`);
/** As a script: by its header. */
const script = (jwt: string, path = '/app/feed') => fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${jwt}` } });
const frames = (response: Response) => /frame-ancestors ([^;]*)/.exec(response.headers.get('content-security-policy') ?? '')?.[1];
const refusedBy = async (parts: Parts) => {
  const response = await script(await token(parts));
  return [response.status, response.headers.get('x-rung-token'), frames(response)];
};

describe('who comes in', () => {
  test('a good token, in the address of a page and in the header of a script; only that shop may frame it', async () => {
    const visitor = {
      ...{ programId: shop.programId, storeId: shop.storeId, origin: SITE },
      ...{ staffId: `woocommerce:${shop.storeId}:wp:7`, name: 'Marta', isOwner: true },
    };
    for (const response of [await page(await token()), await script(await token())]) {
      expect(response.status).toBe(200);
      expect(frames(response)).toBe(SITE);
      expect(await response.json()).toEqual({ visitor });
    }
  });

  test('the same token again and again within its five minutes', async () => {
    const jwt = await token({ ageSeconds: 295 });
    for (let time = 0; time < 3; time += 1) expect((await script(jwt)).status).toBe(200);
  });

  test('clocks that differ by some seconds', async () => {
    expect((await script(await token({ ageSeconds: 305 }))).status).toBe(200);
    expect((await script(await token({ ageSeconds: -8 }))).status).toBe(200);
  });

  test('the secret before, as long as the plugin has not taken the new one', async () => {
    const kid = `woocommerce:${key('rotating')}`;
    for (const secret of [rotating.secret, rotating.earlierSecret]) expect((await script(await token({ kid, secret }))).status).toBe(200);
  });

  test('a person who is not the owner is not made one', async () => {
    const answer = (await (await script(await token({ claims: { owner: false } }))).json()) as { visitor: { isOwner: boolean } };
    expect(answer.visitor.isOwner).toBe(false);
    expect((await script(await token({ claims: { owner: 'yes' } }))).status).toBe(401);
  });

  test('a header wins over the address, in which an old token may stand', async () => {
    const stale = await token({ ageSeconds: 3_000 });
    expect((await script(await token(), `/app/feed?site_token=${stale}`)).status).toBe(200);
  });

  test('requests without such a token pass on, unknown: to Shopify’s door', async () => {
    const shopifyToken = await new SignJWT({ dest: 'https://x.myshopify.com' }).setProtectedHeader({ alg: 'HS256' }).sign(randomBytes(32));
    for (const response of [await fetch(`${base}/app`), await script(shopifyToken), await script(await token(), '/elsewhere')]) {
      expect(await response.json()).toEqual({ visitor: null });
      expect(frames(response)).toBe("'none'");
    }
  });
});

describe('who does not', () => {
  const nobody = [401, 'refused', "'none'"];

  test('another secret, another store’s key, an unknown key', async () => {
    expect(await refusedBy({ secret: other.secret })).toEqual(nobody);
    expect(await refusedBy({ kid: `woocommerce:${key('other')}` })).toEqual(nobody);
    expect(await refusedBy({ kid: `woocommerce:${key('nobody')}` })).toEqual(nobody);
  });

  test('another algorithm, or none', async () => {
    expect(await refusedBy({ alg: 'HS512' })).toEqual(nobody);
    const parts = new UnsecuredJWT(claimsOf({})).encode().split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'none', kid: `woocommerce:${key('shop')}` })).toString('base64url');
    expect((await script(`${header}.${parts[1]}.`)).status).toBe(401);
    expect((await page(`${header}.${parts[1]}.`)).status).toBe(401);
  });

  test('another app, or claims that are missing or changed', async () => {
    expect(await refusedBy({ claims: { aud: 'https://elsewhere.example' } })).toEqual(nobody);
    for (const name of ['iss', 'sub', 'exp', 'iat', 'jti', 'aud'])
      expect(await refusedBy({ claims: { [name]: undefined } })).toEqual(nobody);
    expect(await refusedBy({ claims: { sub: 'wp:1; DROP' } })).toEqual(nobody);
    const [header = '', , signature = ''] = (await token()).split('.');
    const changed = Buffer.from(JSON.stringify(claimsOf({ claims: { sub: 'wp:1' } }))).toString('base64url');
    expect((await script(`${header}.${changed}.${signature}`)).status).toBe(401);
  });

  test('a token that lives longer than five minutes, or begins in the future: one of the clocks is wrong', async () => {
    expect(await refusedBy({ lifeSeconds: 3_600 })).toEqual([401, 'refused', SITE]);
    expect(await refusedBy({ ageSeconds: -600 })).toEqual([401, 'refused', SITE]);
    expect(await (await page(await token({ ageSeconds: -600 }))).text()).toContain('A clock is wrong');
  });

  test('an ended one: scripts are told, a page asks the shop around it for a new one, and says so in its language', async () => {
    expect(await refusedBy({ ageSeconds: 311 })).toEqual([401, 'ended', SITE]);
    const answer = await page(await token({ ageSeconds: 311 }), '&locale=pl-PL');
    const html = await answer.text();
    expect([answer.status, frames(answer), answer.headers.get('cache-control')]).toEqual([401, SITE, 'no-store']);
    expect(html).toContain(`var origin="${SITE}"`);
    expect(html).toContain('Chwileczkę');
    expect(html).not.toContain(shop.programId);
    // The new one had ended as well: asking on and on would not help.
    expect(await (await page(await token({ ageSeconds: 311 }), '&renewed=1')).text()).toContain('A clock is wrong');
  });

  test('one that ended days ago is as good as forged', async () => {
    expect(await refusedBy({ ageSeconds: 90_000 })).toEqual(nobody);
  });

  test('the log says why, and never holds a token', async () => {
    const jwt = await token({ secret: 'guessed' });
    await script(jwt);
    expect(warned.at(-1)).toContain('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    expect(warned.join('\n')).not.toContain(jwt.slice(-20));
  });

  test('garbage does no harm', async () => {
    const long = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${'a'.repeat(9_000)}.b`;
    for (const text of ['', 'x', 'a.b.c', '....', long]) expect([200, 401]).toContain((await page(text)).status);
    const blank = createHmac('sha256', '').update('x').digest('base64url');
    expect((await page(`e30.e30.${blank}`)).status).toBe(401);
  });
});
