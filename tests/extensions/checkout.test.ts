import { getExtension } from '@shopify/ui-extensions-tester';
import { createResult } from '@shopify/ui-extensions-tester/checkout';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answers, appStandIn, code, refusal, reward, view } from './app-stand-in.ts';
import { button, hasButton, press, reads, text, TODAY } from './page.ts';
import { translator } from './translator.ts';

const extension = getExtension('purchase.checkout.block.render', { configSearchDir: 'extensions/checkout-points' });
let onOrder: string[];
const change = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: TODAY });
  extension.setUp();
  onOrder = [];
  change.mockReset().mockImplementation((wish: { readonly type: string; readonly code: string }) => {
    onOrder = wish.type === 'addDiscountCode' ? [...onOrder, wish.code] : onOrder.filter((one) => one !== wish.code);
    extension.shopify.discountCodes.value = onOrder.map((one) => ({ code: one }));
    return Promise.resolve(createResult('applyDiscountCodeChange'));
  });
  extension.shopify.applyDiscountCodeChange = change;
  extension.shopify.discountCodes.value = [];
  extension.shopify.instructions.value.discounts.canUpdateDiscountCodes = true;
  extension.shopify.cost.subtotalAmount.value = { amount: 40, currencyCode: 'EUR' };
  extension.shopify.localization.language.value = { isoCode: 'en' };
  extension.shopify.sessionToken.get = () => Promise.resolve('token-of-the-buyer');
  extension.shopify.i18n.translate = translator('checkout-points') as typeof extension.shopify.i18n.translate;
});
afterEach(() => {
  vi.useRealTimers();
  extension.tearDown();
});

async function open(answers: Answers) {
  const app = appStandIn(answers);
  extension.fetch = app.fetch;
  await extension.render();
  return app;
}

describe('redeeming in checkout', () => {
  it('turns points into a code on the order, with one tap', async () => {
    let codes = [] as ReturnType<typeof code>[];
    const app = await open({
      'GET shopper/me': () => view({ codes }),
      'POST shopper/redeem': () => {
        codes = [code()];
        return { redemption: code(), points: view().points };
      },
    });
    await reads('You have 150 beans.');
    press('Redeem 5 off');
    press('Redeem 5 off');
    await reads('Applied to this order');
    expect(change.mock.calls).toEqual([[{ type: 'addDiscountCode', code: 'BEANS5' }]]);
    expect(app.deeds()).toHaveLength(1);
    expect(app.deeds()[0]).toMatchObject({ path: 'shopper/redeem', token: 'Bearer token-of-the-buyer' });
    expect(app.deeds()[0]?.body).toEqual({ rewardId: 'five-off', redemptionId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    expect(hasButton('Redeem')).toBe(false);
  });

  it('says nothing of who the customer is: the token does', async () => {
    const app = await open({ 'GET shopper/me': view() });
    await reads('You have 150 beans.');
    expect(JSON.stringify(app.asked)).not.toMatch(/customer|email/i);
    expect(app.asked.every(({ token }) => token === 'Bearer token-of-the-buyer')).toBe(true);
  });

  it('redeems once, however often a lost answer is asked for again', async () => {
    let lost = true;
    const app = await open({
      'GET shopper/me': view(),
      'POST shopper/redeem': () => (lost ? new Error('connection reset') : { redemption: code(), points: view().points }),
    });
    await reads('You have 150 beans.');
    press('Redeem 5 off');
    await reads("We couldn't reach the rewards program.");
    lost = false;
    await vi.waitFor(() => expect(button('Redeem 5 off').getAttribute('loading')).not.toBe('true'));
    press('Redeem 5 off');
    await vi.waitFor(() => expect(change).toHaveBeenCalled());
    expect(new Set(app.deeds().map(({ body }) => body?.['redemptionId'])).size).toBe(1);
  });

  it('waits for a code that is made on demand', async () => {
    let asked = 0;
    await open({
      'GET shopper/me': () => {
        asked += 1;
        return view({ codes: asked < 3 ? [] : [code()] });
      },
      'POST shopper/redeem': { redemption: code({ state: 'creating', code: null }), points: view().points },
    });
    await reads('You have 150 beans.');
    press('Redeem 5 off');
    await vi.waitFor(() => expect(change).toHaveBeenCalledWith({ type: 'addDiscountCode', code: 'BEANS5' }), { timeout: 5_000 });
  });

  it('keeps the code where the order does not take it, and says so', async () => {
    change.mockResolvedValue(createResult('applyDiscountCodeChange', { type: 'error', message: 'not localized' }));
    let codes = [] as ReturnType<typeof code>[];
    await open({
      'GET shopper/me': () => view({ codes }),
      'POST shopper/redeem': () => {
        codes = [code()];
        return { redemption: code(), points: view().points };
      },
    });
    await reads('You have 150 beans.');
    press('Redeem 5 off');
    await reads('The code does not fit this order.');
    expect(text()).not.toContain('not localized');
    expect(text()).toContain('BEANS5');
    expect(hasButton('Apply')).toBe(true);
    expect(hasButton('Undo')).toBe(true);
  });

  it("tells a refusal in the app's words", async () => {
    await open({ 'GET shopper/me': view(), 'POST shopper/redeem': refusal(422, 'too-many-open', 'Use one of your codes first.') });
    await reads('You have 150 beans.');
    press('Redeem 5 off');
    await reads('Use one of your codes first.');
    expect(change).not.toHaveBeenCalled();
  });

  it('says it as the app says it, in the shopper’s own language', async () => {
    extension.shopify.localization.language.value = { isoCode: 'de' };
    extension.shopify.i18n.translate = translator('checkout-points', 'de') as typeof extension.shopify.i18n.translate;
    await open({ 'GET shopper/me': view(), 'POST shopper/redeem': refusal(422, 'too-many-open', 'Löse zuerst einen deiner Codes ein.') });
    await reads('Du hast 150 beans.');
    press('5 off einlösen');
    await reads('Löse zuerst einen deiner Codes ein.');
  });

  it('spends a free amount in whole steps', async () => {
    const slider = reward({
      rewardId: 'any',
      name: 'Money off',
      cost: { kind: 'any-amount', step: 50, min: 100, max: 150 },
      minimumMinor: null,
    });
    const app = await open({
      'GET shopper/me': view({ rewards: [slider] }),
      'POST shopper/redeem': { redemption: code(), points: view().points },
    });
    await reads('How many to use (€15.00)');
    const field = document.body.querySelector('s-number-field');
    expect(field?.getAttribute('max')).toBe('150');
    Object.assign(field ?? {}, { value: '139' });
    field?.dispatchEvent(new Event('change', { bubbles: true }));
    await reads('How many to use (€10.00)');
    press('Redeem Money off');
    await vi.waitFor(() => expect(app.deeds()[0]?.body).toMatchObject({ rewardId: 'any', points: 100 }));
  });
});

describe('codes that are there already', () => {
  it('applies and takes off a code without asking the app for anything but the state', async () => {
    const app = await open({ 'GET shopper/me': view({ codes: [code()] }) });
    await reads('BEANS5');
    press('Apply 5 off');
    await reads('Applied to this order');
    press('Remove 5 off');
    await vi.waitFor(() => expect(hasButton('Apply')).toBe(true));
    expect(change.mock.calls.map(([wish]: unknown[]) => (wish as { type: string }).type)).toEqual([
      'addDiscountCode',
      'removeDiscountCode',
    ]);
    expect(app.deeds()).toEqual([]);
  });

  it('knows its code on the order in whatever case', async () => {
    extension.shopify.discountCodes.value = [{ code: 'beans5' }];
    await open({ 'GET shopper/me': view({ codes: [code()] }) });
    await reads('Applied to this order');
    expect(hasButton('Undo')).toBe(false);
  });

  it('gives a code back for the points', async () => {
    const app = await open({
      'GET shopper/me': view({ codes: [code()] }),
      'POST shopper/undo': { redemption: code(), points: view().points },
    });
    await reads('BEANS5');
    press('Undo 5 off and get the points back');
    await vi.waitFor(() => expect(app.deeds()[0]).toMatchObject({ path: 'shopper/undo', body: { redemptionId: code().redemptionId } }));
  });

  it('hides codes of another store', async () => {
    await open({ 'GET shopper/me': view({ codes: [code({ usableHere: false, code: 'ELSEWHERE' })] }) });
    await reads('You have 150 beans.');
    expect(text()).not.toContain('ELSEWHERE');
  });
});

describe('where nothing can be redeemed', () => {
  it('offers no redeeming where codes cannot be changed', async () => {
    extension.shopify.instructions.value.discounts.canUpdateDiscountCodes = false;
    await open({ 'GET shopper/me': view({ codes: [code()] }) });
    await reads("Codes can't be changed in this checkout.");
    expect(hasButton('Redeem')).toBe(false);
    expect(button('Apply').getAttribute('disabled')).not.toBeNull();
  });

  it('says what the order lacks for a reward', async () => {
    extension.shopify.cost.subtotalAmount.value = { amount: 4.99, currencyCode: 'EUR' };
    await open({ 'GET shopper/me': view() });
    await reads('Orders from €5.00');
    expect(hasButton('Redeem')).toBe(false);
  });

  it('shows the warning that its question is counted for', async () => {
    const expiring = { points: 10, at: '2027-01-31T10:00:00Z' };
    const notices = [{ key: 'w', kind: 'expiry-warning', at: '2026-11-20T10:00:00Z', facts: {} }];
    await open({ 'GET shopper/me': view({ points: { ...view().points, expiring }, notices }) });
    await reads('10 beans expire on Jan 31.');
  });

  it('leaves the minimum to the platform where the buyer pays in another currency', async () => {
    extension.shopify.cost.subtotalAmount.value = { amount: 1, currencyCode: 'KWD' };
    await open({ 'GET shopper/me': view() });
    await reads('You have 150 beans.');
    expect(hasButton('Redeem')).toBe(true);
  });

  it('offers nothing that people hand over: it takes nothing off this order', async () => {
    await open({ 'GET shopper/me': view({ rewards: [reward({ name: 'Enamel mug', value: { kind: 'item' } })] }) });
    await reads('You have 150 beans.');
    expect(hasButton('Redeem')).toBe(false);
  });

  it('says how far the nearest reward is', async () => {
    const far = reward({ available: false, reason: 'points', missing: 60, name: 'Free coffee' });
    await open({ 'GET shopper/me': view({ rewards: [far], points: { ...view().points, shown: 40 } }) });
    await reads('You have 40 beans. 60 beans more for: Free coffee.');
  });

  it('lets guests know, and customers join', async () => {
    let state: 'not-joined' | 'member' = 'not-joined';
    const app = await open({
      'GET shopper/me': () => view({ state }),
      'POST shopper/join': () => {
        state = 'member';
        return { memberId: 'm' };
      },
    });
    await reads('Join, get 50 beans at once, and this order counts too.');
    press('Join');
    await reads('You have 150 beans.');
    expect(app.deeds()).toHaveLength(1);
  });

  it.each(['blocked', 'left', 'paused'] as const)('stands in nobody’s way when %s', async (state) => {
    const app = await open({ 'GET shopper/me': view({ state }) });
    await vi.waitFor(() => expect(app.asked).toHaveLength(1));
    await vi.waitFor(() => expect(text().trim()).toBe(''));
  });

  it('stands in nobody’s way when the app cannot be reached', async () => {
    await open({ 'GET shopper/me': new Error('down') });
    await vi.waitFor(() => expect(document.body.querySelector('s-skeleton-paragraph')).toBeNull());
    expect(text().trim()).toBe('');
  });
});
