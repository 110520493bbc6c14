import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  stage.sim.desk.placeOrder({
    ...{ shop: SHOP, email: 'anna@example.com', firstName: 'Anna', lastName: 'Kowalska' },
    lines: [{ title: 'Hand grinder', price: '59.00' }],
  });
  await stage.settle();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect((admin.complaints as string[]).splice(0)).toEqual([]);
});

/** Takes back what the browser complained of because a test broke something on purpose. */
function forgive(about: RegExp): void {
  const complaints = admin.complaints as string[];
  complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !about.test(complaint)));
}

/** Holds back what the page asks for its next page, until told. */
async function holdBack(address: string): Promise<() => void> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await admin.page.route(address, async (route) => {
    await released;
    await route.continue();
  });
  return () => release();
}

const title = () => admin.app.locator('html').evaluate(() => document.title);
const inNavigation = (name: string) => admin.page.getByRole('link', { name, exact: true });

describe('a page that is on its way', () => {
  it('shows its shape, says so to those who listen, and gives way to the page', async () => {
    const letGo = await holdBack('**/app/members?*_data=*');
    await inNavigation('Members').click();
    await admin.app.getByText('The page is loading.').waitFor();
    expect(await admin.app.locator('main[aria-busy="true"]').count()).toBe(1);
    expect(await admin.app.locator('.rung-numbers').count()).toBe(0);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-skeleton-list');
    letGo();
    await admin.app.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    expect(await admin.app.locator('main[aria-busy="true"]').count()).toBe(0);
  });

  it('stays as it is while it is only asked differently', async () => {
    await admin.open('/app/orders');
    await admin.app.getByRole('link', { name: 'Anna Kowalska' }).waitFor();
    const letGo = await holdBack('**/app/orders?*_data=*');
    await admin.app.getByRole('combobox', { name: 'State' }).selectOption('rate');
    await admin.page.waitForTimeout(700);
    expect(await admin.app.getByText('The page is loading.').count()).toBe(0);
    expect(await admin.app.getByRole('link', { name: 'Anna Kowalska' }).isVisible()).toBe(true);
    letGo();
    await admin.app.getByText('No order matches').waitFor();
  });
});

describe('a page that cannot be made', () => {
  it('says so in place, keeps the navigation, and works again when it can', async () => {
    await admin.open('/app');
    await admin.page.route('**/app/members?*_data=*', (route) =>
      route.fulfill({
        status: 500,
        headers: { 'X-Remix-Error': 'yes', 'Content-Type': 'application/json' },
        body: '{"message":"Unexpected Server Error"}',
      }),
    );
    await inNavigation('Members').click();
    await admin.app.getByRole('heading', { name: 'This did not work', level: 1 }).waitFor();
    expect(await admin.app.getByText('Nothing is lost; try again in a moment.').isVisible()).toBe(true);
    expect(await admin.app.getByText('Unexpected Server Error').count()).toBe(0);
    expect(await inNavigation('Orders').isVisible()).toBe(true);
    await expect.poll(title).toBe('This did not work · Rung');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-page-failed');
    await admin.page.unroute('**/app/members?*_data=*');
    await admin.app.getByRole('button', { name: 'Try again' }).click();
    await admin.app.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
    forgive(/500|Unexpected Server Error/);
  });

  it('says that nothing is there, inside the frame, for addresses of the app that nobody has', async () => {
    await admin.open('/app/nowhere/at/all');
    await admin.app.getByRole('heading', { name: 'There is nothing here', level: 1 }).waitFor();
    expect(await inNavigation('Members').isVisible()).toBe(true);
    await expect.poll(title).toBe('There is nothing here · Rung');
    await admin.picture('e2e-page-missing');
    await admin.app.getByRole('link', { name: 'Go to Home' }).click();
    await admin.app.getByText('Live feed').waitFor();
    forgive(/404/);
  });

  it('leaves the heading and the tabs of the page around it', async () => {
    await admin.open('/app/program/history/77');
    await admin.app.getByRole('heading', { name: 'There is nothing here', level: 2 }).waitFor();
    expect(await admin.app.getByRole('heading', { level: 1 }).allTextContents()).toEqual(['Program']);
    expect(await admin.app.locator('main').count()).toBe(1);
    await admin.app.getByRole('navigation', { name: 'Program' }).getByRole('link', { name: 'Tiers' }).click();
    await admin.app.getByRole('heading', { name: 'Silver' }).waitFor();
    await expect.poll(title).toBe('Tiers · Program · Rung');
    forgive(/404/);
  });
});

describe('a link on the shop’s own page', () => {
  it('of a customer leads to the member, or says when there will be one', async () => {
    const { rows } = await stage.wiring.database.pool.query<{ customer_id: string }>(
      'SELECT customer_id FROM member_identity WHERE program_id = $1',
      [stage.address.programId],
    );
    await admin.open(`/app/members/by-platform/here/here?id=${rows[0]?.customer_id}`);
    await admin.app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    await admin.open('/app/members/by-platform/here/here?id=gid://shopify/Customer/99999');
    await admin.app.getByRole('heading', { name: 'This customer has no points yet', level: 1 }).waitFor();
    expect(await admin.app.getByText('99999').isVisible()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
    await admin.app.getByRole('link', { name: 'Show all members' }).click();
    await admin.app.getByRole('heading', { name: 'Members', level: 1 }).waitFor();
  });

  it('of an order leads to its points', async () => {
    const { rows } = await stage.wiring.database.pool.query<{ order_id: string; name: string }>(
      'SELECT order_id, name FROM order_record WHERE program_id = $1',
      [stage.address.programId],
    );
    await admin.open(`/app/orders/by-platform/here/here?id=${rows[0]?.order_id}`);
    await admin.app.getByRole('heading', { name: `Order ${rows[0]?.name}`, level: 1 }).waitFor();
  });
});

describe('the words of a page', () => {
  it('are loaded in the language of the page, and in no other', async () => {
    const loaded: string[] = [];
    admin.page.on('request', (request) => {
      const file = /catalog\.(\w+)-/.exec(request.url())?.[1];
      if (file !== undefined) loaded.push(file);
    });
    await admin.open('/app/orders');
    expect([...new Set(loaded)]).toEqual(['en']);
    loaded.length = 0;
    await admin.page.locator('iframe').evaluate((frame: HTMLIFrameElement) => {
      const address = new URL(frame.src);
      address.searchParams.set('locale', 'pl');
      frame.src = address.href;
    });
    await admin.app.getByRole('heading', { name: 'Zamówienia', level: 1 }).waitFor();
    expect(await admin.app.locator('html').getAttribute('lang')).toBe('pl');
    expect([...new Set(loaded)]).toEqual(['pl']);
  });
});

describe('what is sent and not done', () => {
  it('is told at the head of the page, and all that was typed stays', async () => {
    await admin.open('/app/members');
    await admin.app.getByRole('link', { name: 'Anna Kowalska' }).click();
    await admin.app.getByLabel('How many').fill('250');
    await admin.app.getByLabel('Reason').selectOption('goodwill');
    let asked = 0;
    await admin.page.route('**/app/members/*_data=*', async (route) => {
      asked += 1;
      if (route.request().method() === 'POST') await route.abort();
      else await route.continue();
    });
    await admin.app.getByRole('button', { name: 'Add points' }).click();
    const alert = admin.app.getByRole('alert').filter({ hasText: 'This did not work' });
    await alert.getByText('Rung did not answer.').waitFor();
    expect(await admin.app.getByLabel('How many').inputValue()).toBe('250');
    expect(asked).toBe(1);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-deed-failed');
    await admin.page.unroute('**/app/members/*_data=*');
    await admin.app.getByRole('button', { name: 'Add points' }).click();
    await admin.page.getByText('250 beans added').waitFor();
    await alert.waitFor({ state: 'detached' });
    forgive(/ERR_FAILED/);
  });
});

describe('the row of pages in the editor', () => {
  it('has the page that is open in sight on a phone', async () => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 844 });
    try {
      await phone.open('/app/program/branding');
      const tab = phone.app.getByRole('navigation', { name: 'Program' }).getByRole('link', { name: 'Look and words' });
      await expect
        .poll(() =>
          tab.evaluate((link) => {
            const { left, right } = link.getBoundingClientRect();
            return left >= 0 && right <= document.documentElement.clientWidth;
          }),
        )
        .toBe(true);
    } finally {
      await phone.close();
    }
  });
});
