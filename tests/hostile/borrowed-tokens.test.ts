import { createHmac, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { API_KEY, API_SECRET, embeddedUrl, openAsMerchant, openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { callPlugin, openPluginStand, type PluginStand, shopifyDoor } from '#tests/doors/shopper-doors.ts';
import { USER_AGENT } from '#tests/setup/browser.ts';
import { askAdmin } from './admin-calls.ts';

/** Tokens and signatures that are good, but for another door, another store or another person. */
let stage: ServerStage;
let site: PluginStand;
let other: PluginStand;

beforeAll(async () => {
  stage = await openServerStage();
  site = await openPluginStand(stage);
  stage.sim.desk.createShop({
    ...{ domain: 'bakery.myshopify.com', name: 'The Bakery', currency: 'EUR', timeZone: 'Europe/Berlin', installed: true, catalog: false },
  });
  other = await openPluginStand(stage, await openAsMerchant(stage, 'bakery.myshopify.com'));
}, 120_000);
afterAll(async () => {
  await site.close();
  await other.close();
  await stage.close();
});

function shopifyToken(claims: Readonly<Record<string, unknown>>, { secret = API_SECRET, alg = 'HS256' } = {}): string {
  const now = Math.floor(Date.now() / 1_000);
  const all = {
    iss: `https://${SHOP}/admin`,
    dest: `https://${SHOP}`,
    aud: API_KEY,
    sub: '77',
    exp: now + 60,
    nbf: now,
    iat: now,
    jti: randomUUID(),
    sid: 's',
    ...claims,
  };
  const text = [{ alg, typ: 'JWT' }, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${text}.${alg === 'none' ? '' : createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const CUSTOMER = { sub: 'gid://shopify/Customer/1' };
const members = { route: 'app.members._index.tsx', path: '/app/members?index' } as const;

describe('the admin of a Shopify shop', () => {
  test('opens to staff', async () => {
    expect((await askAdmin(stage, members, shopifyToken({}))).status).toBe(200);
  });

  test.each([
    ['a customer, whose checkout gave a token to the extension', CUSTOMER],
    ['a customer, by a token without an issuer', { ...CUSTOMER, iss: undefined }],
    ['a customer, by the bare name of the shop', { ...CUSTOMER, iss: undefined, dest: SHOP }],
    ['a guest at the checkout', { sub: undefined, iss: undefined }],
    ['staff of another shop', { iss: 'https://bakery.myshopify.com/admin' }],
    ['a token for another app', { aud: 'another-app' }],
    ['a token for several apps', { aud: [API_KEY, 'another-app'] }],
    ['an ended one', { exp: 1 }],
    ['one that has not begun', { nbf: Math.floor(Date.now() / 1_000) + 600 }],
    ['a shop that is none', { dest: 'https://evil.example', iss: 'https://evil.example/admin' }],
    ['a shop that is another host in disguise', { dest: `https://evil.example/${SHOP}`, iss: `https://evil.example/${SHOP}` }],
  ])('stays shut for %s', async (_name, claims) => {
    const token = shopifyToken(claims);
    for (const answer of [
      await askAdmin(stage, members, token),
      await fetch(embeddedUrlFor(token), { headers: { 'User-Agent': USER_AGENT }, redirect: 'manual' }),
    ]) {
      const text = await answer.text();
      expect(answer.status, text.slice(0, 200)).not.toBe(200);
      expect(text).not.toContain('"matching"');
    }
  });

  test('stays shut for unsigned tokens and those of other keys', async () => {
    for (const token of [shopifyToken({}, { alg: 'none' }), shopifyToken({}, { secret: 'x' }), shopifyToken({}, { secret: '' })])
      expect((await askAdmin(stage, members, token)).status).toBe(401);
  });

  const embeddedUrlFor = (token: string): string => {
    const url = new URL(embeddedUrl(stage.server, '/app/members', shopifyToken({})));
    url.searchParams.set('id_token', token);
    return url.href;
  };
});

describe('the doors of extensions', () => {
  const ask = (path: string, token: string, body?: unknown) =>
    fetch(new URL(path, stage.server.url), {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('a customer is no staff at the till, and staff are no customer', async () => {
    for (const claims of [CUSTOMER, { sub: undefined }, { sub: '' }, { sub: '7 ' }, { sub: 'gid://shopify/User/7' }]) {
      expect((await ask('/api/pos/member?customer=1', shopifyToken(claims))).status).toBe(403);
      expect((await ask('/api/pos/enrol', shopifyToken(claims), { customerId: '1' })).status).toBe(403);
    }
    expect((await ask('/api/shopper/me', shopifyToken({ sub: '7' }))).status).toBe(403);
    expect((await ask('/api/shopper/me', shopifyToken({ sub: 'gid://shopify/Customer/1/../2' }))).status).toBe(403);
    expect((await ask('/api/shopper/me', shopifyToken({ sub: 'gid://shopify/Customer/1\n' }))).status).toBe(403);
  });

  test('a token of a site is none of Shopify, and none of Shopify opens the plugin', async () => {
    const jwt = await siteToken(site);
    expect((await ask('/api/shopper/me', jwt)).status).toBe(401);
    expect((await ask('/api/pos/member?customer=1', jwt)).status).toBe(401);
    expect(
      (
        await fetch(`${stage.server.url}/bridge/woocommerce/${site.storeKey}/me`, {
          headers: { Authorization: `Bearer ${shopifyToken({})}` },
        })
      ).status,
    ).toBe(401);
  });
});

async function siteToken(
  stand: PluginStand,
  change: { readonly kid?: string; readonly secret?: string; readonly claims?: Record<string, unknown> } = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const claims = {
    iss: 'https://x.example',
    aud: new URL(stage.server.url).origin,
    sub: 'wp:1',
    name: 'Marta',
    owner: true,
    iat: now,
    exp: now + 300,
    jti: randomUUID(),
    ...change.claims,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: change.kid ?? `woocommerce:${stand.storeKey}` })
    .sign(new TextEncoder().encode(change.secret ?? stand.secret));
}

describe('the admin inside wp-admin', () => {
  test('opens to its own store, by the store that signed and never by the one that is named', async () => {
    expect((await askAdmin(stage, members, await siteToken(site))).status).toBe(200);
    expect((await askAdmin(stage, members, await siteToken(site, { kid: `woocommerce:${other.storeKey}` }))).status).toBe(401);
    expect((await askAdmin(stage, members, await siteToken(site, { secret: other.secret }))).status).toBe(401);
    for (const kid of ['woocommerce:', `woocommerce:${site.storeKey}\n`, `woocommerce:../${site.storeKey}`, site.storeKey])
      expect([401, 403, 410]).toContain((await askAdmin(stage, members, await siteToken(site, { kid }))).status);
    for (const claims of [
      { sub: 'gid://shopify/Customer/1' },
      { sub: 'wp:' },
      { sub: 'wp:1 OR 1' },
      { aud: 'https://another.example' },
      { jti: undefined },
    ])
      expect((await askAdmin(stage, members, await siteToken(site, { claims }))).status, JSON.stringify(claims)).toBe(401);
  });

  test('the token of a site beside that of a shop: the header decides, and nobody is two', async () => {
    const token = shopifyToken({ dest: 'https://bakery.myshopify.com', iss: 'https://bakery.myshopify.com/admin' });
    const answer = await askAdmin(stage, { route: members.route, path: `${members.path}&site_token=${await siteToken(site)}` }, token);
    const { stores } = (await answer.json()) as { readonly stores: readonly { readonly storeId: string }[] };
    expect(stores.map(({ storeId }) => storeId)).not.toContain(site.address.storeId);
  });
});

describe('the signature of the plugin', () => {
  test('counts for one store, one way, one person', async () => {
    const customerId = await site.newCustomer();
    const good = { customerId };
    expect((await callPlugin(stage, site, { path: 'me', options: good })).status).toBe(200);
    // The secret of one store with the name of another.
    expect((await callPlugin(stage, { storeKey: other.storeKey, secret: site.secret }, { path: 'me', options: good })).status).toBe(401);
    // Signed for one, sent for another.
    const headers = { 'X-Rung-Customer': '1' };
    expect((await callPlugin(stage, site, { path: 'me', options: { ...good, headers } })).status).toBe(401);
    expect(
      (await callPlugin(stage, site, { path: 'me', options: { ...good, headers: { 'X-Rung-Customer': `${customerId}, 1` } } })).status,
    ).toBe(401);
    expect((await callPlugin(stage, site, { path: 'me', options: { ...good, secret: '' } })).status).toBe(401);
    expect((await callPlugin(stage, site, { path: 'me', options: { ...good, time: Math.floor(Date.now() / 1_000) + 400 } })).status).toBe(
      401,
    );
  });
});

describe('what a browser may keep', () => {
  test('answers about one person are asked for anew each time', async () => {
    const door = shopifyDoor(stage);
    const customerId = await door.newCustomer();
    const answers = [
      await door.call('me', { customerId }),
      await door.call('activity', { customerId }),
      await callPlugin(stage, site, { path: 'me', options: { customerId: await site.newCustomer() } }),
      await fetch(`${stage.server.url}/api/shopper/me`, {
        headers: { Authorization: `Bearer ${shopifyToken({ sub: `gid://shopify/Customer/${customerId}` })}` },
      }),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const kept = answer.headers.get('Cache-Control') ?? '';
      // "max-age=0, stale-while-revalidate" would show a second person of one browser what the first one had.
      expect(kept).toMatch(/no-store|no-cache/);
      expect(kept).not.toMatch(/public|stale-while|max-age=[1-9]/);
    }
  });

  test('refusals neither', async () => {
    for (const path of ['/proxy/me', '/api/shopper/me', `/bridge/woocommerce/${site.storeKey}/me`, '/api/pos/member'])
      expect((await fetch(new URL(path, stage.server.url))).headers.get('Cache-Control'), path).toBe('no-store');
  });
});

describe('what the log keeps', () => {
  test('no token, no signature, no address of a person', async () => {
    const token = shopifyToken(CUSTOMER);
    await askAdmin(stage, members, token);
    await fetch(`${stage.server.url}/app?id_token=${token}&shop=${SHOP}`);
    await fetch(`${stage.server.url}/proxy/me?shop=${SHOP}&signature=${'a'.repeat(64)}&email=anna@example.com`);
    await callPlugin(stage, site, { path: 'privacy/export', options: { body: { email: 'anna@example.com' } } });
    const text = stage.logged.join('');
    for (const secret of [token, 'anna@example.com', 'a'.repeat(64), API_SECRET, site.secret]) expect(text).not.toContain(secret);
  });
});
