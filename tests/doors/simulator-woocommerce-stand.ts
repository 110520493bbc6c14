import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startWooCommerce, type RunningWooCommerce, type WooCommerceOptions } from '#tests/simulator-woocommerce/main.ts';

export interface Seen {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Listener {
  readonly url: string;
  readonly seen: Seen[];
  answer: (seen: Seen, response: ServerResponse) => void;
  close(): Promise<void>;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface WooStand {
  readonly woo: RunningWooCommerce;
  readonly app: Listener;
  /** One REST call with the first key. */
  rest(method: string, path: string, body?: unknown): Promise<RestAnswer>;
  /** Registers a webhook that the listener gets, with the secret "whsec"; its id. */
  subscribe(...topics: readonly string[]): Promise<number[]>;
}

export const HOOK_SECRET = 'whsec';

/** A site and a listener for its messages, fresh for every test. The shop's clock stands at 2026-11-02T09:00:00Z (10:00 in Madrid). */
export function useWooStand(options: WooCommerceOptions = {}): WooStand {
  let app: Listener | undefined;
  let woo: RunningWooCommerce | undefined;
  beforeAll(async () => {
    app = await listen();
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    const listener = ready(app);
    listener.seen.length = 0;
    listener.answer = (_seen, response) => response.end();
    woo = await startWooCommerce({ now: '2026-11-02T09:00:00Z', ...options });
  });
  afterEach(() => woo?.stop());
  const rest = async (method: string, path: string, body?: unknown): Promise<RestAnswer> => {
    const { url, consumerKey, consumerSecret } = ready(woo);
    const response = await fetch(`${url}/wp-json/wc/v3${path}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(`${consumerKey}:${consumerSecret}`).toString('base64')}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(5_000),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  return {
    get woo() {
      return ready(woo);
    },
    get app() {
      return ready(app);
    },
    rest,
    subscribe: async (...topics) => {
      const ids: number[] = [];
      for (const topic of topics) {
        const made = await rest('POST', '/webhooks', { topic, delivery_url: `${ready(app).url}/wh`, secret: HOOK_SECRET });
        ids.push((made.body as { id: number }).id);
      }
      ready(app).seen.length = 0;
      return ids;
    },
  };
}

/** A message or an answer of a real shop. */
export async function sample(
  name: string,
): Promise<{ readonly status?: number; readonly headers: Record<string, string>; readonly body: unknown }> {
  const text = await readFile(new URL(`../fixtures/woocommerce/${name}.json`, import.meta.url), 'utf8');
  return JSON.parse(text) as { status?: number; headers: Record<string, string>; body: unknown };
}

/**
 * Where two values differ in their fields or in the types of them. Lists are compared item by item with the first item of the sample; an empty list and
 * null fit everything, and the values of meta data are anybody's.
 */
export function differences(real: unknown, ours: unknown, path = ''): string[] {
  if (real === null || ours === null || /meta_data\[\]\.(display_)?value$/.test(path)) return [];
  if (Array.isArray(real) && Array.isArray(ours)) {
    const [first] = real as unknown[];
    return first === undefined ? [] : ours.flatMap((item: unknown) => differences(first, item, `${path}[]`));
  }
  if (typeof real !== typeof ours || Array.isArray(real) !== Array.isArray(ours)) return [`${path}: ${typeof real} became ${typeof ours}`];
  if (typeof real !== 'object') return [];
  const [a, b] = [real as Record<string, unknown>, ours as Record<string, unknown>];
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].flatMap((name) => {
    if (!(name in a)) return [`${path}.${name} is invented`];
    if (!(name in b)) return [`${path}.${name} is missing`];
    return differences(a[name], b[name], `${path}.${name}`);
  });
}

function ready<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the stand is not open yet');
  return part;
}

async function listen(): Promise<Listener> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      listener.answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listener: Listener = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer: (_seen, response) => response.end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return listener;
}
