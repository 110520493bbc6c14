import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommercePlatform, PublishedMember } from '#app/platforms/commerce-platform.ts';
import { createShopifyClient } from '#app/platforms/shopify/client.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform, type ShopifyPlatformOptions } from '#app/platforms/shopify/platform.ts';
import { readShopDetails } from '#app/platforms/shopify/shop-details.ts';
import { type AdminStub, data, startAdminStub } from './admin-stub.ts';
import { fetched, messageJson } from './messages.ts';

const STORE = { programId: 'p', storeId: 's', domain: 'north-quay.myshopify.com' };
const NOW = Date.parse('2026-11-23T09:00:00Z');

let stub: AdminStub;

const client = () =>
  createShopifyClient({ tokenFor: () => Promise.resolve('t'), fetch: createPlatformFetch(stub.url), sleep: () => Promise.resolve() });
const open = (options: ShopifyPlatformOptions = {}): CommercePlatform =>
  createShopifyPlatform(client(), { now: () => NOW, sleep: () => Promise.resolve(), ...options });
const operations = (): string[] => stub.calls.map(({ operation }) => operation);

beforeAll(async () => {
  stub = await startAdminStub();
});
beforeEach(() => {
  stub.calls.length = 0;
});
afterAll(() => stub.stop());

describe('fetching orders', () => {
  it('reads them all at once; an order that Shopify does not know is absent', async () => {
    stub.answer = () => data({ nodes: [messageJson('order-paid.node'), null, messageJson('order-till.node')] });
    const result = await open().fetchOrders(STORE, ['5101000000001', '4040404040404', '5101000000003']);
    expect(result.at).toBe(NOW);
    expect(Object.fromEntries(result.orders)).toEqual({ '5101000000001': fetched('paid'), '5101000000003': fetched('till') });
    expect(stub.calls.map(({ variables }) => variables)).toEqual([
      {
        ids: ['gid://shopify/Order/5101000000001', 'gid://shopify/Order/4040404040404', 'gid://shopify/Order/5101000000003'],
        productFacts: false,
      },
    ]);
  });

  it('asks for fewer at a time when Shopify says that it costs too much, and remembers', async () => {
    stub.answer = ({ variables }) => {
      const ids = variables['ids'] as string[];
      if (ids.length > 6) return { json: { errors: [{ message: 'Query cost is 2000', extensions: { code: 'MAX_COST_EXCEEDED' } }] } };
      return data({ nodes: ids.map((id) => ({ ...messageJson('order-paid.node'), id })) });
    };
    const ids = Array.from({ length: 20 }, (_, index) => String(5101000000001 + index));
    const platform = open();
    const sizes = (): number[] => stub.calls.map(({ variables }) => (variables['ids'] as string[]).length);
    expect([...(await platform.fetchOrders(STORE, ids)).orders.keys()]).toEqual(ids);
    expect(sizes()).toEqual([20, 10, 5, 5, 5, 5]);
    stub.calls.length = 0;
    await platform.fetchOrders(STORE, ids.slice(0, 7));
    expect(sizes()).toEqual([5, 2]);
  });

  it('reads the further lines of a long order, and takes no half of two states', async () => {
    const node = messageJson('order-paid.node');
    const [first, second] = (node['lineItems'] as { nodes: unknown[] }).nodes;
    const page = (line: unknown, hasNextPage: boolean) => ({ nodes: [line], pageInfo: { hasNextPage, endCursor: 'c1' } });
    let updatedAt = node['updatedAt'];
    stub.answer = ({ operation }) =>
      operation === 'OrdersById'
        ? data({ nodes: [{ ...node, lineItems: page(first, true) }] })
        : data({ order: { updatedAt, lineItems: page(second, false) } });
    const { orders } = await open().fetchOrders(STORE, ['5101000000001']);
    expect(orders.get('5101000000001')).toEqual(fetched('paid'));
    expect(stub.calls[1]?.variables).toEqual({ id: 'gid://shopify/Order/5101000000001', after: 'c1', productFacts: false });
    updatedAt = '2026-11-23T08:59:59Z';
    await expect(open().fetchOrders(STORE, ['5101000000001'])).rejects.toMatchObject({ reason: 'unreachable', isWorthRetrying: true });
  });

  it('fails rather than leave out an order that it cannot read', async () => {
    stub.answer = () => data({ nodes: [{ ...messageJson('order-paid.node'), totalPriceSet: null }] });
    await expect(open().fetchOrders(STORE, ['5101000000001'])).rejects.toMatchObject({
      reason: 'malformed',
      message: expect.stringContaining('totalPriceSet') as string,
    });
  });

  it('reads product facts where rules need them', async () => {
    const node = messageJson('order-paid.node');
    for (const line of (node['lineItems'] as { nodes: { product: object }[] }).nodes)
      Object.assign(line.product, { productType: 'Knitwear', tags: ['wool'] });
    stub.answer = ({ operation }) =>
      operation === 'OrdersById'
        ? data({ nodes: [node] })
        : data({
            nodes: [{ id: 'gid://shopify/Product/7301000000001', collections: { nodes: [{ id: 'gid://shopify/Collection/21' }] } }, null],
          });
    const { orders } = await open({ productFacts: true }).fetchOrders(STORE, ['5101000000001']);
    expect(orders.get('5101000000001')?.lines).toMatchObject([
      { productType: 'Knitwear', tags: ['wool'], collections: ['21'] },
      { productType: 'Knitwear', collections: [] },
    ]);
    expect(operations()).toEqual(['OrdersById', 'ProductCollections']);
  });

  it('takes at most 50', async () => {
    await expect(
      open().fetchOrders(
        STORE,
        Array.from({ length: 51 }, (_, index) => String(index)),
      ),
    ).rejects.toThrow(RangeError);
    expect((await open().fetchOrders(STORE, [])).orders.size).toBe(0);
    expect(stub.calls).toHaveLength(0);
  });
});

describe('listing changed orders', () => {
  it('goes page by page, oldest change first', async () => {
    stub.answer = () =>
      data({
        orders: {
          nodes: [{ id: 'gid://shopify/Order/1' }, { id: 'gid://shopify/Order/2' }],
          pageInfo: { hasNextPage: true, endCursor: 'c1' },
        },
      });
    expect(await open().listChangedOrders(STORE, NOW, null)).toEqual({ orderIds: ['1', '2'], cursor: 'c1' });
    stub.answer = () => data({ orders: { nodes: [], pageInfo: { hasNextPage: false, endCursor: 'c2' } } });
    expect(await open().listChangedOrders(STORE, NOW, 'c1')).toEqual({ orderIds: [], cursor: null });
    expect(stub.calls.map(({ variables }) => variables)).toEqual([
      { query: "updated_at:>='2026-11-23T09:00:00.000Z'", after: null },
      { query: "updated_at:>='2026-11-23T09:00:00.000Z'", after: 'c1' },
    ]);
  });
});

describe('publishing members', () => {
  const member = (customerId: string, revision: number, points = revision * 10): PublishedMember => ({
    customerId,
    pointsAvailable: points,
    pointsPending: 5,
    pointsDebt: 0,
    tier: { id: 'gold', name: 'Gold', provisional: false, multiplier: '2' },
    nextTier: null,
    nextReward: null,
    revision,
  });

  /** Shopify's metafields of customers: compare and set, all or nothing. */
  class Metafields {
    readonly values = new Map<string, { value: string; digest: string }>();
    readonly gone = new Set<string>();
    /** Runs between the adapter's reading and its writing. */
    meanwhile: (() => void) | null = null;

    set(customerId: string, revision: number): void {
      this.values.set(`gid://shopify/Customer/${customerId}`, { value: JSON.stringify({ revision }), digest: `d${revision}` });
    }

    revisionOf(customerId: string): number | null {
      const stored = this.values.get(`gid://shopify/Customer/${customerId}`);
      return stored === undefined ? null : (JSON.parse(stored.value) as { revision: number }).revision;
    }

    answer: AdminStub['answer'] = ({ operation, variables }) => {
      if (operation === 'PublishedMembers') {
        const nodes = (variables['ids'] as string[]).map((id) => {
          const stored = this.values.get(id);
          return this.gone.has(id)
            ? null
            : { id, metafield: stored === undefined ? null : { value: stored.value, compareDigest: stored.digest } };
        });
        return data({ nodes });
      }
      this.meanwhile?.();
      this.meanwhile = null;
      const inputs = variables['metafields'] as { ownerId: string; value: string; compareDigest: string | null }[];
      const userErrors = inputs.flatMap(({ ownerId, compareDigest }, elementIndex) =>
        (this.values.get(ownerId)?.digest ?? null) === compareDigest
          ? []
          : [{ field: ['metafields', String(elementIndex)], code: 'STALE_OBJECT', message: 'stale', elementIndex }],
      );
      if (userErrors.length > 0) return data({ metafieldsSet: { metafields: null, userErrors } });
      for (const { ownerId, value } of inputs)
        this.values.set(ownerId, { value, digest: `d${(JSON.parse(value) as { revision: number }).revision}` });
      return data({ metafieldsSet: { metafields: inputs.map(() => ({ id: '1' })), userErrors: [] } });
    };
  }

  let metafields: Metafields;
  beforeEach(() => {
    metafields = new Metafields();
    stub.answer = metafields.answer;
  });

  it('writes one metafield of our own namespace each', async () => {
    await open().publishMembers(STORE, [member('1', 3)]);
    expect(stub.calls[1]?.variables).toEqual({
      metafields: [
        {
          ownerId: 'gid://shopify/Customer/1',
          namespace: '$app:rung',
          key: 'member',
          type: 'json',
          value: JSON.stringify({
            points: 30,
            pending: 5,
            debt: 0,
            tier: { id: 'gold', name: 'Gold', provisional: false, multiplier: '2' },
            nextTier: null,
            nextReward: null,
            revision: 3,
          }),
          compareDigest: null,
        },
      ],
    });
  });

  it('never goes back to an older revision', async () => {
    metafields.set('1', 7);
    metafields.set('2', 2);
    await open().publishMembers(STORE, [member('1', 6), member('2', 3), member('2', 5), member('2', 4)]);
    expect([metafields.revisionOf('1'), metafields.revisionOf('2')]).toEqual([7, 5]);
    await open().publishMembers(STORE, [member('1', 7)]);
    expect(operations()).toEqual(['PublishedMembers', 'PublishMembers', 'PublishedMembers']);
  });

  it('reads again when somebody wrote in between, and yields to what is newer', async () => {
    metafields.set('1', 1);
    metafields.meanwhile = () => metafields.set('1', 9);
    await open().publishMembers(STORE, [member('1', 5), member('2', 5)]);
    expect([metafields.revisionOf('1'), metafields.revisionOf('2')]).toEqual([9, 5]);
  });

  it('passes over customers that are gone', async () => {
    metafields.gone.add('gid://shopify/Customer/1');
    await open().publishMembers(STORE, [member('1', 5), member('2', 5)]);
    expect([metafields.revisionOf('1'), metafields.revisionOf('2')]).toEqual([null, 5]);
  });

  it('leaves out one that Shopify refuses, and writes the others', async () => {
    stub.answer = (call, number) => {
      const inputs = (call.variables['metafields'] as { ownerId: string }[] | undefined) ?? [];
      const elementIndex = inputs.findIndex(({ ownerId }) => ownerId.endsWith('/1'));
      if (elementIndex < 0) return metafields.answer(call, number);
      return data({
        metafieldsSet: {
          metafields: null,
          userErrors: [{ field: ['metafields'], code: 'INVALID', message: 'Owner does not exist', elementIndex }],
        },
      });
    };
    await open().publishMembers(STORE, [member('2', 5), member('1', 5)]);
    expect(metafields.revisionOf('2')).toBe(5);
  });

  it('takes at most 25, and nobody is no call', async () => {
    await expect(
      open().publishMembers(
        STORE,
        Array.from({ length: 26 }, (_, index) => member(String(index), 1)),
      ),
    ).rejects.toThrow(RangeError);
    await open().publishMembers(STORE, []);
    expect(stub.calls).toHaveLength(0);
  });
});

describe('who the shop is', () => {
  it('asks for what a program needs', async () => {
    const shop = {
      name: 'North Quay',
      myshopifyDomain: STORE.domain,
      currencyCode: 'EUR',
      ianaTimezone: 'Europe/Berlin',
      taxesIncluded: true,
      plan: { partnerDevelopment: true },
    };
    stub.answer = () => data({ shop });
    expect(await readShopDetails(client(), STORE.domain)).toEqual({
      domain: STORE.domain,
      name: 'North Quay',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      taxesIncluded: true,
      development: true,
    });
  });
});
