import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OrderPayload } from '#tests/simulator-woocommerce/main.ts';
import { differences, sample, useWooStand } from './simulator-woocommerce-stand.ts';

const stand = useWooStand();

const BEANS = { productId: 12 };

describe('answers', () => {
  it('have the fields of a real shop’s', async () => {
    const { woo, rest } = stand;
    const account = woo.desk.createCustomer({ email: 'ada@example.test', metaData: [{ key: 'a', value: 'b' }] });
    woo.desk.createCoupon({ code: 'five', amount: '5.00', meta_data: [{ key: '_reward', value: 'r' }] });
    const order = woo.desk.placeOrder({
      lines: [BEANS, { productId: 13 }],
      coupons: ['five'],
      shipping: { total: '5.00' },
      customerId: account.id,
    });
    woo.desk.refund({ orderId: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }] });
    const pairs = [
      ['rest.orders-list', `/orders?customer=0&per_page=1`],
      ['rest.order-refunds', `/orders/${order.id}/refunds`],
      ['rest.refunds-list', '/refunds'],
      ['rest.coupon', '/coupons?code=FIVE'],
      ['rest.customers-by-email', '/customers?email=ADA@example.test'],
    ] as const;
    woo.desk.placeOrder({ lines: [BEANS], email: 'guest@example.test' });
    for (const [name, path] of pairs) {
      const [real, ours] = [await sample(name), await rest('GET', path)];
      expect(ours.status, name).toBe(200);
      expect((ours.body as unknown[]).length, name).toBeGreaterThan(0);
      const bodies =
        name === 'rest.order-refunds'
          ? [(real.body as unknown[]).at(-1), (ours.body as unknown[])[0]]
          : [(real.body as unknown[])[0], (ours.body as unknown[])[0]];
      expect(differences(bodies[0], bodies[1]), name).toEqual([]);
      expect(ours.headers.get('x-wp-total'), name).toMatch(/^\d+$/);
    }
    const status = await rest('GET', '/system_status');
    const invented = differences((await sample('rest.system-status')).body, status.body).filter((one) => !one.endsWith('is missing'));
    expect(invented).toEqual([]);
    expect(status.body).toMatchObject({ settings: { currency: 'EUR', number_of_decimals: 2, HPOS_enabled: true } });
    expect((await rest('GET', '/settings/general/woocommerce_enable_coupons')).body).toMatchObject({ value: 'yes' });
  });

  it('refuse in the words of a real shop', async () => {
    const { woo, rest } = stand;
    woo.desk.createCoupon({ code: 'five', amount: '5.00' });
    const many = Array.from({ length: 101 }, (_, at) => ({ code: `c${at}` }));
    const readOnly = woo.desk.createKey({ permissions: 'read' });
    const call = async (path: string, auth: string, method = 'GET') => {
      const response = await fetch(`${woo.url}/wp-json/wc/v3${path}`, {
        method,
        headers: { Authorization: `Basic ${Buffer.from(auth).toString('base64')}` },
      });
      return { status: response.status, body: (await response.json()) as unknown };
    };
    const cases = [
      ['rest.error-400-coupon-exists', await rest('POST', '/coupons', { code: 'FIVE' })],
      ['rest.error-400-param', await rest('GET', '/orders?per_page=101')],
      ['rest.error-401-bad-secret', await call('/orders', `${woo.consumerKey}:cs_wrong`)],
      ['rest.error-401-unknown-key', await call('/orders', 'ck_unknown:cs_wrong')],
      ['rest.error-401-read-key-writes', await call('/coupons', `${readOnly.consumerKey}:${readOnly.consumerSecret}`, 'POST')],
      ['rest.error-404-no-route', await rest('GET', '/nothing')],
      ['rest.error-404-order', await rest('GET', '/orders/999')],
      ['rest.error-413-batch', await rest('POST', '/coupons/batch', { create: many })],
    ] as const;
    for (const [name, ours] of cases) {
      const real = await sample(name);
      expect({ status: ours.status, body: ours.body }, name).toEqual({ status: real.status, body: real.body });
    }
    expect(await rest('DELETE', '/customers/1')).toMatchObject({ status: 404 });
    expect(await rest('POST', '/webhooks', { topic: 'order.eaten', delivery_url: 'https://a.example' })).toMatchObject({
      status: 400,
      body: { code: 'woocommerce_rest_shop_webhook_invalid_topic' },
    });
    const order = woo.desk.placeOrder({ lines: [BEANS] });
    expect(await rest('POST', `/orders/${order.id}/refunds`, { amount: '99.00', api_refund: false })).toMatchObject({
      status: 500,
      body: { code: 'woocommerce_rest_cannot_create_order_refund', data: 500 },
    });
  });

  it('take a batch apart item by item', async () => {
    stand.woo.desk.createCoupon({ code: 'taken', amount: '1.00' });
    const real = await sample('rest.batch-mixed');
    const ours = await stand.rest('POST', '/coupons/batch', {
      create: [{ code: 'fresh', amount: '1.00' }, { code: 'taken' }],
      delete: [999_999],
    });
    const [a, b] = [real.body as { create: unknown[]; delete: unknown[] }, ours.body as { create: unknown[]; delete: unknown[] }];
    expect(differences(a.create[0], b.create[0])).toEqual([]);
    expect([b.create[1], b.delete]).toEqual([a.create[1], a.delete]);
    expect(stand.woo.desk.coupon({ code: 'fresh' }).discount_type).toBe('fixed_cart');
  });
});

describe('lists', () => {
  it('are cut into pages, and past the last one the total reads 0', async () => {
    for (let count = 0; count < 23; count += 1) {
      stand.woo.clock.advance({ ms: 1_000 });
      stand.woo.desk.placeOrder({ lines: [BEANS] });
    }
    const ids: number[] = [];
    for (let page = 1; page <= 3; page += 1) {
      const { headers, body } = await stand.rest('GET', `/orders?per_page=10&page=${page}&orderby=modified&order=asc`);
      expect([headers.get('x-wp-total'), headers.get('x-wp-totalpages')]).toEqual(['23', '3']);
      expect(headers.get('link')?.includes('rel="next"')).toBe(page < 3);
      ids.push(...(body as OrderPayload[]).map((order) => order.id));
    }
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(new Set(ids).size).toBe(23);
    const past = await stand.rest('GET', '/orders?page=9');
    expect([past.body, past.headers.get('x-wp-total')]).toEqual([[], '0']);
  });

  it('know modified_after by whole seconds, exclusively, in the shop’s time or in UTC', async () => {
    const first = stand.woo.desk.placeOrder({ lines: [BEANS] });
    stand.woo.clock.advance({ ms: 60_000 });
    const second = stand.woo.desk.placeOrder({ lines: [BEANS], via: 'store-api', status: 'checkout-draft' });
    const ids = async (query: string) => ((await stand.rest('GET', `/orders?${query}`)).body as OrderPayload[]).map((order) => order.id);
    expect(await ids('modified_after=2026-11-02T09:00:00&dates_are_gmt=true')).toEqual([second.id]);
    expect(await ids('modified_after=2026-11-02T08:59:59Z&dates_are_gmt=true')).toEqual([second.id, first.id]);
    expect(await ids('modified_after=2026-11-02T10:00:00')).toEqual([second.id]);
    expect(await ids(`include=${first.id},${second.id}&orderby=include`)).toEqual([first.id, second.id]);
    stand.woo.desk.trash({ id: first.id });
    expect(await ids(`include=${first.id}`)).toEqual([]);
    expect(await ids('status[]=trash')).toEqual([first.id]);
    expect(await ids('status=checkout-draft,completed')).toEqual([second.id]);
    expect(await stand.rest('GET', '/orders?modified_after=soon')).toMatchObject({ status: 400, body: { code: 'rest_invalid_param' } });
  });
});

describe('keys', () => {
  it('work in the query and as OAuth 1.0a signatures', async () => {
    const { woo } = stand;
    const inQuery = await fetch(`${woo.url}/wp-json/wc/v3/orders?consumer_key=${woo.consumerKey}&consumer_secret=${woo.consumerSecret}`);
    expect(inQuery.status).toBe(200);
    const signed = (nonce: string, secret: string, seconds = Math.floor(woo.clock.now() / 1000)) => {
      const query: Record<string, string> = {
        oauth_consumer_key: woo.consumerKey,
        oauth_nonce: nonce,
        oauth_signature_method: 'HMAC-SHA256',
        oauth_timestamp: String(seconds),
        per_page: '5',
      };
      const pairs = Object.keys(query)
        .sort()
        .map((name) => `${name}=${encodeURIComponent(query[name]!)}`);
      const base = ['GET', encodeURIComponent(`${woo.url}/wp-json/wc/v3/orders`), encodeURIComponent(pairs.join('&'))].join('&');
      const signature = createHmac('sha256', `${secret}&`).update(base).digest('base64');
      return fetch(`${woo.url}/wp-json/wc/v3/orders?${pairs.join('&')}&oauth_signature=${encodeURIComponent(signature)}`);
    };
    expect((await signed('one', woo.consumerSecret)).status).toBe(200);
    expect(await (await signed('one', woo.consumerSecret)).json()).toMatchObject({ message: expect.stringContaining('nonce') as string });
    expect(await (await signed('two', 'cs_wrong')).json()).toMatchObject({ message: expect.stringContaining('signature') as string });
    expect(await (await signed('three', woo.consumerSecret, 1)).json()).toMatchObject({ message: 'Invalid timestamp.' });
    expect((await fetch(`${woo.url}/?rest_route=/wc/v3/orders`)).status).toBe(401);
  });
});

describe('app authorisation', () => {
  const address = (change: Record<string, string> = {}) => {
    const query = {
      app_name: 'Rung',
      scope: 'read_write',
      user_id: 'st_1',
      return_url: `${stand.app.url}/back?a=1`,
      callback_url: `${stand.app.url}/keys`,
      ...change,
    };
    return `${stand.woo.url}/wc-auth/v1/authorize?${new URLSearchParams(query).toString()}`;
  };

  it('hands the keys over before the browser goes back', async () => {
    const answer = await stand.woo.desk.approveAuthorization({ url: address() });
    expect(answer).toMatchObject({ status: 302, location: `${stand.app.url}/back?a=1&success=1&user_id=st_1` });
    const [call] = stand.app.seen;
    const real = await sample('wc-auth.callback');
    expect(call?.headers['content-type']).toBe(real.headers['content-type']);
    const keys = JSON.parse(call!.body) as { consumer_key: string; consumer_secret: string };
    expect(differences(real.body, keys)).toEqual([]);
    const works = await fetch(
      `${stand.woo.url}/wp-json/wc/v3/system_status?consumer_key=${keys.consumer_key}&consumer_secret=${keys.consumer_secret}`,
    );
    expect(works.status).toBe(200);
    expect(stand.woo.desk.keys().at(-1)?.description).toBe('Rung - API (2026-11-02 09:00:00)');
  });

  it('deletes the key again unless the answer is 200, and gives nothing on denial', async () => {
    stand.app.answer = (_seen, response) => response.writeHead(202).end();
    expect(await stand.woo.desk.approveAuthorization({ url: address() })).toMatchObject({ status: 401, location: null });
    stand.woo.faults.add({ kind: 'drop', target: 'callback' });
    expect(await stand.woo.desk.approveAuthorization({ url: address() })).toMatchObject({ status: 401 });
    expect(stand.woo.desk.keys()).toHaveLength(1);
    const denied = await stand.woo.desk.approveAuthorization({ url: address(), approve: false });
    expect(denied.location).toContain('success=0');
    expect(stand.app.seen).toHaveLength(1);
    await expect(stand.woo.desk.approveAuthorization({ url: address({ scope: 'all' }) })).rejects.toThrow(/Invalid scope/);
    await expect(stand.woo.desk.approveAuthorization({ url: address({ callback_url: 'http://shop.example/keys' }) })).rejects.toThrow(
      /over SSL/,
    );
  });
});

describe('faults', () => {
  it('strike before or after the effect', async () => {
    const { woo, rest } = stand;
    const { desk } = woo;
    const quick = (kind: Parameters<typeof woo.faults.add>[0]['kind']) =>
      woo.faults.add({ kind, path: '/coupons', method: 'POST', delayMs: 20 });
    const count = () => desk.coupons().length;
    quick('timeout-before-effect');
    await expect(rest('POST', '/coupons', { code: 'a' })).rejects.toThrow();
    expect(count()).toBe(0);
    quick('timeout-after-effect');
    await expect(rest('POST', '/coupons', { code: 'a' })).rejects.toThrow();
    expect(count()).toBe(1);
    for (const kind of ['reset-after-effect', 'half-json', 'html-after-effect', 'html'] as const) {
      quick(kind);
      await expect(rest('POST', '/coupons', { code: kind }), kind).rejects.toThrow();
    }
    expect(count()).toBe(4);
    const statuses = {
      'server-error': 500,
      maintenance: 503,
      firewall: 403,
      forbidden: 403,
      unauthorized: 401,
      'too-many-requests': 429,
    } as const;
    for (const [kind, status] of Object.entries(statuses)) {
      woo.faults.add({ kind: kind as keyof typeof statuses });
      const response = await fetch(`${woo.url}/wp-json/wc/v3/orders`);
      expect([kind, response.status]).toEqual([kind, status]);
      if (status === 429) expect(response.headers.get('retry-after')).toBe('2');
      await response.text();
    }
    expect(woo.calls.list({ path: '/coupons' }).filter((call) => call.fault !== null)).toHaveLength(6);
    woo.clock.advance({ ms: -3_600_000 });
    expect((await rest('GET', '/orders')).headers.get('date')).toBe('Mon, 02 Nov 2026 08:00:00 GMT');
    woo.desk.configureSite({ prettyPermalinks: false });
    expect((await fetch(`${woo.url}/wp-json/`)).status).toBe(404);
  });
});
