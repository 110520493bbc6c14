import { describe, expect, it } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { inDays, sampleCode, sampleProgram, sampleReward, sampleView } from './sample-view.ts';
import { useShopWindow } from './shop-window.ts';

const { enter, enterAndOpen, shop } = useShopWindow();

const member = (change: Partial<StorefrontView>) => sampleView('en', change);

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
    ['with a code to be shown', { codes: [sampleCode({ use: 'counter', usableHere: false })] }, 'Show this code at the counter'],
    ['out of reach', { rewards: [sampleReward({ available: false, missing: 40, reason: 'points' })] }, '40 beans more'],
  ])('%s', async (name, change, text) => {
    const one = await enterAndOpen({ view: member(change), width: 390 });
    if (name === 'waiting for a rate') await one.panel.getByRole('tab', { name: 'Earn' }).click();
    await expect.poll(async () => (await one.panel.innerText()).replace(/\u00a0/g, ' ')).toContain(text);
    expect(await one.barriers()).toEqual([]);
  });

  it('a guest sees what the cart would earn, three steps, and the ways in', async () => {
    const one = await enter({ signedIn: false, view: member({ state: 'guest' }), width: 390 });
    const { productId } = shop().products['House Blend, 1 kg']!;
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

describe('the blocks of pages', () => {
  it.each([
    ['/pages/rewards', 1280],
    ['/pages/rewards', 320],
    ['/pages/levels', 390],
    ['/cart', 390],
  ] as const)('%s at %i pixels has no barriers and does not overflow', async (place, width) => {
    const one = await enter({ width });
    one.app.changes.worth = () => ({
      status: 200,
      body: { points: 40, inNextTier: null, nudge: { missingMinor: 1240, points: 40, name: 'Double beans' } },
    });
    const { productId } = shop().products['House Blend, 1 kg']!;
    await one.go(`/products/${productId}`);
    await one.page.getByRole('button', { name: 'Add to cart' }).click();
    await one.go(place);
    if (place === '/cart') await one.page.getByText('€12.40 more for: Double beans').waitFor();
    if (place === '/pages/rewards') {
      await one.page.getByRole('heading', { name: 'What you can get' }).scrollIntoViewIfNeeded();
      await one.page.getByText('As much off as you like').waitFor();
    }
    expect(await one.barriers()).toEqual([]);
    expect(await one.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(
      0,
    );
    await one.page.screenshot({ path: `.data/screenshots/widget-block${place.replaceAll('/', '-')}-${width}.png`, fullPage: true });
  });

  it('the product line counts in Liquid, leaves out what earns nothing, and asks the app for nothing', async () => {
    const one = await enter({ width: 390 });
    await one.go(`/products/${shop().products['House Blend, 1 kg']!.productId}`);
    // 32.50 at 1.25: 40.625, rounded once.
    expect((await one.page.locator('[data-rung-text]').innerText()).trim().replace(/\u00a0/g, ' ')).toBe('Earn 40 beans, 65 as Gold');
    expect(await one.barriers()).toEqual([]);
    await one.picture('widget-product');
    await one.go(`/products/${shop().products['Stoneware cup']!.productId}`);
    expect(await one.page.locator('[data-rung-text]').count()).toBe(0);
    await one.go(`/products/${shop().products['Gift card 25']!.productId}`);
    expect(await one.page.locator('[data-rung-text]').count()).toBe(0);
    expect(one.app.asked).toEqual([]);
  });

  it('the product line follows another variant', async () => {
    const one = await enter({ width: 390 });
    await one.page.route('**/products/*', async (route) => {
      const page = await route.fetch();
      await route.fulfill({ response: page, body: (await page.text()).replace('"prices": { ', '"prices": { "77": 1000, ') });
    });
    await one.go(`/products/${shop().products['House Blend, 1 kg']!.productId}`);
    await one.page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>('form [name=id]')!;
      field.value = '77';
      field.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await expect.poll(() => one.page.locator('[data-rung-text]').innerText()).toMatch(/^Earn 12\sbeans, 20 as Gold$/);
    expect(one.app.asked).toEqual([]);
  });

  it('the product line asks the app where no single rate says it all', async () => {
    await shop().publishProgram({ ...sampleProgram(), rate: null });
    const one = await enter({ width: 390 });
    one.app.changes.worth = () => ({ status: 200, body: { points: 7, inNextTier: { tierId: 'gold', points: 9 }, nudge: null } });
    await one.go(`/products/${shop().products['House Blend, 1 kg']!.productId}`);
    await expect.poll(() => one.page.locator('[data-rung-text]').innerText()).toMatch(/^Earn 7\sbeans, 9 as Gold$/);
    expect(one.app.asked).toEqual(['POST worth']);
    await shop().publishProgram();
  });
});
