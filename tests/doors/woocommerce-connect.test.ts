import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { execFile } from 'node:child_process';
import { connectWooCommerce, disconnectWooCommerce, probeWooCommerce } from '#app/services/connect-woocommerce.ts';
import { hashJoinCode, makeJoinCode, programOfJoinCode } from '#app/services/join-codes.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { openWooCommerceStage, type WooCommerceStage } from './woocommerce-stage.ts';

let stage: WooCommerceStage;

beforeAll(async () => {
  stage = await openWooCommerceStage();
});
afterAll(() => stage.close());
beforeEach(() => {
  stage.woo.faults.clear();
});

function access() {
  const { url, consumerKey, consumerSecret } = stage.woo;
  return { baseUrl: url, consumerKey, consumerSecret };
}

const actor = { kind: 'operator', id: 'test' };
const domain = (): string => new URL(stage.woo.url).host;

const codeOf = async (programId: string): Promise<string> =>
  (await makeJoinCode(stage.wiring.desk, { programId, actor: { kind: 'operator', id: 'test' } })).code;

/** Connects it, on its own or into the program that a fresh code opens. */
async function connectSite(joins: string | null = null): Promise<StoreAddress> {
  const joinCodeHash = joins === null ? null : hashJoinCode(await codeOf(joins));
  const connected = await connectWooCommerce(stage.wiring.woocommerce, { access: access(), joinCodeHash });
  if (!connected.ok) throw new Error(connected.refusal.message);
  return { programId: connected.value.programId, storeId: connected.value.storeId };
}

async function pointsOf(address: StoreAddress, email: string): Promise<number | undefined> {
  const member = await stage.wiring.services.readMember(address.programId, email);
  return member?.balances.find(({ unit }) => unit === 'points')?.available;
}

const hooks = () => stage.woo.webhooks.hooks();

describe('a site is connected by its keys', () => {
  let address: StoreAddress;

  test('it gets a program, webhooks of its own, and its keys are sealed', async () => {
    address = await connectSite();
    await stage.publish(address.programId);
    expect(hooks().map(({ topic, status }) => [topic, status])).toEqual(
      [
        ...['order.created', 'order.updated', 'order.deleted', 'order.restored'],
        ...['customer.created', 'customer.updated', 'customer.deleted'],
      ].map((topic) => [topic, 'active']),
    );
    expect(hooks().every(({ deliveryUrl }) => deliveryUrl.startsWith(`${stage.appUrl}/webhooks/woocommerce/`))).toBe(true);
    const { rows } = await stage.wiring.database.pool.query<{ row: string }>(
      'SELECT row_to_json(c)::text AS row FROM woocommerce_connection c',
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]?.row).not.toContain(stage.woo.consumerKey);
    expect(rows[0]?.row).not.toContain(stage.woo.consumerSecret);
  });

  test('a paid order arrives, is fetched and earns; a refund takes back', async () => {
    const customer = stage.woo.desk.createCustomer({ email: 'anna@example.test', firstName: 'Anna' });
    const order = stage.woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 2 }], customerId: customer.id, via: 'store-api' });
    await stage.settle(address);
    expect(await pointsOf(address, 'anna@example.test')).toBe(48);
    stage.woo.desk.refund({ orderId: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }] });
    await stage.settle(address);
    expect(await pointsOf(address, 'anna@example.test')).toBe(24);
  });

  test('a trashed order is taken back, a restored one comes back', async () => {
    const order = stage.woo.desk.placeOrder({ lines: [{ productId: 13, quantity: 1 }], email: 'trash@example.test' });
    await stage.settle(address);
    expect(await pointsOf(address, 'trash@example.test')).toBe(12);
    stage.woo.desk.trash({ id: order.id });
    await stage.settle(address);
    expect(await pointsOf(address, 'trash@example.test')).toBe(0);
    stage.woo.desk.restore({ id: order.id });
    await stage.settle(address);
    expect(await pointsOf(address, 'trash@example.test')).toBe(12);
  });

  test('a checkout that was merely opened leaves no trace', async () => {
    stage.woo.desk.placeOrder({
      lines: [{ productId: 13, quantity: 1 }],
      email: 'typing@example.test',
      status: 'checkout-draft',
      via: 'store-api',
    });
    await stage.settle(address);
    const { rows } = await stage.wiring.database.pool.query(`SELECT 1 FROM inbox WHERE body LIKE '%typing@example.test%'`);
    expect(rows).toEqual([]);
  });

  test('a forged message changes nothing', async () => {
    const hook = hooks()[0]!;
    const attempt = await stage.woo.webhooks.sendRaw({ topic: 'order.updated', payload: { id: 1 }, secret: 'guessed', webhookId: hook.id });
    expect(attempt.status).toBe(401);
  });

  test('a webhook that the site switched off is made anew, and the gap is read', async () => {
    const updated = hooks().find(({ topic }) => topic === 'order.updated')!;
    const created = hooks().find(({ topic }) => topic === 'order.created')!;
    stage.woo.webhooks.setStatus({ id: updated.id, status: 'disabled' });
    stage.woo.webhooks.removeHook({ id: created.id });
    stage.woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 1 }], email: 'gap@example.test' });
    await stage.settle(address);
    expect(await pointsOf(address, 'gap@example.test')).toBeUndefined();
    const now = await stage.wiring.database.now();
    expect(await stage.wiring.services.runSchedule('probe-webhooks')).toEqual({ sites: 1, repaired: 1 });
    await stage.settle(address);
    expect(await pointsOf(address, 'gap@example.test')).toBe(24);
    expect(hooks()).toHaveLength(7);
    expect(hooks().every(({ status }) => status === 'active')).toBe(true);
    expect(await probeWooCommerce(stage.wiring.woocommerce, now)).toEqual({ sites: 1, repaired: 0 });
    stage.woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 1 }], email: 'after@example.test' });
    await stage.settle(address);
    expect(await pointsOf(address, 'after@example.test')).toBe(24);
  });

  test('a site that does not let us in is noted, and others go on', async () => {
    stage.woo.faults.add({ kind: 'unauthorized', times: 0 });
    expect(await stage.wiring.services.runSchedule('probe-webhooks')).toEqual({ sites: 1, repaired: 0 });
    const { rows } = await stage.wiring.database.pool.query<{ problem: string }>('SELECT problem FROM woocommerce_connection');
    expect(rows[0]?.problem).toContain('keys are not accepted');
  });

  test('connected again, it is the same store, with webhooks of a new secret and no old ones', async () => {
    const before = hooks().map(({ id }) => id);
    expect(await connectSite()).toEqual(address);
    expect(hooks()).toHaveLength(7);
    expect(hooks().some(({ id }) => before.includes(id))).toBe(false);
    stage.woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 1 }], email: 'again@example.test' });
    await stage.settle(address);
    expect(await pointsOf(address, 'again@example.test')).toBe(24);
  });

  test('with points in its own program it joins no other', async () => {
    const other = await stage.wiring.services.installStore({
      platform: 'shopify',
      domain: 'other.myshopify.com',
      name: 'Other',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      development: false,
    });
    const code = await codeOf(other.programId);
    const join = (typed: string) => connectWooCommerce(stage.wiring.woocommerce, { access: access(), joinCodeHash: hashJoinCode(typed) });
    const message = (word: string) => ({ ok: false, refusal: { reason: 'program', message: expect.stringContaining(word) as string } });
    expect(await join(code)).toMatchObject(message('points were earned'));
    expect(await join('AAAAA-BBBBB-CCCCC-DDDDD')).toMatchObject(message('opens nothing'));
    expect(await programOfJoinCode(stage.wiring.desk, hashJoinCode(code)), 'the code stays good').toBe(other.programId);
    expect(hooks()).toHaveLength(7);
  });

  test('disconnected, its webhooks and keys are gone, its books stay', async () => {
    expect(await disconnectWooCommerce(stage.wiring.woocommerce, { domain: domain(), actor })).toBe(true);
    expect(hooks()).toEqual([]);
    const { rows } = await stage.wiring.database.pool.query('SELECT 1 FROM woocommerce_connection');
    expect(rows).toEqual([]);
    expect(await pointsOf(address, 'again@example.test')).toBe(24);
    expect(await disconnectWooCommerce(stage.wiring.woocommerce, { domain: domain(), actor })).toBe(false);
  });
});

describe('an operator connects a site from the command line', () => {
  const rung = (...words: string[]): Promise<{ readonly code: number; readonly said: string }> =>
    new Promise((resolve) => {
      const env = { ...process.env, ...stage.variables };
      execFile(process.execPath, ['tools/rung.ts', ...words], { env, timeout: 60_000 }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, said: stdout + stderr }),
      );
    });

  test('connect, refuse, disconnect', async () => {
    const { url, consumerKey, consumerSecret } = stage.woo;
    expect(await rung('connect-woocommerce', url)).toMatchObject({ code: 2, said: expect.stringContaining('--key') as string });
    const wrong = await rung('connect-woocommerce', url, '--key', `ck_${'0'.repeat(40)}`, '--secret', consumerSecret);
    expect(wrong).toMatchObject({ code: 1, said: expect.stringContaining('does not accept the keys') as string });
    const connected = await rung('connect-woocommerce', url, '--key', consumerKey, '--secret', consumerSecret);
    expect(connected).toMatchObject({ code: 0, said: expect.stringContaining('is connected') as string });
    expect(hooks()).toHaveLength(7);
    expect(await rung('disconnect-woocommerce', url)).toMatchObject({ code: 0 });
    expect(await rung('disconnect-woocommerce', url)).toMatchObject({ code: 1 });
    expect(hooks()).toEqual([]);
  });
});

describe('what is wrong with a site is told before anything is stored', () => {
  const refusalOf = async (parts: Partial<ReturnType<typeof access>> = {}) => {
    const result = await connectWooCommerce(stage.wiring.woocommerce, { access: { ...access(), ...parts }, joinCodeHash: null });
    return result.ok ? null : result.refusal.reason;
  };

  test('address, keys, permissions', async () => {
    expect(await refusalOf({ baseUrl: 'nonsense address' })).toBe('address');
    expect(await refusalOf({ baseUrl: 'http://127.0.0.1:1' })).toBe('unreachable');
    expect(await refusalOf({ consumerKey: 'ck_short' })).toBe('keys');
    expect(await refusalOf({ consumerSecret: `cs_${'0'.repeat(40)}` })).toBe('keys');
    expect(await refusalOf({ consumerKey: `ck_${'0'.repeat(40)}` })).toBe('keys');
    const readOnly = stage.woo.desk.createKey({ permissions: 'read' });
    expect(await refusalOf({ consumerKey: readOnly.consumerKey, consumerSecret: readOnly.consumerSecret })).toBe('permissions');
    expect(hooks()).toEqual([]);
  });

  test('permalinks, version, coupons, clock', async () => {
    const { desk, clock } = stage.woo;
    desk.configureSite({ prettyPermalinks: false });
    expect(await refusalOf()).toBe('permalinks');
    desk.configureSite({ prettyPermalinks: true, version: '7.9.0' });
    expect(await refusalOf()).toBe('version');
    desk.configureSite({ version: '10.5.0', couponsEnabled: false });
    expect(await refusalOf()).toBe('coupons');
    desk.configureSite({ couponsEnabled: true });
    clock.advance({ ms: 3_600_000 });
    expect(await refusalOf()).toBe('clock');
    clock.advance({ ms: -3_600_000 });
  });
});

describe('a site joins the program of another store', () => {
  test('while its own has no postings, by a one-time code', async () => {
    const shop = await stage.wiring.services.installStore({
      platform: 'shopify',
      domain: 'beans.myshopify.com',
      name: 'Beans',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      development: false,
    });
    await stage.wiring.database.pool.query(`DELETE FROM store_directory WHERE platform = 'woocommerce'`);
    const alone = await connectSite();
    expect(alone.programId).not.toBe(shop.programId);
    const joined = await connectSite(shop.programId);
    expect(joined.programId).toBe(shop.programId);
    await stage.publish(shop.programId);
    stage.woo.desk.placeOrder({ lines: [{ productId: 13, quantity: 1 }], email: 'joined@example.test' });
    await stage.settle(joined);
    expect(await pointsOf(shop, 'joined@example.test')).toBe(12);
    expect(await connectSite(shop.programId)).toEqual(joined);
    expect(await stage.wiring.services.runSchedule('probe-webhooks')).toEqual({ sites: 1, repaired: 0 });
  });
});

describe('a site is connected by its own approval', () => {
  const begin = (site: string, cookie?: string) =>
    fetch(
      `${stage.appUrl}/connect/woocommerce?site=${encodeURIComponent(site)}&return=${encodeURIComponent(`${stage.woo.url}/wp-admin/admin.php?page=rung`)}`,
      {
        redirect: 'manual',
        headers: { referer: `${stage.woo.url}/wp-admin/admin.php?page=rung-loyalty`, ...(cookie === undefined ? {} : { cookie }) },
      },
    );
  const cookieOf = (response: Response): string => (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const done = (query: string, cookie: string) =>
    fetch(`${stage.appUrl}/connect/woocommerce/done${query}`, { redirect: 'manual', headers: { cookie } });

  test('approved, the keys come, and the merchant goes back to the site', async () => {
    const started = await begin(stage.woo.url);
    expect(started.status).toBe(303);
    const approved = await stage.woo.desk.approveAuthorization({ url: started.headers.get('location') ?? '' });
    expect(approved.location).toContain(`${stage.appUrl}/connect/woocommerce/done`);
    const back = await fetch(approved.location ?? '', { redirect: 'manual', headers: { cookie: cookieOf(started) } });
    expect([back.status, back.headers.get('location')]).toEqual([303, `${stage.woo.url}/wp-admin/admin.php?page=rung`]);
    const stranger = await done('?success=1', 'rung_connect=somebody-else');
    expect(stranger.status).toBe(409);
    expect((await done('?success=1', '')).status).toBe(403);
  });

  test('declined, nothing is connected', async () => {
    const started = await begin(stage.woo.url);
    const declined = await stage.woo.desk.approveAuthorization({ url: started.headers.get('location') ?? '', approve: false });
    const back = await fetch(declined.location ?? '', { redirect: 'manual', headers: { cookie: cookieOf(started) } });
    expect([back.status, await back.text()]).toEqual([409, expect.stringContaining('declined')]);
  });

  test('a state serves once, and keys that do not open the site serve nobody', async () => {
    const started = await begin(stage.woo.url);
    const state = new URL(started.headers.get('location') ?? '').searchParams.get('user_id') ?? '';
    const send = (userId: string) =>
      fetch(`${stage.appUrl}/connect/woocommerce/keys`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json;charset=UTF-8' },
        body: JSON.stringify({
          key_id: 1,
          user_id: userId,
          consumer_key: `ck_${'0'.repeat(40)}`,
          consumer_secret: `cs_${'0'.repeat(40)}`,
          key_permissions: 'read_write',
        }),
      });
    expect((await send('a-state-that-nobody-has-started-here')).status).toBe(422);
    expect((await send(state)).status).toBe(422);
    const page = await done(`?success=1&user_id=${state}`, cookieOf(started));
    expect(await page.text()).toContain('does not accept the keys');
    const again = await stage.woo.desk.approveAuthorization({ url: started.headers.get('location') ?? '' });
    expect(again.status).not.toBe(302);
    expect((await fetch(`${stage.appUrl}/connect/woocommerce/keys`, { method: 'POST', body: '{}' })).status).toBe(400);
  });

  test('a bad address is told at once', async () => {
    const refused = await begin('http://shop.example');
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('https://')]);
  });

  test('no log line holds a key or a state', () => {
    const all = stage.logged.join('\n');
    expect(all).not.toMatch(/c[ks]_[0-9a-f]{20}/);
  });
});
