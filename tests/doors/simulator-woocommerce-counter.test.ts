import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningWooCommerce, startWooCommerce } from '#tests/simulator-woocommerce/main.ts';
import { callAsPlugin, signedText } from '#tests/simulator-woocommerce/plugin-call.ts';

interface Vector {
  readonly secret: string;
  readonly method: 'GET' | 'POST';
  readonly pathAndQuery: string;
  readonly time: string;
  readonly customer: string;
  readonly locale: string;
  readonly body: string;
  readonly expected: { readonly signedText: string; readonly signature: string };
}

const CONTRACT = new URL('../../woocommerce-bridge/contract/plugin-signature.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(CONTRACT, 'utf8')) as { readonly vectors: readonly Vector[] };

let app: Server;
let appUrl: string;
let woo: RunningWooCommerce;
const asked: { readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }[] = [];

beforeAll(async () => {
  app = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push({ url: request.url ?? '', headers: request.headers, body });
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"points":{"available":7}}');
    });
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  woo = await startWooCommerce({ site: { title: 'Kawa <b>', pluginVersion: '1.0.0' } });
});
afterAll(async () => {
  await woo.stop();
  app.closeAllConnections();
  app.close();
});

describe('the call of the plugin', () => {
  test.each(vectors)('$method $pathAndQuery is signed as the contract says', (vector) => {
    const text = signedText(vector);
    expect(text).toBe(vector.expected.signedText);
    expect(createHmac('sha256', vector.secret).update(text).digest('hex')).toBe(vector.expected.signature);
  });

  test('names the customer, the language and the time in headers, and sends the very bytes it signed', async () => {
    const link = { appUrl, storeKey: 'store-1', secret: 'test-secret' };
    const body = { rewardId: 'kawa „mała”' };
    const answer = await callAsPlugin(link, { method: 'POST', path: 'redeem', customer: '42', locale: 'pl-PL', body });
    expect(answer).toEqual({ status: 200, text: '{"points":{"available":7}}' });
    const sent = asked.at(-1);
    const time = String(sent?.headers['x-rung-time']);
    const text = signedText({
      ...{ method: 'POST', pathAndQuery: '/bridge/woocommerce/store-1/redeem', time },
      ...{ customer: '42', locale: 'pl-PL', body: JSON.stringify(body) },
    });
    expect(sent).toMatchObject({ url: '/bridge/woocommerce/store-1/redeem', body: JSON.stringify(body) });
    expect(sent?.headers).toMatchObject({
      ...{ 'x-rung-customer': '42', 'x-rung-locale': 'pl-PL' },
      'x-rung-signature': createHmac('sha256', 'test-secret').update(text).digest('hex'),
    });
  });
});

describe('the counter', () => {
  test('shows a page with its script and looks; the shop’s name is text', async () => {
    const page = await (await fetch(`${woo.url}/counter`)).text();
    expect(page).toContain('Kawa &lt;b&gt;');
    for (const [, file] of page.matchAll(/(?:src|href)="(\/pages\/[^"]+)"/g)) expect((await fetch(`${woo.url}${file}`)).status).toBe(200);
  });

  test('asks the app for the shopper who was chosen, through the plugin; without one nobody may ask', async () => {
    const me = (headers: Record<string, string>) => fetch(`${woo.url}/counter/rewards/me`, { headers });
    expect((await me({})).status).toBe(403);
    expect((await me({ 'X-Sim-Customer': '5' })).status).toBe(404);
    const keys = Buffer.from(`${woo.consumerKey}:${woo.consumerSecret}`).toString('base64');
    const linked = await fetch(`${woo.url}/wp-json/wc-rung/v1/link`, {
      method: 'POST',
      headers: { Authorization: `Basic ${keys}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ version: 1, appUrl, storeKey: 'store-9', secret: 'x'.repeat(43), programName: 'Beans' }),
    });
    expect(linked.status).toBe(200);
    expect(await (await me({ 'X-Sim-Customer': '5' })).json()).toEqual({ points: { available: 7 } });
    expect(asked.at(-1)).toMatchObject({ url: '/bridge/woocommerce/store-9/me', headers: { 'x-rung-customer': '5' } });
    app.closeAllConnections();
    app.close();
    expect((await me({ 'X-Sim-Customer': '5' })).status).toBe(502);
  });

  test('lists the newest orders only', () => {
    for (let count = 0; count < 4; count += 1)
      woo.desk.placeOrder({ email: 'a@example.test', lines: [{ productId: 13 }], createdAt: Date.now() - count * 60_000 });
    const all = woo.desk.orders({});
    expect(woo.desk.orders({ newest: 2 }).map(({ id }) => id)).toEqual([all[0]?.id, all[1]?.id]);
  });
});
