import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWooCommerceIntake, type WooCommerceIntakeOptions } from '#app/intake/woocommerce.ts';
import type { ReceivedMessage } from '#app/services/services.ts';
import { isDraftMessage } from '#woo/translate.ts';
import { verifyWooCommerceSignature } from '#woo/verify.ts';
import { sample } from '../platforms/woocommerce/messages.ts';

const TOKEN = 'a-token-of-thirty-two-letters-000';
const SECRET = 'whsec-local-only';

let server: Server;
let port: number;
let received: ReceivedMessage[];
let logged: string;
let now: number;
let outcome: () => Promise<'stored' | 'duplicate' | 'unknown-store'>;

async function open(options: Partial<WooCommerceIntakeOptions> = {}): Promise<void> {
  received = [];
  logged = '';
  now = Date.parse('2026-11-23T09:00:00.400Z');
  outcome = () => Promise.resolve('stored');
  const write = (...line: unknown[]): void => {
    logged += JSON.stringify(line);
  };
  const intake = createWooCommerceIntake({
    findDoor: (token) => Promise.resolve(token === TOKEN ? { domain: 'shop.example', secret: SECRET } : null),
    verify: verifyWooCommerceSignature,
    isDraft: isDraftMessage,
    acceptMessage: (message) => {
      received.push(message);
      return outcome();
    },
    log: { info: write, warn: write, error: write },
    now: () => now,
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
  readonly body?: string;
  readonly token?: string;
  readonly secret?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function deliver({
  body = '{"id":7}',
  token = TOKEN,
  secret = SECRET,
  method = 'POST',
  headers = {},
}: Delivery = {}): Promise<number> {
  const signature = createHmac('sha256', secret).update(body).digest('base64');
  const response = await fetch(`http://127.0.0.1:${port}/webhooks/woocommerce/${token}`, {
    method,
    headers: {
      ...{ 'content-type': 'application/json', 'x-wc-webhook-topic': 'order.updated', 'x-wc-webhook-id': '2' },
      ...{ 'x-wc-webhook-signature': signature, 'x-wc-webhook-delivery-id': 'd3e61d096e4d65110ce7324acd10e6f8', ...headers },
    },
    ...(method === 'GET' ? {} : { body }),
  });
  expect(await response.text()).toBe('');
  return response.status;
}

test('a real message, as it was sent, is stored with the store’s address', async () => {
  const { rawBody = '', headers } = sample('order.updated.partial-refund');
  expect(await deliver({ body: rawBody, headers: { ...headers } })).toBe(200);
  expect(received).toEqual([
    {
      ...{ platform: 'woocommerce', domain: 'shop.example', topic: 'order.updated', eventId: 'd3e61d096e4d65110ce7324acd10e6f8' },
      ...{ webhookId: expect.stringMatching(/^[\w-]{43}$/) as string, triggeredAt: null, apiVersion: null, body: rawBody },
    },
  ]);
});

test('the same bytes in the same second are one delivery; two orders with one delivery id, or a later second, are not', async () => {
  await deliver();
  await deliver();
  await deliver({ body: '{"id":8}' });
  now += 1_000;
  await deliver();
  const keys = received.map(({ webhookId }) => webhookId);
  expect(keys[1]).toBe(keys[0]);
  expect(new Set(keys).size).toBe(3);
});

test('the ping is answered for any token and does nothing', async () => {
  const { rawBody = '', headers } = sample('ping');
  for (const token of [TOKEN, 'another-token-that-nobody-has-yet-0']) {
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/woocommerce/${token}`, {
      method: 'POST',
      body: rawBody,
      headers: { ...headers },
    });
    expect(response.status).toBe(200);
  }
  expect(received).toEqual([]);
});

test('a checkout that was merely opened is not stored', async () => {
  const { rawBody = '', headers } = sample('order.updated.checkout-draft');
  expect(await deliver({ body: rawBody, headers: { ...headers } })).toBe(200);
  expect(received).toEqual([]);
});

test('who did not sign, or signed with another secret, is turned away', async () => {
  expect(await deliver({ secret: 'another' })).toBe(401);
  expect(await deliver({ headers: { 'x-wc-webhook-signature': '' } })).toBe(401);
  expect(await deliver({ body: 'webhook_id=7&x=1', headers: { 'x-wc-webhook-signature': 'AAAA' } })).toBe(401);
  expect(received).toEqual([]);
});

test('what is signed and yet no message', async () => {
  expect(await deliver({ body: '[]' })).toBe(400);
  expect(await deliver({ body: '{' })).toBe(400);
  expect(await deliver({ headers: { 'x-wc-webhook-topic': 'nonsense' } })).toBe(400);
  expect(await deliver({ headers: { 'x-wc-webhook-id': 'x' } })).toBe(400);
});

test('other doors, other methods, too much, and too slow', async () => {
  expect(await deliver({ token: 'another-token-that-nobody-has-yet-0' })).toBe(404);
  expect(await deliver({ token: 'short' })).toBe(404);
  expect(await deliver({ method: 'GET' })).toBe(405);
  await close();
  await open({ maxBytes: 20, bodyTimeoutMs: 100 });
  expect(await deliver({ body: JSON.stringify({ id: 1, name: 'x'.repeat(40) }) })).toBe(413);
  const socket = connect(port, '127.0.0.1');
  socket.write(`POST /webhooks/woocommerce/${TOKEN} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{`);
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
  socket.destroy();
  expect(answer).toContain('408');
});

test('what could not be stored is told, and no line of the log holds a body or a secret', async () => {
  outcome = () => Promise.reject(new Error('the database is away'));
  expect(await deliver({ body: '{"id":7,"billing":{"email":"anna@example.test"}}' })).toBe(500);
  outcome = () => Promise.resolve('unknown-store');
  expect(await deliver()).toBe(200);
  await deliver({ secret: 'another' });
  expect(logged).not.toContain('anna@');
  expect(logged).not.toContain(SECRET);
  expect(logged).not.toContain(TOKEN);
});

test('when the door cannot be looked up, the site hears of it', async () => {
  await close();
  await open({ findDoor: () => Promise.reject(new Error('the database is away')) });
  expect(await deliver()).toBe(500);
});
