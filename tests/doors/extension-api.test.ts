import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderPointsView, TillCodeView, TillRedeemed, TillView } from '#app/contracts/extensions.ts';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import type { StorefrontRedeemed, StorefrontView } from '#app/contracts/storefront.ts';
import { API_KEY, API_SECRET, openServerStage, type ServerStage, SHOP } from './server-stage.ts';

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage();
});
afterAll(() => stage.close());

interface Call {
  readonly token?: string | null;
  readonly body?: unknown;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

/** A request as an extension makes it: across origins, with a token in the header. */
function call(path: string, { token = null, body, method, headers = {} }: Call = {}): Promise<Response> {
  return fetch(new URL(`/api/${path}`, stage.server.url), {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      Origin: 'https://extensions.shopifycdn.com',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function ask<Value>(path: string, options: Call = {}): Promise<Value> {
  const answer = await call(path, options);
  expect(answer.status, await answer.clone().text()).toBe(200);
  return (await answer.json()) as Value;
}

async function refusalOf(answer: Response): Promise<[number, string]> {
  const { error } = (await answer.json()) as ShopperError;
  expect(error.message).toMatch(/\S/);
  return [answer.status, error.code];
}

/** As Shopify signs it for a buyer who is logged in. */
function buyerToken(customerId: string, options: { readonly shop?: string } = {}): string {
  return stage.sim.tokens.sessionToken({ shop: options.shop ?? SHOP, userId: `gid://shopify/Customer/${customerId}` });
}

function staffToken(userId = '501'): string {
  return stage.sim.tokens.sessionToken({ shop: SHOP, userId });
}

/** Claims of our choice, well signed unless another secret is given; a guest's token has no `sub`, and extensions' tokens may have no `iss`. */
function tokenWith(claims: Record<string, unknown> = {}, secret = API_SECRET, algorithm = 'HS256'): string {
  const now = Math.floor(Date.now() / 1000);
  const all = { dest: SHOP, aud: API_KEY, exp: now + 300, nbf: now, iat: now, jti: randomUUID(), sid: randomUUID(), ...claims };
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg: algorithm, typ: 'JWT' })}.${part(all)}`;
  return `${head}.${createHmac('sha256', secret).update(head).digest('base64url')}`;
}

/** With points: joined as well. */
async function newCustomer(wish: { readonly points?: number; readonly joined?: boolean } = {}): Promise<string> {
  const { points = 0, joined = points > 0 } = wish;
  const customer = stage.sim.desk.createCustomer({
    shop: SHOP,
    email: `${randomUUID()}@example.com`,
    firstName: 'Mia',
    lastName: 'Schmidt',
  });
  await stage.settle();
  const customerId = String(customer.id);
  if (!joined) return customerId;
  const { memberId } = await ask<{ memberId: string }>('shopper/join', { token: buyerToken(customerId), body: {} });
  if (points > 0) {
    const { programId } = stage.address;
    const adjustment = {
      ...{ programId, memberId, points, reason: 'goodwill', note: null },
      ...{ actorId: 'test', isOwner: true, adjustmentId: randomUUID() },
    };
    expect((await stage.wiring.services.adjustPoints(adjustment)).ok).toBe(true);
  }
  return customerId;
}

async function availableOf(customerId: string): Promise<number> {
  return (await ask<StorefrontView>('shopper/me', { token: buyerToken(customerId) })).points.available;
}

async function order(options: { readonly customerId?: string; readonly email?: string; readonly price?: string }): Promise<string> {
  const { price = '45.00', ...who } = options;
  const placed = stage.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Beans', price }], ...who });
  await stage.settle();
  return String(placed.order.id);
}

describe('who comes in', () => {
  it('tells browsers of every origin that they may ask, and gives them nothing for it', async () => {
    const preflight = await call('shopper/redeem', { method: 'OPTIONS' });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'Authorization, Content-Type',
      'access-control-allow-methods': 'GET, POST',
    });
    for (const path of ['shopper/me', 'pos/member?customer=1', 'nothing']) {
      const answer = await call(path);
      expect(answer.headers.get('Access-Control-Allow-Origin'), path).toBe('*');
      expect(answer.headers.get('Access-Control-Allow-Credentials'), path).toBeNull();
      expect(answer.headers.get('Set-Cookie'), path).toBeNull();
    }
    expect((await fetch(new URL('/proxy/me', stage.server.url))).headers.get('Access-Control-Allow-Origin')).toBeNull();
  });

  it('turns away every token but a good one', async () => {
    const customerId = await newCustomer({ points: 150 });
    const sub = `gid://shopify/Customer/${customerId}`;
    const now = Math.floor(Date.now() / 1000);
    const bad = {
      none: null,
      'not a token': 'abc',
      'another secret': tokenWith({ sub }, 'another-secret'),
      'another app': tokenWith({ sub, aud: 'another-app' }),
      'no audience': tokenWith({ sub, aud: undefined }),
      ended: tokenWith({ sub, exp: now - 60 }),
      'not begun': tokenWith({ sub, nbf: now + 600 }),
      'no end': tokenWith({ sub, exp: undefined }),
      'another algorithm': tokenWith({ sub }, API_SECRET, 'none'),
      'no shop': tokenWith({ sub, dest: undefined }),
      'no myshopify address': tokenWith({ sub, dest: 'https://evil.example' }),
      'shop and issuer differ': tokenWith({ sub, iss: 'https://other.myshopify.com/admin' }),
    };
    for (const [name, token] of Object.entries(bad)) {
      const answer = await call('shopper/me', { token });
      expect(await refusalOf(answer), name).toEqual([401, 'out_of_date']);
      expect((await call('shopper/redeem', { token, body: { rewardId: 'small-amount', redemptionId: randomUUID() } })).status, name).toBe(
        401,
      );
    }
    expect((await call('shopper/me', { token: tokenWith({ sub }) })).status).toBe(200);
    expect(stage.logged.some((line) => line.includes('the token is for another app'))).toBe(true);
    expect(stage.logged.some((line) => line.includes(tokenWith({ sub }).slice(0, 40)))).toBe(false);
  });

  it('takes the shop from the token alone', async () => {
    const token = tokenWith({ dest: 'https://somewhere-else.myshopify.com', sub: 'gid://shopify/Customer/1' });
    expect(await refusalOf(await call(`shopper/me?shop=${SHOP}`, { token, headers: { 'X-Shopify-Shop-Domain': SHOP } }))).toEqual([
      404,
      'no_program',
    ]);
  });

  it('takes the customer from the token alone', async () => {
    const [rich, poor] = [await newCustomer({ points: 500 }), await newCustomer({ joined: true })];
    const token = buyerToken(poor);
    const names = `customer=${rich}&customerId=${rich}&logged_in_customer_id=${rich}&sub=${rich}`;
    expect((await ask<StorefrontView>(`shopper/me?${names}`, { token })).points.available).toBe(await availableOf(poor));
    const body = {
      rewardId: 'small-amount',
      redemptionId: randomUUID(),
      customerId: rich,
      memberId: rich,
      sub: `gid://shopify/Customer/${rich}`,
    };
    expect((await call(`shopper/redeem?${names}`, { token, body })).status).toBe(422);
    expect(await availableOf(rich)).toBeGreaterThanOrEqual(500);
  });

  it('lets guests look and do nothing', async () => {
    const token = tokenWith();
    expect((await ask<StorefrontView>('shopper/me', { token })).state).toBe('guest');
    for (const [path, body] of [
      ['shopper/join', {}],
      ['shopper/redeem', { rewardId: 'small-amount', redemptionId: randomUUID() }],
      ['shopper/undo', { redemptionId: randomUUID() }],
      ['shopper/till-code', {}],
    ] as const)
      expect(await refusalOf(await call(path, { token, body })), path).toEqual([401, 'sign_in']);
  });

  it('lets nobody serve at the till to whom an owner gave no role', async () => {
    const customerId = await newCustomer({ points: 150 });
    const read = () => call(`pos/member?customer=${customerId}`, { token: staffToken('77') });
    expect((await read()).status).toBe(200);
    // The first visit made them known: there is somebody to take the role from.
    const { rowCount } = await stage.wiring.desk.database.pool.query(`UPDATE staff_member SET role = 'none' WHERE id = 'shopify:77'`);
    expect(rowCount).toBe(1);
    expect(await refusalOf(await read())).toEqual([403, 'no_right']);
    const redemption = { customerId, rewardId: 'small-amount', redemptionId: randomUUID(), tillCode: '123456' };
    expect(await refusalOf(await call('pos/redeem', { token: staffToken('77'), body: redemption }))).toEqual([403, 'no_right']);
  });

  it('keeps shoppers out of the till, and staff out of shoppers’ accounts', async () => {
    const customerId = await newCustomer({ points: 150 });
    for (const token of [buyerToken(customerId), tokenWith(), tokenWith({ sub: 'gid://shopify/StaffMember/1' })]) {
      expect((await call(`pos/member?customer=${customerId}`, { token })).status).toBe(403);
      expect((await call('pos/enrol', { token, body: { customerId } })).status).toBe(403);
    }
    expect((await call('shopper/me', { token: staffToken() })).status).toBe(403);
    expect((await call('shopper/me', { token: staffToken(customerId) })).status).toBe(403);
  });

  it('refuses wrong methods and bodies in words', async () => {
    const token = buyerToken(await newCustomer({ joined: true }));
    expect((await call('shopper/till-code', { token })).status).toBe(405);
    expect((await call('shopper/order', { token, body: {} })).status).toBe(405);
    expect((await call('pos/redeem', { token: staffToken() })).status).toBe(405);
    expect((await call('shopper/order?order=abc', { token })).status).toBe(400);
    expect(await refusalOf(await call('shopper/till-code', { token, body: {}, headers: { 'Content-Type': 'text/plain' } }))).toEqual([
      415,
      'not_understood',
    ]);
    expect(await refusalOf(await call('pos/enrol', { token: staffToken(), body: { customerId: 'gid://shopify/Order/1' } }))).toEqual([
      400,
      'not_understood',
    ]);
    expect(await refusalOf(await call('nothing', { token }))).toEqual([404, 'nothing_here']);
  });
});

describe('checkout and account', () => {
  it('redeems a code that works on the order, and gives back one that is not used', async () => {
    const customerId = await newCustomer({ points: 150 });
    const token = buyerToken(customerId);
    const before = await availableOf(customerId);
    const wish = { rewardId: 'small-amount', redemptionId: randomUUID() };
    const [first, again] = [
      await ask<StorefrontRedeemed>('shopper/redeem', { token, body: wish }),
      await ask<StorefrontRedeemed>('shopper/redeem', { token, body: wish }),
    ];
    expect(again.redemption.code).toBe(first.redemption.code);
    expect(first.points.available).toBe(before - 100);
    expect(stage.sim.desk.checkCode({ shop: SHOP, code: first.redemption.code ?? '' })).toMatchObject({ usable: true });
    await ask('shopper/undo', { token, body: { redemptionId: wish.redemptionId } });
    await stage.settle();
    expect(await availableOf(customerId)).toBe(before);
  });

  it('tells what an order earned to its own customer', async () => {
    const customerId = await newCustomer({ joined: true });
    const orderId = await order({ customerId });
    const token = buyerToken(customerId);
    const told = () => ask<OrderPointsView>(`shopper/order?order=gid://shopify/OrderIdentity/${orderId}`, { token });
    const before = await told();
    expect(before).toMatchObject({ state: 'earned', own: true, pending: true, availableAt: null });
    expect(before.points).toBeGreaterThan(0);
    // The shop's times have whole seconds.
    stage.sim.clock.advance({ ms: 2_000 });
    stage.sim.desk.fulfil({ shop: SHOP, orderId });
    await stage.settle();
    const after = await told();
    expect(Date.parse(after.availableAt ?? '')).toBeGreaterThan(Date.now());
    const { points } = await ask<StorefrontView>('shopper/me', { token });
    expect(points.arriving).toContainEqual({ points: after.points, at: after.availableAt });
  });

  it('tells another customer nothing of it', async () => {
    const [owner, other] = [await newCustomer({ joined: true }), await newCustomer({ joined: true })];
    const orderId = await order({ customerId: owner });
    expect(await ask(`shopper/order?order=${orderId}`, { token: buyerToken(other) })).toEqual({
      state: 'hidden',
      points: 0,
      pending: false,
      availableAt: null,
      own: false,
    });
    expect(stage.logged.some((line) => line.includes('not provably theirs') && line.includes(orderId))).toBe(true);
  });

  it('tells a guest the number, for an hour and without a date', async () => {
    const orderId = await order({ email: `${randomUUID()}@example.com` });
    const view = await ask<OrderPointsView>(`shopper/order?order=${orderId}`, { token: tokenWith() });
    expect(view).toMatchObject({ own: false, availableAt: null });
    expect(['earned', 'nothing']).toContain(view.state);
    await stage.wiring.database.pool.query(`UPDATE order_record SET placed_at = placed_at - interval '61 minutes' WHERE order_id = $1`, [
      orderId,
    ]);
    expect((await ask<OrderPointsView>(`shopper/order?order=${orderId}`, { token: tokenWith() })).state).toBe('hidden');
  });

  it('says that an order which has not come yet is being counted', async () => {
    expect((await ask<OrderPointsView>('shopper/order?order=99999999', { token: tokenWith() })).state).toBe('counting');
  });
});

describe('the till', () => {
  // Each customer at a till of their own: one till may not ask too often.
  const redeemAt = (customerId: string, tillCode: string, change: Record<string, unknown> = {}) =>
    call('pos/redeem', {
      token: staffToken(customerId),
      body: { customerId, rewardId: 'small-amount', redemptionId: randomUUID(), tillCode, ...change },
    });
  const codeOf = async (customerId: string) =>
    (await ask<TillCodeView>('shopper/till-code', { token: buyerToken(customerId), body: {} })).code;
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  it('enrols the customer of the cart and shows what they have, without their codes and name', async () => {
    const customerId = await newCustomer();
    const asked = `pos/member?customer=gid://shopify/Customer/${customerId}&locale=en-GB`;
    expect((await ask<TillView>(asked, { token: staffToken() })).state).toBe('not-joined');
    await ask('pos/enrol', { token: staffToken(), body: { customerId } });
    await ask('pos/enrol', { token: staffToken(), body: { customerId } });
    const view = await ask<TillView>(asked, { token: staffToken() });
    expect(view).toMatchObject({ state: 'member', unit: { locale: 'en' } });
    expect(view.rewards.map(({ rewardId }) => rewardId)).toContain('small-amount');
    expect(JSON.stringify(view)).not.toMatch(/Mia|Schmidt|example\.com/);
    const { rows } = await stage.wiring.database.pool.query<{ actor_id: string }>(
      `SELECT actor_id FROM audit_entry WHERE action = 'enrolled-at-till'`,
    );
    expect(rows.map(({ actor_id }) => actor_id)).toContain('shopify:501');
  });

  it('redeems with the member’s digits, once, and leaves a notice', async () => {
    const customerId = await newCustomer({ points: 250 });
    const before = await availableOf(customerId);
    const tillCode = await codeOf(customerId);
    expect(tillCode).toMatch(/^\d{6}$/);
    const redemptionId = randomUUID();
    const first = await redeemAt(customerId, `${tillCode.slice(0, 3)} ${tillCode.slice(3)}`, { redemptionId });
    expect(first.status).toBe(200);
    const redeemed = (await first.json()) as TillRedeemed;
    expect(redeemed).toMatchObject({ redemptionId, points: 100, state: 'ready' });
    expect(stage.sim.desk.checkCode({ shop: SHOP, code: redeemed.code ?? '' })).toMatchObject({ usable: true });
    expect(await (await redeemAt(customerId, tillCode, { redemptionId })).json()).toEqual(redeemed);
    expect(await refusalOf(await redeemAt(customerId, tillCode))).toEqual([422, 'till_code']);
    const me = await ask<StorefrontView>('shopper/me', { token: buyerToken(customerId) });
    expect(me.points.available).toBe(before - 100);
    expect(me.notices.map(({ kind }) => kind)).toContain('redeemed-at-till');

    const { sealed } = (await stage.wiring.database.prisma.tillCode.findFirst()) ?? { sealed: '' };
    expect(sealed).not.toContain(tillCode);
    await ask('pos/undo', { token: staffToken(), body: { customerId, redemptionId } });
    await stage.settle();
    expect(await availableOf(customerId)).toBe(before);
  });

  it('gives five tries, and those only with a code that holds', async () => {
    const customerId = await newCustomer({ points: 250 });
    expect(await refusalOf(await redeemAt(customerId, '123456'))).toEqual([422, 'till_code']);
    const tillCode = await codeOf(customerId);
    for (let guess = 0; guess < 5; guess += 1) expect((await redeemAt(customerId, wrong(tillCode))).status).toBe(422);
    expect(await refusalOf(await redeemAt(customerId, tillCode))).toEqual([422, 'till_code']);
    const next = await codeOf(customerId);
    await stage.wiring.database.pool.query(`UPDATE till_code SET expires_at = expires_at - interval '6 minutes'`);
    expect((await redeemAt(customerId, next)).status).toBe(422);
    expect((await redeemAt(customerId, await codeOf(customerId))).status).toBe(200);
  });

  it('counts guesses that come at the same time', async () => {
    const customerId = await newCustomer({ points: 250 });
    const tillCode = await codeOf(customerId);
    await Promise.all(Array.from({ length: 8 }, () => redeemAt(customerId, wrong(tillCode))));
    expect((await redeemAt(customerId, tillCode)).status).toBe(422);
  });

  it('lets one of two redemptions have the code', async () => {
    const customerId = await newCustomer({ points: 250 });
    const tillCode = await codeOf(customerId);
    const answers = await Promise.all([redeemAt(customerId, tillCode), redeemAt(customerId, tillCode)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
    expect(await availableOf(customerId)).toBeLessThanOrEqual(200);
  });

  it('takes no code of another member, and gives the code back when the rules refuse', async () => {
    const [one, other] = [await newCustomer({ points: 250 }), await newCustomer({ joined: true })];
    expect((await redeemAt(one, await codeOf(other))).status).toBe(422);
    const poor = await codeOf(other);
    expect(await refusalOf(await redeemAt(other, poor))).toEqual([422, 'not-enough-points']);
    expect(await refusalOf(await redeemAt(other, poor))).toEqual([422, 'not-enough-points']);
  });

  it('undoes only what was redeemed at a till, for that customer', async () => {
    const [owner, other] = [await newCustomer({ points: 250 }), await newCustomer({ points: 250 })];
    const online = randomUUID();
    await ask('shopper/redeem', { token: buyerToken(owner), body: { rewardId: 'small-amount', redemptionId: online } });
    expect((await call('pos/undo', { token: staffToken(), body: { customerId: owner, redemptionId: online } })).status).toBe(404);
    const atTill = randomUUID();
    expect((await redeemAt(owner, await codeOf(owner), { redemptionId: atTill })).status).toBe(200);
    expect((await call('pos/undo', { token: staffToken(), body: { customerId: other, redemptionId: atTill } })).status).toBe(404);
    expect((await redeemAt(other, '000000', { redemptionId: atTill })).status).toBe(409);
  });

  it('makes no digits for those who are not members', async () => {
    const answer = await call('shopper/till-code', { token: buyerToken(await newCustomer()), body: {} });
    expect(await refusalOf(answer)).toEqual([404, 'join_first']);
  });

  it('slows down a till that asks too often', async () => {
    const token = staffToken('777');
    const body = { customerId: '1', rewardId: 'small-amount', redemptionId: randomUUID(), tillCode: '000000' };
    const statuses = await Promise.all(Array.from({ length: 24 }, async () => (await call('pos/redeem', { token, body })).status));
    expect(statuses.filter((status) => status === 429)).toHaveLength(4);
  });
});
