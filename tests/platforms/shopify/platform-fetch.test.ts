import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { type AdminStub, startAdminStub } from './admin-stub.ts';

let stub: AdminStub;

beforeAll(async () => {
  stub = await startAdminStub();
  stub.answer = () => ({ json: { ok: true } });
});
afterAll(() => stub.stop());

describe('the fetch that reaches Shopify', () => {
  it('is the plain one without an origin', () => {
    expect(createPlatformFetch()).toBe(fetch);
    expect(createPlatformFetch('')).toBe(fetch);
  });

  it('sends a shop’s calls to the origin, with everything they carry and the shop’s name', async () => {
    const platformFetch = createPlatformFetch(`${stub.url}/`);
    const init = { method: 'POST', headers: { 'X-Shopify-Access-Token': 't', 'Content-Type': 'application/json' }, body: '{"a":1}' };
    const address = 'https://North-Quay.myshopify.com/admin/api/2026-10/graphql.json?x=1';
    for (const call of [platformFetch(address, init), platformFetch(new URL(address), init), platformFetch(new Request(address, init))]) {
      const response = await call;
      expect(await response.json()).toEqual({ ok: true });
      expect(stub.calls.at(-1)).toMatchObject({
        path: '/admin/api/2026-10/graphql.json?x=1',
        headers: { 'x-forwarded-host': 'north-quay.myshopify.com', 'x-shopify-access-token': 't', 'content-type': 'application/json' },
        body: { a: 1 },
      });
    }
  });

  it('leaves other addresses alone', async () => {
    const other = await startAdminStub();
    other.answer = () => ({ json: {} });
    const before = stub.calls.length;
    await createPlatformFetch(stub.url)(`${other.url}/hook`);
    expect([stub.calls.length - before, other.calls.length]).toEqual([0, 1]);
    expect(other.calls[0]?.headers['x-forwarded-host']).toBeUndefined();
    await other.stop();
  });
});
