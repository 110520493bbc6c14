import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { connectSimulator, startSimulator } from '#tests/simulator/main.ts';
import { KEY, SECRET, SHOP, useStand } from './simulator-stand.ts';

const stand = useStand();

describe('messages', () => {
  it('are signed over their raw bytes and carry Shopify’s headers; one action shares an event id', async () => {
    stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Bohnen für ö', price: '10.00' }] });
    await stand.sim.webhooks.allDelivered();
    expect(stand.app.seen.map((one) => one.headers['x-shopify-topic']).sort()).toEqual(['orders/create', 'orders/paid', 'orders/updated']);
    for (const { headers, body, url } of stand.app.seen) {
      expect(url).toBe('/webhooks/shopify');
      expect(headers['x-shopify-hmac-sha256']).toBe(createHmac('sha256', SECRET).update(Buffer.from(body)).digest('base64'));
      expect(headers).toMatchObject({
        'x-shopify-shop-domain': SHOP,
        'x-shopify-api-version': '2026-10',
        'x-shopify-triggered-at': '2026-11-02T09:00:00.000Z',
      });
    }
    expect(new Set(stand.app.seen.map((one) => one.headers['x-shopify-event-id'])).size).toBe(1);
    expect(new Set(stand.app.seen.map((one) => one.headers['x-shopify-webhook-id'])).size).toBe(3);
  });

  it('are tried again under the same id until a 2xx comes, and given up after the last retry', async () => {
    stand.sim.webhooks.configure({ retryDelaysMs: [5, 5], timeoutMs: 200 });
    const answers = [302, 500, 200];
    stand.app.answer = (seen, response) => {
      const status =
        seen.headers['x-shopify-topic'] === 'orders/create'
          ? (answers.shift() ?? 200)
          : seen.headers['x-shopify-topic'] === 'orders/paid'
            ? 503
            : 200;
      response.writeHead(status).end();
    };
    stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00' }] });
    await expect(stand.sim.webhooks.allDelivered()).rejects.toThrow(/orders\/paid .* \(503\)/);
    const tries = (topic: string) => stand.sim.webhooks.list({ topic })[0]!;
    expect(tries('orders/create')).toMatchObject({ state: 'delivered', attempts: [{ status: 302 }, { status: 500 }, { status: 200 }] });
    expect(tries('orders/paid')).toMatchObject({ state: 'failed', attempts: [{ status: 503 }, { status: 503 }, { status: 503 }] });
    expect(
      new Set(
        stand.app.seen
          .filter((one) => one.headers['x-shopify-topic'] === 'orders/create')
          .map((one) => one.headers['x-shopify-webhook-id']),
      ).size,
    ).toBe(1);
  });

  it('give up waiting for an answer after the time limit', async () => {
    stand.sim.webhooks.configure({ retryDelaysMs: [], timeoutMs: 60 });
    stand.app.answer = () => undefined;
    stand.sim.desk.createCustomer({ shop: SHOP, email: 'slow@example.com' });
    await stand.sim.webhooks.allDelivered({ failedToo: true });
    expect(stand.sim.webhooks.list()[0]).toMatchObject({ state: 'failed', attempts: [{ status: null, error: 'no answer within 60 ms' }] });
  });

  it('come twice, late, in another order or never, when told so', async () => {
    stand.sim.webhooks.hold();
    const { order } = stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '10.00' }] });
    stand.sim.desk.cancelOrder({ shop: SHOP, orderId: order.id });
    expect(stand.app.seen).toEqual([]);
    stand.sim.webhooks.configure({ concurrency: 1 });
    stand.sim.webhooks.release({ order: 'reversed' });
    await stand.sim.webhooks.allDelivered();
    expect(stand.app.seen.map((one) => one.headers['x-shopify-topic'])).toEqual([
      'orders/updated',
      'orders/cancelled',
      'refunds/create',
      'orders/updated',
      'orders/paid',
      'orders/create',
    ]);
    const [first] = stand.sim.webhooks.list();
    stand.sim.webhooks.resend({ id: first!.id, times: 2 });
    await stand.sim.webhooks.allDelivered();
    expect(stand.app.seen.filter((one) => one.headers['x-shopify-webhook-id'] === first!.id)).toHaveLength(3);
    stand.sim.webhooks.configure({ dropShare: 1 });
    stand.sim.desk.createCustomer({ shop: SHOP, email: 'lost@example.com' });
    expect(stand.sim.webhooks.list({ state: 'dropped' })).toHaveLength(1);
  });

  it('cover the topics that shopify.app.toml subscribes to', async () => {
    const toml = await readFile('shopify.app.toml', 'utf8');
    const wanted = [...toml.matchAll(/^\s*(?:compliance_)?topics = \[(.*)\]/gm)].flatMap((match) =>
      [...match[1]!.matchAll(/"([^"]+)"/g)].map((one) => one[1]!),
    );
    expect(wanted.length).toBeGreaterThan(10);
    for (const topic of wanted) {
      const { url } = stand.sim.webhooks.build({ shop: SHOP, topic, payload: {} });
      expect(url).toBe(`${stand.app.url}/webhooks/shopify${/redact|data_request/.test(topic) ? '/compliance' : ''}`);
    }
    // A merchant of the simulator grants what is optional too; orders from before the last 60 days are for Shopify to grant.
    const optional = [.../^optional_scopes = \[([^\]]*)\]/m.exec(toml)![1]!.matchAll(/"([^"]+)"/g)]
      .map((one) => one[1]!)
      .filter((scope) => scope !== 'read_all_orders');
    const scopes = [.../^scopes = "([^"]+)"/m.exec(toml)![1]!.split(','), ...optional];
    expect(stand.sim.desk.getShop({ shop: SHOP }).scopes.toSorted()).toEqual(scopes.toSorted());
  });

  it('tell of merges, erasures, disputes and the end of the installation', async () => {
    const ann = stand.sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const twin = stand.sim.desk.createCustomer({ shop: SHOP, email: 'twin@example.com' });
    const { order } = stand.sim.desk.placeOrder({ shop: SHOP, customerId: twin.id, lines: [{ title: 'Beans', price: '10.00' }] });
    const { jobId } = stand.sim.desk.mergeCustomers({ shop: SHOP, keepId: ann.id, loseId: twin.id });
    expect(
      (await stand.ask('query M($id: ID!) { customerMergeJobStatus(jobId: $id) { status resultingCustomerId } }', { id: jobId })).body.data,
    ).toEqual({
      customerMergeJobStatus: { status: 'COMPLETED', resultingCustomerId: ann.admin_graphql_api_id },
    });
    expect(stand.sim.desk.getOrder({ shop: SHOP, orderId: order.id }).customer?.id).toBe(ann.id);
    stand.sim.desk.dispute({ shop: SHOP, orderId: order.id, state: 'open' });
    stand.sim.desk.redactCustomer({ shop: SHOP, customerId: ann.id });
    stand.sim.desk.uninstall({ shop: SHOP });
    stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Unheard', price: '1.00' }] });
    stand.sim.desk.redactShop({ shop: SHOP });
    await stand.sim.webhooks.allDelivered();
    const bodies = (topic: string) =>
      stand.app.seen.filter((one) => one.headers['x-shopify-topic'] === topic).map((one) => JSON.parse(one.body) as unknown);
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

describe('the storefront and the admin', () => {
  it('forward the app proxy signed, without cookies, and with no shopper’s word about who is logged in', async () => {
    const ann = stand.sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    await stand.sim.webhooks.allDelivered();
    stand.app.seen.length = 0;
    stand.app.answer = (_seen, response) =>
      response.writeHead(200, { 'Set-Cookie': 'a=b', 'Content-Type': 'application/json', ETag: '"1"' }).end('{"points":5}');
    const address = `${stand.sim.url}/apps/rung/me?b=2&a=1&a=3&logged_in_customer_id=1&shop=evil.myshopify.com`;
    const headers = { 'X-Forwarded-Host': SHOP, Cookie: `sim_customer=${ann.id}; other=1` };
    const answer = await fetch(address, { headers });
    expect([await answer.json(), answer.headers.get('set-cookie'), answer.headers.get('etag')]).toEqual([{ points: 5 }, null, '"1"']);
    const [seen] = stand.app.seen;
    const url = new URL(seen!.url, stand.app.url);
    expect(url.pathname).toBe('/proxy/me');
    expect(url.searchParams.getAll('logged_in_customer_id')).toEqual([String(ann.id)]);
    expect(url.searchParams.getAll('shop')).toEqual([SHOP]);
    expect(seen!.headers.cookie).toBeUndefined();
    expect(url.searchParams.get('signature')).toBe(expectedProxySignature(url.searchParams));
    stand.sim.storefront.configure({ forwardDuplicates: true });
    await fetch(address, { headers });
    const doubled = new URL(stand.app.seen[1]!.url, stand.app.url).searchParams;
    expect(doubled.getAll('logged_in_customer_id')).toEqual(['1', String(ann.id)]);
    expect(doubled.get('signature')).toBe(expectedProxySignature(doubled));
    const signed = new URLSearchParams(stand.sim.storefront.signProxyQuery({ shop: SHOP, customerId: ann.id, query: { x: 'y z' } }));
    expect(signed.get('signature')).toBe(expectedProxySignature(signed));
  });

  it('embed the app with a signed address and a session token that anybody with the secret can check', async () => {
    const html = await (await fetch(`${stand.sim.url}/store/roastery/apps/rung/app/members?q=ann`)).text();
    const src = new URL(/<iframe[^>]* src="([^"]+)"/.exec(html)![1]!.replaceAll('&amp;', '&'));
    expect(src.origin + src.pathname).toBe(`${stand.app.url}/app/members`);
    expect(Object.fromEntries(src.searchParams)).toMatchObject({ q: 'ann', embedded: '1', shop: SHOP });
    expect(Buffer.from(src.searchParams.get('host')!, 'base64').toString()).toBe('admin.shopify.com/store/roastery');
    const { payload } = await jwtVerify(src.searchParams.get('id_token')!, Buffer.from(SECRET), { algorithms: ['HS256'], audience: KEY });
    expect(payload).toMatchObject({ iss: `https://${SHOP}/admin`, dest: `https://${SHOP}`, sub: expect.any(String) as string });
    expect(payload.exp! - payload.iat!).toBe(60);
    const given = src.searchParams.get('hmac');
    src.searchParams.delete('hmac');
    src.searchParams.sort();
    expect(given).toBe(createHmac('sha256', SECRET).update(src.searchParams.toString()).digest('hex'));
    stand.sim.desk.uninstall({ shop: SHOP });
    expect(await (await fetch(`${stand.sim.url}/store/roastery/apps/rung`)).text()).toMatch(/Install Rung/);
  });

  it('can be driven from another process, with the same words of refusal', async () => {
    const remote = connectSimulator(stand.sim.url);
    const { order } = await remote.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] });
    expect((await remote.desk.listOrders({ shop: SHOP }))[0]!.id).toBe(order.id);
    await expect(remote.desk.markPaid({ shop: SHOP, orderId: order.id })).rejects.toThrow(/paid already/);
    expect(await remote.webhooks.allDelivered()).toEqual({ delivered: 3 });
    const faults = (init: RequestInit) => fetch(`${stand.sim.url}/_control/faults`, init).then((answer) => answer.json());
    const headers = { 'Content-Type': 'application/json' };
    expect(await faults({ method: 'POST', headers, body: '{"kind":"html","times":2}' })).toEqual({ result: { id: 'fault-1' } });
    expect(await faults({})).toMatchObject({ result: [{ kind: 'html', left: 2, fired: 0 }] });
    expect(await faults({ method: 'DELETE' })).toEqual({ result: { cleared: 1 } });
    expect((await fetch(`${stand.sim.url}/_control/desk/listShops`, { method: 'POST', body: '{}' })).status).toBe(415);
    expect(
      (
        await fetch(`${stand.sim.url}/_control/desk/constructor`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{}',
        })
      ).status,
    ).toBe(404);
  });

  it('listen on loopback only', async () => {
    await expect(startSimulator({ apiKey: KEY, apiSecret: SECRET, appUrl: stand.app.url, host: '0.0.0.0' })).rejects.toThrow(/loopback/);
  });
});

function expectedProxySignature(query: URLSearchParams): string {
  const keys = [...new Set(query.keys())].filter((key) => key !== 'signature');
  const pairs = keys.map((key) => `${key}=${query.getAll(key).join(',')}`);
  return createHmac('sha256', SECRET).update(pairs.sort().join('')).digest('hex');
}
