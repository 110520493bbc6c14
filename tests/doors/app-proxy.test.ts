import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { openServerStage, type ServerStage, SHOP } from './server-stage.ts';
import { shopifyDoor, type TestDoor } from './shopper-doors.ts';

/** What only the door of Shopify's app proxy must see to; the rest is in shopper-pages.test.ts. */
let stage: ServerStage;
let door: TestDoor;

beforeAll(async () => {
  stage = await openServerStage();
  door = shopifyDoor(stage);
});
afterAll(() => stage.close());

async function refusalOf(answer: Response): Promise<[number, string]> {
  const { error } = (await answer.json()) as ShopperError;
  return [answer.status, error.code];
}

async function member(): Promise<string> {
  const customerId = await door.newCustomer();
  expect((await door.call('join', { customerId, body: {} })).status).toBe(200);
  return customerId;
}

describe('who is turned away at the app proxy', () => {
  it('a request without a signature', async () => {
    expect(await refusalOf(await fetch(`${stage.server.url}/proxy/me?shop=${SHOP}`))).toEqual([401, 'out_of_date']);
  });

  it('a request that names two customers, however it is signed', async () => {
    const victim = await member();
    stage.sim.storefront.configure({ forwardDuplicates: true });
    const thief = await door.newCustomer();
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
    for (const query of changed) expect((await fetch(`${stage.server.url}/proxy/me?${query}`)).status, query).toBe(401);
  });

  it('a page of another site', async () => {
    const customerId = await member();
    const body = { rewardId: 'small-amount', redemptionId: randomUUID() };
    const from = (headers: Record<string, string>) => door.call('undo', { customerId, body, headers });
    expect(await refusalOf(await from({ 'Sec-Fetch-Site': 'cross-site' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ 'Sec-Fetch-Site': 'same-site' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ Origin: 'https://evil.example' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ Origin: 'null' }))).toEqual([403, 'other_site']);
    expect(await refusalOf(await from({ 'Content-Type': 'text/plain' }))).toEqual([415, 'not_understood']);
    // Let in: the rules answer that there is no such redemption.
    const inside = [404, 'unknown_redemption'];
    expect(await refusalOf(await from({ Origin: `https://${SHOP}` }))).toEqual(inside);
    expect(await refusalOf(await from({ Origin: 'https://roastery.example', 'X-Forwarded-Host': 'roastery.example' }))).toEqual(inside);
    expect(await refusalOf(await from({ 'Sec-Fetch-Site': 'same-origin' }))).toEqual(inside);
  });

  it('tells a page of another site nothing about who is signed in', async () => {
    const cart = { currency: 'EUR', lines: [{ productId: '1', quantity: 1, amountMinor: 100 }] };
    for (const [path, body] of [
      ['join', {}],
      ['worth', cart],
    ] as const)
      expect(await refusalOf(await door.call(path, { body, headers: { 'Sec-Fetch-Site': 'cross-site' } })), path).toEqual([
        403,
        'other_site',
      ]);
  });

  it('nobody who comes through the storefront as a shopper would', async () => {
    const customerId = await door.newCustomer();
    const answer = await fetch(`${stage.sim.url}/storefront/roastery/apps/rung/me`, { headers: { 'X-Sim-Customer': customerId } });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as StorefrontView).state).toBe('not-joined');
  });
});
