import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '#app/store/database.ts';
import { createSecretBox } from '#app/store/secrets.ts';
import { createShopifySessions, type ShopifySessions } from '#app/store/shopify-sessions.ts';
import { createShopifyApp } from '#app/shopify.server.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';
import { type AdminStub, startAdminStub } from '../platforms/shopify/admin-stub.ts';

const SHOP = 'north-quay.myshopify.com';
const SECRET = 'client-secret';
const BROWSER = 'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

let test: TestDatabase;
let database: Database;
let stub: AdminStub;
let sessions: ShopifySessions;
let installed: { readonly shop: string; readonly scopes: readonly string[] }[] = [];
let app: ReturnType<typeof createShopifyApp>;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase({ url: test.url });
  stub = await startAdminStub();
  sessions = createShopifySessions({
    prisma: database.prisma,
    pool: database.pool,
    secrets: createSecretBox([{ id: 'k1', key: Buffer.alloc(32, 7) }]),
    refresh: () => Promise.reject(new Error('nothing is old here')),
  });
  const quiet = (): void => undefined;
  app = createShopifyApp({
    env: { appUrl: 'https://rung.test', shopifyApiKey: 'key', shopifyApiSecrets: [SECRET], shopifyAdminOrigin: stub.url },
    sessionStorage: sessions,
    onInstalled: (shop, { scopes }) => {
      installed.push({ shop, scopes });
      return Promise.resolve();
    },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
});
beforeEach(async () => {
  stub.calls.length = 0;
  installed = [];
  stub.answer = () => ({
    json: {
      access_token: 'access-1',
      scope: 'read_orders,write_discounts',
      expires_in: 3_600,
      refresh_token: 'refresh-1',
      refresh_token_expires_in: 7_776_000,
    },
  });
  await database.prisma.platformSession.deleteMany();
});
afterAll(async () => {
  await stub.stop();
  await database.close();
  await test.drop();
});

function sessionToken(changes: object = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: `https://${SHOP}/admin`,
    dest: `https://${SHOP}`,
    aud: 'key',
    sub: '42',
    exp: now + 60,
    nbf: now,
    iat: now,
    jti: String(Math.random()),
    sid: 's',
  };
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, ...changes })}`;
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`;
}

const request = (token: string): Request =>
  new Request(`https://rung.test/app?shop=${SHOP}&embedded=1&host=${Buffer.from(`${SHOP}/admin`).toString('base64url')}`, {
    headers: { Authorization: `Bearer ${token}`, 'User-Agent': BROWSER },
  });

describe('a merchant opens the app', () => {
  it('the first time: the session token is exchanged for a token of the shop that expires, kept sealed', async () => {
    const token = sessionToken();
    const { session } = await app.authenticate.admin(request(token));
    expect(session).toMatchObject({ shop: SHOP, isOnline: false, accessToken: 'access-1' });
    expect(stub.calls).toHaveLength(1);
    expect(stub.calls[0]).toMatchObject({
      path: '/admin/oauth/access_token',
      headers: { 'x-forwarded-host': SHOP },
      body: {
        client_id: 'key',
        subject_token: token,
        requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
        expiring: '1',
      },
    });
    expect(installed).toEqual([{ shop: SHOP, scopes: ['read_orders', 'write_discounts'] }]);
    expect(await sessions.offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-1' });
    const [row] = await database.prisma.platformSession.findMany();
    expect(row?.refreshToken).toMatch(/^v1\.k1\./);
  });

  it('again: nothing is exchanged', async () => {
    await app.authenticate.admin(request(sessionToken()));
    await app.authenticate.admin(request(sessionToken()));
    expect(stub.calls).toHaveLength(1);
    expect(installed).toHaveLength(1);
  });

  it('after uninstalling and installing again: a new exchange, and the old tokens are gone', async () => {
    await app.authenticate.admin(request(sessionToken()));
    await sessions.forgetShop(SHOP, Date.now() + 1_000);
    expect(await sessions.offlineToken(SHOP, null)).toEqual({ ok: false, refusal: 'no-session' });
    await app.authenticate.admin(request(sessionToken()));
    expect(installed).toHaveLength(2);
    expect(await sessions.offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-1' });
  });

  it.each([
    ['a token of another app', { aud: 'other' }],
    ['a token that has ended', { exp: Math.floor(Date.now() / 1000) - 60 }],
  ])('%s opens nothing', async (_name, claims) => {
    const refusal = await app.authenticate.admin(request(sessionToken(claims))).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(refusal).toBeInstanceOf(Response);
    expect((refusal as Response).status).toBe(401);
    expect(stub.calls).toHaveLength(0);
    expect(installed).toEqual([]);
  });
});
