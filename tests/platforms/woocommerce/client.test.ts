import { inspect } from 'node:util';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { createWooCommerceClient, type WooCommerceClientOptions } from '#woo/client.ts';
import { isPrivateAddress, lookupPublic, readSiteAddress } from '#woo/site-address.ts';
import { WooCommerceRefused } from '#woo/site-answer.ts';
import { sample } from './messages.ts';
import { html, json, openSiteStub, type SiteStub } from './site-stub.ts';

let site: SiteStub;
let pauses: number[];

beforeEach(async () => {
  site = await openSiteStub();
  pauses = [];
});
afterEach(() => site.close());

function get(options: Partial<WooCommerceClientOptions> = {}, repeatable = true): Promise<unknown> {
  const client = createWooCommerceClient({
    ...{ allowLocal: true, gapMs: 0, timeoutMs: 300, random: () => 0, ...options },
    sleep: (ms) => Promise.resolve(void pauses.push(ms)),
  });
  return client.send(site.access, {
    method: 'get',
    path: 'orders/12',
    query: { dp: 6 },
    answer: z.looseObject({ id: z.number() }),
    repeatable,
  });
}

async function failure(promise: Promise<unknown>): Promise<PlatformError> {
  const error = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PlatformError) return error;
  throw new Error(`not a PlatformError: ${String(error)}`);
}

function answerWith(name: string) {
  const { status = 0, body } = sample(name);
  return json(status, body);
}

describe('answers of a site', () => {
  test('JSON is read, and the query goes along', async () => {
    site.answers = [json(200, { id: 12 })];
    expect(await get()).toEqual({ id: 12 });
    expect(site.seen[0]).toMatchObject({ method: 'GET', url: expect.stringContaining('/wp-json/wc/v3/orders/12?dp=6') as string });
  });

  test.each([
    ['rest.error-401-unknown-key', 'unauthorized'],
    ['rest.error-401-bad-secret', 'unauthorized'],
    ['rest.error-401-read-key-writes', 'forbidden'],
    ['rest.error-404-order', 'refused'],
    ['rest.error-404-no-route', 'refused'],
    ['rest.error-400-coupon-exists', 'refused'],
  ] as const)('%s is %s, at once', async (name, reason) => {
    site.answers = [answerWith(name)];
    expect((await failure(get())).reason).toBe(reason);
    expect(site.seen).toHaveLength(1);
  });

  test('a thing that is missing is told apart from an API that is missing', async () => {
    site.answers = [answerWith('rest.error-404-order')];
    expect(await failure(get())).toMatchObject({ code: 'woocommerce_rest_shop_order_invalid_id', isMissing: true });
    site.answers = [answerWith('rest.error-404-no-route')];
    expect(await failure(get())).toMatchObject({ isMissing: false });
    site.answers = [html(404)];
    expect(await failure(get())).toMatchObject({ reason: 'refused', isMissing: false });
  });

  test('403 is forbidden, with or without JSON', async () => {
    site.answers = [html(403)];
    expect((await failure(get())).reason).toBe('forbidden');
  });

  test('a page instead of JSON is malformed, and tried again', async () => {
    site.answers = [html(200), html(200), json(200, { id: 12 })];
    expect(await get()).toEqual({ id: 12 });
    site.answers = [html(200)];
    expect(await failure(get())).toMatchObject({ reason: 'malformed', isWorthRetrying: true });
  });

  test('JSON of another shape is malformed and names the field', async () => {
    site.answers = [json(200, { id: 'x' })];
    expect(await failure(get())).toMatchObject({ reason: 'malformed', message: expect.stringContaining('id') as string });
  });

  test('5xx is tried again with growing waits, then given up', async () => {
    site.answers = [html(502)];
    expect(await failure(get())).toMatchObject({ reason: 'unreachable' });
    expect(pauses).toEqual([500, 1_000, 2_000]);
  });

  test('what must not happen twice is tried once', async () => {
    site.answers = [html(502)];
    await failure(get({}, false));
    expect(site.seen).toHaveLength(1);
  });

  test('429 waits as long as the site asks, or leaves a long wait to the caller', async () => {
    site.answers = [json(429, {}, { 'Retry-After': '3' }), json(200, { id: 12 })];
    await get();
    expect(pauses).toEqual([3_000]);
    site.answers = [json(429, {}, { 'Retry-After': '600' })];
    expect(await failure(get())).toMatchObject({ reason: 'throttled', retryAfterMs: 600_000 });
  });

  test('silence and a closed door are unreachable', async () => {
    site.answers = [() => undefined];
    expect(await failure(get({ maxTries: 1 }))).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('too long') as string,
    });
    const dead = { ...site.access, baseUrl: 'http://127.0.0.1:1' };
    const client = createWooCommerceClient({ allowLocal: true, maxTries: 1 });
    expect(await failure(client.send(dead, { method: 'get', path: 'orders', answer: z.unknown() }))).toMatchObject({
      reason: 'unreachable',
    });
  });

  test('a redirect is not followed: the keys stay here', async () => {
    site.answers = [html(301, { Location: 'http://127.0.0.1:1/' })];
    expect(await failure(get())).toBeInstanceOf(WooCommerceRefused);
    expect(site.seen).toHaveLength(1);
  });

  test('no error holds the keys', async () => {
    for (const answer of [html(200), html(502), answerWith('rest.error-401-bad-secret'), () => undefined]) {
      site.answers = [answer];
      const shown = inspect(await failure(get({ maxTries: 1 })), { depth: 20 });
      expect(shown).not.toContain('aaaaaaaa');
      expect(shown).not.toContain('bbbbbbbb');
    }
  });
});

describe('politeness', () => {
  test('at most two calls of a site run at a time', async () => {
    let running = 0;
    let most = 0;
    site.answers = [
      (_request, response) => {
        running += 1;
        most = Math.max(most, running);
        void wait(20).then(() => {
          running -= 1;
          response.writeHead(200, { 'Content-Type': 'application/json' });
          response.end('{"id":1}');
        });
      },
    ];
    const client = createWooCommerceClient({ allowLocal: true, gapMs: 0 });
    const ask = () => client.send(site.access, { method: 'get', path: 'orders/1', answer: z.looseObject({}) });
    await Promise.all(Array.from({ length: 8 }, ask));
    expect(most).toBe(2);
  });
});

describe('addresses', () => {
  test('what people type is brought into one form', () => {
    expect(readSiteAddress(' Shop.Example/ ', { allowLocal: false })).toEqual({
      ok: true,
      value: { baseUrl: 'https://shop.example', domain: 'shop.example' },
    });
    expect(readSiteAddress('https://example.com/shop/wp-admin/index.php', { allowLocal: false })).toMatchObject({
      value: { baseUrl: 'https://example.com/shop', domain: 'example.com/shop' },
    });
  });

  test('http, private networks and passwords are refused; this machine only where it is allowed', () => {
    for (const bad of [
      'http://shop.example',
      'https://127.0.0.1',
      'https://10.1.2.3',
      'https://[::1]',
      'https://localhost',
      'https://u:p@shop.example',
      'ftp://shop.example',
      '',
    ]) {
      expect(readSiteAddress(bad, { allowLocal: false })).toMatchObject({ ok: false });
    }
    expect(readSiteAddress('http://127.0.0.1:8899', { allowLocal: true })).toMatchObject({ value: { domain: '127.0.0.1:8899' } });
    expect(readSiteAddress('http://shop.example', { allowLocal: true })).toMatchObject({ ok: false });
  });

  test('names that lead into our own network are not asked', async () => {
    await expect(lookupPublic('localhost')).rejects.toThrow('private network');
    expect(
      ['10.0.0.1', '192.168.1.1', '169.254.169.254', '::1', 'fd00::1', '::ffff:127.0.0.1', '::ffff:7f00:1'].every(isPrivateAddress),
    ).toBe(true);
    expect(['93.184.216.34', '2606:2800:220:1::1'].some(isPrivateAddress)).toBe(false);
    const client = createWooCommerceClient({ allowLocal: false, maxTries: 1 });
    const access = { ...site.access, baseUrl: site.access.baseUrl.replace('127.0.0.1', 'localhost') };
    expect(await failure(client.send(access, { method: 'get', path: 'orders', answer: z.unknown() }))).toMatchObject({
      message: expect.stringContaining('EPRIVATE') as string,
    });
    expect(site.seen).toHaveLength(0);
  });
});
