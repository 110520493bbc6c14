import { describe, expect, it } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { inDays, sampleCode, sampleView } from './sample-view.ts';
import { useShopWindow, type Visit } from './shop-window.ts';

const { enter, enterAndOpen, shop } = useShopWindow();

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
    await shop().publishMember({
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
    await shop().publishMember({
      points: 1240,
      pending: 145,
      debt: 0,
      tier: { id: 'silver', name: 'Silver', multiplier: '1.25' },
      nextReward: null,
      revision: 3,
    });
  });

  it('opens from anything with data-rung-open, at the tab that it names, and can do without the pill', async () => {
    shop().sim.storefront.configureBlocks({ launcher: { pill: false } });
    const one = await enter();
    expect(await one.pill.count()).toBe(0);
    await one.page.evaluate(() =>
      document.querySelector('main')?.insertAdjacentHTML('beforeend', '<a href="#x" data-rung-open="activity">My points</a>'),
    );
    await one.page.getByText('My points').click();
    await one.panel.getByText('Order #1042').waitFor();
    shop().sim.storefront.configureBlocks({ launcher: { pill: true } });
  });
});

describe('a printed code', () => {
  it('opens the panel by its address', async () => {
    const one = await enter();
    await one.page.goto(`${one.page.url().split('#')[0] ?? ''}#rung`);
    await one.page.reload();
    await one.panel.getByText('1,240 beans').waitFor();
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
    await one.picture('widget-ticket');
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
    await one.panel.getByText('Give it back and get 100').waitFor();
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
    expect(await one.barriers()).toEqual([]);
    await one.picture('widget-tier-up');
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
    const { variantId } = shop().products[title]!;
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
