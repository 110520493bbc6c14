import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PersonErased, PersonExport, PluginStatus } from '#app/contracts/plugin.ts';
import type { ShopperError } from '#app/contracts/shopper-requests.ts';
import type { StorefrontRedeemed, StorefrontView } from '#app/contracts/storefront.ts';
import { isSignedBy, signPluginRequest } from '#app/http/plugin-signature.ts';
import { resolveOwners } from '#app/store/members.ts';
import { openServerStage, type ServerStage } from './server-stage.ts';
import { callPlugin, openPluginStand, type PageCall, type PluginStand } from './shopper-doors.ts';

interface Vector {
  readonly name: string;
  readonly secret: string;
  readonly method: string;
  readonly pathAndQuery: string;
  readonly time: string;
  readonly customer: string;
  readonly locale: string;
  readonly body: string;
  readonly expected: { readonly signature: string };
}

const VECTORS = path.resolve(import.meta.dirname, '../../woocommerce-bridge/contract/plugin-signature.json');
const { vectors } = JSON.parse(readFileSync(VECTORS, 'utf8')) as { readonly vectors: readonly Vector[] };

describe('the signature of the plugin', () => {
  const requestOf = ({ method, pathAndQuery, time, customer, locale, body }: Vector) => ({
    ...{ method, pathAndQuery, time, customer, locale },
    body: Buffer.from(body, 'utf8'),
  });

  it.each(vectors)('is made as the contract says: $name', (vector) => {
    expect(signPluginRequest(requestOf(vector), vector.secret)).toBe(vector.expected.signature);
    expect(isSignedBy(requestOf(vector), vector.expected.signature, ['another', vector.secret])).toBe(true);
  });

  it('holds for nothing but exactly what was signed', () => {
    const vector = vectors[0]!;
    const request = requestOf(vector);
    const { signature } = vector.expected;
    const changes: Partial<typeof request>[] = [
      { method: 'GET' },
      { pathAndQuery: `${vector.pathAndQuery}?x=1` },
      { pathAndQuery: vector.pathAndQuery.replace('redeem', 'undo') },
      { time: '1700000001' },
      { customer: '43' },
      { customer: '' },
      { locale: 'en-US' },
      { body: Buffer.from(`${vector.body} `) },
    ];
    for (const change of changes)
      expect(isSignedBy({ ...request, ...change }, signature, [vector.secret]), JSON.stringify(change)).toBe(false);
    for (const wrong of ['', signature.toUpperCase(), signature.slice(1), `${signature}0`, 'x'.repeat(64)])
      expect(isSignedBy(request, wrong, [vector.secret]), wrong).toBe(false);
    expect(isSignedBy(request, signature, [])).toBe(false);
  });
});

describe('the door of the plugin', () => {
  let stage: ServerStage;
  let site: PluginStand;

  beforeAll(async () => {
    stage = await openServerStage();
    site = await openPluginStand(stage);
  });
  afterAll(async () => {
    await site.close();
    await stage.close();
  });

  const refusalOf = async (answer: Response): Promise<[number, string]> => [
    answer.status,
    ((await answer.json()) as ShopperError).error.code,
  ];
  const as = (stand: Pick<PluginStand, 'storeKey' | 'secret'>, options: PageCall = {}) => callPlugin(stage, stand, { path: 'me', options });

  it('tells a site whose clock is wrong what time it is', async () => {
    const answer = await as(site, { time: Math.floor(Date.now() / 1000) - 301 });
    expect(answer.status).toBe(401);
    expect(Math.abs(Number(answer.headers.get('X-Rung-Time')) - Date.now() / 1000)).toBeLessThan(30);
    expect((await as(site, { time: Math.floor(Date.now() / 1000) - 290 })).status).toBe(200);
  });

  it("does not open with another store's key, nor for a store that nobody knows", async () => {
    const other = await openPluginStand(stage);
    try {
      expect((await as(other)).status).toBe(200);
      expect(await refusalOf(await as({ storeKey: site.storeKey, secret: other.secret }))).toEqual([401, 'out_of_date']);
      expect(await refusalOf(await as({ storeKey: other.storeKey, secret: site.secret }))).toEqual([401, 'out_of_date']);
      expect(await refusalOf(await as({ storeKey: 'nobody', secret: site.secret }))).toEqual([401, 'out_of_date']);
      expect(await refusalOf(await as({ storeKey: "'%20OR%201", secret: site.secret }))).toEqual([401, 'out_of_date']);
    } finally {
      await other.close();
    }
  });

  it('takes the customer from the signed header alone', async () => {
    const customerId = await site.newCustomer();
    expect((await site.call('join', { customerId, body: {} })).status).toBe(200);
    const guest = (await (await as(site, { query: { customer: customerId, logged_in_customer_id: customerId } })).json()) as StorefrontView;
    expect(guest.state).toBe('guest');
    expect(await refusalOf(await as(site, { headers: { 'X-Rung-Customer': customerId } }))).toEqual([401, 'out_of_date']);
    for (const odd of ['-1', '1e3', '4 2', 'x']) expect((await as(site, { customerId: odd })).status, odd).toBe(401);
    expect(((await (await as(site, { customerId: '0' })).json()) as StorefrontView).state).toBe('guest');
  });

  it('goes on with the earlier secret until the plugin has the new one', async () => {
    const { connections } = stage.wiring.woocommerce;
    const linked = { version: '1.0.0', problem: null, linkedAt: Date.now() };
    await connections.savePlugin(site.address, linked, { pluginSecret: 'fresh-secret', earlierPluginSecret: site.secret });
    expect((await as(site)).status).toBe(200);
    expect((await as({ ...site, secret: 'fresh-secret' })).status).toBe(200);
    await connections.savePlugin(site.address, linked, { pluginSecret: site.secret, earlierPluginSecret: null });
    expect((await as({ ...site, secret: 'fresh-secret' })).status).toBe(401);
  });

  it('says how the connection stands', async () => {
    const status = (await (await site.call('status')).json()) as PluginStatus;
    expect(status).toEqual({
      ...{ connected: true, programName: 'Roastery Rewards', paused: false, problem: null },
      store: { name: 'The Roastery, Madrid', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) as string, currency: 'EUR' },
    });
    expect((await site.call('status', { body: {} })).status).toBe(405);
  });

  it("answers WordPress' tools for personal data, for this store's people alone", async () => {
    const customerId = await site.newCustomer();
    // What the site tells of its customer comes before the name that is given here.
    await stage.settle();
    const email = `${randomUUID()}@Example.com`;
    await stage.wiring.database.transaction((client) =>
      resolveOwners(client, site.address, [{ customerId, email, emailHash: null, firstName: 'Zoë', lastName: 'Żak' }]),
    );
    expect((await site.call('join', { customerId, body: {} })).status).toBe(200);
    const ask = async <Answer>(path: string, locale = 'pl-PL') =>
      (await (await site.call(path, { body: { email: email.toLowerCase() }, locale })).json()) as Answer;
    const { groups } = await ask<PersonExport>('privacy/export');
    expect(groups[0]?.label).toBe('Konto programu lojalnościowego');
    expect(groups[0]?.items.slice(0, 2)).toEqual([
      { name: 'Imię i nazwisko', value: 'Zoë Żak' },
      { name: 'E-mail', value: email },
    ]);
    expect(JSON.stringify(groups)).toContain('Welcome to the program.');
    const other = await openPluginStand(stage);
    expect(await (await other.call('privacy/export', { body: { email } })).json()).toEqual({ groups: [] });
    await other.close();

    expect(await ask<PersonErased>('privacy/erase', 'en')).toMatchObject({ erased: true, retained: true });
    expect(await ask<PersonErased>('privacy/erase', 'en')).toMatchObject({ erased: false, retained: false });
    expect((await ask<PersonExport>('privacy/export')).groups).toEqual([]);
    expect(await refusalOf(await site.call('privacy/export', { body: { email: 'nobody' } }))).toEqual([400, 'not_understood']);
    expect((await site.call('privacy/export')).status).toBe(405);
  });

  it('makes a coupon when one is wanted, for that person alone, and none ahead', async () => {
    const { services } = stage.wiring;
    const customerId = await site.newCustomer();
    await site.call('join', { customerId, body: {} });
    const memberId = (await services.storefront.findMember(site.address, customerId)) ?? '';
    await services.adjustPoints({
      ...{ programId: site.address.programId, memberId, points: 1_000, reason: 'goodwill', note: null },
      ...{ actorId: 'staff', isOwner: false, adjustmentId: randomUUID() },
    });
    await services.runSchedule('fill-pools');
    while ((await services.relayErrands(site.address)).taken > 0);
    expect(site.coupons()).toEqual([]);
    const body = { rewardId: 'small-amount', redemptionId: randomUUID() };
    const first = (await (await site.call('redeem', { customerId, body })).json()) as StorefrontRedeemed;
    expect(first.redemption.state).toBe('creating');
    while ((await services.relayErrands(site.address)).taken > 0);
    // The worker of the stage may have the errand in hand.
    const again = async () => ((await (await site.call('redeem', { customerId, body })).json()) as StorefrontRedeemed).redemption;
    await expect.poll(async () => (await again()).state, { timeout: 10_000 }).toBe('ready');
    const redemption = await again();
    expect(site.coupons()).toMatchObject([{ code: redemption.code?.toLowerCase(), email_restrictions: [expect.stringContaining('@')] }]);
  });

  it('ends the connection when the site asks for it, keys included', async () => {
    const leaving = await openPluginStand(stage);
    expect((await leaving.call('disconnect')).status).toBe(405);
    expect((await leaving.call('disconnect', { body: {} })).status).toBe(200);
    expect(await stage.wiring.woocommerce.connections.find(leaving.address)).toBeNull();
    expect(await refusalOf(await leaving.call('disconnect', { body: {} }))).toEqual([401, 'out_of_date']);
    expect((await as(site)).status).toBe(200);
    await leaving.close();
  });

  it('is closed once the store has left', async () => {
    const gone = await openPluginStand(stage);
    await stage.wiring.database.pool.query(`UPDATE store SET state = 'uninstalled' WHERE id = $1`, [gone.address.storeId]);
    expect(await refusalOf(await as(gone))).toEqual([401, 'out_of_date']);
    await gone.close();
  });
});
