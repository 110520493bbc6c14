import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';

let browser: Browser;
let stage: ServerStage;
let base: string;
const complaints: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  base = `${stage.sim.url}/storefront/roastery`;
  for (const [title, price] of [
    ['Hand grinder', '180.00'],
    ['Filters', '6.00'],
  ] as const)
    stage.sim.desk.createProduct({ shop: SHOP, title, price });
  await stage.settle();
});
afterAll(async () => {
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

async function newShopper(): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 820 }, userAgent: USER_AGENT, reducedMotion: 'reduce' });
  context.setDefaultTimeout(15_000);
  return context;
}

async function newPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${base}/`);
  return page;
}

const pillOf = (page: Page) => page.locator('rung-loyalty .pill');
const panelOf = (page: Page) => page.locator('rung-loyalty dialog');

async function buy(page: Page, title: string): Promise<void> {
  await page.goto(`${base}/`);
  await page.getByRole('link', { name: title }).click();
  await page.getByRole('button', { name: 'Add to cart' }).click();
  await page.getByRole('link', { name: 'Check out' }).click();
  await page.getByRole('button', { name: 'Pay now' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  await stage.settle();
}

async function openPanel(page: Page): Promise<void> {
  await pillOf(page).click();
  await panelOf(page).waitFor();
  await panelOf(page).locator('.bones').waitFor({ state: 'detached' });
}

const readView = (page: Page): Promise<StorefrontView> =>
  page.evaluate(
    async () =>
      (
        await fetch(`${(window as unknown as { storefront: { proxy: string } }).storefront.proxy}/me`, { cache: 'no-store' })
      ).json() as Promise<StorefrontView>,
  );

/** The points of an order become spendable when their time has come; here the store gives some at once. */
async function give(page: Page, points: number): Promise<void> {
  const { programId } = stage.address;
  // Joining again answers who one is.
  const { memberId } = await page.evaluate(async () => {
    const { proxy } = (window as unknown as { storefront: { proxy: string } }).storefront;
    const answer = await fetch(`${proxy}/join`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' });
    return answer.json() as Promise<{ memberId: string }>;
  });
  const input = {
    programId,
    memberId,
    points,
    reason: 'goodwill',
    note: null,
    actorId: 'test',
    isOwner: true,
    adjustmentId: crypto.randomUUID(),
  };
  expect(await stage.wiring.services.adjustPoints(input)).toMatchObject({ ok: true });
  await stage.settle();
}

describe('a shopper’s journey through the shop, the widget and the real app', () => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await newShopper();
    page = await newPage(context);
  });
  afterAll(() => context.close());

  it('a guest learns what it is worth, and becomes a customer', async () => {
    await openPanel(page);
    await panelOf(page).getByText('20 beans just for joining').waitFor();
    await panelOf(page).getByRole('link', { name: 'Join for free' }).click();
    await page.getByLabel('First name').fill('Maja');
    await page.getByLabel('E-mail').fill('maja@example.com');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('combobox', { name: 'Signed in as' }).waitFor();
    await stage.settle();
  });

  it('joins with one click and gets the welcome points', async () => {
    await openPanel(page);
    const join = panelOf(page).getByRole('button', { name: 'Join for free' });
    const tab = panelOf(page).getByRole('tab', { name: 'Rewards' });
    await join.or(tab).first().waitFor();
    if (await join.isVisible()) await join.click();
    await tab.waitFor();
    await expect.poll(async () => (await readView(page)).points.shown).toBe(20);
    await stage.settle();
    await page.reload();
    expect((await pillOf(page).innerText()).replace(/\s+/g, ' ')).toContain('20');
  });

  it('sees what a product earns, buys it, and finds the points on their way', async () => {
    await page.getByRole('link', { name: 'Hand grinder' }).click();
    expect((await page.locator('[data-rung-text]').innerText()).trim().replace(/\u00a0/g, ' ')).toBe('Earn 180 beans, 225 as Silver');
    await buy(page, 'Hand grinder');
    await page.goto(`${base}/`);
    await openPanel(page);
    await panelOf(page).getByText('+210').first().waitFor();
    await panelOf(page).getByRole('tab', { name: 'Activity' }).click();
    await panelOf(page)
      .getByText(/^Order #/)
      .click();
    await panelOf(page)
      .getByText(/180 beans for 180\.00 EUR/)
      .waitFor();
  });

  it('redeems with one tap, applies the code, pays with it, and the points are spent', async () => {
    await give(page, 200);
    await page.goto(`${base}/`);
    await openPanel(page);
    await panelOf(page)
      .getByRole('button', { name: /Redeem.*€5 off/ })
      .dblclick();
    const ticket = panelOf(page).locator('.ticket');
    await ticket.getByRole('button', { name: 'Apply to cart' }).waitFor();
    const view = await readView(page);
    expect(view.codes).toHaveLength(1);
    expect(view.points).toMatchObject({ available: 120, held: 100 });

    await page.getByRole('link', { name: 'Filters' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await openPanel(page);
    await panelOf(page).getByRole('button', { name: 'Apply to cart' }).click();
    await panelOf(page).getByText('€4.00 more in your cart to use this').waitFor();
    await page.goto(`${base}/`);
    await page.getByRole('link', { name: 'Filters' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.waitForURL('**/cart');
    expect(await page.locator('[data-discount]').innerText()).toContain('5.00');
    await openPanel(page);
    await panelOf(page).getByText('Applied to your cart').first().waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Check out' }).click();
    await page.getByRole('button', { name: 'Pay now' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await page.getByText('did not count').count()).toBe(0);
    await stage.settle();
    const after = await readView(page);
    expect(after.codes).toEqual([]);
    expect(after.points).toMatchObject({ available: 120, held: 0 });
    const [order] = stage.sim.desk.listOrders({ shop: SHOP, limit: 1 });
    expect(order?.discount_codes).toMatchObject([{ code: view.codes[0]?.code }]);
  });

  it('undoes an unused code and has the points back', async () => {
    await page.goto(`${base}/`);
    await openPanel(page);
    await panelOf(page)
      .getByRole('button', { name: /Redeem.*Free shipping/ })
      .click();
    await panelOf(page).getByRole('button', { name: 'Undo' }).click();
    await panelOf(page).getByRole('button', { name: 'Yes, undo' }).click();
    await panelOf(page).getByText('On the way back to your balance').or(panelOf(page).getByText('are back.')).first().waitFor();
    await stage.settle();
    await expect.poll(async () => (await readView(page)).points.available, { timeout: 15_000 }).toBe(120);
    await expect.poll(() => panelOf(page).locator('.ticket').count(), { timeout: 15_000 }).toBe(0);
  });

  it('in two tabs at once gets one code, and the other tab is told why not', async () => {
    const other = await newPage(context);
    await page.goto(`${base}/`);
    await Promise.all([openPanel(page), openPanel(other)]);
    const buttons = [page, other].map((one) => panelOf(one).getByRole('button', { name: /Redeem.*€5 off/ }));
    await Promise.all(buttons.map((button) => button.waitFor()));
    await Promise.all(buttons.map((button) => button.click()));
    const drawn = [page, other].map((one) => panelOf(one).getByRole('button', { name: 'Apply to cart' }));
    await Promise.any([page, other].map((one) => panelOf(one).getByText('balance is not enough').waitFor()));
    await expect.poll(async () => (await readView(page)).codes.length).toBe(1);
    await Promise.all(drawn.map((button) => button.waitFor()));
    expect((await readView(page)).points).toMatchObject({ available: 20, held: 100 });
    await other.close();
  });

  it('whoever is signed out meanwhile is told so, and loses nothing', async () => {
    await page.goto(`${base}/`);
    await openPanel(page);
    await context.clearCookies({ name: 'sim_customer' });
    await panelOf(page).getByRole('button', { name: 'Undo' }).click();
    await panelOf(page).getByRole('button', { name: 'Yes, undo' }).click();
    await panelOf(page).getByText('You have been signed out').waitFor();
  });
});

describe('the blocks of pages', () => {
  it('the rewards page shows the program, the levels as a table, and the rewards', async () => {
    const context = await newShopper();
    const page = await newPage(context);
    await page.goto(`${base}/pages/rewards`);
    await page.getByRole('table', { name: 'Levels of the program' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(4);
    await page.getByRole('heading', { name: 'What you can get' }).scrollIntoViewIfNeeded();
    await page.getByText('€5 off').waitFor();
    await page.getByRole('button', { name: /Get it.*€5 off/ }).click();
    await panelOf(page).waitFor();
    await page.screenshot({ path: '.data/screenshots/widget-page.png', fullPage: true });
    await context.close();
  });

  it('the cart says what it earns', async () => {
    const context = await newShopper();
    const page = await newPage(context);
    await page.getByRole('link', { name: 'Hand grinder' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await expect
      .poll(async () => (await page.locator('.rung-nudge').innerText()).replace(/\u00a0/g, ' '))
      .toMatch(/You earn \d+ beans with this cart\./);
    await context.close();
  });
});
