import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { createShopifyClient, type ShopifyClient } from '#app/platforms/shopify/client.ts';
import { ShopifyRefused } from '#app/platforms/shopify/graphql-answer.ts';
import { DELETE_DISCOUNT, JOB_STATE, SHOP_DETAILS } from '#app/platforms/shopify/operations.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { type AdminStub, data, startAdminStub, throttled } from './admin-stub.ts';

const SHOP = 'north-quay.myshopify.com';
const answer = z.object({ job: z.object({ done: z.boolean() }) });
const DONE = { job: { done: true } };

let stub: AdminStub;
let waits: number[] = [];
let clock = 0;

function makeClient(
  options: {
    readonly timeoutMs?: number;
    readonly maxWaitMs?: number;
    readonly tokenFor?: (shop: string, rejected: string | null) => Promise<string>;
  } = {},
): ShopifyClient {
  waits = [];
  clock = 1_000_000;
  return createShopifyClient({
    tokenFor: () => Promise.resolve('token-1'),
    fetch: createPlatformFetch(stub.url),
    random: () => 0,
    now: () => clock,
    sleep: (ms) => {
      waits.push(ms);
      clock += ms;
      return Promise.resolve();
    },
    ...options,
  });
}

const job = (client: ShopifyClient) => client.run(SHOP, JOB_STATE, { variables: { id: 'gid://shopify/Job/1' }, answer });
const failure = (promise: Promise<unknown>): Promise<PlatformError> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => (error instanceof PlatformError ? error : Promise.reject(error as Error)),
  );

beforeAll(async () => {
  stub = await startAdminStub();
});
beforeEach(() => {
  stub.calls.length = 0;
});
afterAll(() => stub.stop());

describe('a call', () => {
  it('goes to the shop’s Admin API with its token, and reads the data', async () => {
    stub.answer = () => data(DONE);
    expect(await job(makeClient())).toEqual(DONE);
    expect(stub.calls).toHaveLength(1);
    expect(stub.calls[0]).toMatchObject({
      path: '/admin/api/2026-10/graphql.json',
      operation: 'JobState',
      variables: { id: 'gid://shopify/Job/1' },
      headers: { 'x-shopify-access-token': 'token-1', 'x-forwarded-host': SHOP },
    });
  });

  it('never sends a token to an address that is no shop', async () => {
    const client = makeClient();
    for (const shop of ['evil.test', 'evil.test/.myshopify.com', 'x.myshopify.com.evil.test', '']) {
      expect(await failure(client.run(shop, SHOP_DETAILS, { variables: {}, answer }))).toMatchObject({ reason: 'refused' });
    }
    expect(stub.calls).toHaveLength(0);
  });

  it('does not follow a redirect with the token', async () => {
    stub.answer = () => ({ status: 302, headers: { Location: 'http://127.0.0.1:1/elsewhere' } });
    expect(await failure(job(makeClient()))).toMatchObject({ reason: 'refused' });
    expect(stub.calls).toHaveLength(1);
  });
});

describe('throttling', () => {
  it('waits (requested − available) ÷ restore rate after THROTTLED, which comes with status 200', async () => {
    stub.answer = (_call, number) => (number === 0 ? throttled({ requested: 600, available: 100, restoreRate: 100 }) : data(DONE));
    expect(await job(makeClient())).toEqual(DONE);
    expect(waits[0]).toBe(5_000);
  });

  it('sets points aside for calls side by side and makes later ones wait', async () => {
    const client = makeClient();
    stub.answer = () => data(DONE, { requested: 100, available: 150, restoreRate: 50 });
    await job(client);
    waits = [];
    await Promise.all([job(client), job(client), job(client)]);
    // 150 points: the first needs no wait, the second misses 50 of them (1 s), the third another 100 (2 s more).
    expect(waits).toEqual([1_000, 2_000]);
  });

  it('does not wait for one shop because of another', async () => {
    const client = makeClient();
    stub.answer = () => data(DONE, { requested: 100, available: 0, restoreRate: 50 });
    await job(client);
    await client.run('other.myshopify.com', JOB_STATE, { variables: { id: '1' }, answer });
    expect(waits).toEqual([]);
  });

  it('leaves long waits to the caller, with their length', async () => {
    stub.answer = () => throttled({ requested: 1900, available: 0, restoreRate: 100 });
    expect(await failure(job(makeClient({ maxWaitMs: 10_000 })))).toMatchObject({ reason: 'throttled', retryAfterMs: 19_000 });
    expect(stub.calls).toHaveLength(1);
  });

  it('takes Retry-After for seconds', async () => {
    stub.answer = (_call, number) => (number === 0 ? { status: 429, headers: { 'Retry-After': '2.0' } } : data(DONE));
    expect(await job(makeClient())).toEqual(DONE);
    expect(waits).toEqual([2_000]);
  });
});

describe('lost answers', () => {
  it.each([
    ['a server error', { status: 503 }],
    ['a broken connection', { silent: 'reset' } as const],
    ['half an answer', { text: '{"data": {"job"' }],
    ['a page instead of JSON', { text: '<html>maintenance</html>' }],
    ['an internal error', { json: { errors: [{ message: 'oops', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] } }],
  ])('tries again after %s', async (_name, bad) => {
    stub.answer = (_call, number) => (number < 2 ? bad : data(DONE));
    expect(await job(makeClient())).toEqual(DONE);
    expect(waits).toEqual([500, 1_000]);
  });

  it('gives up after five tries and says that it may be tried again', async () => {
    stub.answer = () => ({ status: 502 });
    const error = await failure(job(makeClient()));
    expect(error).toMatchObject({ reason: 'unreachable', isWorthRetrying: true });
    expect(stub.calls).toHaveLength(5);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000]);
  });

  it('waits no longer than its limit for an answer', async () => {
    stub.answer = (_call, number) => (number === 0 ? { silent: 'hang' } : data(DONE));
    expect(await job(makeClient({ timeoutMs: 100 }))).toEqual(DONE);
  });
});

describe('tokens', () => {
  it('asks once for another token when Shopify does not take the first', async () => {
    const asked: (string | null)[] = [];
    const tokenFor = (_shop: string, rejected: string | null): Promise<string> => {
      asked.push(rejected);
      return Promise.resolve(rejected === null ? 'old' : 'new');
    };
    stub.answer = (call) => (call.headers['x-shopify-access-token'] === 'new' ? data(DONE) : { status: 401 });
    expect(await job(makeClient({ tokenFor }))).toEqual(DONE);
    expect(asked).toEqual([null, 'old']);
  });

  it('is unauthorized when the new token is not taken either', async () => {
    stub.answer = () => ({ status: 401 });
    const error = await failure(job(makeClient()));
    expect(error).toMatchObject({ reason: 'unauthorized', isWorthRetrying: false });
    expect(stub.calls).toHaveLength(2);
  });
});

describe('refusals', () => {
  it('keeps Shopify’s codes of userErrors', async () => {
    stub.answer = () =>
      data({
        discountCodeDelete: {
          deletedCodeDiscountId: null,
          userErrors: [{ field: ['id'], code: 'INVALID', message: 'Code discount does not exist.' }],
        },
      });
    const error = await failure(makeClient().run(SHOP, DELETE_DISCOUNT, { variables: { id: '1' }, answer: z.object({}) }));
    expect(error).toBeInstanceOf(ShopifyRefused);
    expect(error).toMatchObject({ reason: 'refused', errors: [{ code: 'INVALID', field: ['id'], elementIndex: null }] });
    expect(error.message).toContain('Code discount does not exist.');
    expect(stub.calls).toHaveLength(1);
  });

  it.each([402, 403, 404, 423])('status %i: the shop does not let us in', async (status) => {
    stub.answer = () => ({ status });
    expect(await failure(job(makeClient()))).toMatchObject({ reason: 'forbidden' });
    expect(stub.calls).toHaveLength(1);
  });

  it('a missing scope is forbidden, not worth another try', async () => {
    stub.answer = () => ({
      json: {
        errors: [{ message: 'Access denied for job field.', path: ['job'], extensions: { code: 'ACCESS_DENIED' } }],
        data: { job: null },
      },
    });
    expect(await failure(job(makeClient()))).toMatchObject({ reason: 'forbidden', isWorthRetrying: false });
  });

  it('fields that the app may not see are null where that is tolerated, but never a whole object', async () => {
    const nodes = z.object({ nodes: z.array(z.object({ email: z.string().nullable() }).nullable()) });
    const denied = (path: (string | number)[], value: unknown) => {
      stub.answer = () => ({
        json: { data: { nodes: [value] }, errors: [{ message: 'not approved', path, extensions: { code: 'ACCESS_DENIED' } }] },
      });
      return makeClient().run(SHOP, JOB_STATE, { variables: {}, answer: nodes, toleratesDenied: true });
    };
    expect(await denied(['nodes', 0, 'email'], { email: null })).toEqual({ nodes: [{ email: null }] });
    expect(await failure(denied(['nodes', 0], null))).toMatchObject({ reason: 'forbidden' });
  });

  it('a question that Shopify does not understand is refused', async () => {
    stub.answer = () => ({ json: { errors: [{ message: "Field 'jobb' doesn't exist on type 'QueryRoot'" }] } });
    expect(await failure(job(makeClient()))).toMatchObject({ reason: 'refused' });
  });

  it('an answer of another shape is malformed', async () => {
    stub.answer = () => data({ job: { done: 'yes' } });
    const error = await failure(job(makeClient()));
    expect(error).toMatchObject({ reason: 'malformed' });
    expect(error.message).toContain('job.done');
  });
});
