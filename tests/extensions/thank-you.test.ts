import { getExtension } from '@shopify/ui-extensions-tester';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Answers, appStandIn, orderPoints, view } from './app-stand-in.ts';
import { button, hasButton, press, reads, text, TODAY } from './page.ts';
import { translator } from './translator.ts';

const extension = getExtension('purchase.thank-you.block.render', { configSearchDir: 'extensions/checkout-points' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: TODAY });
  extension.setUp();
  extension.shopify.orderConfirmation.value = { order: { id: 'gid://shopify/OrderIdentity/77' }, isFirstOrder: true };
  extension.shopify.shop.storefrontUrl = 'https://roastery.example';
  extension.shopify.localization.language.value = { isoCode: 'en-GB' };
  extension.shopify.sessionToken.get = () => Promise.resolve('token');
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

it('says what the order earns and when it arrives', async () => {
  const app = await open({ 'GET shopper/me': view(), 'GET shopper/order': orderPoints() });
  await reads('You earn 45 beans with this order. They arrive on 12 Dec.');
  expect(app.asked.find(({ path }) => path === 'shopper/order')?.query).toMatchObject({ order: 'gid://shopify/OrderIdentity/77' });
});

it.each([
  [orderPoints({ pending: false, availableAt: null }), 'You earned 45 beans with this order. They are yours to use now.'],
  [orderPoints({ availableAt: null }), 'They arrive after it has been delivered.'],
  [orderPoints({ state: 'waiting-payment', points: 0 }), 'This order earns as soon as it is paid.'],
  [orderPoints({ state: 'waiting-rate', points: 0 }), 'This order waits for an exchange rate.'],
])('tells each state of an order', async (order, sentence) => {
  await open({ 'GET shopper/me': view(), 'GET shopper/order': order });
  await reads(sentence);
});

it('shows guests the way in, with the number and nothing else', async () => {
  await open({ 'GET shopper/me': view({ state: 'guest' }), 'GET shopper/order': orderPoints({ own: false, availableAt: null }) });
  await reads('This order is worth 45 beans.');
  expect(button('Sign in to collect them').getAttribute('href')).toBe('https://roastery.example/account');
});

it('lets a signed-in customer join and keep the points', async () => {
  let state: 'not-joined' | 'member' = 'not-joined';
  const app = await open({
    'GET shopper/me': () => view({ state }),
    'GET shopper/order': orderPoints(),
    'POST shopper/join': () => {
      state = 'member';
      return { memberId: 'm' };
    },
  });
  await reads('This order is worth 45 beans. Join and they are yours.');
  press('Join');
  await reads('They arrive on 12 Dec.');
  expect(hasButton('Join')).toBe(false);
  expect(app.deeds()).toHaveLength(1);
});

it('looks again while the order is being counted, and stops', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: TODAY });
  let asked = 0;
  await open({
    'GET shopper/me': view(),
    'GET shopper/order': () => {
      asked += 1;
      return asked < 3 ? orderPoints({ state: 'counting', points: 0 }) : orderPoints();
    },
  });
  await reads('We are counting what this order earns.');
  await vi.advanceTimersByTimeAsync(6_000);
  await reads('You earn 45 beans');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(asked).toBe(3);
});

it('stops asking after half a minute', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: TODAY });
  const app = await open({ 'GET shopper/me': view(), 'GET shopper/order': orderPoints({ state: 'counting', points: 0 }) });
  await reads('We are counting');
  await vi.advanceTimersByTimeAsync(300_000);
  expect(app.asked.filter(({ path }) => path === 'shopper/order')).toHaveLength(6);
});

it.each(['nothing', 'hidden'] as const)('says nothing when there is nothing to say: %s', async (state) => {
  const app = await open({ 'GET shopper/me': view(), 'GET shopper/order': orderPoints({ state, points: 0 }) });
  await vi.waitFor(() => expect(app.asked).toHaveLength(2));
  await vi.waitFor(() => expect(document.body.querySelector('s-skeleton-paragraph')).toBeNull());
  expect(text().trim()).toBe('');
});
