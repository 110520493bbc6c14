import { describe, expect, test } from 'vitest';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import { createStaffCheck } from '#app/platforms/shopify/account-owner.ts';

const VISIT = { shop: 'roastery.myshopify.com', userId: '42', sessionToken: 'header.claims.signature' };

function check(answer: () => Response | Promise<Response>) {
  const asked: { readonly url: string; readonly body: Record<string, unknown> }[] = [];
  const time = { now: 0 };
  const fetch: typeof globalThis.fetch = (url, init) => {
    asked.push({ url: url as string, body: JSON.parse(init?.body as string) as Record<string, unknown> });
    return Promise.resolve().then(answer);
  };
  const whoIs = createStaffCheck({ apiKey: 'key', apiSecret: 'secret', fetch, now: () => time.now });
  return { asked, time, whoIs, isOwner: async (visit: typeof VISIT) => (await whoIs(visit)).isOwner };
}

const person = (id: number, owner: boolean) => () => Response.json({ access_token: 'x', associated_user: { id, account_owner: owner } });

test('a member of staff has the name and the address that Shopify knows', async () => {
  const user = { id: 42, account_owner: false, first_name: 'Ada', last_name: 'Till', email: 'ada@example.com' };
  expect(await check(() => Response.json({ associated_user: user })).whoIs(VISIT)).toEqual({
    ...{ isOwner: false, name: 'Ada Till', email: 'ada@example.com' },
  });
  // Of somebody else's answer nothing is taken over.
  const other = check(() => Response.json({ associated_user: { ...user, id: 7, account_owner: true } }));
  expect(await other.whoIs(VISIT)).toEqual({ isOwner: false, name: null, email: null });
});

describe('whether a member of staff owns the shop', () => {
  test('is asked with the session token, and remembered for an hour', async () => {
    const { asked, time, isOwner } = check(person(42, true));
    expect([await isOwner(VISIT), await isOwner(VISIT)]).toEqual([true, true]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.url).toBe('https://roastery.myshopify.com/admin/oauth/access_token');
    expect(asked[0]?.body).toMatchObject({
      subject_token: VISIT.sessionToken,
      requested_token_type: 'urn:shopify:params:oauth:token-type:online-access-token',
    });
    time.now = 3_600_001;
    await isOwner(VISIT);
    await isOwner({ ...VISIT, userId: '43' });
    expect(asked).toHaveLength(3);
  });

  test('is no for others, and for an answer about somebody else', async () => {
    expect(await check(person(42, false)).isOwner(VISIT)).toBe(false);
    expect(await check(person(7, true)).isOwner(VISIT)).toBe(false);
  });

  test('is unknown when Shopify does not say, and asked again next time', async () => {
    let up = false;
    const { isOwner } = check(() => (up ? person(42, true)() : new Response('', { status: 503 })));
    await expect(isOwner(VISIT)).rejects.toThrow(PlatformError);
    up = true;
    expect(await isOwner(VISIT)).toBe(true);
    await expect(check(() => Promise.reject(new Error('reset'))).isOwner(VISIT)).rejects.toMatchObject({ reason: 'unreachable' });
    await expect(check(() => Response.json({})).isOwner({ ...VISIT, shop: 'evil.example' })).rejects.toMatchObject({ reason: 'refused' });
  });
});
