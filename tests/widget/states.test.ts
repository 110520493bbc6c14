import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { inDays, sampleCode, sampleReward, sampleView } from './sample-view.ts';
import { openShop, type ShopWindow, visit, type Visit, type VisitOptions } from './shop-window.ts';

let browser: Browser;
let shop: ShopWindow;
let open: Visit[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  shop = await openShop();
});
afterAll(async () => {
  await shop.close();
  await browser.close();
});
afterEach(async () => {
  const visits = open;
  open = [];
  for (const one of visits) {
    await one.close();
    expect(one.complaints).toEqual([]);
  }
});

async function enter(options: Partial<VisitOptions> = {}): Promise<Visit> {
  const one = await visit(browser, { shop, view: sampleView(options.locale), ...options });
  open.push(one);
  return one;
}

async function enterAndOpen(options: Partial<VisitOptions> = {}): Promise<Visit> {
  const one = await enter(options);
  await one.open();
  return one;
}

const member = (change: Partial<StorefrontView>) => sampleView('en', change);

describe('a page before anybody asks for rewards', () => {
  it('asks the app for nothing, loads one small script, and shows the balance that Liquid drew', async () => {
    const { page, pill, requests, app } = await enter();
    await page.waitForLoadState('networkidle');
    expect((await pill.innerText()).replace(/\s+/g, ' ')).toMatch(/1,240/);
    expect(app.asked).toEqual([]);
    expect(requests.filter((path) => path.startsWith('/extensions/'))).toEqual(['/extensions/loyalty-widget/rung-launcher.js']);
  });

  it('shows guests a word instead of a number', async () => {
    const { pill } = await enter({ signedIn: false });
    expect((await pill.innerText()).trim()).toBe('Rewards');
  });

  it('moves nothing when the pill appears or the panel opens', async () => {
    const one = await enter();
    const shifts = () =>
      one.page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => {
              for (const entry of list.getEntries()) sum += (entry as PerformanceEntry & { value: number }).value;
            }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => resolve(sum), 200);
          }),
      );
    await one.open();
    expect(await shifts()).toBeLessThan(0.001);
  });

  it('lights a dot for more points than last time, and puts it out when they were seen', async () => {
    const one = await enter();
    const dot = one.page.locator('rung-loyalty [data-dot]');
    expect(await dot.isHidden()).toBe(true);
    await shop.publishMember({
      points: 1300,
      pending: 0,
      debt: 0,
      tier: { id: 'silver', name: 'Silver', multiplier: '1.25' },
      nextReward: null,
      revision: 2,
    });
    await one.page.reload();
    expect(await dot.isVisible()).toBe(true);
    one.app.view = member({ points: { ...sampleView().points, shown: 1300 } });
    await one.open();
    expect(await dot.isHidden()).toBe(true);
    expect((await one.pill.innerText()).replace(/\s+/g, ' ')).toMatch(/1,300/);
    await shop.publishMember({
      points: 1240,
      pending: 145,
      debt: 0,
      tier: { id: 'silver', name: 'Silver', multiplier: '1.25' },
      nextReward: null,
      revision: 3,
    });
  });

  it('opens from anything with data-rung-open, at the tab that it names, and can do without the pill', async () => {
    shop.sim.storefront.configureBlocks({ launcher: { pill: false } });
    const one = await enter();
    expect(await one.pill.count()).toBe(0);
    await one.page.evaluate(() =>
      document.querySelector('main')?.insertAdjacentHTML('beforeend', '<a href="#x" data-rung-open="activity">My points</a>'),
    );
    await one.page.getByText('My points').click();
    await one.panel.getByText('Order #1042').waitFor();
    shop.sim.storefront.configureBlocks({ launcher: { pill: true } });
  });
});

describe('the panel of a member', () => {
  it('shows balance, what is on its way, both progress lines, and keeps the budgets of what it loads', async () => {
    const { panel, requests } = await enterAndOpen();
    const text = await panel.innerText();
    for (const part of [
      '1,240 beans',
      '+120 on',
      '€125.00 to Gold',
      '€60.00 to keep Silver until',
      '80 beans expire',
      '60 beans more',
      'From Gold',
    ])
      expect(text.replace(/\u00a0/g, ' ')).toContain(part);
    // The rest is loaded when it is needed: a member without codes needs the first view only.
    expect(requests.filter((path) => path.startsWith('/extensions/')).map((path) => path.split('/').at(-1))).toEqual([
      'rung-launcher.js',
      'rung-panel.js',
      'rung-words-en.json',
    ]);
  });

  it('turns a reward into a ticket with one tap; a double tap redeems once', async () => {
    const one = await enterAndOpen();
    const ids: unknown[] = [];
    one.app.changes.redeem = ({ redemptionId, rewardId }) => {
      ids.push(redemptionId);
      expect(rewardId).toBe('small-amount');
      const code = sampleCode({ redemptionId: String(redemptionId) });
      const points = { ...sampleView().points, available: 1140, shown: 1140 };
      one.app.view = member({ codes: [code], points });
      return { status: 200, body: { redemption: code, points } };
    };
    await one.panel.getByRole('button', { name: /Redeem.*5 € off/ }).dblclick();
    await one.panel.getByText('PT6HV2WP5JBYT').waitFor();
    expect(ids).toHaveLength(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await one.panel.getByRole('status').last().innerText()).toBe('5 € off is yours. The code is ready.');
    expect((await one.pill.innerText()).replace(/\s+/g, ' ')).toMatch(/1,140/);
  });

  it('sends the same id again after an unclear answer, and a new one after a clear no', async () => {
    const one = await enterAndOpen();
    const ids: unknown[] = [];
    let answer: { status: number; body: object } = { status: 502, body: {} };
    one.app.changes.redeem = ({ redemptionId }) => {
      ids.push(redemptionId);
      return answer;
    };
    const button = one.panel.getByRole('button', { name: /Redeem.*5 € off/ });
    await button.click();
    await one.panel.getByText('Nothing was taken').waitFor();
    answer = { status: 422, body: { error: { code: 'not-enough-points', message: 'no' } } };
    await button.click();
    await one.panel.getByText('Your balance is not enough for this reward any more.').waitFor();
    await button.click();
    await expect.poll(() => ids.length).toBe(3);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  it('lets a free amount be chosen with the slider, in points and money together', async () => {
    const one = await enterAndOpen();
    let points: unknown;
    one.app.changes.redeem = (body) => {
      points = body.points;
      return { status: 422, body: { error: { code: 'not-now', message: '' } } };
    };
    const slider = one.panel.getByRole('slider', { name: /As much off as you like/ });
    await slider.focus();
    for (let step = 0; step < 4; step += 1) await one.page.keyboard.press('ArrowLeft');
    expect((await one.panel.locator('output').innerText()).replace(/\u00a0/g, ' ')).toBe('€40.00 for 800 beans');
    await one.panel.getByRole('button', { name: /^Redeem .*As much off as you like$/ }).click();
    await expect.poll(() => points).toBe(800);
  });

  it('waits for a code that is being made, and shows it when it is there', async () => {
    const one = await enterAndOpen({ view: member({ codes: [sampleCode({ state: 'creating', code: null, undoable: false })] }) });
    await one.panel.getByText('Your code is being made').waitFor();
    one.app.view = member({ codes: [sampleCode()] });
    await one.panel.getByText('PT6HV2WP5JBYT').waitFor();
  });

  it('gives a code back after asking', async () => {
    const one = await enterAndOpen({ view: member({ codes: [sampleCode()] }) });
    one.app.changes.undo = ({ redemptionId }) => {
      const redemption = sampleCode({ redemptionId: String(redemptionId), state: 'returning', code: null, undoable: false });
      one.app.view = member({ codes: [redemption] });
      return { status: 200, body: { redemption, points: sampleView().points } };
    };
    await one.panel.getByRole('button', { name: 'Undo' }).click();
    await one.panel.getByText('Give back the code and get 100').waitFor();
    await one.panel.getByRole('button', { name: 'Keep it' }).click();
    await one.panel.getByRole('button', { name: 'Undo' }).click();
    await one.panel.getByRole('button', { name: 'Yes, undo' }).click();
    await one.panel.getByText('On the way back to your balance').waitFor();
    one.app.view = member({});
    await one.panel.getByText('On the way back to your balance').waitFor({ state: 'detached' });
  });

  it('copies a code', async () => {
    const one = await enterAndOpen({ view: member({ codes: [sampleCode()] }) });
    await one.panel.getByRole('button', { name: 'Copy' }).click();
    await one.panel.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await one.page.evaluate(() => navigator.clipboard.readText())).toBe('PT6HV2WP5JBYT');
  });

  it('tells the story of the points, and why, and goes back further', async () => {
    const activity = Array.from({ length: 10 }, (_, at) => ({
      id: String(30 - at),
      at: inDays(-at),
      kind: 'order',
      points: 10,
      pending: false,
      orderName: `#${1100 - at}`,
      rewardName: null,
      because: ['Every order: 10 beans for 10.00 EUR.'],
    }));
    const one = await enterAndOpen({ view: member({ activity }) });
    await one.page.route('**/apps/rung/activity**', (route) =>
      route.fulfill({ json: { activity: [...activity, { ...activity[0], id: '1', orderName: '#1001' }], cursor: null } }),
    );
    await one.panel.getByRole('tab', { name: 'Activity' }).click();
    await one.panel.getByText('Order #1100').click();
    await one.panel.getByText('10 beans for 10.00 EUR').first().waitFor();
    await one.panel.getByRole('button', { name: 'Show older' }).click();
    await one.panel.getByText('Order #1001').waitFor();
    expect(await one.panel.locator('.story > li').count()).toBe(11);
    expect(await one.panel.getByRole('button', { name: 'Show older' }).count()).toBe(0);
  });

  it('celebrates a new tier once', async () => {
    const notices = [{ key: 'k', kind: 'tier-up', at: inDays(-1), facts: { tierId: 'silver', tierName: 'Silver', fromTierId: 'bronze' } }];
    const one = await enterAndOpen({ view: member({ notices }) });
    await one.panel.getByText('Welcome to Silver').waitFor();
    expect(await one.panel.getByText('New roasts two days early').first().isVisible()).toBe(true);
    await one.panel.getByRole('button', { name: 'Lovely' }).click();
    expect(await one.panel.getByText('Welcome to Silver').count()).toBe(0);
    await one.page.reload();
    await one.open();
    expect(await one.panel.getByText('Welcome to Silver').count()).toBe(0);
  });

  it('links an account of another store', async () => {
    const one = await enterAndOpen({ view: member({ otherStores: [{ name: 'The Roastery, Madrid', url: 'https://madrid.example' }] }) });
    one.app.changes['link-code'] = () => ({ status: 200, body: { code: '9L3H-NW69', expiresAt: inDays(0.01) } });
    one.app.changes.link = () => ({ status: 404, body: { error: { code: 'unknown-link-code', message: '' } } });
    await one.panel.getByRole('tab', { name: 'Link' }).click();
    await one.panel.getByRole('button', { name: 'Get a code' }).click();
    await one.panel.getByText('9L3H-NW69').waitFor();
    await one.panel.getByLabel('Code from the other store').fill('wrong');
    await one.panel.getByRole('button', { name: 'Link accounts' }).click();
    await one.panel.getByText('This code is not right').waitFor();
  });
});

describe('applying a code to the cart', () => {
  const inCart = async (one: Visit, title: string) => {
    const { variantId } = shop.products[title]!;
    await one.page.evaluate(
      (id) =>
        fetch(`${(window as unknown as { storefront: { root: string } }).storefront.root}cart/add.js`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ id, quantity: 1 }),
        }),
      variantId,
    );
  };

  it('says what is missing while the cart does not qualify, and keeps the code for it', async () => {
    const one = await enter({ view: member({ codes: [sampleCode()] }) });
    await inCart(one, 'Paper filters, 100');
    await one.open();
    await one.panel.getByRole('button', { name: 'Apply to cart' }).click();
    await one.panel.getByText('€4.51 more in your cart to use this: orders from €10.00.').waitFor();
  });

  it('says so when the cart is empty', async () => {
    const one = await enterAndOpen({ view: member({ codes: [sampleCode()] }) });
    await one.panel.getByRole('button', { name: 'Apply to cart' }).click();
    await one.panel.getByText('Kept for your cart').waitFor();
  });

  it.each(['off', 'on'])('keeps the codes that the cart has already (standard actions %s)', async (actions) => {
    const one = await enter({ view: member({ codes: [sampleCode()] }) });
    await one.go(`/?actions=${actions}`);
    await inCart(one, 'House Blend, 1 kg');
    await one.page.evaluate(() =>
      fetch(`${(window as unknown as { storefront: { root: string } }).storefront.root}cart/update.js`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ discount: 'SPRING' }),
      }),
    );
    await one.open();
    await one.panel.getByRole('button', { name: 'Apply to cart' }).click();
    await one.panel.getByText('does not qualify').waitFor();
    const cart = await one.page.evaluate(
      async () =>
        (await fetch(`${(window as unknown as { storefront: { root: string } }).storefront.root}cart.js`)).json() as Promise<{
          discount_codes: { code: string }[];
        }>,
    );
    expect(cart.discount_codes.map(({ code }) => code)).toEqual(['SPRING', 'PT6HV2WP5JBYT']);
  });

  it('says how to go on when the cart does not answer', async () => {
    const one = await enterAndOpen({ view: member({ codes: [sampleCode()] }) });
    await one.page.route('**/cart.js', (route) => route.abort());
    await one.panel.getByRole('button', { name: 'Apply to cart' }).click();
    await one.panel.getByText('Type the code in at checkout').waitFor();
  });
});

describe('every state that an account can be in', () => {
  const points = sampleView().points;
  it.each<readonly [string, Partial<StorefrontView>, string]>([
    ['paused', { state: 'paused' }, 'The program is taking a break'],
    ['blocked', { state: 'blocked' }, 'cannot collect or redeem'],
    ['left', { state: 'left' }, 'You have left the program'],
    ['in debt', { points: { ...points, available: 0, debt: 50, shown: -50 } }, '−50: your next orders fill this first.'],
    [
      'waiting for a rate',
      { points: { ...points, waitingForRate: [{ orderName: '#1007', currency: 'ZAR' }] } },
      'Order #1007 is waiting for a rate for ZAR',
    ],
    ['provisional', { tier: { ...sampleView().tier, provisional: true } }, 'Confirmed once your orders can no longer be returned'],
    ['without rewards', { rewards: [] }, 'No rewards here yet'],
    ['with an expired code', { codes: [sampleCode({ expiresAt: inDays(-1) })] }, 'This code has expired'],
    ['with a code in an unpaid order', { codes: [sampleCode({ state: 'attached', undoable: false })] }, 'not paid yet'],
    [
      'with a code of another store',
      { codes: [sampleCode({ usableHere: false, storeName: 'The Roastery, Madrid' })] },
      'For The Roastery, Madrid',
    ],
    ['out of reach', { rewards: [sampleReward({ available: false, missing: 40, reason: 'points' })] }, '40 beans more'],
  ])('%s', async (name, change, text) => {
    const one = await enterAndOpen({ view: member(change), width: 390 });
    if (name === 'waiting for a rate') await one.panel.getByRole('tab', { name: 'Earn' }).click();
    await expect.poll(async () => (await one.panel.innerText()).replace(/\u00a0/g, ' ')).toContain(text);
    expect(await one.barriers()).toEqual([]);
  });

  it('a guest sees what the cart would earn, three steps, and the ways in', async () => {
    const one = await enter({ signedIn: false, view: member({ state: 'guest' }), width: 390 });
    const { productId } = shop.products['House Blend, 1 kg']!;
    await one.go(`/products/${productId}`);
    await one.page.getByRole('button', { name: 'Add to cart' }).click();
    let asked: Record<string, unknown> = {};
    one.app.changes.worth = (body) => {
      asked = body;
      return { status: 200, body: { points: 32, inNextTier: null, nudge: null } };
    };
    await one.open();
    await one.panel.getByText('This cart would earn 32').waitFor();
    expect(asked).toMatchObject({ currency: 'EUR', lines: [{ productId, quantity: 1, amountMinor: 3250 }] });
    expect(await one.panel.getByRole('link', { name: 'Join for free' }).getAttribute('href')).toContain('/account/register');
    expect(await one.panel.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toContain('/account/login');
    expect(await one.barriers()).toEqual([]);
  });

  it('somebody who is signed in joins with one click', async () => {
    const one = await enterAndOpen({ view: member({ state: 'not-joined' }) });
    one.app.changes.join = () => {
      one.app.view = member({});
      return { status: 200, body: { memberId: 'm' } };
    };
    await one.panel.getByRole('button', { name: 'Join for free' }).click();
    await one.panel.getByRole('tab', { name: 'Rewards' }).waitFor();
  });

  it('without a connection it says so, keeps what it has, and catches up', async () => {
    const one = await enterAndOpen();
    one.app.trouble = 'offline';
    await one.page.context().setOffline(true);
    await one.panel.getByText('You are offline').waitFor();
    expect(await one.panel.getByText('Free shipping', { exact: true }).isVisible()).toBe(true);
    one.app.trouble = null;
    await one.page.context().setOffline(false);
    await one.panel.getByText('You are offline').waitFor({ state: 'detached' });
  });

  it('when the app fails, it offers to try again', async () => {
    const one = await enter();
    one.app.trouble = { status: 502, body: {} };
    await one.pill.click();
    await one.panel.getByText('We could not load this just now').waitFor();
    expect(await one.panel.getByText('1,240').isVisible()).toBe(true);
    one.app.trouble = null;
    await one.panel.getByRole('button', { name: 'Try again' }).click();
    await one.panel.getByText('Free shipping', { exact: true }).waitFor();
  });

  it('when the session has ended, it leads to the sign-in page', async () => {
    const one = await enterAndOpen();
    one.app.changes.redeem = () => ({ status: 401, body: { error: { code: 'sign_in', message: '' } } });
    await one.panel.getByRole('button', { name: /Redeem.*5 € off/ }).click();
    await one.panel.getByText('You have been signed out').waitFor();
    expect(await one.panel.getByRole('link', { name: 'Sign in' }).getAttribute('href')).toContain('/account/login');
  });

  it('when the panel itself cannot be loaded, the pill says so and works later', async () => {
    const one = await enter();
    await one.page.route('**/rung-panel.js', (route) => route.abort());
    await one.pill.click();
    await one.page.getByText('Could not open').waitFor();
    await one.page.unroute('**/rung-panel.js');
    await one.pill.click();
    await one.panel.getByText('Free shipping', { exact: true }).waitFor();
  });
});

describe('for everybody', () => {
  it('works by keyboard alone', async () => {
    const one = await enter();
    await one.pill.focus();
    await one.page.keyboard.press('Enter');
    await one.panel.getByRole('tab', { name: 'Rewards' }).waitFor();
    const focused = () => one.page.evaluate(() => (document.activeElement?.shadowRoot?.activeElement as HTMLElement | null)?.dataset.k);
    expect(await focused()).toBe('close');
    await one.page.keyboard.press('Tab');
    expect(await focused()).toBe('tab:rewards');
    await one.page.keyboard.press('ArrowRight');
    await one.panel.getByText('Every order', { exact: true }).waitFor();
    expect(await focused()).toBe('tab:earn');
    await one.page.keyboard.press('ArrowLeft');
    await one.page.keyboard.press('Tab');
    expect(await focused()).toBe('redeem:free-shipping');
    await one.page.keyboard.press('Escape');
    expect(await one.panel.isHidden()).toBe(true);
    expect(await one.page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className)).toContain('pill');
  });

  it('on a phone keeps focus inside, and closes with the back gesture without leaving the page', async () => {
    const one = await enterAndOpen({ width: 390 });
    for (let presses = 0; presses < 30; presses += 1) await one.page.keyboard.press('Tab');
    expect(
      await one.page.evaluate(() => document.activeElement === document.body || document.activeElement?.tagName === 'RUNG-LOYALTY'),
    ).toBe(true);
    const address = one.page.url();
    await one.page.goBack();
    await expect.poll(() => one.panel.isHidden()).toBe(true);
    expect(one.page.url()).toBe(address);
    expect(await one.page.evaluate(() => document.documentElement.style.overflow)).toBe('');
  });

  it.each([
    ['light', 1280],
    ['light', 390],
    ['dark', 1280],
    ['dark', 390],
  ] as const)('has no barriers on a %s page at %i', async (theme, width) => {
    const one = await enterAndOpen({ dark: theme === 'dark', width, view: member({ codes: [sampleCode()] }) });
    await one.panel.getByText('PT6HV2WP5JBYT').waitFor();
    expect(await one.barriers()).toEqual([]);
    for (const tab of ['Earn', 'Activity']) {
      await one.panel.getByRole('tab', { name: tab }).click();
      await one.panel.locator('.bone').first().waitFor({ state: 'detached' });
      expect(await one.barriers()).toEqual([]);
    }
  });

  it.each(['en', 'pl', 'ru', 'de', 'fr', 'es'])('%s fits a screen of 320 pixels', async (locale) => {
    const view = {
      ...sampleView(locale),
      codes: [sampleCode()],
      otherStores: [{ name: 'The Roastery, Madrid', url: 'https://madrid.example' }],
      tier: { ...sampleView().tier, provisional: true },
    };
    const one = await enterAndOpen({ width: 320, locale, view });
    await one.panel.getByText('PT6HV2WP5JBYT').waitFor();
    const tabs = one.panel.getByRole('tab');
    expect(await tabs.count()).toBe(4);
    for (let tab = 0; tab < 4; tab += 1) {
      await tabs.nth(tab).click();
      await one.panel.locator('.bone').first().waitFor({ state: 'detached' });
      const wide = await one.panel.evaluate((dialog) =>
        [...dialog.querySelectorAll<HTMLElement>('*')]
          .filter((element) => !element.closest('.tabs, .sr, svg') && !element.matches('.bar') && element.getClientRects().length > 0)
          .filter(
            (element) =>
              element.getBoundingClientRect().right > 320.5 ||
              element.getBoundingClientRect().left < -0.5 ||
              element.scrollWidth > element.clientWidth + 1,
          )
          .filter((element) => getComputedStyle(element).display !== 'inline')
          .map((element) => `${element.className} ${element.textContent.slice(0, 40)}`),
      );
      expect(wide, `${locale} tab ${tab}`).toEqual([]);
    }
    if (locale === 'pl' || locale === 'de') await one.picture(`widget-320-${locale}`);
  });

  it('mirrors on a page that is read from right to left', async () => {
    const one = await enterAndOpen({ rtl: true });
    const box = await one.panel.boundingBox();
    expect(box!.x).toBeLessThan(40);
    expect(await one.barriers()).toEqual([]);
  });
});

describe('looked at', () => {
  it.each([
    [320, 'light'],
    [390, 'light'],
    [768, 'light'],
    [1280, 'light'],
    [390, 'dark'],
    [1280, 'dark'],
  ] as const)('at %i pixels, %s', async (width, theme) => {
    const one = await enterAndOpen({ width, dark: theme === 'dark' });
    await one.picture(`widget-${width}-${theme}`);
  });
});
