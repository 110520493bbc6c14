import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { startSimulator, type RunningSimulator } from '#tests/simulator/main.ts';

/** What the fake app and the simulator agree on. */
export const KEY = 'client-id-of-the-app';
export const SECRET = 'client-secret-of-the-app';
export const SHOP = 'roastery.myshopify.com';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A stand-in for the app: writes down what comes, answers what the test says. */
interface FakeApp {
  readonly url: string;
  readonly seen: Seen[];
  answer: (seen: Seen, response: ServerResponse) => void;
  close(): Promise<void>;
}

export interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly object[];
  readonly extensions?: { readonly cost: { readonly throttleStatus: { readonly currentlyAvailable: number } } };
}

/** A simulator with one shop, fresh for every test, and the app that it talks to. Call it once at the top of a test file. */
export interface Stand {
  readonly sim: RunningSimulator;
  readonly app: FakeApp;
  /** One GraphQL call with a token that holds. */
  ask(query: string, variables?: object, shop?: string): Promise<{ readonly status: number; readonly body: GraphqlAnswer }>;
  call(query: string, variables: object, options: CallOptions): Promise<Response>;
}

interface CallOptions {
  readonly accessToken: string;
  readonly shop?: string;
  readonly timeoutMs?: number;
}

/** Registers the hooks that open and close the stand. The shop's clock stands at 2026-11-02T09:00:00Z. */
export function useStand(): Stand {
  let app: FakeApp | undefined;
  let sim: RunningSimulator | undefined;
  beforeAll(async () => {
    app = await startFakeApp();
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    const { url, seen } = ready(app);
    seen.length = 0;
    ready(app).answer = (_seen, response) => response.end();
    sim = await startSimulator({ apiKey: KEY, apiSecret: SECRET, appUrl: url, now: '2026-11-02T09:00:00Z' });
    sim.desk.createShop({ domain: SHOP, catalog: false });
  });
  afterEach(() => sim?.stop());
  const call = (query: string, variables: object, options: CallOptions): Promise<Response> =>
    fetch(`${ready(sim).url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-Forwarded-Host': options.shop ?? SHOP,
        'X-Shopify-Access-Token': options.accessToken,
      },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
  return {
    get sim() {
      return ready(sim);
    },
    get app() {
      return ready(app);
    },
    call,
    ask: async (query, variables = {}, shop = SHOP) => {
      const { accessToken } = ready(sim).tokens.issue({ shop });
      const response = await call(query, variables, { accessToken, shop });
      return { status: response.status, body: (await response.json()) as GraphqlAnswer };
    },
  };
}

function ready<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('the stand is not open yet');
  return part;
}

/** The input of a discount of 5.00 on everything, for everybody. */
export function discountInput(change: object): object {
  return {
    title: 'Five off',
    startsAt: '2026-11-01T00:00:00Z',
    context: { all: 'ALL' },
    customerGets: { value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } }, items: { all: true } },
    ...change,
  };
}

/** Makes a discount with its first code; its id. */
export async function createDiscount(stand: Stand, change: object): Promise<string> {
  const { body } = await stand.ask(DISCOUNT_CREATE, { discount: discountInput(change) });
  const made = body.data?.discountCodeBasicCreate as { codeDiscountNode: { id: string } | null; userErrors: object[] };
  if (made.codeDiscountNode === null) throw new Error(`no discount: ${JSON.stringify(made.userErrors)}`);
  return made.codeDiscountNode.id;
}

export const ADD_CODES = `mutation Add($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) { bulkCreation { id done } userErrors { code message } } }`;
export const POLL_CODES = `query Poll($id: ID!) { discountRedeemCodeBulkCreation(id: $id) { done importedCount failedCount
  codes(first: 250) { nodes { code errors { code } discountRedeemCode { id } } } } }`;
export const DISCOUNT_CREATE = `mutation Create($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } } }`;

async function startFakeApp(): Promise<FakeApp> {
  const seen: Seen[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      };
      seen.push(one);
      fake.answer(one, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    answer: (_seen, response) => response.end(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return fake;
}
