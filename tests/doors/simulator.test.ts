import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { jwtVerify } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectSimulator, startSimulator, type RunningSimulator } from '#tests/simulator/main.ts';

const KEY = 'client-id-of-the-app';
const SECRET = 'client-secret-of-the-app';
const SHOP = 'roastery.myshopify.com';

interface Seen {
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

let app: FakeApp;
let sim: RunningSimulator;

beforeAll(async () => {
  app = await startFakeApp();
});
afterAll(() => app.close());

beforeEach(async () => {
  app.seen.length = 0;
  app.answer = (_seen, response) => response.end();
  sim = await startSimulator({ apiKey: KEY, apiSecret: SECRET, appUrl: app.url, now: '2026-11-02T09:00:00Z' });
  sim.desk.createShop({ domain: SHOP, catalog: false });
});
afterEach(() => sim.stop());

describe('orders', () => {
  it('add up to the cent, whatever is bought, discounted, taken back and given back', () => {
    sim.webhooks.configure({ muted: true });
    const line = fc.record({
      price: fc.integer({ min: 1, max: 99_999 }),
      quantity: fc.integer({ min: 1, max: 7 }),
      percent: fc.constantFrom('19', '7', '5.5', '0'),
    });
    const order = fc.record({
      lines: fc.array(line, { minLength: 1, maxLength: 5 }),
      shipping: fc.option(fc.integer({ min: 0, max: 2_000 })),
      tip: fc.option(fc.integer({ min: 1, max: 900 })),
      taxesIncluded: fc.boolean(),
      discount: fc.option(
        fc.oneof(
          fc.record({ amount: fc.integer({ min: 1, max: 30_000 }).map(text) }),
          fc.record({ percent: fc.constantFrom('10', '33', '100') }),
        ),
      ),
      steps: fc.array(
        fc.record({ kind: fc.constantFrom('lines', 'shipping', 'amount', 'edit'), pick: fc.nat(), units: fc.integer({ min: 1, max: 3 }) }),
        { maxLength: 8 },
      ),
      cancel: fc.boolean(),
    });
    fc.assert(
      fc.property(order, (input) => {
        const placed = sim.desk.placeOrder({
          shop: SHOP,
          lines: input.lines.map((one, index) => ({
            title: `Thing ${index}`,
            price: text(one.price),
            quantity: one.quantity,
            taxPercent: one.percent,
          })),
          shipping: input.shipping === null ? null : { price: text(input.shipping) },
          taxesIncluded: input.taxesIncluded,
          ...(input.tip === null ? {} : { tip: text(input.tip) }),
          ...(input.discount === null ? {} : { discount: { title: 'Sale', ...input.discount } }),
        }).order;
        checkSums(placed);
        for (const step of input.steps) checkSums(takeStep(placed.id, step));
        if (input.cancel) {
          const cancelled = sim.desk.cancelOrder({ shop: SHOP, orderId: placed.id });
          checkSums(cancelled);
          expect(minor(cancelled.current_total_price)).toBe(0);
          expect(sum(cancelled.refunds.flatMap((one) => one.transactions).map((one) => minor(one.amount)))).toBe(minor(placed.total_price));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('show the same money over GraphQL as in their messages', async () => {
    const { order } = sim.desk.placeOrder({
      shop: SHOP,
      email: 'ada@example.com',
      lines: [
        { title: 'Beans', price: '9.99', quantity: 3 },
        { title: 'Cup', price: '16.01' },
      ],
      discount: { title: 'Sale', amount: '7.00' },
      shipping: { price: '4.90' },
    });
    sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId: order.line_items[0]!.id, quantity: 1 }], amount: '10.00' });
    const { body } = await ask(
      `query Look($id: ID!) { order(id: $id) {
      totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } } totalRefundedSet { shopMoney { amount } }
      refundDiscrepancySet { shopMoney { amount } } displayFinancialStatus
      lineItems(first: 9) { nodes { quantity currentQuantity discountAllocations { allocatedAmountSet { shopMoney { amount } } } } }
      refunds(first: 9) { refundLineItems(first: 9) { nodes { subtotalSet { shopMoney { amount } } } } } } }`,
      { id: order.admin_graphql_api_id },
    );
    const now = sim.desk.getOrder({ shop: SHOP, orderId: order.id });
    const seen = body.data!.order as Record<string, never>;
    expect(seen).toMatchObject({
      totalPriceSet: { shopMoney: { amount: now.total_price } },
      currentTotalPriceSet: { shopMoney: { amount: now.current_total_price } },
      totalRefundedSet: { shopMoney: { amount: '10.00' } },
      displayFinancialStatus: 'PARTIALLY_REFUNDED',
      lineItems: { nodes: now.line_items.map((line) => ({ quantity: line.quantity, currentQuantity: line.current_quantity })) },
      refunds: [
        {
          refundLineItems: {
            nodes: [{ subtotalSet: { shopMoney: { amount: now.refunds[0]!.refund_line_items[0]!.subtotal_set.shop_money.amount } } }],
          },
        },
      ],
    });
    // 3 × 9.99 and 16.01 are 45.98; of 7.00 off, 4.56 fall on the beans; one bag back is worth 8.47, so 10.00 are 1.53 in the customer's favour.
    expect(seen).toMatchObject({ refundDiscrepancySet: { shopMoney: { amount: '-1.53' } } });
    expect(now.refunds[0]!.order_adjustments).toMatchObject([{ kind: 'refund_discrepancy', amount: '-1.53' }]);
  });

  it('convert to the buyer’s currency and keep the shop’s as the truth', () => {
    const { order } = sim.desk.placeOrder({
      shop: SHOP,
      lines: [{ title: 'Beans', price: '10.01' }],
      presentment: { currency: 'JPY', rate: 163.4 },
    });
    expect(order.total_price_set).toEqual({
      shop_money: { amount: '10.01', currency_code: 'EUR' },
      presentment_money: { amount: '1636', currency_code: 'JPY' },
    });
  });

  it('refuse what a shop cannot do, and change nothing then', () => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00', quantity: 2 }] });
    const lineId = order.line_items[0]!.id;
    expect(() => sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId, quantity: 3 }] })).toThrow(/only 2/);
    expect(() => sim.desk.refund({ shop: SHOP, orderId: order.id, lines: [{ lineId, quantity: 1 }], amount: '20.01' })).toThrow(
      /only 20.00/,
    );
    expect(() => sim.desk.markPaid({ shop: SHOP, orderId: order.id })).toThrow(/paid already/);
    expect(sim.desk.getOrder({ shop: SHOP, orderId: order.id })).toEqual(order);
  });
});

describe('discount codes', () => {
  it('are honoured while they are active, free and meant for the customer, and their public counter lags', async () => {
    const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const bob = sim.desk.createCustomer({ shop: SHOP, email: 'bob@example.com' });
    await createDiscount({ code: 'ANN-5', usageLimit: 1, context: { customers: { add: [`gid://shopify/Customer/${ann.id}`] } } });
    const buy = (customerId: number, code = 'ann-5') =>
      sim.desk.placeOrder({ shop: SHOP, customerId, lines: [{ title: 'Beans', price: '20.00' }], discountCodes: [code] });
    expect(buy(bob.id).refusedCodes).toEqual([{ code: 'ann-5', reason: 'for another customer' }]);
    expect(buy(bob.id, 'NONE').refusedCodes).toEqual([{ code: 'NONE', reason: 'unknown' }]);
    expect(buy(ann.id).order).toMatchObject({
      total_price: '15.00',
      discount_codes: [{ code: 'ANN-5', amount: '5.00', type: 'fixed_amount' }],
      discount_applications: [
        { type: 'discount_code', code: 'ANN-5', value: '5.00', value_type: 'fixed_amount', allocation_method: 'across' },
      ],
    });
    expect(buy(ann.id).refusedCodes).toEqual([{ code: 'ann-5', reason: 'used up' }]);
    const look = `query Look { codeDiscountNodeByCode(code: "ANN-5") { codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } } } }`;
    expect((await ask(look)).body.data).toMatchObject({ codeDiscountNodeByCode: { codeDiscount: { asyncUsageCount: 0 } } });
    sim.discounts.configure({ usageLagMs: 0 });
    expect((await ask(look)).body.data).toMatchObject({ codeDiscountNodeByCode: { codeDiscount: { asyncUsageCount: 1 } } });
  });

  it('respect their window, their minimum and who may combine', async () => {
    await createDiscount({ code: 'LATER', startsAt: '2026-11-03T00:00:00Z', endsAt: '2026-11-04T00:00:00Z' });
    await createDiscount({ code: 'BIG', minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '50.00' } } });
    await createDiscount({ code: 'SHY' });
    const reasons = (codes: string[]) =>
      sim.desk
        .placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '20.00' }], discountCodes: codes })
        .refusedCodes.map((one) => one.reason);
    expect(reasons(['LATER'])).toEqual(['not started']);
    expect(reasons(['BIG'])).toEqual(['minimum not reached']);
    sim.clock.set({ to: '2026-11-03T12:00:00Z' });
    expect(reasons(['LATER'])).toEqual([]);
    expect(reasons(['LATER', 'SHY'])).toEqual(['does not combine']);
    sim.clock.set({ to: '2026-11-05T12:00:00Z' });
    expect(reasons(['LATER'])).toEqual(['expired']);
  });

  it('are added in the background, and those that are taken or fail are named', async () => {
    const discountId = await createDiscount({ code: 'FIRST' });
    await createDiscount({ code: 'STRANGER' });
    sim.discounts.configure({ asyncDelayMs: null });
    sim.discounts.failCodes({ codes: ['UNLUCKY'] });
    const codes = ['NEW-1', 'stranger', 'UNLUCKY', 'NEW-2'].map((code) => ({ code }));
    const added = await ask(ADD_CODES, { discountId, codes });
    const { id } = (added.body.data!.discountRedeemCodeBulkAdd as { bulkCreation: { id: string } }).bulkCreation;
    const poll = async () => (await ask(POLL_CODES, { id })).body.data!.discountRedeemCodeBulkCreation;
    expect(await poll()).toMatchObject({ done: false, importedCount: 0 });
    expect(sim.desk.checkCode({ shop: SHOP, code: 'NEW-1' }).usable).toBe(false);
    sim.discounts.configure({ asyncDelayMs: 0 });
    expect(await poll()).toMatchObject({
      done: true,
      importedCount: 2,
      failedCount: 2,
      codes: {
        nodes: [
          { code: 'NEW-1', errors: [] },
          { code: 'stranger', errors: [{ code: 'TAKEN' }], discountRedeemCode: null },
          { code: 'UNLUCKY', errors: [{ code: 'INTERNAL_ERROR' }] },
          { code: 'NEW-2', errors: [] },
        ],
      },
    });
    expect(sim.desk.checkCode({ shop: SHOP, code: 'new-2' }).usable).toBe(true);
  });

  it('are removed one by one, by a job', async () => {
    const discountId = await createDiscount({ code: 'KEEP' });
    sim.discounts.configure({ asyncDelayMs: 0 });
    await ask(ADD_CODES, { discountId, codes: [{ code: 'GO' }] });
    const look = `query Look { codeDiscountNodeByCode(code: "GO") { codeDiscount { ... on DiscountCodeBasic { codes(first: 9) { nodes { id code } } } } } }`;
    const held = (await ask(look)).body.data as {
      codeDiscountNodeByCode: { codeDiscount: { codes: { nodes: { id: string; code: string }[] } } };
    };
    const ids = held.codeDiscountNodeByCode.codeDiscount.codes.nodes.filter((one) => one.code === 'GO').map((one) => one.id);
    const removed = await ask(
      'mutation Remove($d: ID!, $ids: [ID!]!) { discountCodeRedeemCodeBulkDelete(discountId: $d, ids: $ids) { job { id done } userErrors { message } } }',
      { d: discountId, ids },
    );
    const { job } = removed.body.data!.discountCodeRedeemCodeBulkDelete as { job: { id: string } };
    expect((await ask('query Job($id: ID!) { job(id: $id) { done } }', { id: job.id })).body.data).toEqual({ job: { done: true } });
    expect(sim.desk.checkCode({ shop: SHOP, code: 'GO' }).reason).toBe('unknown');
    expect(sim.desk.checkCode({ shop: SHOP, code: 'KEEP' }).usable).toBe(true);
  });
});

describe('messages', () => {
  it('are signed over their raw bytes and carry Shopify’s headers; one action shares an event id', async () => {
    sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Bohnen für ö', price: '10.00' }] });
    await sim.webhooks.allDelivered();
    expect(app.seen.map((one) => one.headers['x-shopify-topic']).sort()).toEqual(['orders/create', 'orders/paid', 'orders/updated']);
    for (const { headers, body, url } of app.seen) {
      expect(url).toBe('/webhooks/shopify');
      expect(headers['x-shopify-hmac-sha256']).toBe(createHmac('sha256', SECRET).update(Buffer.from(body)).digest('base64'));
      expect(headers).toMatchObject({
        'x-shopify-shop-domain': SHOP,
        'x-shopify-api-version': '2026-10',
        'x-shopify-triggered-at': '2026-11-02T09:00:00.000Z',
      });
    }
    expect(new Set(app.seen.map((one) => one.headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(app.seen.map((one) => one.headers['x-shopify-webhook-id'])).size).toBe(3);
  });

  it('are tried again under the same id until a 2xx comes, and given up after the last retry', async () => {
    sim.webhooks.configure({ retryDelaysMs: [5, 5], timeoutMs: 200 });
    const answers = [302, 500, 200];
    app.answer = (seen, response) => {
      const status =
        seen.headers['x-shopify-topic'] === 'orders/create'
          ? (answers.shift() ?? 200)
          : seen.headers['x-shopify-topic'] === 'orders/paid'
            ? 503
            : 200;
      response.writeHead(status).end();
    };
    sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00' }] });
    await expect(sim.webhooks.allDelivered()).rejects.toThrow(/orders\/paid .* \(503\)/);
    const tries = (topic: string) => sim.webhooks.list({ topic })[0]!;
    expect(tries('orders/create')).toMatchObject({ state: 'delivered', attempts: [{ status: 302 }, { status: 500 }, { status: 200 }] });
    expect(tries('orders/paid')).toMatchObject({ state: 'failed', attempts: [{ status: 503 }, { status: 503 }, { status: 503 }] });
    expect(
      new Set(
        app.seen.filter((one) => one.headers['x-shopify-topic'] === 'orders/create').map((one) => one.headers['x-shopify-webhook-id']),
      ).size,
    ).toBe(1);
  });

  it('give up waiting for an answer after the time limit', async () => {
    sim.webhooks.configure({ retryDelaysMs: [], timeoutMs: 60 });
    app.answer = () => undefined;
    sim.desk.createCustomer({ shop: SHOP, email: 'slow@example.com' });
    await sim.webhooks.allDelivered({ failedToo: true });
    expect(sim.webhooks.list()[0]).toMatchObject({ state: 'failed', attempts: [{ status: null, error: 'no answer within 60 ms' }] });
  });

  it('come twice, late, in another order or never, when told so', async () => {
    sim.webhooks.hold();
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00' }] });
    sim.desk.cancelOrder({ shop: SHOP, orderId: order.id });
    expect(app.seen).toEqual([]);
    sim.webhooks.configure({ concurrency: 1 });
    sim.webhooks.release({ order: 'reversed' });
    await sim.webhooks.allDelivered();
    expect(app.seen.map((one) => one.headers['x-shopify-topic'])).toEqual([
      'orders/updated',
      'orders/cancelled',
      'refunds/create',
      'orders/updated',
      'orders/paid',
      'orders/create',
    ]);
    const [first] = sim.webhooks.list();
    sim.webhooks.resend({ id: first!.id, times: 2 });
    await sim.webhooks.allDelivered();
    expect(app.seen.filter((one) => one.headers['x-shopify-webhook-id'] === first!.id)).toHaveLength(3);
    sim.webhooks.configure({ dropShare: 1 });
    sim.desk.createCustomer({ shop: SHOP, email: 'lost@example.com' });
    expect(sim.webhooks.list({ state: 'dropped' })).toHaveLength(1);
  });

  it('cover the topics that shopify.app.toml subscribes to', async () => {
    const toml = await readFile('shopify.app.toml', 'utf8');
    const wanted = [...toml.matchAll(/^\s*(?:compliance_)?topics = \[(.*)\]/gm)].flatMap((match) =>
      [...match[1]!.matchAll(/"([^"]+)"/g)].map((one) => one[1]!),
    );
    expect(wanted.length).toBeGreaterThan(10);
    for (const topic of wanted) {
      const { url } = sim.webhooks.build({ shop: SHOP, topic, payload: {} });
      expect(url).toBe(`${app.url}/webhooks/shopify${/redact|data_request/.test(topic) ? '/compliance' : ''}`);
    }
    const scopes = /^scopes = "([^"]+)"/m.exec(toml)![1]!.split(',');
    expect(sim.desk.getShop({ shop: SHOP }).scopes.toSorted()).toEqual(scopes.toSorted());
  });

  it('tell of merges, erasures, disputes and the end of the installation', async () => {
    const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const twin = sim.desk.createCustomer({ shop: SHOP, email: 'twin@example.com' });
    const { order } = sim.desk.placeOrder({ shop: SHOP, customerId: twin.id, lines: [{ title: 'Beans', price: '10.00' }] });
    const { jobId } = sim.desk.mergeCustomers({ shop: SHOP, keepId: ann.id, loseId: twin.id });
    expect(
      (await ask('query M($id: ID!) { customerMergeJobStatus(jobId: $id) { status resultingCustomerId } }', { id: jobId })).body.data,
    ).toEqual({
      customerMergeJobStatus: { status: 'COMPLETED', resultingCustomerId: ann.admin_graphql_api_id },
    });
    expect(sim.desk.getOrder({ shop: SHOP, orderId: order.id }).customer?.id).toBe(ann.id);
    sim.desk.dispute({ shop: SHOP, orderId: order.id, state: 'open' });
    sim.desk.redactCustomer({ shop: SHOP, customerId: ann.id });
    sim.desk.uninstall({ shop: SHOP });
    sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Unheard', price: '1.00' }] });
    sim.desk.redactShop({ shop: SHOP });
    await sim.webhooks.allDelivered();
    const bodies = (topic: string) =>
      app.seen.filter((one) => one.headers['x-shopify-topic'] === topic).map((one) => JSON.parse(one.body) as unknown);
    expect(bodies('customers/merge')).toMatchObject([
      { admin_graphql_api_customer_kept_id: ann.admin_graphql_api_id, status: 'completed', errors: [] },
    ]);
    expect(bodies('disputes/create')).toMatchObject([{ order_id: order.id, status: 'needs_response' }]);
    expect(bodies('customers/redact')).toMatchObject([{ shop_domain: SHOP, customer: { id: ann.id }, orders_to_redact: [order.id] }]);
    expect(bodies('app/uninstalled')).toHaveLength(1);
    expect(bodies('shop/redact')).toHaveLength(1);
    expect(bodies('orders/create')).toHaveLength(1);
  });
});

describe('tokens', () => {
  const exchange = (subject: string, change: object = {}) =>
    token({
      client_id: KEY,
      client_secret: SECRET,
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: subject,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      requested_token_type: 'urn:shopify:params:oauth:token-type:offline-access-token',
      expiring: '1',
      ...change,
    });
  const refresh = (refreshToken: string) =>
    token({ client_id: KEY, client_secret: SECRET, grant_type: 'refresh_token', refresh_token: refreshToken });

  it('are exchanged for a session token that holds, and for no other', async () => {
    const good = await exchange(sim.tokens.sessionToken({ shop: SHOP }));
    expect(good).toMatchObject({ status: 200, body: { expires_in: 3600, refresh_token_expires_in: 7_776_000 } });
    expect(await works(good.body.access_token!)).toBe(200);
    expect(await works('shpat_invented')).toBe(401);
    sim.desk.createShop({ domain: 'other.myshopify.com' });
    expect(await exchange(sim.tokens.sessionToken({ shop: 'other' }))).toMatchObject({
      status: 400,
      body: { error: 'invalid_subject_token' },
    });
    expect(await exchange(`${sim.tokens.sessionToken({ shop: SHOP }).slice(0, -2)}AA`)).toMatchObject({ status: 400 });
    expect(await exchange(sim.tokens.sessionToken({ shop: SHOP, lifetimeSeconds: -60 }))).toMatchObject({ status: 400 });
    expect(await exchange(sim.tokens.sessionToken({ shop: SHOP }), { client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  it('rotate: a lost answer can be asked for again until the new refresh token was used', async () => {
    const first = sim.tokens.issue({ shop: SHOP });
    const lost = await refresh(first.refreshToken);
    const again = await refresh(first.refreshToken);
    expect(again.body.refresh_token).toBe(lost.body.refresh_token);
    expect(await works(again.body.access_token!)).toBe(200);
    const next = await refresh(again.body.refresh_token!);
    expect(next.status).toBe(200);
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    sim.tokens.advance({ ms: 31 * 86_400_000 });
    expect((await refresh(again.body.refresh_token!)).status).toBe(400);
    expect((await refresh(next.body.refresh_token!)).status).toBe(200);
  });

  it('die after an hour, by expiry on demand, and with the installation', async () => {
    const one = sim.tokens.issue({ shop: SHOP });
    sim.tokens.advance({ ms: 3_599_000 });
    expect(await works(one.accessToken)).toBe(200);
    sim.tokens.advance({ ms: 2_000 });
    expect(await works(one.accessToken)).toBe(401);
    const two = sim.tokens.issue({ shop: SHOP });
    sim.tokens.expire({ shop: SHOP });
    expect(await works(two.accessToken)).toBe(401);
    const renewed = await refresh(two.refreshToken);
    sim.desk.uninstall({ shop: SHOP });
    expect(await works(renewed.body.access_token!)).toBe(401);
    sim.desk.install({ shop: SHOP });
    expect(await works(renewed.body.access_token!)).toBe(401);
    expect((await refresh(renewed.body.refresh_token!)).status).toBe(400);
  });
});

describe('the Admin API', () => {
  it('refuses what the schema does not know, in documents and in variables', async () => {
    expect((await ask('query A { shop { mood } }')).body.errors![0]).toMatchObject({ message: expect.stringContaining('mood') as string });
    const wrong = await ask(ADD_CODES, { discountId: 'gid://shopify/DiscountCodeNode/1', codes: [{ colour: 'red' }] });
    expect(wrong.body.errors![0]).toMatchObject({ extensions: { code: 'INVALID_VARIABLE' } });
    const many = await ask(ADD_CODES, {
      discountId: 'gid://shopify/DiscountCodeNode/1',
      codes: Array.from({ length: 251 }, (_, index) => ({ code: `C${index}` })),
    });
    expect(many.body.errors![0]).toMatchObject({ extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } });
    expect((await ask('query A { orders { nodes { id } } }')).body.errors![0]).toMatchObject({
      message: 'you must provide one of first or last',
    });
    expect((await ask('query A { blogs(first: 1) { nodes { id } } }')).body.errors![0]).toMatchObject({
      extensions: { code: expect.stringMatching(/NOT_PLAYED|ACCESS_DENIED/) as string },
    });
  });

  it('refuses fields without their scope, and personal data without approval', async () => {
    const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    sim.desk.placeOrder({ shop: SHOP, customerId: ann.id, lines: [{ title: 'Beans', price: '1.00' }] });
    const look = 'query A { orders(first: 1) { nodes { id email customer { id } } } }';
    sim.desk.changeScopes({ shop: SHOP, scopes: ['read_orders'] });
    const partly = await ask(look);
    expect(partly.body.data).toMatchObject({ orders: { nodes: [{ email: 'ann@example.com', customer: null }] } });
    expect(partly.body.errors![0]).toMatchObject({
      path: ['orders', 'nodes', 0, 'customer'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
    });
    sim.desk.changeScopes({ shop: SHOP, scopes: ['read_customers'] });
    expect((await ask(look)).body).toMatchObject({ data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
    sim.desk.createShop({ domain: 'private.myshopify.com', protectedData: 1 });
    sim.desk.placeOrder({ shop: 'private', email: 'eve@example.com', lines: [{ title: 'Beans', price: '1.00' }] });
    const hidden = await ask(look, {}, 'private.myshopify.com');
    expect(hidden.body.data).toMatchObject({ orders: { nodes: [{ email: null, customer: { id: expect.any(String) as string } }] } });
    expect(hidden.body.errors![0]).toMatchObject({ path: ['orders', 'nodes', 0, 'email'], extensions: { code: 'ACCESS_DENIED' } });
  });

  it('shows orders of the last 60 days only, unless all are granted', async () => {
    const { order } = sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] });
    const look = () => ask('query A($id: ID!) { order(id: $id) { id } }', { id: order.admin_graphql_api_id });
    sim.clock.advance({ ms: 59 * 86_400_000 });
    expect((await look()).body.data!.order).not.toBeNull();
    sim.clock.advance({ ms: 2 * 86_400_000 });
    expect((await look()).body.data!.order).toBeNull();
    sim.desk.changeScopes({ shop: SHOP, scopes: ['read_orders', 'read_all_orders'] });
    expect((await look()).body.data!.order).not.toBeNull();
  });

  it('pages through changed orders by time, also while they change', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      sim.clock.advance({ ms: 60_000 });
      ids.push(sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] }).order.admin_graphql_api_id);
    }
    const look = async (after: string | null) => {
      const query = "updated_at:>='2026-11-02T09:02:00Z'";
      const page = await ask(
        'query A($q: String!, $after: String) { orders(first: 2, after: $after, query: $q, sortKey: UPDATED_AT) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { q: query, after },
      );
      return page.body.data!.orders as { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    const first = await look(null);
    expect(first.nodes.map((one) => one.id)).toEqual(ids.slice(1, 3));
    sim.clock.advance({ ms: 60_000 });
    sim.desk.tagOrder({ shop: SHOP, orderId: ids[1]!.split('/').at(-1)!, tags: ['moved'] });
    const second = await look(first.pageInfo.endCursor);
    expect(second.nodes.map((one) => one.id)).toEqual(ids.slice(3, 5));
    const third = await look(second.pageInfo.endCursor);
    expect(third).toMatchObject({ nodes: [{ id: ids[1] }], pageInfo: { hasNextPage: false } });
  });

  it('writes metafields all or none, and only over the value that was read', async () => {
    const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const ownerId = ann.admin_graphql_api_id;
    const set = (fields: object[]) =>
      ask(
        'mutation Set($f: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $f) { metafields { compareDigest } userErrors { code elementIndex } } }',
        {
          f: fields.map((field) => ({ ownerId, namespace: '$app:rung', key: 'member', type: 'json', ...field })),
        },
      );
    const answer = async (fields: object[]) =>
      (await set(fields)).body.data!.metafieldsSet as { metafields: { compareDigest: string }[] | null; userErrors: object[] };
    const written = await answer([{ value: '{"points":1}', compareDigest: null }]);
    expect(written.userErrors).toEqual([]);
    expect((await answer([{ value: '{"points":2}', compareDigest: null }])).userErrors).toEqual([
      { code: 'STALE_OBJECT', elementIndex: 0 },
    ]);
    const digest = written.metafields![0]!.compareDigest;
    expect(
      (
        await answer([
          { value: '{"points":3}', compareDigest: digest },
          { key: 'other', value: 'no json' },
        ])
      ).userErrors,
    ).toEqual([{ code: 'INVALID_VALUE', elementIndex: 1 }]);
    expect(sim.desk.getMetafields({ shop: SHOP, ownerId })).toMatchObject([{ key: 'member', value: '{"points":1}' }]);
    expect((await answer([{ value: '{"points":3}', compareDigest: digest }])).userErrors).toEqual([]);
    expect(sim.desk.getMetafields({ shop: SHOP, ownerId })).toMatchObject([
      { namespace: expect.stringMatching(/^app--\d+--rung$/) as string, value: '{"points":3}' },
    ]);
  });

  it('takes the requested cost, gives the unused part back, refuses when the bucket is empty, and refills it', async () => {
    const created = `mutation A { ${Array.from({ length: 99 }, (_, index) => `m${index}: discountCodeDeactivate(id: "gid://shopify/DiscountCodeNode/1") { userErrors { code } }`).join(' ')} }`;
    const first = await ask(created);
    expect(first.body.extensions!.cost).toMatchObject({
      requestedQueryCost: 990,
      actualQueryCost: 990,
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
    const left = first.body.extensions!.cost.throttleStatus.currentlyAvailable;
    expect(left).toBeGreaterThanOrEqual(1010);
    expect(left).toBeLessThan(1040);
    await ask(created);
    const refused = await ask(created);
    expect(refused.status).toBe(200);
    expect(refused.body).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { actualQueryCost: null } },
    });
    expect(refused.body.data).toBeUndefined();
    sim.tokens.advance({ ms: 10_000 });
    const later = await ask(created);
    expect(later.body.errors).toBeUndefined();
    const wide = await ask('query A { orders(first: 250) { nodes { id } } }');
    expect(wide.body.extensions!.cost).toMatchObject({ requestedQueryCost: 8, actualQueryCost: 0 });
    const tooDear = await ask(
      `mutation A { ${Array.from({ length: 101 }, (_, index) => `m${index}: discountCodeDeactivate(id: "x") { userErrors { code } }`).join(' ')} }`,
    );
    expect(tooDear.body.errors![0]).toMatchObject({ extensions: { code: 'MAX_COST_EXCEEDED', cost: 1010 } });
  });

  it('is disturbed on demand, before or after the effect, as often as asked', async () => {
    const { accessToken } = sim.tokens.issue({ shop: SHOP });
    let made = 0;
    const create = () =>
      call(DISCOUNT_CREATE, { discount: discountInput({ code: `CODE-${(made += 1)}` }) }, { accessToken, timeoutMs: 300 });
    const usable = () => sim.desk.checkCode({ shop: SHOP, code: `CODE-${made}` }).usable;
    const fault = (kind: Parameters<typeof sim.faults.add>[0]['kind'], more: object = {}) =>
      sim.faults.add({ kind, operation: 'discountCodeBasicCreate', ...more });

    fault('too-many-requests', { retryAfterSeconds: 3 });
    const busy = await create();
    expect([busy.status, busy.headers.get('retry-after'), usable()]).toEqual([429, '3', false]);
    fault('server-error', { status: 502, times: 2 });
    expect([(await create()).status, (await create()).status, (await create()).status]).toEqual([502, 502, 200]);
    fault('throttled');
    expect((await (await create()).json()) as object).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] });
    fault('internal-error');
    expect((await (await create()).json()) as object).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] });
    expect(usable()).toBe(false);
    fault('unauthorized');
    expect((await create()).status).toBe(401);
    fault('reset-before-effect');
    await expect(create()).rejects.toThrow();
    expect(usable()).toBe(false);
    fault('timeout-before-effect');
    await expect(create()).rejects.toThrow(/timeout|aborted/i);
    expect(usable()).toBe(false);
    fault('timeout-after-effect');
    await expect(create()).rejects.toThrow(/timeout|aborted/i);
    expect(usable()).toBe(true);
    fault('reset-after-effect');
    await expect(create()).rejects.toThrow();
    expect(usable()).toBe(true);
    fault('half-json');
    const half = await create();
    expect(half.status).toBe(200);
    await expect(half.json()).rejects.toThrow(SyntaxError);
    expect(usable()).toBe(true);
    fault('html');
    expect((await create()).headers.get('content-type')).toMatch(/html/);
    fault('slow', { delayMs: 80, skip: 1 });
    const started = performance.now();
    await create();
    expect(performance.now() - started).toBeLessThan(70);
    await create();
    expect(performance.now() - started).toBeGreaterThan(79);
    expect(sim.faults.list().map((one) => [one.fired, one.left])).toEqual(sim.faults.list().map((one) => [one.times ?? 1, 0]));
    expect(sim.calls.list({ operation: 'discountCodeBasicCreate' }).filter((one) => one.fault !== null)).toHaveLength(13);
  });

  it('keeps two shops with equal ids apart', async () => {
    for (const domain of ['one.myshopify.com', 'two.myshopify.com']) sim.desk.createShop({ domain, idBase: 9_000, catalog: false });
    const [one, two] = ['one', 'two'].map((shop) => sim.desk.placeOrder({ shop, lines: [{ title: shop, price: '1.00' }] }).order);
    expect(one!.id).toBe(two!.id);
    const look = 'query A($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { title } } } }';
    const answer = await ask(look, { id: one!.admin_graphql_api_id }, 'two.myshopify.com');
    expect(answer.body.data).toEqual({ order: { lineItems: { nodes: [{ title: 'two' }] } } });
    const strange = sim.tokens.issue({ shop: 'one' });
    expect(
      (await call(look, { id: one!.admin_graphql_api_id }, { accessToken: strange.accessToken, shop: 'two.myshopify.com' })).status,
    ).toBe(401);
  });
});

describe('the storefront and the admin', () => {
  it('forward the app proxy signed, without cookies, and with no shopper’s word about who is logged in', async () => {
    const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    await sim.webhooks.allDelivered();
    app.seen.length = 0;
    app.answer = (_seen, response) =>
      response.writeHead(200, { 'Set-Cookie': 'a=b', 'Content-Type': 'application/json', ETag: '"1"' }).end('{"points":5}');
    const address = `${sim.url}/apps/rung/me?b=2&a=1&a=3&logged_in_customer_id=1&shop=evil.myshopify.com`;
    const headers = { 'X-Forwarded-Host': SHOP, Cookie: `sim_customer=${ann.id}; other=1` };
    const answer = await fetch(address, { headers });
    expect([await answer.json(), answer.headers.get('set-cookie'), answer.headers.get('etag')]).toEqual([{ points: 5 }, null, '"1"']);
    const [seen] = app.seen;
    const url = new URL(seen!.url, app.url);
    expect(url.pathname).toBe('/proxy/me');
    expect(url.searchParams.getAll('logged_in_customer_id')).toEqual([String(ann.id)]);
    expect(url.searchParams.getAll('shop')).toEqual([SHOP]);
    expect(seen!.headers.cookie).toBeUndefined();
    expect(url.searchParams.get('signature')).toBe(expectedProxySignature(url.searchParams));
    sim.storefront.configure({ forwardDuplicates: true });
    await fetch(address, { headers });
    const doubled = new URL(app.seen[1]!.url, app.url).searchParams;
    expect(doubled.getAll('logged_in_customer_id')).toEqual(['1', String(ann.id)]);
    expect(doubled.get('signature')).toBe(expectedProxySignature(doubled));
    const signed = new URLSearchParams(sim.storefront.signProxyQuery({ shop: SHOP, customerId: ann.id, query: { x: 'y z' } }));
    expect(signed.get('signature')).toBe(expectedProxySignature(signed));
  });

  it('embed the app with a signed address and a session token that anybody with the secret can check', async () => {
    const html = await (await fetch(`${sim.url}/store/roastery/apps/rung/app/members?q=ann`)).text();
    const src = new URL(/<iframe[^>]* src="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&'));
    expect(src.origin + src.pathname).toBe(`${app.url}/app/members`);
    expect(Object.fromEntries(src.searchParams)).toMatchObject({ q: 'ann', embedded: '1', shop: SHOP });
    expect(Buffer.from(src.searchParams.get('host')!, 'base64').toString()).toBe('admin.shopify.com/store/roastery');
    const { payload } = await jwtVerify(src.searchParams.get('id_token')!, Buffer.from(SECRET), { algorithms: ['HS256'], audience: KEY });
    expect(payload).toMatchObject({ iss: `https://${SHOP}/admin`, dest: `https://${SHOP}`, sub: expect.any(String) as string });
    expect(payload.exp! - payload.iat!).toBe(60);
    const given = src.searchParams.get('hmac');
    src.searchParams.delete('hmac');
    src.searchParams.sort();
    expect(given).toBe(createHmac('sha256', SECRET).update(src.searchParams.toString()).digest('hex'));
    sim.desk.uninstall({ shop: SHOP });
    expect(await (await fetch(`${sim.url}/store/roastery/apps/rung`)).text()).toMatch(/Install Rung/);
  });

  it('can be driven from another process, with the same words of refusal', async () => {
    const remote = connectSimulator(sim.url);
    const { order } = await remote.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] });
    expect((await remote.desk.listOrders({ shop: SHOP }))[0]!.id).toBe(order.id);
    await expect(remote.desk.markPaid({ shop: SHOP, orderId: order.id })).rejects.toThrow(/paid already/);
    expect(await remote.webhooks.allDelivered()).toEqual({ delivered: 3 });
    expect((await remote.faults.add({ kind: 'html' })).id).toBe('fault-1');
    expect((await fetch(`${sim.url}/_control/desk/listShops`, { method: 'POST', body: '{}' })).status).toBe(415);
    expect(
      (await fetch(`${sim.url}/_control/desk/constructor`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' }))
        .status,
    ).toBe(404);
  });

  it('listen on loopback only', async () => {
    await expect(startSimulator({ apiKey: KEY, apiSecret: SECRET, appUrl: app.url, host: '0.0.0.0' })).rejects.toThrow(/loopback/);
  });
});

const ADD_CODES = `mutation Add($discountId: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  discountRedeemCodeBulkAdd(discountId: $discountId, codes: $codes) { bulkCreation { id done } userErrors { code message } } }`;
const POLL_CODES = `query Poll($id: ID!) { discountRedeemCodeBulkCreation(id: $id) { done importedCount failedCount
  codes(first: 250) { nodes { code errors { code } discountRedeemCode { id } } } } }`;
const DISCOUNT_CREATE = `mutation Create($discount: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $discount) { codeDiscountNode { id } userErrors { field code message } } }`;

type OrderPayload = ReturnType<RunningSimulator['desk']['getOrder']>;

interface GraphqlAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly object[];
  readonly extensions?: { readonly cost: { readonly throttleStatus: { readonly currentlyAvailable: number } } };
}

function discountInput(change: object): object {
  return {
    title: 'Five off',
    startsAt: '2026-11-01T00:00:00Z',
    context: { all: 'ALL' },
    customerGets: { value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } }, items: { all: true } },
    ...change,
  };
}

async function createDiscount(change: object): Promise<string> {
  const { body } = await ask(DISCOUNT_CREATE, { discount: discountInput(change) });
  const made = body.data!.discountCodeBasicCreate as { codeDiscountNode: { id: string } | null; userErrors: object[] };
  expect(made.userErrors).toEqual([]);
  return made.codeDiscountNode!.id;
}

async function ask(query: string, variables: object = {}, shop = SHOP): Promise<{ readonly status: number; readonly body: GraphqlAnswer }> {
  const { accessToken } = sim.tokens.issue({ shop });
  const response = await call(query, variables, { accessToken, shop });
  return { status: response.status, body: (await response.json()) as GraphqlAnswer };
}

function call(
  query: string,
  variables: object,
  options: { readonly accessToken: string; readonly shop?: string; readonly timeoutMs?: number },
): Promise<Response> {
  return fetch(`${sim.url}/admin/api/2026-10/graphql.json`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Forwarded-Host': options.shop ?? SHOP,
      'X-Shopify-Access-Token': options.accessToken,
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
  });
}

async function works(accessToken: string): Promise<number> {
  return (await call('query A { shop { name } }', {}, { accessToken })).status;
}

async function token(body: object): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string | undefined>> }> {
  const response = await fetch(`${sim.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-Host': SHOP },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

function expectedProxySignature(query: URLSearchParams): string {
  const keys = [...new Set(query.keys())].filter((key) => key !== 'signature');
  const pairs = keys.map((key) => `${key}=${query.getAll(key).join(',')}`);
  return createHmac('sha256', SECRET).update(pairs.sort().join('')).digest('hex');
}

/** One random change, as far as the order still allows it. */
function takeStep(orderId: number, step: { readonly kind: string; readonly pick: number; readonly units: number }): OrderPayload {
  const order = sim.desk.getOrder({ shop: SHOP, orderId });
  const lines = order.line_items.filter((line) => line.current_quantity > 0);
  const line = lines[step.pick % Math.max(1, lines.length)];
  const left = sum(order.refunds.flatMap((one) => one.transactions).map((one) => -minor(one.amount))) + minor(order.total_price);
  const some = line ? [{ lineId: line.id, quantity: Math.min(step.units, line.current_quantity) }] : [];
  if (step.kind === 'edit' && line)
    return sim.desk.editOrder({ shop: SHOP, orderId, remove: some, add: [{ title: 'Extra', price: '3.33' }] });
  if (step.kind === 'shipping' && minor(order.current_shipping_price_set.shop_money.amount) > 0 && left > 0) {
    return sim.desk.refund({ shop: SHOP, orderId, shipping: true }).order;
  }
  if (step.kind === 'amount' && left > 0)
    return sim.desk.refund({ shop: SHOP, orderId, amount: text(Math.min(left, 1 + (step.pick % 500))) }).order;
  return step.kind === 'lines' && line ? sim.desk.refund({ shop: SHOP, orderId, lines: some }).order : order;
}

/** The sums that every order must keep, whatever happened to it. */
function checkSums(order: OrderPayload): void {
  const goods = order.line_items.filter((line) => !('tip' in line));
  const [shipping] = order.shipping_lines;
  const lineDiscounts = sum(goods.flatMap((line) => line.discount_allocations.map((one) => minor(one.amount))));
  const gross = sum(goods.map((line) => minor(line.price) * line.quantity));
  expect(minor(order.total_line_items_price)).toBe(gross);
  expect(minor(order.total_discounts)).toBe(
    lineDiscounts + (shipping ? sum(shipping.discount_allocations.map((one) => minor(one.amount))) : 0),
  );
  expect(minor(order.subtotal_price)).toBe(gross - lineDiscounts);
  const onTop = order.taxes_included ? 0 : 1;
  const lineTaxes = sum(goods.flatMap((line) => line.tax_lines.map((tax) => minor(tax.price))));
  expect(minor(order.total_tax)).toBe(lineTaxes + (shipping ? sum(shipping.tax_lines.map((tax) => minor(tax.price))) : 0));
  expect(minor(order.total_tax)).toBe(sum(order.tax_lines.map((tax) => minor(tax.price))));
  const tip = minor(order.total_tip_received);
  expect(minor(order.total_price)).toBe(
    minor(order.subtotal_price) + (shipping ? minor(shipping.discounted_price) : 0) + onTop * minor(order.total_tax) + tip,
  );

  const kept = goods.map((line) => {
    const net = minor(line.price) * line.quantity - sum(line.discount_allocations.map((one) => minor(one.amount)));
    return Math.floor((2 * net * line.current_quantity + line.quantity) / (2 * line.quantity));
  });
  expect(minor(order.current_subtotal_price)).toBe(sum(kept));
  const refundLines = order.refunds.flatMap((one) => one.refund_line_items);
  for (const line of order.line_items) {
    const parts = refundLines.filter((one) => one.line_item_id === line.id);
    const net = minor(line.price) * line.quantity - sum(line.discount_allocations.map((one) => minor(one.amount)));
    const back = sum(parts.map((one) => minor(one.subtotal_set.shop_money.amount)));
    // All units refunded (none removed by an edit): the parts are the whole.
    if (sum(parts.map((one) => one.quantity)) === line.quantity) expect(back).toBe(net);
    expect(back).toBeLessThanOrEqual(net);
  }
  for (const refund of order.refunds) {
    const worth = sum(
      refund.refund_line_items.map((one) => minor(one.subtotal_set.shop_money.amount) + onTop * minor(one.total_tax_set.shop_money.amount)),
    );
    const shippingBack = sum(
      refund.refund_shipping_lines.map(
        (one) => minor(one.subtotal_amount_set.shop_money.amount) + onTop * minor(one.tax_amount_set.shop_money.amount),
      ),
    );
    const discrepancy = sum(refund.order_adjustments.filter((one) => one.kind === 'refund_discrepancy').map((one) => minor(one.amount)));
    expect(sum(refund.transactions.map((one) => minor(one.amount)))).toBe(worth + shippingBack - discrepancy);
  }
  const paid = minor(order.total_price) === 0 ? 0 : 1;
  const refunded = sum(order.refunds.flatMap((one) => one.transactions).map((one) => minor(one.amount)));
  if (paid && refunded === 0) expect(['paid', 'partially_paid']).toContain(order.financial_status);
  if (refunded > 0) expect(['partially_refunded', 'refunded']).toContain(order.financial_status);
}

function minor(amount: string): number {
  return Math.round(Number(amount) * 100);
}

function text(amount: number): string {
  return (amount / 100).toFixed(2);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

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
