import { getExtension } from '@shopify/ui-extensions-tester';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answers, appStandIn, refusal, tillView } from './app-stand-in.ts';
import { button, press, reads, text } from './page.ts';
import { translator } from './translator.ts';

const tile = getExtension('pos.home.tile.render', { configSearchDir: 'extensions/pos-loyalty' });
const modal = getExtension('pos.home.modal.render', { configSearchDir: 'extensions/pos-loyalty' });
const REDEEMED = { redemptionId: 'r', rewardName: '5 off', points: 100, state: 'ready', code: 'BEANS5' };

/** `customer` null: nobody is in it. */
function cartOf(customer: number | null) {
  return {
    subtotal: '12.00',
    taxTotal: '0.00',
    grandTotal: '12.00',
    cartDiscounts: [],
    lineItems: [],
    properties: {},
    // The stand-in of the platform knows only what is named, and a cart without a customer has the name with nothing behind it.
    ...({ customer: customer === null ? undefined : { id: customer } } as { readonly customer?: { readonly id: number } }),
  };
}

async function openOn(extension: typeof tile | typeof modal, answers: Answers, customer: number | null = 77) {
  extension.setUp();
  const { shopify } = extension;
  shopify.i18n.translate = translator('pos-loyalty') as typeof shopify.i18n.translate;
  shopify.locale.current.value = 'en';
  shopify.session.getSessionToken = () => Promise.resolve('token-of-staff');
  shopify.cart.current.value = cartOf(customer);
  const app = appStandIn(answers);
  extension.fetch = app.fetch;
  await extension.render();
  return app;
}

function type(digits: string): void {
  const field = document.body.querySelector('s-text-field');
  Object.assign(field ?? {}, { value: digits });
  field?.dispatchEvent(new Event('input', { bubbles: true }));
}

describe('the tile', () => {
  afterEach(() => tile.tearDown());

  it('asks nothing without a customer', async () => {
    const app = await openOn(tile, {}, null);
    await reads('Add a customer');
    expect(app.asked).toEqual([]);
  });

  it('asks once, and says what the customer has', async () => {
    const app = await openOn(tile, { 'GET pos/member': tillView() });
    await reads('150 beans · can redeem');
    expect(app.asked).toHaveLength(1);
    expect(app.asked[0]).toMatchObject({ query: { customer: '77', locale: 'en' }, token: 'Bearer token-of-staff' });
  });

  it.each([
    [tillView({ state: 'not-joined' }), 'Not a member yet'],
    [tillView({ state: 'blocked' }), 'Blocked'],
    [tillView({ rewards: [] }), '150 beans'],
    [new Error('down'), 'Not reachable'],
  ])('says where the customer stands', async (answer, words) => {
    await openOn(tile, { 'GET pos/member': answer });
    await reads(words);
  });
});

describe('the screen', () => {
  let addCode: ReturnType<typeof vi.fn>;
  let show: ReturnType<typeof vi.fn>;

  beforeEach(() => {
    addCode = vi.fn().mockResolvedValue(undefined);
    show = vi.fn();
  });
  afterEach(() => modal.tearDown());

  async function open(answers: Answers, customer: number | null = 77) {
    const app = await openOn(modal, answers, customer);
    modal.shopify.cart.addCartCodeDiscount = addCode as typeof modal.shopify.cart.addCartCodeDiscount;
    modal.shopify.toast.show = show as typeof modal.shopify.toast.show;
    return app;
  }

  async function atTheCounter(answers: Answers) {
    const app = await open({ 'GET pos/member': tillView(), ...answers });
    await reads('150 beans');
    press('Redeem');
    await reads('Six digits');
    return app;
  }

  it('wants a customer first', async () => {
    const app = await open({}, null);
    await reads('No customer in the cart');
    expect(app.asked).toEqual([]);
  });

  it('shows balance, tier, and what is missing', async () => {
    await open({ 'GET pos/member': tillView() });
    await reads('150 beans');
    expect(text()).toContain('Bronze');
    expect(text()).toContain('20 beans on the way');
    expect(text()).toContain('250 beans more');
  });

  it('enrols the customer of the cart, once', async () => {
    let state: 'not-joined' | 'member' = 'not-joined';
    const app = await open({
      'GET pos/member': () => tillView({ state }),
      'POST pos/enrol': () => {
        state = 'member';
        return { memberId: 'm' };
      },
    });
    await reads('50 beans at once, and this purchase counts.');
    press('Enrol');
    press('Enrol');
    await reads('20 beans on the way');
    expect(app.deeds()).toMatchObject([{ path: 'pos/enrol', body: { customerId: '77' } }]);
  });

  it('redeems with the member’s digits and puts the code into the cart', async () => {
    const app = await atTheCounter({ 'POST pos/redeem': REDEEMED });
    expect(button('Redeem and add to the cart').getAttribute('disabled')).not.toBeNull();
    type('042 917');
    await vi.waitFor(() => expect(button('Redeem and add to the cart').getAttribute('disabled')).not.toBe('true'));
    press('Redeem and add to the cart');
    await vi.waitFor(() => expect(addCode).toHaveBeenCalledWith('BEANS5'));
    expect(show).toHaveBeenCalledWith('5 off is in the cart');
    expect(app.deeds()).toMatchObject([{ path: 'pos/redeem', body: { customerId: '77', rewardId: 'five-off', tillCode: '042 917' } }]);
  });

  it('tells a wrong code and tries again under the same redemption', async () => {
    const app = await atTheCounter({ 'POST pos/redeem': refusal(422, 'till_code', 'That code is not right.') });
    type('111111');
    press('Redeem and add to the cart');
    await reads('That code is not right, or its five minutes are over.');
    type('222222');
    press('Redeem and add to the cart');
    await vi.waitFor(() => expect(app.deeds()).toHaveLength(2));
    expect(new Set(app.deeds().map(({ body }) => body?.['redemptionId'])).size).toBe(1);
    expect(addCode).not.toHaveBeenCalled();
  });

  it('gives the points back when the cart does not take the code', async () => {
    addCode.mockRejectedValue(new Error('not combinable'));
    const app = await atTheCounter({ 'POST pos/redeem': REDEEMED, 'POST pos/undo': REDEEMED });
    type('042917');
    press('Redeem and add to the cart');
    await reads('The cart did not take the code, so the customer gets the points back.');
    const [redeem, undo] = app.deeds();
    expect(undo).toMatchObject({ path: 'pos/undo', body: { customerId: '77', redemptionId: redeem?.body?.['redemptionId'] } });
    expect(show).not.toHaveBeenCalled();
  });

  it('tells staff without permission whom to ask', async () => {
    modal.setUp();
    modal.tearDown();
    modal.setUp();
    modal.shopify.i18n.translate = translator('pos-loyalty') as typeof modal.shopify.i18n.translate;
    modal.shopify.session.getSessionToken = () => Promise.resolve(undefined);
    modal.shopify.cart.current.value = cartOf(77);
    await modal.render();
    await reads('This account may not use the rewards app.');
  });
});
