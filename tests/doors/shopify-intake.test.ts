import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createShopifyIntake, type ShopifyIntakeOptions } from '#app/intake/shopify.ts';
import type { ReceivedMessage } from '#app/services/services.ts';
import { messageText } from '../platforms/shopify/messages.ts';

const SHOP = 'north-quay.myshopify.com';
const SECRET = 'client-secret';

let server: Server;
let port: number;
let received: ReceivedMessage[];
let logged: unknown[];
let outcome: () => Promise<'stored' | 'duplicate' | 'unknown-store'>;

async function open(options: Partial<ShopifyIntakeOptions> = {}): Promise<void> {
  received = [];
  logged = [];
  outcome = () => Promise.resolve('stored');
  const write = (...line: unknown[]): void => void logged.push(line);
  const intake = createShopifyIntake({
    secrets: [SECRET, 'older-secret'],
    acceptMessage: (message) => {
      received.push(message);
      return outcome();
    },
    log: { info: write, warn: write, error: write },
    ...options,
  });
  server = createServer(intake);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
}

beforeEach(() => open());
afterEach(() => close());

function close(): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Delivery {
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly topic?: string;
  readonly path?: string;
  readonly secret?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | null>>;
}

function headersOf({ body = '{}', topic = 'orders/paid', secret = SECRET, headers = {} }: Delivery): Record<string, string> {
  const all: Record<string, string | null> = {
    'Content-Type': 'application/json',
    'X-Shopify-Topic': topic,
    'X-Shopify-Hmac-Sha256': createHmac('sha256', secret).update(body).digest('base64'),
    'X-Shopify-Shop-Domain': SHOP,
    'X-Shopify-API-Version': '2026-10',
    'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
    'X-Shopify-Triggered-At': '2026-11-23T08:59:58.123456789Z',
    'X-Shopify-Event-Id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
    ...headers,
  };
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

async function deliver(delivery: Delivery = {}): Promise<{ readonly status: number; readonly text: string }> {
  const method = delivery.method ?? 'POST';
  const response = await fetch(`http://127.0.0.1:${port}${delivery.path ?? '/webhooks/shopify'}`, {
    method,
    headers: headersOf(delivery),
    ...(method === 'GET' ? {} : { body: delivery.body ?? '{}' }),
  });
  return { status: response.status, text: await response.text() };
}

describe('a webhook that Shopify signed', () => {
  it('is stored as it came, byte for byte, and answered 200', async () => {
    const body = messageText('order-paid.body');
    expect(await deliver({ body })).toEqual({ status: 200, text: '' });
    expect(received).toEqual([
      {
        platform: 'shopify',
        domain: SHOP,
        topic: 'orders/paid',
        webhookId: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
        eventId: '98880550-7158-44d4-b7cd-2c97c8a091b5',
        triggeredAt: Date.parse('2026-11-23T08:59:58.123Z'),
        apiVersion: '2026-10',
        body,
      },
    ]);
    expect(logged).toEqual([]);
  });

  it('may be signed with the secret from before a rotation', async () => {
    expect(await deliver({ secret: 'older-secret' })).toMatchObject({ status: 200 });
  });

  it('needs neither an event id nor a time', async () => {
    expect(await deliver({ headers: { 'X-Shopify-Event-Id': null, 'X-Shopify-Triggered-At': 'yesterday' } })).toMatchObject({
      status: 200,
    });
    expect(received[0]).toMatchObject({ eventId: null, triggeredAt: null });
  });

  it('is answered 200 when it is known already', async () => {
    outcome = () => Promise.resolve('duplicate');
    expect(await deliver()).toMatchObject({ status: 200 });
  });

  it('is answered 200 and noted when its shop is not connected', async () => {
    outcome = () => Promise.resolve('unknown-store');
    expect(await deliver()).toMatchObject({ status: 200 });
    expect(logged).toEqual([[expect.objectContaining({ shop: SHOP, outcome: 'unknown-store' }), expect.any(String)]]);
  });

  it('is answered 500 when it could not be stored, without a word of why', async () => {
    outcome = () => Promise.reject(new Error('connection to 10.0.0.5 refused: ana@shop.test'));
    expect(await deliver()).toEqual({ status: 500, text: '' });
  });

  it('comes through the door of its own kind', async () => {
    const compliance = { body: messageText('customers-redact'), topic: 'customers/redact' };
    expect(await deliver({ ...compliance, path: '/webhooks/shopify/compliance' })).toMatchObject({ status: 200 });
    expect(await deliver(compliance)).toMatchObject({ status: 400 });
    expect(await deliver({ path: '/webhooks/shopify/compliance' })).toMatchObject({ status: 400 });
    expect(received).toHaveLength(1);
  });

  it('serves many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver({ body: messageText('order-paid.body') })));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(received).toHaveLength(50);
  });
});

describe('a webhook that is not right', () => {
  it.each([
    ['another secret', { secret: 'stranger' }],
    ['no signature', { headers: { 'X-Shopify-Hmac-Sha256': null } }],
    [
      'the signature of another body',
      { body: '{"id":2}', headers: { 'X-Shopify-Hmac-Sha256': headersOf({ body: '{"id":1}' })['X-Shopify-Hmac-Sha256'] ?? '' } },
    ],
    [
      'no signature on a compliance message',
      { path: '/webhooks/shopify/compliance', topic: 'shop/redact', headers: { 'X-Shopify-Hmac-Sha256': null } },
    ],
  ])('is answered 401 for %s', async (_name, delivery) => {
    expect(await deliver(delivery)).toEqual({ status: 401, text: '' });
    expect(received).toEqual([]);
  });

  it.each([
    ['no topic', { headers: { 'X-Shopify-Topic': null } }],
    ['a topic that is none', { topic: '../../etc' }],
    ['no shop', { headers: { 'X-Shopify-Shop-Domain': null } }],
    ['a shop that is none', { headers: { 'X-Shopify-Shop-Domain': 'evil.test' } }],
    ['no id', { headers: { 'X-Shopify-Webhook-Id': null } }],
    ['no JSON', { body: 'hello' }],
    ['half of it', { body: '{"id": 1, "line_items": [' }],
    ['a list', { body: '[]' }],
    ['an empty body', { body: '' }],
    ['bytes that are no UTF-8', { body: new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }],
    [
      'a body of another shop',
      { body: messageText('app-uninstalled'), topic: 'app/uninstalled', headers: { 'X-Shopify-Shop-Domain': 'other.myshopify.com' } },
    ],
  ])('is answered 400 for %s', async (_name, delivery) => {
    expect(await deliver(delivery)).toEqual({ status: 400, text: '' });
    expect(received).toEqual([]);
    expect(logged).toHaveLength(1);
  });

  it('is answered 405 and 404 for other methods and paths', async () => {
    expect(await deliver({ method: 'GET' })).toMatchObject({ status: 405 });
    expect(await deliver({ method: 'PUT' })).toMatchObject({ status: 405 });
    expect(await deliver({ path: '/webhooks/shopify/other' })).toMatchObject({ status: 404 });
  });

  it('leaves no personal data in the log', async () => {
    await deliver({ body: messageText('customers-create'), topic: 'customers/create', secret: 'stranger' });
    await deliver({ body: `${messageText('customers-create')}x`, topic: 'customers/create' });
    expect(logged).toHaveLength(2);
    expect(JSON.stringify(logged)).not.toContain('ana@');
  });
});

/** Speaks HTTP by hand: sends what it is given, collects what comes back until the connection ends. */
function speak(first: string): { readonly socket: Socket; readonly heard: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => void (text += chunk));
  socket.on('error', () => undefined);
  const heard = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  socket.write(first);
  return { socket, heard };
}

const head = (headers: Record<string, string>): string =>
  `POST /webhooks/shopify HTTP/1.1\r\nHost: rung.test\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;

describe('a body that is too much or too slow', () => {
  it('is answered 413 from its announced length alone, and the connection ends', async () => {
    await close();
    await open({ maxBytes: 1_000 });
    const { heard } = speak(head({ ...headersOf({}), 'Content-Length': '1000001' }));
    const answer = await heard;
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/connection: close/i);
    expect(received).toEqual([]);
  });

  it('is answered 413 to a sender that reads only after it has sent everything', async () => {
    await close();
    await open({ maxBytes: 1_000 });
    expect(await deliver({ body: JSON.stringify({ filler: 'x'.repeat(2_000_000) }) })).toMatchObject({ status: 413 });
  });

  it('is answered 413 when it was sent in pieces without a length', async () => {
    await close();
    await open({ maxBytes: 1_000 });
    const { socket, heard } = speak(head({ ...headersOf({}), 'Transfer-Encoding': 'chunked' }));
    for (let piece = 0; piece < 20; piece += 1) socket.write(`64\r\n${'x'.repeat(100)}\r\n`);
    expect(await heard).toMatch(/^HTTP\/1\.1 413 /);
    expect(received).toEqual([]);
  });

  it('takes a body of exactly the limit', async () => {
    await close();
    await open({ maxBytes: 1_000 });
    const body = JSON.stringify({ filler: 'x'.repeat(1_000 - '{"filler":""}'.length) });
    expect(await deliver({ body })).toMatchObject({ status: 200 });
    expect(await deliver({ body: `${body} ` })).toMatchObject({ status: 413 });
  });

  it('is answered 408 when it trickles, and the connection ends', async () => {
    await close();
    await open({ bodyTimeoutMs: 150 });
    const { socket, heard } = speak(head({ ...headersOf({}), 'Content-Length': '100' }));
    socket.write('{"id":');
    const started = Date.now();
    expect(await heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(received).toEqual([]);
  });

  it('hurts nobody when the sender hangs up half-way', async () => {
    const { socket } = speak(head({ ...headersOf({}), 'Content-Length': '100' }));
    socket.write('{"id":');
    await wait(50);
    socket.destroy();
    await wait(50);
    expect(await deliver()).toMatchObject({ status: 200 });
    expect(received).toHaveLength(1);
  });
});
