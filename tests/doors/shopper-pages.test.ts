import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopperView } from '#app/contracts/reading.ts';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import { openServerStage, type ServerStage, SHOP } from './server-stage.ts';

let stage: ServerStage;

beforeAll(async () => {
  stage = await openServerStage();
});
afterAll(() => stage.close());

interface Call {
  readonly customerId?: string;
  readonly body?: unknown;
  readonly raw?: string;
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly query?: Record<string, string>;
  readonly timestamp?: number;
  readonly secret?: string;
}

/** A request as the shop's app proxy forwards it. */
async function call(path: string, options: Call = {}): Promise<Response> {
  const { customerId, timestamp, secret, query } = options;
  const signed = stage.sim.storefront.signProxyQuery({
    shop: SHOP,
    ...(customerId === undefined ? {} : { customerId }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(secret === undefined ? {} : { secret }),
    ...(query === undefined ? {} : { query }),
  });
  return send(`${path}?${signed}`, options);
}

function send(address: string, { body, raw, headers = {}, method }: Call): Promise<Response> {
  const text = raw ?? (body === undefined ? null : JSON.stringify(body));
  return fetch(new URL(address, stage.server.url), {
    method: method ?? (text === null ? 'GET' : 'POST'),
    headers: { ...(text === null ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(text === null ? {} : { body: text }),
  });
}

async function newCustomer(points = 0): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  const customer = stage.sim.desk.createCustomer({ shop: SHOP, email, firstName: 'Mia', lastName: 'Schmidt' });
  await stage.settle();
  const customerId = String(customer.id);
  if (points === 0) return customerId;
  expect((await call('/proxy/join', { customerId, body: {} })).status).toBe(200);
  const { memberId } = await view(customerId);
  const { programId } = stage.address;
  const adjustment = {
    programId,
    memberId: memberId ?? '',
    points,
    reason: 'goodwill',
    note: null,
    actorId: 'test',
    isOwner: true,
    adjustmentId: randomUUID(),
  };
  expect((await stage.wiring.services.adjustPoints(adjustment)).ok).toBe(true);
  return customerId;
}

async function view(customerId: string): Promise<ShopperView> {
  return (await (await call('/proxy/me', { customerId })).json()) as ShopperView;
}

async function refusalOf(answer: Response): Promise<[number, string]> {
  const { error } = (await answer.json()) as ShopperError;
  expect(error.message).toMatch(/\S/);
  return [answer.status, error.code];
}

describe('looking', () => {
  it('shows a guest what there is to win, for no shared cache', async () => {
    const answer = await call('/proxy/me');
    expect(answer.headers.get('Cache-Control')).toBe('private, max-age=0, stale-while-revalidate=30');
    const shown = (await answer.json()) as ShopperView;
    expect(shown).toMatchObject({ state: 'guest', memberId: null });
    expect(shown.rewards.map(({ rewardId }) => rewardId)).toContain('small-amount');
  });

  it('does not send again what has not changed', async () => {
    const customerId = await newCustomer(150);
    const first = await call('/proxy/me', { customerId });
    const tag = first.headers.get('ETag') ?? '';
    const again = await call('/proxy/me', { customerId, headers: { 'If-None-Match': `"other", ${tag}` } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    await call('/proxy/redeem', { customerId, body: { rewardId: 'small-amount', redemptionId: randomUUID() } });
    expect((await call('/proxy/me', { customerId, headers: { 'If-None-Match': tag } })).status).toBe(200);
  });

  it('comes through the storefront as a shopper would ask', async () => {
    const customerId = await newCustomer();
    const answer = await fetch(`${stage.sim.url}/storefront/roastery/apps/rung/me`, { headers: { 'X-Sim-Customer': customerId } });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as ShopperView).state).toBe('guest');
  });
});

describe('joining, redeeming, giving back', () => {
  it('takes a customer from the Join button to a code and back', async () => {
    const customerId = await newCustomer(150);
    const before = await view(customerId);
    expect(before.state).toBe('member');
    const redemptionId = randomUUID();
    const redeemed = await call('/proxy/redeem', { customerId, body: { rewardId: 'small-amount', redemptionId } });
    expect(redeemed.status).toBe(200);
    const { redemption } = (await redeemed.json()) as { redemption: { code: string; points: number; state: string } };
    expect(redemption).toMatchObject({ points: 100 });
    expect(redemption.code).toMatch(/^[0-9A-Z-]{10,}$/);
    const again = await call('/proxy/redeem', { customerId, body: { rewardId: 'small-amount', redemptionId } });
    expect(((await again.json()) as { redemption: { code: string } }).redemption.code).toBe(redemption.code);
    expect((await view(customerId)).points.available).toBe(before.points.available - 100);

    const undone = await call('/proxy/undo', { customerId, body: { redemptionId } });
    expect(undone.status).toBe(200);
    await stage.settle();
    expect((await view(customerId)).points.available).toBe(before.points.available);
  });

  it("refuses in the shopper's words", async () => {
    const poor = await newCustomer(40);
    const refused = await call('/proxy/redeem', { customerId: poor, body: { rewardId: 'small-amount', redemptionId: randomUUID() } });
    expect(refused.status).toBe(422);
    expect(((await refused.json()) as ShopperError).error.message).toMatch(/more beans/);
    expect(
      (await call('/proxy/redeem', { customerId: poor, body: { rewardId: 'no-such-reward', redemptionId: randomUUID() } })).status,
    ).toBe(404);
    const stranger = await newCustomer();
    expect((await call('/proxy/undo', { customerId: stranger, body: { redemptionId: randomUUID() } })).status).toBeGreaterThanOrEqual(404);
  });

  it("does not give back another member's code", async () => {
    const [owner, other] = [await newCustomer(150), await newCustomer(150)];
    const redemptionId = randomUUID();
    await call('/proxy/redeem', { customerId: owner, body: { rewardId: 'small-amount', redemptionId } });
    expect((await call('/proxy/undo', { customerId: other, body: { redemptionId } })).ok).toBe(false);
    expect((await view(owner)).codes.map((code) => code.redemptionId)).toContain(redemptionId);
  });
});

describe('who is turned away', () => {
  const body = { rewardId: 'small-amount', redemptionId: randomUUID() };

  it('a request that the shop did not sign, or signed long ago', async () => {
    expect(await refusalOf(await call('/proxy/me', { secret: 'another-secret' }))).toEqual([401, 'out_of_date']);
    expect(await refusalOf(await call('/proxy/me', { timestamp: Math.floor(Date.now() / 1000) - 600 }))).toEqual([401, 'out_of_date']);
    expect(await refusalOf(await send('/proxy/me?shop=roastery.myshopify.com', {}))).toEqual([401, 'out_of_date']);
  });

  it('a request that names two customers, however it is signed', async () => {
    const victim = await newCustomer(150);
    stage.sim.storefront.configure({ forwardDuplicates: true });
    const thief = await newCustomer();
    const address = `${stage.sim.url}/storefront/roastery/apps/rung/me?logged_in_customer_id=${victim}`;
    const answer = await fetch(address, { headers: { 'X-Sim-Customer': thief } });
    stage.sim.storefront.configure({ forwardDuplicates: false });
    expect(await refusalOf(answer)).toEqual([401, 'out_of_date']);
  });

  it('a signed query with anything put into it or taken out of it', async () => {
    const signed = stage.sim.storefront.signProxyQuery({ shop: SHOP, customerId: '1001', query: { locale: 'pl' } });
    const changed = [
      signed.replace('1001', '1002'),
      `${signed}&extra=1`,
      signed.replace('locale=pl&', ''),
      signed.replace('myshopify', 'yourshopify'),
    ];
    for (const query of changed) expect((await send(`/proxy/me?${query}`, {})).status, query).toBe(401);
  });

  it('a guest who wants to change something', async () => {
    expect(await refusalOf(await call('/proxy/join', { body: {} }))).toEqual([401, 'sign_in']);
    expect(await refusalOf(await call('/proxy/redeem', { body, query: { locale: 'pl' } }))).toEqual([401, 'sign_in']);
  });

  it('a customer who has not joined', async () => {
    const customerId = await newCustomer();
    const answer = await call('/proxy/redeem', { customerId, body });
    expect(answer.status).toBe(404);
    expect((await view(customerId)).codes).toEqual([]);
  });

  it('a page of another site', async () => {
    const customerId = await newCustomer(150);
    const from = (headers: Record<string, string>) => call('/proxy/redeem', { customerId, body, headers });
    expect(await refusalOf(await from({ 'Sec-Fetch-Site': 'cross-site' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ 'Sec-Fetch-Site': 'same-site' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ Origin: 'https://evil.example' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ Origin: 'null' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ 'Content-Type': 'text/plain' }))).toEqual([415, 'not_understood']);
    expect((await view(customerId)).codes).toEqual([]);
    expect((await from({ Origin: `https://${SHOP}` })).status).toBe(200);
    const shopDomain = { Origin: 'https://roastery.example', 'X-Forwarded-Host': 'roastery.example' };
    expect((await from(shopDomain)).status).toBe(200);
  });

  it('the wrong method: looking changes nothing, a link cannot redeem', async () => {
    const customerId = await newCustomer(150);
    for (const path of ['/proxy/redeem', '/proxy/undo', '/proxy/join']) expect((await call(path, { customerId })).status, path).toBe(405);
    expect((await call('/proxy/redeem', { customerId, method: 'OPTIONS' })).headers.get('Access-Control-Allow-Origin')).toBeNull();
    expect((await call('/proxy/me', { customerId, body: {} })).status).toBe(405);
    expect((await call('/proxy/redeem', { customerId, body, method: 'PUT' })).status).toBe(405);
    expect(await refusalOf(await call('/proxy/nothing', {}))).toEqual([404, 'nothing_here']);
  });

  it('a body that is too long, not JSON, or not what was asked for', async () => {
    const customerId = await newCustomer(150);
    const sends = (raw: string) => call('/proxy/redeem', { customerId, raw });
    expect((await sends(JSON.stringify({ ...body, rewardId: 'x'.repeat(5_000) }))).status).toBe(413);
    for (const raw of [
      '{',
      '[]',
      'null',
      '{"rewardId":1,"redemptionId":"x"}',
      JSON.stringify({ ...body, points: -5 }),
      JSON.stringify({ ...body, points: 1.5 }),
    ]) {
      expect(await refusalOf(await sends(raw)), raw).toEqual([400, 'not_understood']);
    }
  });

  it('somebody who asks too often, and nobody else', async () => {
    const [eager, patient] = [await newCustomer(), await newCustomer()];
    const answers = await Promise.all(Array.from({ length: 70 }, () => call('/proxy/me', { customerId: eager })));
    const late = answers.filter((answer) => answer.status === 429);
    expect(late.length).toBe(10);
    expect(Number(late[0]?.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await call('/proxy/me', { customerId: patient })).status).toBe(200);
  });
});
