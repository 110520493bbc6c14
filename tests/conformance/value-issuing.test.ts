import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PlatformError } from '#app/platforms/commerce-platform.ts';
import type { ValueIssuing } from '#app/platforms/value-issuing.ts';
import type { PlatformStand, StandFault, StandMoney } from './commerce-platform-stand.ts';
import { openShopifyStand } from './shopify-stand.ts';
import { openWooCommerceStand } from './woocommerce-stand.ts';

test('WooCommerce hands out neither gift cards nor store credit', async () => {
  const stand = await openWooCommerceStand();
  expect([stand.platform.issuing, stand.money]).toEqual([null, null]);
  await stand.close();
});

/** Every platform that hands out money. */
describe.each([['Shopify', openShopifyStand]] as const)('%s hands out money', (_name, open) => {
  let stand: PlatformStand;
  let issuing: ValueIssuing;
  let money: StandMoney;
  let customerId: string;

  beforeAll(async () => {
    stand = await open();
    if (!stand.platform.issuing || !stand.money) throw new Error('it does not');
    ({ issuing } = stand.platform);
    ({ money } = stand);
  });
  afterAll(() => stand.close());
  beforeEach(async () => {
    customerId = await stand.createCustomer(`${randomUUID()}@example.test`);
  });
  afterEach(async () => {
    await stand.clearFaults();
    await money.allow('all');
  });

  const card = (parts: object = {}) => ({
    ...{
      code: randomBytes(8).toString('hex').toUpperCase(),
      note: `Rung ${randomUUID()}`,
      amountMinor: 550,
      currency: 'EUR',
      customerId,
      lastDay: null,
    },
    ...parts,
  });
  const bookings = (after: string | null = null) => issuing.listBookings(stand.store, { customerId, currency: 'EUR', after, atMost: 250 });
  const give = (amountMinor = 550) => issuing.giveCredit(stand.store, { customerId, amountMinor, currency: 'EUR', expiresAt: null });
  const reasonOf = (promise: Promise<unknown>) =>
    promise.then(
      () => 'no failure',
      (error: unknown) => (error instanceof PlatformError ? error.reason : String(error)),
    );

  test('says what the merchant allows, and what is switched off', async () => {
    expect(await issuing.readAbility(stand.store)).toEqual({ giftCards: 'works', storeCredit: 'works' });
    await money.allow('gift-cards');
    expect(await issuing.readAbility(stand.store)).toEqual({ giftCards: 'works', storeCredit: 'no-permission' });
    await money.allow('nothing');
    expect(await issuing.readAbility(stand.store)).toEqual({ giftCards: 'no-permission', storeCredit: 'no-permission' });
    expect(await reasonOf(issuing.issueGiftCard(stand.store, card()))).toBe('forbidden');
    expect(await reasonOf(give())).toBe('forbidden');
    await money.allow('all', false);
    expect(await issuing.readAbility(stand.store)).toEqual({ giftCards: 'works', storeCredit: 'switched-off' });
  });

  test('a gift card: made once however often it is asked for, found by its code and note, ended for good', async () => {
    const order = card({ lastDay: '2027-01-31' });
    expect(await issuing.findGiftCard(stand.store, order)).toBeNull();
    const made = await issuing.issueGiftCard(stand.store, order);
    expect(made).toMatchObject({ initialMinor: 550, balanceMinor: 550, enabled: true });
    expect(await issuing.issueGiftCard(stand.store, order)).toEqual(made);
    expect(await issuing.findGiftCard(stand.store, order)).toEqual(made);
    expect(await issuing.findGiftCard(stand.store, { ...order, note: 'Rung somebody else' })).toBeNull();
    expect((await money.count(customerId)).cards).toBe(1);
    await money.spendCard(order.code, '1.00');
    expect(await issuing.readGiftCard(stand.store, made.cardRef)).toMatchObject({ initialMinor: 550, balanceMinor: 450, enabled: true });
    expect(await issuing.endGiftCard(stand.store, made.cardRef)).toMatchObject({ balanceMinor: 450, enabled: false });
    expect(await issuing.endGiftCard(stand.store, made.cardRef)).toMatchObject({ enabled: false });
    expect(await issuing.readGiftCard(stand.store, 'gid://shopify/GiftCard/1')).toBeNull();
    expect(await issuing.endGiftCard(stand.store, 'gid://shopify/GiftCard/1')).toBeNull();
  });

  test('a gift card that somebody else has under that code is refused or looked for, never taken over', async () => {
    const order = card();
    await issuing.issueGiftCard(stand.store, order);
    expect(await reasonOf(issuing.issueGiftCard(stand.store, { ...order, note: 'Rung another' }))).toBe('unreachable');
    expect((await money.count(customerId)).cards).toBe(1);
  });

  test('refuses what cannot be', async () => {
    expect(await reasonOf(issuing.issueGiftCard(stand.store, card({ code: 'short' })))).toBe('refused');
    expect(await reasonOf(issuing.issueGiftCard(stand.store, card({ amountMinor: 0 })))).toBe('refused');
    expect(await reasonOf(issuing.issueGiftCard(stand.store, card({ customerId: '1' })))).toBe('refused');
    const nobody = { customerId: '1', amountMinor: 100, currency: 'EUR' };
    expect(await reasonOf(issuing.giveCredit(stand.store, { ...nobody, expiresAt: null }))).toBe('refused');
    expect(await reasonOf(issuing.takeCredit(stand.store, { ...nobody, customerId }))).toBe('refused');
    expect(await bookings()).toEqual([]);
  });

  test('store credit: bookings newest first, what is left of each, and only what came later', async () => {
    const first = await give(300);
    await stand.advance(1_000);
    const second = await give(550);
    await stand.advance(1_000);
    expect(await bookings()).toEqual([
      { bookingRef: second.bookingRef, kind: 'credit', amountMinor: 550, remainingMinor: 550 },
      { bookingRef: first.bookingRef, kind: 'credit', amountMinor: 300, remainingMinor: 300 },
    ]);
    expect((await bookings(first.bookingRef)).map(({ bookingRef }) => bookingRef)).toEqual([second.bookingRef]);
    await money.spendCredit(customerId, '1.00');
    await stand.advance(1_000);
    const taken = await issuing.takeCredit(stand.store, { customerId, amountMinor: 550, currency: 'EUR' });
    const since = await bookings(second.bookingRef);
    expect(since[0]).toMatchObject({ bookingRef: taken.bookingRef, kind: 'debit', amountMinor: 550 });
    expect(since[1]).toMatchObject({ kind: 'other', amountMinor: 100 });
    expect((await bookings()).find(({ bookingRef }) => bookingRef === first.bookingRef)?.remainingMinor).toBe(0);
    expect(await issuing.listBookings(stand.store, { customerId, currency: 'USD', after: null, atMost: 250 })).toEqual([]);
  });

  test('store credit: more than a page of bookings', async () => {
    const first = await give(101);
    for (let count = 0; count < 60; count += 1) {
      await stand.advance(1_000);
      await give(200);
    }
    expect(await bookings(first.bookingRef)).toHaveLength(60);
    expect((await bookings()).at(-1)?.bookingRef).toBe(first.bookingRef);
    expect((await issuing.listBookings(stand.store, { customerId, currency: 'EUR', after: null, atMost: 1 })).length).toBeLessThan(60);
  });

  test.each<[StandFault, number]>([
    ['time-out after effect', 1],
    ['time-out before effect', 0],
    ['half json', 1],
    ['html', 1],
    ['server error', 0],
  ])('%s: nothing is sent a second time by itself', async (fault, effects) => {
    await money.fail(fault);
    expect(['unreachable', 'malformed']).toContain(await reasonOf(give()));
    expect(['unreachable', 'malformed']).toContain(await reasonOf(issuing.issueGiftCard(stand.store, card())));
    expect(await money.count(customerId)).toEqual({ cards: effects, bookings: effects });
    const credit = effects === 1 ? null : await give();
    await money.fail(fault);
    expect(['unreachable', 'malformed']).toContain(
      await reasonOf(issuing.takeCredit(stand.store, { customerId, amountMinor: 550, currency: 'EUR' })),
    );
    expect((await bookings()).filter(({ kind }) => kind === 'debit')).toHaveLength(effects);
    expect(credit === null || credit.amountMinor === 550).toBe(true);
  });

  test('throttled, it is sent again: nothing had happened', async () => {
    await money.fail('throttled');
    await give();
    expect(await money.count(customerId)).toMatchObject({ bookings: 1 });
  });
});
