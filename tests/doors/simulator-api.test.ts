import { describe, expect, it } from 'vitest';
import { ADD_CODES, DISCOUNT_CREATE, discountInput, KEY, SECRET, SHOP, useStand } from './simulator-stand.ts';

const stand = useStand();

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
    const good = await exchange(stand.sim.tokens.sessionToken({ shop: SHOP }));
    expect(good).toMatchObject({ status: 200, body: { expires_in: 3600, refresh_token_expires_in: 7_776_000 } });
    expect(await works(good.body.access_token!)).toBe(200);
    expect(await works('shpat_invented')).toBe(401);
    stand.sim.desk.createShop({ domain: 'other.myshopify.com' });
    expect(await exchange(stand.sim.tokens.sessionToken({ shop: 'other' }))).toMatchObject({
      status: 400,
      body: { error: 'invalid_subject_token' },
    });
    expect(await exchange(`${stand.sim.tokens.sessionToken({ shop: SHOP }).slice(0, -2)}AA`)).toMatchObject({ status: 400 });
    expect(await exchange(stand.sim.tokens.sessionToken({ shop: SHOP, lifetimeSeconds: -60 }))).toMatchObject({ status: 400 });
    expect(await exchange(stand.sim.tokens.sessionToken({ shop: SHOP }), { client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    });
  });

  it('rotate: a lost answer can be asked for again until the new refresh token was used', async () => {
    const first = stand.sim.tokens.issue({ shop: SHOP });
    const lost = await refresh(first.refreshToken);
    const again = await refresh(first.refreshToken);
    expect(again.body.refresh_token).toBe(lost.body.refresh_token);
    expect(await works(again.body.access_token!)).toBe(200);
    const next = await refresh(again.body.refresh_token!);
    expect(next.status).toBe(200);
    expect(await refresh(first.refreshToken)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    stand.sim.tokens.advance({ ms: 31 * 86_400_000 });
    expect((await refresh(again.body.refresh_token!)).status).toBe(400);
    expect((await refresh(next.body.refresh_token!)).status).toBe(200);
  });

  it('die after an hour, by expiry on demand, and with the installation', async () => {
    const one = stand.sim.tokens.issue({ shop: SHOP });
    stand.sim.tokens.advance({ ms: 3_599_000 });
    expect(await works(one.accessToken)).toBe(200);
    stand.sim.tokens.advance({ ms: 2_000 });
    expect(await works(one.accessToken)).toBe(401);
    const two = stand.sim.tokens.issue({ shop: SHOP });
    stand.sim.tokens.expire({ shop: SHOP });
    expect(await works(two.accessToken)).toBe(401);
    const renewed = await refresh(two.refreshToken);
    stand.sim.desk.uninstall({ shop: SHOP });
    expect(await works(renewed.body.access_token!)).toBe(401);
    stand.sim.desk.install({ shop: SHOP });
    expect(await works(renewed.body.access_token!)).toBe(401);
    expect((await refresh(renewed.body.refresh_token!)).status).toBe(400);
  });
});

describe('the Admin API', () => {
  it('refuses what the schema does not know, in documents and in variables', async () => {
    expect((await stand.ask('query A { shop { mood } }')).body.errors![0]).toMatchObject({
      message: expect.stringContaining('mood') as string,
    });
    const wrong = await stand.ask(ADD_CODES, { discountId: 'gid://shopify/DiscountCodeNode/1', codes: [{ colour: 'red' }] });
    expect(wrong.body.errors![0]).toMatchObject({ extensions: { code: 'INVALID_VARIABLE' } });
    const many = await stand.ask(ADD_CODES, {
      discountId: 'gid://shopify/DiscountCodeNode/1',
      codes: Array.from({ length: 251 }, (_, index) => ({ code: `C${index}` })),
    });
    expect(many.body.errors![0]).toMatchObject({ extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' } });
    expect((await stand.ask('query A { orders { nodes { id } } }')).body.errors![0]).toMatchObject({
      message: 'you must provide one of first or last',
    });
    expect((await stand.ask('query A { blogs(first: 1) { nodes { id } } }')).body.errors![0]).toMatchObject({
      extensions: { code: expect.stringMatching(/NOT_PLAYED|ACCESS_DENIED/) as string },
    });
  });

  it('refuses fields without their scope, and personal data without approval', async () => {
    const ann = stand.sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    stand.sim.desk.placeOrder({ shop: SHOP, customerId: ann.id, lines: [{ title: 'Beans', price: '1.00' }] });
    const look = 'query A { orders(first: 1) { nodes { id email customer { id } } } }';
    stand.sim.desk.changeScopes({ shop: SHOP, scopes: ['read_orders'] });
    const partly = await stand.ask(look);
    expect(partly.body.data).toMatchObject({ orders: { nodes: [{ email: 'ann@example.com', customer: null }] } });
    expect(partly.body.errors![0]).toMatchObject({
      path: ['orders', 'nodes', 0, 'customer'],
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_customers` access scope.' },
    });
    stand.sim.desk.changeScopes({ shop: SHOP, scopes: ['read_customers'] });
    expect((await stand.ask(look)).body).toMatchObject({ data: null, errors: [{ extensions: { code: 'ACCESS_DENIED' } }] });
    stand.sim.desk.createShop({ domain: 'private.myshopify.com', protectedData: 1 });
    stand.sim.desk.placeOrder({ shop: 'private', email: 'eve@example.com', lines: [{ title: 'Beans', price: '1.00' }] });
    const hidden = await stand.ask(look, {}, 'private.myshopify.com');
    expect(hidden.body.data).toMatchObject({ orders: { nodes: [{ email: null, customer: { id: expect.any(String) as string } }] } });
    expect(hidden.body.errors![0]).toMatchObject({ path: ['orders', 'nodes', 0, 'email'], extensions: { code: 'ACCESS_DENIED' } });
  });

  it('shows orders of the last 60 days only, unless all are granted', async () => {
    const { order } = stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] });
    const look = () => stand.ask('query A($id: ID!) { order(id: $id) { id } }', { id: order.admin_graphql_api_id });
    stand.sim.clock.advance({ ms: 59 * 86_400_000 });
    expect((await look()).body.data!.order).not.toBeNull();
    stand.sim.clock.advance({ ms: 2 * 86_400_000 });
    expect((await look()).body.data!.order).toBeNull();
    stand.sim.desk.changeScopes({ shop: SHOP, scopes: ['read_orders', 'read_all_orders'] });
    expect((await look()).body.data!.order).not.toBeNull();
  });

  it('pages through changed orders by time, also while they change', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      stand.sim.clock.advance({ ms: 60_000 });
      ids.push(stand.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price: '1.00' }] }).order.admin_graphql_api_id);
    }
    const look = async (after: string | null) => {
      const query = "updated_at:>='2026-11-02T09:02:00Z'";
      const page = await stand.ask(
        'query A($q: String!, $after: String) { orders(first: 2, after: $after, query: $q, sortKey: UPDATED_AT) { nodes { id } pageInfo { hasNextPage endCursor } } }',
        { q: query, after },
      );
      return page.body.data!.orders as { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
    };
    const first = await look(null);
    expect(first.nodes.map((one) => one.id)).toEqual(ids.slice(1, 3));
    stand.sim.clock.advance({ ms: 60_000 });
    stand.sim.desk.tagOrder({ shop: SHOP, orderId: ids[1]!.split('/').at(-1)!, tags: ['moved'] });
    const second = await look(first.pageInfo.endCursor);
    expect(second.nodes.map((one) => one.id)).toEqual(ids.slice(3, 5));
    const third = await look(second.pageInfo.endCursor);
    expect(third).toMatchObject({ nodes: [{ id: ids[1] }], pageInfo: { hasNextPage: false } });
  });

  it('writes metafields all or none, and only over the value that was read', async () => {
    const ann = stand.sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com' });
    const ownerId = ann.admin_graphql_api_id;
    const set = (fields: object[]) =>
      stand.ask(
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
    expect(stand.sim.desk.getMetafields({ shop: SHOP, ownerId })).toMatchObject([{ key: 'member', value: '{"points":1}' }]);
    expect((await answer([{ value: '{"points":3}', compareDigest: digest }])).userErrors).toEqual([]);
    expect(stand.sim.desk.getMetafields({ shop: SHOP, ownerId })).toMatchObject([
      { namespace: expect.stringMatching(/^app--\d+--rung$/) as string, value: '{"points":3}' },
    ]);
  });

  it('takes the requested cost, gives the unused part back, refuses when the bucket is empty, and refills it', async () => {
    const created = `mutation A { ${Array.from({ length: 99 }, (_, index) => `m${index}: discountCodeDeactivate(id: "gid://shopify/DiscountCodeNode/1") { userErrors { code } }`).join(' ')} }`;
    const first = await stand.ask(created);
    expect(first.body.extensions!.cost).toMatchObject({
      requestedQueryCost: 990,
      actualQueryCost: 990,
      throttleStatus: { maximumAvailable: 2000, restoreRate: 100 },
    });
    const left = first.body.extensions!.cost.throttleStatus.currentlyAvailable;
    expect(left).toBeGreaterThanOrEqual(1010);
    expect(left).toBeLessThan(1300);
    await stand.ask(created);
    const refused = await stand.ask(created);
    expect(refused.status).toBe(200);
    expect(refused.body).toMatchObject({
      errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
      extensions: { cost: { actualQueryCost: null } },
    });
    expect(refused.body.data).toBeUndefined();
    stand.sim.tokens.advance({ ms: 10_000 });
    const later = await stand.ask(created);
    expect(later.body.errors).toBeUndefined();
    const wide = await stand.ask('query A { orders(first: 250) { nodes { id } } }');
    expect(wide.body.extensions!.cost).toMatchObject({ requestedQueryCost: 8, actualQueryCost: 0 });
    const tooDear = await stand.ask(
      `mutation A { ${Array.from({ length: 101 }, (_, index) => `m${index}: discountCodeDeactivate(id: "x") { userErrors { code } }`).join(' ')} }`,
    );
    expect(tooDear.body.errors![0]).toMatchObject({ extensions: { code: 'MAX_COST_EXCEEDED', cost: 1010 } });
  });

  it('is disturbed on demand, before or after the effect, as often as asked', async () => {
    const { accessToken } = stand.sim.tokens.issue({ shop: SHOP });
    let made = 0;
    const create = (timeoutMs = 5_000) =>
      stand.call(DISCOUNT_CREATE, { discount: discountInput({ code: `CODE-${(made += 1)}` }) }, { accessToken, timeoutMs });
    const usable = () => stand.sim.desk.checkCode({ shop: SHOP, code: `CODE-${made}` }).usable;
    const fault = (kind: Parameters<typeof stand.sim.faults.add>[0]['kind'], more: object = {}) =>
      stand.sim.faults.add({ kind, operation: 'discountCodeBasicCreate', ...more });

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
    await expect(create(300)).rejects.toThrow(/timeout|aborted/i);
    expect(usable()).toBe(false);
    fault('timeout-after-effect');
    await expect(create(300)).rejects.toThrow(/timeout|aborted/i);
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
    fault('slow', { delayMs: 120, skip: 1 });
    await create();
    expect(stand.sim.faults.list().at(-1)).toMatchObject({ fired: 0 });
    const started = performance.now();
    await create();
    expect(performance.now() - started).toBeGreaterThan(115);
    expect(stand.sim.faults.list().map((one) => [one.fired, one.left])).toEqual(stand.sim.faults.list().map((one) => [one.times ?? 1, 0]));
    expect(stand.sim.calls.list({ operation: 'discountCodeBasicCreate' }).filter((one) => one.fault !== null)).toHaveLength(13);
  });

  it('keeps two shops with equal ids apart', async () => {
    for (const domain of ['one.myshopify.com', 'two.myshopify.com']) stand.sim.desk.createShop({ domain, idBase: 9_000, catalog: false });
    const [one, two] = ['one', 'two'].map((shop) => stand.sim.desk.placeOrder({ shop, lines: [{ title: shop, price: '1.00' }] }).order);
    expect(one!.id).toBe(two!.id);
    const look = 'query A($id: ID!) { order(id: $id) { lineItems(first: 1) { nodes { title } } } }';
    const answer = await stand.ask(look, { id: one!.admin_graphql_api_id }, 'two.myshopify.com');
    expect(answer.body.data).toEqual({ order: { lineItems: { nodes: [{ title: 'two' }] } } });
    const strange = stand.sim.tokens.issue({ shop: 'one' });
    expect(
      (await stand.call(look, { id: one!.admin_graphql_api_id }, { accessToken: strange.accessToken, shop: 'two.myshopify.com' })).status,
    ).toBe(401);
  });
});

async function works(accessToken: string): Promise<number> {
  return (await stand.call('query A { shop { name } }', {}, { accessToken })).status;
}

async function token(body: object): Promise<{ readonly status: number; readonly body: Readonly<Record<string, string | undefined>> }> {
  const response = await fetch(`${stand.sim.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Forwarded-Host': SHOP },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
