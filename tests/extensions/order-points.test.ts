import { getExtension } from '@shopify/ui-extensions-tester';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Answers, appStandIn, orderPoints, view } from './app-stand-in.ts';
import { reads, text, TODAY } from './page.ts';
import { translator } from './translator.ts';

const extension = getExtension('customer-account.order-status.block.render', { configSearchDir: 'extensions/order-points' });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: TODAY });
  extension.setUp();
  extension.shopify.localization.language.value = { isoCode: 'pl' };
  extension.shopify.sessionToken.get = () => Promise.resolve('token');
  extension.shopify.i18n.translate = translator('order-points', 'pl') as typeof extension.shopify.i18n.translate;
  extension.shopify.order.value = { id: 'gid://shopify/Order/77', name: '#1077' };
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

it('says what the order earned, in the language of the account', async () => {
  const app = await open({ 'GET shopper/me': view(), 'GET shopper/order': orderPoints() });
  await reads('Za to zamówienie dostaniesz 45 beans. Dzień: 12 gru.');
  expect(app.asked.find(({ path }) => path === 'shopper/order')?.query).toMatchObject({ order: 'gid://shopify/Order/77', locale: 'pl' });
});

it('shows the warning that its question is counted for, also where the order earned nothing', async () => {
  const expiring = { points: 10, at: '2027-01-31T10:00:00Z' };
  const notices = [{ key: 'w', kind: 'expiry-warning', at: '2026-11-20T10:00:00Z', facts: {} }];
  await open({
    'GET shopper/me': view({ points: { ...view().points, expiring }, notices }),
    'GET shopper/order': orderPoints({ state: 'nothing', points: 0 }),
  });
  await reads('10 beans wygasa dnia 31 sty.');
});

it('is quiet for those who have left', async () => {
  const app = await open({ 'GET shopper/me': view({ state: 'left' }), 'GET shopper/order': orderPoints() });
  await vi.waitFor(() => expect(app.asked).toHaveLength(2));
  await vi.waitFor(() => expect(document.body.querySelector('s-skeleton-paragraph')).toBeNull());
  expect(text().trim()).toBe('');
});
