import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Session } from '@shopify/shopify-api';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createTokenSource, refreshOfflineToken } from '#app/platforms/shopify/tokens.ts';
import { type Database, openDatabase } from '#app/store/database.ts';
import { createSecretBox } from '#app/store/secrets.ts';
import { createShopifySessions, type NewTokens, type ShopifySessions, type ShopifySessionsOptions } from '#app/store/shopify-sessions.ts';
import { createTestDatabase, type TestDatabase } from '#tests/setup/database.ts';
import { type AdminStub, startAdminStub } from './admin-stub.ts';

const SHOP = 'north-quay.myshopify.com';
const MINUTE = 60_000;
const KEY = { id: 'k1', key: Buffer.alloc(32, 7) };

let test: TestDatabase;
let database: Database;
let stub: AdminStub;

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase({ url: test.url });
  stub = await startAdminStub();
});
beforeEach(async () => {
  stub.calls.length = 0;
  stub.answer = rotate;
  await database.prisma.platformSession.deleteMany();
});
afterAll(async () => {
  await stub.stop();
  await database.close();
  await test.drop();
});

/** As Shopify: every refresh token serves once more at most, each answer brings a new pair. */
const rotate: AdminStub['answer'] = (_call, number) => ({
  json: {
    access_token: `access-${number + 2}`,
    scope: 'read_orders',
    expires_in: 3_600,
    refresh_token: `refresh-${number + 2}`,
    refresh_token_expires_in: 7_776_000,
  },
});

const refresh: ShopifySessionsOptions['refresh'] = (shop, refreshToken): Promise<NewTokens> =>
  refreshOfflineToken({ apiKey: 'key', apiSecret: 'secret', fetch: createPlatformFetch(stub.url), timeoutMs: 2_000 }, shop, refreshToken);

function open(options: Partial<ShopifySessionsOptions> = {}): ShopifySessions {
  return createShopifySessions({ prisma: database.prisma, pool: database.pool, secrets: createSecretBox([KEY]), refresh, ...options });
}

function session(minutesLeft: number | null, changes: Partial<ConstructorParameters<typeof Session>[0]> = {}): Session {
  return new Session({
    id: `offline_${SHOP}`,
    shop: SHOP,
    state: '',
    isOnline: false,
    scope: 'read_orders',
    accessToken: 'access-1',
    ...(minutesLeft === null ? {} : { expires: new Date(Date.now() + minutesLeft * MINUTE) }),
    refreshToken: 'refresh-1',
    refreshTokenExpires: new Date(Date.now() + 90 * 24 * 60 * MINUTE),
    ...changes,
  });
}

describe('sessions in the database', () => {
  it('come back as they were stored', async () => {
    const sessions = open();
    const stored = session(60);
    expect(await sessions.storeSession(stored)).toBe(true);
    expect((await sessions.loadSession(stored.id))?.toObject()).toEqual(stored.toObject());
    expect(await sessions.loadSession('offline_other.myshopify.com')).toBeUndefined();
    const changed = session(30, { accessToken: 'access-9' });
    await sessions.storeSession(changed);
    expect((await sessions.findSessionsByShop(SHOP)).map((each) => each.toObject())).toEqual([changed.toObject()]);
  });

  it('keep the staff member of an online session', async () => {
    const onlineAccessInfo = {
      expires_in: 86_400,
      associated_user_scope: 'read_orders',
      associated_user: {
        id: 42,
        first_name: 'A',
        last_name: 'B',
        email: 'a@b.test',
        account_owner: true,
        locale: 'en',
        collaborator: false,
        email_verified: true,
      },
    };
    const online = session(60, { id: `${SHOP}_42`, isOnline: true, onlineAccessInfo });
    await open().storeSession(online);
    expect((await open().loadSession(online.id))?.onlineAccessInfo).toEqual(onlineAccessInfo);
    const [row] = await database.prisma.platformSession.findMany();
    expect(JSON.stringify(row)).not.toContain('a@b.test');
  });

  it('can be removed one by one and together', async () => {
    const sessions = open();
    for (const id of ['a', 'b', 'c', 'd']) await sessions.storeSession(session(60, { id }));
    await sessions.deleteSession('a');
    await sessions.deleteSessions(['b', 'c']);
    await sessions.deleteSessions([]);
    expect((await sessions.findSessionsByShop(SHOP)).map(({ id }) => id)).toEqual(['d']);
  });

  it('hold no token in clear text, and none that opens in another row', async () => {
    const sessions = open();
    await sessions.storeSession(session(60));
    await sessions.storeSession(
      session(60, { id: 'offline_other.myshopify.com', shop: 'other.myshopify.com', accessToken: 'other', refreshToken: 'other' }),
    );
    const rows = await database.pool.query<{ text: string }>('SELECT platform_session::text AS text FROM platform_session');
    expect(rows.rows.map(({ text }) => text).join()).not.toMatch(/access-1|refresh-1/);
    await database.pool.query(
      `UPDATE platform_session SET access_token = (SELECT access_token FROM platform_session WHERE shop = $1) WHERE shop = 'other.myshopify.com'`,
      [SHOP],
    );
    // Not to be read any more, as if it were not there: the library then asks Shopify for a new one.
    expect(await sessions.loadSession('offline_other.myshopify.com')).toBeUndefined();
    await expect(sessions.offlineToken('other.myshopify.com', null)).rejects.toThrow(/moved from another row or column/);
  });

  it('open with an older key, and are sealed with the newest', async () => {
    await open().storeSession(session(60));
    const newer = open({ secrets: createSecretBox([{ id: 'k2', key: Buffer.alloc(32, 8) }, KEY]) });
    const loaded = await newer.loadSession(`offline_${SHOP}`);
    expect(loaded?.accessToken).toBe('access-1');
    await newer.storeSession(loaded!);
    const [row] = await database.prisma.platformSession.findMany();
    expect(row?.accessToken).toMatch(/^v1\.k2\./);
  });
});

describe('a token for work', () => {
  it('is the stored one while it lasts', async () => {
    await open().storeSession(session(30));
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-1' });
    expect(stub.calls).toHaveLength(0);
  });

  it('is renewed shortly before its end, and the new pair is kept', async () => {
    await open().storeSession(session(5));
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-2' });
    expect(stub.calls[0]).toMatchObject({
      path: '/admin/oauth/access_token',
      headers: { 'x-forwarded-host': SHOP },
      body: { client_id: 'key', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'refresh-1' },
    });
    const stored = await open().loadSession(`offline_${SHOP}`);
    expect(stored).toMatchObject({ accessToken: 'access-2', refreshToken: 'refresh-2', scope: 'read_orders', isOnline: false });
    expect(stored?.expires?.getTime()).toBeGreaterThan(Date.now() + 59 * MINUTE);
  });

  it('is renewed when Shopify rejected it, once for all who saw the rejection', async () => {
    const sessions = open();
    await sessions.storeSession(session(30));
    expect(await sessions.offlineToken(SHOP, 'access-1')).toEqual({ ok: true, value: 'access-2' });
    expect(await sessions.offlineToken(SHOP, 'access-1')).toEqual({ ok: true, value: 'access-2' });
    expect(stub.calls).toHaveLength(1);
  });

  it('serves the library a renewed session as well', async () => {
    await open().storeSession(session(3));
    expect((await open().loadSession(`offline_${SHOP}`))?.accessToken).toBe('access-2');
    stub.answer = () => ({ status: 500 });
    await open().storeSession(session(3));
    expect((await open().loadSession(`offline_${SHOP}`))?.accessToken).toBe('access-1');
  });

  it('is the old one when Shopify does not answer and it still lasts a little', async () => {
    stub.answer = () => ({ status: 503 });
    await open().storeSession(session(3));
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-1' });
    await open().storeSession(session(0));
    await expect(open().offlineToken(SHOP, null)).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('says what the caller must know when there is none', async () => {
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: false, refusal: 'no-session' });
    await open().storeSession(session(-1, { refreshTokenExpires: new Date(Date.now() - 1) }));
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: false, refusal: 'expired' });
    const source = createTokenSource(open());
    await expect(source(SHOP, null)).rejects.toBeInstanceOf(PlatformError);
    await expect(source('other.myshopify.com', null)).rejects.toMatchObject({
      reason: 'unauthorized',
      message: expect.stringContaining('not installed') as string,
    });
    stub.answer = () => ({ status: 400, json: { error: 'invalid_grant' } });
    await open().storeSession(session(-1));
    await expect(source(SHOP, null)).rejects.toMatchObject({ reason: 'unauthorized', isWorthRetrying: false });
  });

  it('that never ends needs no renewal', async () => {
    await open().storeSession(session(null));
    expect(await open().offlineToken(SHOP, null)).toEqual({ ok: true, value: 'access-1' });
  });
});

describe('shops that come and go', () => {
  it('names shops whose tokens nobody touched', async () => {
    await open().storeSession(session(60));
    expect(await open().idleShops(Date.now() - MINUTE, 10)).toEqual([]);
    expect(await open().idleShops(Date.now() + MINUTE, 10)).toEqual([SHOP]);
  });

  it('forgets an uninstalled shop, but not its re-installation', async () => {
    const sessions = open();
    await sessions.storeSession(session(60));
    await sessions.forgetShop(SHOP, Date.now() - MINUTE);
    expect(await sessions.loadSession(`offline_${SHOP}`)).toBeDefined();
    await sessions.forgetShop(SHOP, Date.now() + MINUTE);
    expect(await sessions.loadSession(`offline_${SHOP}`)).toBeUndefined();
  });
});

describe('several processes that want the same token', () => {
  const children: ChildProcess[] = [];
  afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

  async function startProcess(times: number): Promise<{ readonly child: ChildProcess; readonly lines: AsyncIterator<string> }> {
    const script = fileURLToPath(new URL('./token-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, test.url, stub.url, SHOP, String(times)], { stdio: ['pipe', 'pipe', 'inherit'] });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    expect((await lines.next()).value).toBe('ready');
    return { child, lines };
  }

  it('ask Shopify once', async () => {
    // Slowly enough for all of them to find the old token.
    stub.answer = (call, number) => ({ ...rotate(call, number), delayMs: 500 });
    await open().storeSession(session(-1));
    const processes = await Promise.all([startProcess(5), startProcess(5)]);
    for (const { child } of processes) child.stdin?.write('go\n');
    const answers = await Promise.all(processes.map(async ({ lines }) => JSON.parse(String((await lines.next()).value)) as unknown[]));
    expect(answers.flat()).toEqual(Array(10).fill({ ok: true, value: 'access-2' }));
    expect(stub.calls).toHaveLength(1);
  });

  it('are not held up by one that died while it was asking', async () => {
    stub.answer = (call, number) => (number === 0 ? { silent: 'hang' } : rotate(call, number));
    await open().storeSession(session(-1));
    const { child } = await startProcess(1);
    child.stdin?.write('go\n');
    while (stub.calls.length === 0) await wait(20);
    const asked = open().offlineToken(SHOP, null);
    await wait(100);
    expect(stub.calls).toHaveLength(1);
    child.kill('SIGKILL');
    expect(await asked).toEqual({ ok: true, value: 'access-3' });
  });

  it('leave no lock behind', async () => {
    const held = async (): Promise<number> => {
      const { rows } = await database.pool.query(
        `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      );
      return rows.length;
    };
    // A closed connection takes a moment to end on the server.
    await expect.poll(held, { timeout: 5_000 }).toBe(0);
  });
});
