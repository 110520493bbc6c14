import { getExtension } from '@shopify/ui-extensions-tester';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Answers, appStandIn, code, refusal, reward, view } from './app-stand-in.ts';
import { button, hasButton, press, reads, text, TODAY } from './page.ts';
import { translator } from './translator.ts';

const page = getExtension('customer-account.page.render', { configSearchDir: 'extensions/customer-account' });
const claims = Buffer.from(JSON.stringify({ dest: 'https://roastery.myshopify.com' })).toString('base64url');
const TOKEN = `head.${claims}.signature`;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: TODAY });
  page.setUp();
  page.shopify.localization.language.value = { isoCode: 'en' };
  page.shopify.sessionToken.get = () => Promise.resolve(TOKEN);
  page.shopify.i18n.translate = translator('customer-account') as typeof page.shopify.i18n.translate;
});
afterEach(() => {
  vi.useRealTimers();
  page.tearDown();
});

async function open(answers: Answers) {
  const app = appStandIn(answers);
  page.fetch = app.fetch;
  await page.render();
  return app;
}

describe('my rewards', () => {
  it('shows balance, what is on its way, what ends, the tier and the rewards', async () => {
    await open({
      'GET shopper/me': view({
        points: {
          ...view().points,
          arriving: [
            { points: 20, at: '2026-12-12T10:00:00Z' },
            { points: 5, at: null },
          ],
          expiring: { points: 10, at: '2027-01-31T10:00:00Z' },
          waitingForRate: [{ orderName: '#1007', currency: 'ZAR' }],
        },
        notices: [
          { key: 'w', kind: 'expiry-warning', at: '2026-11-20T10:00:00Z', facts: { endsAt: '2027-01-31T10:00:00Z', daysBefore: 30 } },
          { key: 't', kind: 'redeemed-at-till', at: new Date().toISOString(), facts: { rewardName: 'A mug', points: 300 } },
          { key: 'x', kind: 'points-taken', at: new Date().toISOString(), facts: {} },
        ],
        rewards: [reward(), reward({ rewardId: 'mug', name: 'A mug', available: false, reason: 'points', missing: 250 })],
        earning: [
          { ruleId: 'welcome', kind: 'welcome', name: '', points: 50, rate: null, state: 'done' },
          { ruleId: 'r', kind: 'per-amount', name: 'Every purchase', points: null, rate: { points: 1, perMinor: 100 }, state: 'open' },
        ],
      }),
    });
    await reads('150 beans');
    for (const sentence of [
      '+20 beans on Dec 12',
      '+5 beans after delivery',
      '10 beans expire on Jan 31.',
      'A mug was redeemed at a till for 300 beans.',
      '#1007 waits for an exchange rate (ZAR).',
      '€380.00 to Gold',
      '250 beans more',
      '1 bean per €1.00',
      'JoiningDone',
    ])
      expect(text()).toContain(sentence);
    expect(document.body.querySelector('s-progress')?.getAttribute('value')).toBe('12000');
  });

  it('says that debt is filled first', async () => {
    await open({ 'GET shopper/me': view({ points: { ...view().points, available: 0, debt: 50, shown: -50 } }) });
    await reads('−50 beans: your next orders fill this first.');
  });

  it('turns a reward into a ticket with its terms, for the shop that the token names', async () => {
    let codes = [] as ReturnType<typeof code>[];
    const app = await open({
      'GET shopper/me': () => view({ codes }),
      'POST shopper/redeem': () => {
        codes = [code()];
        return { redemption: code(), points: view().points };
      },
    });
    await reads('150 beans');
    press('Redeem 5 off');
    await reads('BEANS5');
    expect(text()).toContain('€5.00 off · Orders from €5.00 · until Jan 31');
    expect(button('Shop with it').getAttribute('href')).toBe('https://roastery.myshopify.com/discount/BEANS5?redirect=%2Fcart');
    expect(document.body.querySelector('s-clipboard-item')?.getAttribute('text')).toBe('BEANS5');
    expect(app.deeds()[0]?.token).toBe(`Bearer ${TOKEN}`);
  });

  it('says of a code that people look at where to show it, and leads into no cart', async () => {
    await open({ 'GET shopper/me': view({ codes: [code({ use: 'counter', usableHere: false, value: { kind: 'item' } })] }) });
    await reads('Show this code at the counter');
    expect(text()).not.toContain('For The Roastery');
    expect(hasButton('Shop with it')).toBe(false);
  });

  it('tells a code that is on its way back, and one for another store', async () => {
    await open({
      'GET shopper/me': view({
        codes: [
          code({ state: 'returning', code: 'GONE' }),
          code({ redemptionId: 'other', usableHere: false, storeName: 'The Bakery', code: 'BREAD' }),
        ],
      }),
    });
    await reads('Your points are on their way back');
    expect(text()).not.toContain('GONE');
    expect(text()).toContain('For The Bakery');
    expect(hasButton('Shop with it')).toBe(false);
  });

  it('lets a customer join', async () => {
    let state: 'not-joined' | 'member' = 'not-joined';
    await open({
      'GET shopper/me': () => view({ state }),
      'POST shopper/join': () => {
        state = 'member';
        return { memberId: 'm' };
      },
    });
    await reads('It takes one tap: 50 beans to begin with, and everything you buy counts.');
    press('Join');
    await reads('150 beans');
  });

  it('shows digits for the till until their time is over', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: TODAY });
    const app = await open({
      'GET shopper/me': view(),
      'POST shopper/till-code': () => ({ code: '042917', expiresAt: new Date(Date.now() + 300_000).toISOString() }),
    });
    await reads('150 beans');
    press('Show a code');
    await reads('042 917');
    expect(document.body.querySelector('s-qr-code')?.getAttribute('content')).toBe('042917');
    await vi.advanceTimersByTimeAsync(301_000);
    await vi.waitFor(() => expect(text()).not.toContain('042 917'));
    expect(app.deeds()).toHaveLength(1);
  });

  it('tells history in plain words and fetches older ones', async () => {
    const entry = (id: number) => ({
      id: String(id),
      at: '2026-11-01T10:00:00Z',
      kind: id === 20 ? 'something-new' : 'order',
      points: 12,
      pending: false,
      orderName: `#${id}`,
      rewardName: null,
      because: id === 11 ? ['12.00 at 1 bean per 1.00'] : [],
    });
    const app = await open({
      'GET shopper/me': view({ activity: Array.from({ length: 10 }, (_, index) => entry(20 - index)) }),
      'GET shopper/activity': { activity: [entry(3)], cursor: null },
    });
    await reads('Order #19');
    expect(text()).toContain('Change of your balance');
    expect(text()).toContain('+12 beans');
    expect(text()).toContain('12.00 at 1 bean per 1.00');
    press('Show older');
    await reads('Order #3');
    expect(app.asked.at(-1)?.query).toMatchObject({ cursor: '11' });
    expect(hasButton('Show older')).toBe(false);
  });

  it('offers another try when the app cannot be reached', async () => {
    let down = true;
    await open({ 'GET shopper/me': () => (down ? new Error('down') : view()) });
    await reads("We couldn't reach the rewards program.");
    down = false;
    press('Try again');
    await reads('150 beans');
  });

  it('shows why a program is not there', async () => {
    await open({ 'GET shopper/me': refusal(404, 'no_program', 'There is no rewards program in this store at the moment.') });
    await reads('There is no rewards program in this store at the moment.');
  });

  it.each(['blocked', 'left', 'paused'] as const)('explains itself when %s', async (state) => {
    await open({ 'GET shopper/me': view({ state }) });
    await reads(translator('customer-account')(`page.${state}`));
  });
});
