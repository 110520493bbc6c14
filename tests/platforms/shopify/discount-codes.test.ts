import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CommercePlatform, DiscountDescription } from '#app/platforms/commerce-platform.ts';
import { createShopifyClient } from '#app/platforms/shopify/client.ts';
import { createPlatformFetch } from '#app/platforms/shopify/platform-fetch.ts';
import { createShopifyPlatform } from '#app/platforms/shopify/platform.ts';
import { type AdminStub, data, startAdminStub } from './admin-stub.ts';
import { DiscountShop } from './discount-shop.ts';

const STORE = { programId: 'p', storeId: 's', domain: 'north-quay.myshopify.com' };
const FIVE_OFF: DiscountDescription = {
  title: 'Rung: 5.00 off',
  value: { kind: 'amount', amountMinor: 500 },
  currency: 'USD',
  minimumOrderMinor: 2_500,
  productIds: [],
  collectionIds: [],
  startsAt: Date.parse('2026-11-22T00:00:00Z'),
  endsAt: Date.parse('2027-01-01T00:00:00Z'),
  combinesWith: { order: false, product: true, shipping: true },
  customerId: null,
  subscriptions: 'no',
};

let stub: AdminStub;
let platform: CommercePlatform;
let shop: DiscountShop;

beforeAll(async () => {
  stub = await startAdminStub();
});
beforeEach(() => {
  shop = new DiscountShop();
  stub.calls.length = 0;
  stub.answer = (call) => shop.answer(call);
  const sleep = (): Promise<void> => Promise.resolve();
  const client = createShopifyClient({ tokenFor: () => Promise.resolve('t'), fetch: createPlatformFetch(stub.url), sleep });
  platform = createShopifyPlatform(client, { sleep });
});
afterAll(() => stub.stop());

const CODES = ['RUNG-C', 'RUNG-A', 'RUNG-B'];
const operations = (): string[] => stub.calls.map(({ operation }) => operation);

describe('preparing codes', () => {
  it('makes one discount and puts the other codes under it', async () => {
    const result = await platform.prepareCodes(STORE, FIVE_OFF, null, CODES);
    expect(result).toMatchObject({ failed: [] });
    expect(result.ready.toSorted()).toEqual(['RUNG-A', 'RUNG-B', 'RUNG-C']);
    expect(shop.codesOf(result.discountRef).toSorted()).toEqual(['RUNG-A', 'RUNG-B', 'RUNG-C']);
    expect(shop.created).toEqual([
      {
        title: 'Rung: 5.00 off',
        code: 'RUNG-A',
        startsAt: '2026-11-22T00:00:00.000Z',
        endsAt: '2027-01-01T00:00:00.000Z',
        usageLimit: 1,
        appliesOncePerCustomer: false,
        context: { all: 'ALL' },
        combinesWith: { orderDiscounts: false, productDiscounts: true, shippingDiscounts: true },
        minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '25.00' } },
        customerGets: { value: { discountAmount: { amount: '5.00', appliesOnEachItem: false } }, items: { all: true } },
      },
    ]);
  });

  it('needs one call for one code', async () => {
    await platform.prepareCodes(STORE, FIVE_OFF, null, ['RUNG-A']);
    expect(operations()).toEqual(['CreateDiscount']);
  });

  it('adds to a discount that exists', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, ['OLD']);
    const result = await platform.prepareCodes(STORE, FIVE_OFF, discountRef, CODES);
    expect(result).toEqual({ discountRef, ready: CODES, failed: [] });
    expect(operations()).toEqual(['AddCodes', 'CodesAdded']);
  });

  it('adopts the discount of a try whose answer was lost', async () => {
    shop.loseNext('CreateDiscount');
    const first = await platform.prepareCodes(STORE, FIVE_OFF, null, CODES);
    expect(shop.discounts.size).toBe(1);
    expect(first.ready).toHaveLength(3);
  });

  it('gives the same answer when all of it is repeated, in whatever order', async () => {
    const first = await platform.prepareCodes(STORE, FIVE_OFF, null, CODES);
    const second = await platform.prepareCodes(STORE, FIVE_OFF, null, CODES.toReversed());
    const third = await platform.prepareCodes(STORE, FIVE_OFF, first.discountRef, CODES);
    expect([second.discountRef, third.discountRef]).toEqual([first.discountRef, first.discountRef]);
    expect([second.ready.toSorted(), third.ready.toSorted()]).toEqual([first.ready.toSorted(), first.ready.toSorted()]);
    expect(shop.discounts.size).toBe(1);
  });

  it('adopts codes that an earlier try put under another discount of the same reward', async () => {
    shop.addDiscount(FIVE_OFF.title, ['RUNG-B']);
    const discountRef = shop.addDiscount(FIVE_OFF.title, ['OLD']);
    expect(await platform.prepareCodes(STORE, FIVE_OFF, discountRef, CODES)).toMatchObject({
      failed: [],
      ready: expect.arrayContaining(CODES) as string[],
    });
  });

  it('never hands out a code of a stranger’s discount', async () => {
    shop.addDiscount('Summer sale', ['RUNG-B']);
    const discountRef = shop.addDiscount(FIVE_OFF.title, ['OLD']);
    expect(await platform.prepareCodes(STORE, FIVE_OFF, discountRef, CODES)).toEqual({
      discountRef,
      ready: ['RUNG-C', 'RUNG-A'],
      failed: [{ code: 'RUNG-B', reason: 'the code belongs to another discount of the shop' }],
    });
    await expect(platform.prepareCodes(STORE, FIVE_OFF, null, ['RUNG-B'])).rejects.toMatchObject({ reason: 'refused' });
  });

  it('says which codes Shopify does not take', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, []);
    expect(await platform.prepareCodes(STORE, FIVE_OFF, discountRef, ['GOOD', 'NOT GOOD'])).toEqual({
      discountRef,
      ready: ['GOOD'],
      failed: [{ code: 'NOT GOOD', reason: 'Code is invalid.' }],
    });
  });

  it('adopts 60 codes in three look-ups', async () => {
    const codes = Array.from({ length: 60 }, (_, index) => `RUNG-${index}`);
    const discountRef = shop.addDiscount(FIVE_OFF.title, codes);
    expect((await platform.prepareCodes(STORE, FIVE_OFF, discountRef, codes)).ready).toEqual(codes);
    expect(operations().filter((name) => name === 'CodeOwners')).toHaveLength(3);
  });

  it('does not wait for ever, and says when to try again', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, []);
    shop.jobsEnd = false;
    await expect(platform.prepareCodes(STORE, FIVE_OFF, discountRef, CODES)).rejects.toMatchObject({
      reason: 'unreachable',
      retryAfterMs: 10_000,
    });
    shop.jobsEnd = true;
    expect((await platform.prepareCodes(STORE, FIVE_OFF, discountRef, CODES)).ready).toEqual(CODES);
  });

  it('takes 1 to 250 codes', async () => {
    await expect(platform.prepareCodes(STORE, FIVE_OFF, null, [])).rejects.toThrow(RangeError);
    await expect(
      platform.prepareCodes(
        STORE,
        FIVE_OFF,
        null,
        Array.from({ length: 251 }, (_, index) => `C${index}`),
      ),
    ).rejects.toThrow(RangeError);
  });
});

describe('what a reward becomes', () => {
  const created = async (changes: Partial<DiscountDescription>): Promise<Record<string, unknown>> => {
    await platform.prepareCodes(STORE, { ...FIVE_OFF, ...changes }, null, [`CODE-${shop.created.length}`]);
    return shop.created.at(-1)!;
  };

  it('a percentage, of products or collections, for one customer, without end', async () => {
    const input = await created({
      value: { kind: 'percent', percent: 12.5, capMinor: null },
      productIds: ['1'],
      customerId: '9',
      endsAt: null,
      minimumOrderMinor: null,
    });
    expect(input).toMatchObject({
      endsAt: null,
      context: { customers: { add: ['gid://shopify/Customer/9'] } },
      customerGets: { value: { percentage: 0.125 }, items: { products: { productsToAdd: ['gid://shopify/Product/1'] } } },
    });
    expect(input).not.toHaveProperty('minimumRequirement');
    expect(await created({ collectionIds: ['2'] })).toMatchObject({
      customerGets: { items: { collections: { add: ['gid://shopify/Collection/2'] } } },
    });
  });

  it('free shipping, which does not combine with shipping discounts', async () => {
    const input = await created({ value: { kind: 'free-shipping' } });
    expect(operations()).toEqual(['CreateFreeShipping']);
    expect(input).toMatchObject({ destination: { all: true }, combinesWith: { orderDiscounts: false, productDiscounts: true } });
    expect(input['combinesWith']).not.toHaveProperty('shippingDiscounts');
  });

  it('a free product: the price of one, taken off once', async () => {
    expect(await created({ value: { kind: 'free-product', productIds: ['1', '2'] } })).toMatchObject({
      customerGets: {
        value: { discountAmount: { amount: '18.50', appliesOnEachItem: false } },
        items: { products: { productsToAdd: ['gid://shopify/Product/1', 'gid://shopify/Product/2'] } },
      },
    });
  });

  it('amounts with the currency’s own decimals', async () => {
    expect(await created({ currency: 'JPY', minimumOrderMinor: 2_500 })).toMatchObject({
      minimumRequirement: { subtotal: { greaterThanOrEqualToSubtotal: '2500' } },
      customerGets: { value: { discountAmount: { amount: '500' } } },
    });
  });

  it('for subscriptions once, and without a word of them where a shop sells none', async () => {
    expect(await created({ subscriptions: 'once' })).toMatchObject({
      recurringCycleLimit: 1,
      customerGets: { appliesOnSubscription: true, appliesOnOneTimePurchase: true },
    });
    shop.faults.push(() =>
      data({
        discountCodeBasicCreate: {
          codeDiscountNode: null,
          userErrors: [
            { field: ['basicCodeDiscount', 'customerGets', 'appliesOnSubscription'], code: 'INVALID', message: 'not for this shop' },
          ],
        },
      }),
    );
    const input = await created({ subscriptions: 'once' });
    expect(input).not.toHaveProperty('recurringCycleLimit');
    expect(shop.discounts.size).toBe(2);
  });

  it('nothing that Shopify cannot do', async () => {
    await expect(created({ value: { kind: 'percent', percent: 10, capMinor: 2_000 } })).rejects.toMatchObject({ reason: 'refused' });
    await expect(created({ productIds: ['1'], collectionIds: ['2'] })).rejects.toMatchObject({ reason: 'refused' });
    expect(stub.calls).toHaveLength(0);
  });
});

describe('removing a code', () => {
  it('removes this one and leaves the others', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, CODES);
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-B')).toBe('removed');
    expect(shop.codesOf(discountRef)).toEqual(['RUNG-C', 'RUNG-A']);
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-B')).toBe('removed');
  });

  it('keeps the discount when its last code goes', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, ['RUNG-A']);
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-A')).toBe('removed');
    expect(shop.discounts.has(discountRef)).toBe(true);
  });

  it('removes the discount that was made for one code of one customer', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, ['RUNG-A'], true);
    expect(await platform.removeCode(STORE, discountRef, 'rung-a')).toBe('removed');
    expect(operations()).toEqual(['CodeHolder', 'DeleteDiscount', 'CodeHolder']);
  });

  it('finds the code though Shopify’s search lags behind', async () => {
    shop.searchLags = true;
    const discountRef = shop.addDiscount(FIVE_OFF.title, CODES);
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-B')).toBe('removed');
    expect(shop.codesOf(discountRef)).toEqual(['RUNG-C', 'RUNG-A']);
  });

  it('is waiting until Shopify has done it and the code is seen to be gone', async () => {
    const discountRef = shop.addDiscount(FIVE_OFF.title, CODES);
    shop.jobsEnd = false;
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-B')).toBe('waiting');
    shop.jobsEnd = true;
    shop.faults.push((call) =>
      call.operation === 'DeleteCodes'
        ? data({ discountCodeRedeemCodeBulkDelete: { job: { id: 'j', done: true }, userErrors: [] } })
        : null,
    );
    expect(await platform.removeCode(STORE, discountRef, 'RUNG-A')).toBe('waiting');
    expect(shop.codesOf(discountRef)).toContain('RUNG-A');
  });
});
