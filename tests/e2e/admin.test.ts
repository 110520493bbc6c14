import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { embeddedUrl, openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

const LONG_NAME = { firstName: 'Aleksandra', lastName: 'Wiśniewska-Brzęczyszczykiewicz' };

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1400 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(admin.complaints).toEqual([]);
});

interface Customer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
}

const anna: Customer = { email: 'anna@example.com', firstName: 'Anna', lastName: 'Kowalska' };

function buy(customer: Customer, lines: readonly { readonly title: string; readonly price: string; readonly quantity?: number }[]) {
  const { order } = stage.sim.desk.placeOrder({ shop: SHOP, ...customer, lines: [...lines], shipping: { price: '4.90' } });
  return { name: order.name, orderId: String(order.id), lineId: String(order.line_items[0]?.id) };
}

describe('the first page', () => {
  it('teaches the next step as long as there is no order', async () => {
    const { app } = admin;
    await app.getByRole('heading', { name: 'Ready for the first order' }).waitFor();
    expect(await app.getByText('1 of 3 done').isVisible()).toBe(true);
    await app.getByText('Nothing has happened yet').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-home-empty');
  });

  it('shows an order as it comes in, with its points, without being reloaded', async () => {
    const { app } = admin;
    const order = buy(anna, [
      { title: 'Ethiopia Sidamo 250 g', price: '14.50', quantity: 2 },
      { title: 'Hand grinder', price: '59.00' },
    ]);
    const story = app.getByRole('listitem').filter({ has: app.getByRole('link', { name: `Order ${order.name}` }) });
    await story.getByText(/\+\d+ beans/).waitFor();
    expect(await story.getByRole('link', { name: 'Anna Kowalska' }).isVisible()).toBe(true);
    expect(await app.getByRole('status').allTextContents()).toContainEqual(expect.stringMatching(/new events?/));
    await app.getByRole('heading', { name: 'Ready for the first order' }).waitFor({ state: 'detached' });
  });

  it('explains an order line by line on demand, by keyboard as well', async () => {
    const { app } = admin;
    const why = app.getByRole('button', { name: /^Why\? Order/ }).first();
    await why.focus();
    await admin.page.keyboard.press('Enter');
    const table = app.getByRole('table', { name: /^Lines of order/ });
    await table.waitFor();
    expect(await table.getByRole('row').allTextContents()).toEqual([
      expect.stringContaining('Item'),
      expect.stringMatching(/Ethiopia Sidamo 250 g.*× 2.*€29\.00/),
      expect.stringMatching(/Hand grinder.*€59\.00/),
    ]);
    expect(await app.getByText('Rounding', { exact: true }).isVisible()).toBe(true);
    expect(await app.getByText('Can be spent from', { exact: true }).isVisible()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-home-trace');
    await app.getByRole('button', { name: /^Close: Order/ }).click();
    expect(await table.isVisible()).toBe(false);
  });

  it('tells of a new tier in the same breath as the order that brought it', async () => {
    const { app } = admin;
    const tom = { email: 'tom@example.com', firstName: 'Tom', lastName: 'Reed' };
    const customer = stage.sim.desk.createCustomer({ shop: SHOP, ...tom });
    await stage.settle();
    const joined = await stage.wiring.services.join({ address: stage.address, customerId: String(customer.id), via: 'storefront' });
    expect(joined.ok).toBe(true);
    const order = buy(tom, [{ title: 'Espresso machine', price: '480.00' }]);
    const story = app.getByRole('listitem').filter({ has: app.getByRole('link', { name: `Order ${order.name}` }) });
    await story
      .getByText(/Silver|Gold/)
      .first()
      .waitFor();
    expect(await story.getByText(/^\+\d+ beans$/).isVisible()).toBe(true);
    await admin.picture('e2e-home-tier');
  });

  it('stands still while paused, and catches up', async () => {
    const { app } = admin;
    await app.getByRole('button', { name: 'Pause' }).click();
    const order = buy(anna, [{ title: 'Stoneware cup', price: '16.00' }]);
    await stage.settle();
    await admin.page.waitForTimeout(3_000);
    expect(await app.getByRole('link', { name: `Order ${order.name}` }).count()).toBe(0);
    await app.getByRole('button', { name: 'Resume' }).click();
    await app.getByRole('link', { name: `Order ${order.name}` }).waitFor();
  });

  it('says so when the connection is lost, and comes back by itself', async () => {
    const { app, page } = admin;
    await page.route('**/app/feed?*', (route) => route.abort());
    await app.getByText('Reconnecting').waitFor();
    await page.unroute('**/app/feed?*');
    await app.getByText('Live', { exact: true }).waitFor();
    const complaints = admin.complaints as string[];
    complaints.splice(0, complaints.length, ...complaints.filter((complaint) => !complaint.includes('ERR_FAILED')));
  });
});

describe('signing in', () => {
  it('gets a fresh token by itself when a page is opened with an old one, or with none', async () => {
    const { app, page } = admin;
    for (const token of [stage.sim.tokens.sessionToken({ shop: SHOP, lifetimeSeconds: -60 }), null]) {
      const address = new URL(embeddedUrl(stage.server, '/app/settings', stage.sim.tokens.sessionToken({ shop: SHOP })));
      if (token === null) address.searchParams.delete('id_token');
      else address.searchParams.set('id_token', token);
      await page.locator('iframe').evaluate((frame: HTMLIFrameElement, href) => {
        frame.src = href;
      }, address.href);
      await app.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
      expect(new URL(page.frames()[1]?.url() ?? '').searchParams.get('id_token')).not.toBe(token);
      await admin.open('/app');
    }
  });
});

describe('a member', () => {
  it('has a page that reads like a bank statement', async () => {
    const { app } = admin;
    await app.getByRole('link', { name: 'Anna Kowalska' }).first().click();
    await app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    const statement = app.getByRole('table', { name: 'Statement' });
    expect(await statement.getByRole('row').count()).toBeGreaterThan(2);
    expect(await app.getByRole('heading', { name: 'What it is made of' }).isVisible()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
  });

  it('is not adjusted without a number and a reason; both are asked for beside their fields', async () => {
    const { app } = admin;
    await app.getByRole('button', { name: 'Add points' }).click();
    await app.getByText('Say how many points.').waitFor();
    expect(await app.getByText('Choose a reason.', { exact: true }).isVisible()).toBe(true);
    expect(await app.getByLabel('How many').evaluate((field) => field === document.activeElement)).toBe(true);
    await app.getByLabel('How many').fill('a few');
    await app.getByLabel('Reason').selectOption('other');
    await app.getByRole('button', { name: 'Add points' }).click();
    await app.getByText('Type a whole number above 0, such as 100.').waitFor();
    expect(await app.getByText('Say in a few words why.').isVisible()).toBe(true);
    expect(await app.getByLabel('How many').inputValue()).toBe('a few');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-member-problems');
  });

  it('is adjusted up: the result is shown before, the toast and the statement after', async () => {
    const { app, page } = admin;
    const before = await shownBalance();
    await app.getByLabel('How many').fill('250');
    await app.getByLabel('Reason').selectOption('goodwill');
    await app.getByLabel('Note').first().fill('The parcel came late');
    await app.getByText(`Balance: ${points(before)} → ${points(before + 250)}.`).waitFor();
    await app.getByRole('button', { name: 'Add points' }).click();
    await page.getByText('250 beans added').waitFor();
    await app.getByText('The parcel came late').waitFor();
    expect(await shownBalance()).toBe(before + 250);
    expect(await app.getByLabel('How many').inputValue()).toBe('');
    await admin.picture('e2e-member');
  });

  it('is adjusted down no further than to nothing', async () => {
    const { app, page } = admin;
    await app.locator('label', { hasText: 'Take points' }).click();
    await app.getByLabel('How many').fill('9000');
    await app.getByLabel('Reason').selectOption('correction');
    await app.getByText(/No more than \d+ beans can be taken\./).waitFor();
    await app.getByRole('button', { name: 'Take points' }).click();
    await page.getByText(/beans taken$/).waitFor();
    await expect.poll(shownBalance).toBe(0);
  });

  it('is found by e-mail; a slip keeps what was typed', async () => {
    const { app } = admin;
    await admin.open('/app');
    const field = app.getByLabel('Search a member, an order or a code');
    await field.fill('nobody@example.com');
    await app.getByRole('button', { name: 'Search' }).click();
    await app.getByText(/Nothing found for “nobody@example.com”/).waitFor();
    expect(await field.inputValue()).toBe('nobody@example.com');
    await field.fill('ANNA@example.com');
    await app.getByRole('button', { name: 'Search' }).click();
    await app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    expect(admin.page.url()).not.toContain('example.com');
  });
});

describe('an order', () => {
  it('shows what a return took back', async () => {
    const { app } = admin;
    const order = buy({ email: 'maria@example.com', ...LONG_NAME }, [
      { title: 'Espresso Nero 1 kg, from the mountains of Huehuetenango', price: '26.00', quantity: 2 },
    ]);
    await stage.settle();
    stage.sim.desk.refund({ shop: SHOP, orderId: order.orderId, lines: [{ lineId: order.lineId, quantity: 1 }] });
    await stage.settle();
    await admin.open(`/app/orders/-/${order.orderId}`);
    await app.getByRole('heading', { name: `Order ${order.name}`, level: 1 }).waitFor();
    await app.getByText('1 of 2 returned').waitFor();
    expect(await app.getByText('Taken back', { exact: true }).isVisible()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-order');
  });
});

describe('what stands still', () => {
  it('is told on the first page, and can be tried again', async () => {
    const { app, page } = admin;
    await stage.wiring.database.prisma.inbox.updateMany({
      where: { programId: stage.address.programId, topic: 'orders/paid' },
      data: { state: 'dead', reason: 'the line has no price' },
    });
    await admin.open('/app');
    await app.getByText(/could not be worked on/).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-home-stuck');
    await app.getByRole('link', { name: 'Look at messages' }).click();
    await app.getByText('the line has no price').first().waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-messages');
    await app.getByRole('button', { name: 'Try again: orders/paid' }).first().click();
    await page.getByText('The message is being tried again').waitFor();
  });
});

describe('settings', () => {
  it('hands out the file that a customer asked for', async () => {
    const { app, page } = admin;
    const [customer] = stage.sim.desk.listCustomers({ shop: SHOP });
    stage.sim.desk.requestCustomerData({ shop: SHOP, customerId: String(customer?.id) });
    await stage.settle();
    await admin.open('/app/settings');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      app
        .getByRole('button', { name: /^Download/ })
        .first()
        .click(),
    ]);
    const file: unknown = JSON.parse(await readFile(await download.path(), 'utf8'));
    expect(file).toBeTypeOf('object');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('e2e-settings');
  });
});

describe('on a phone', () => {
  it.each([320, 390])('%i px wide: every page fits, nothing sticks out', async (width) => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width, height: 1800 });
    const { app } = phone;
    try {
      await app
        .getByRole('button', { name: /^Why\? Order/ })
        .first()
        .click();
      await app.getByRole('table', { name: /^Lines of order/ }).waitFor();
      await check(phone, `e2e-home-${width}`);
      await phone.open(`/app/members/${await memberId('maria@example.com')}`);
      await check(phone, `e2e-member-${width}`);
      await app.getByRole('link', { name: 'Order settled' }).first().click();
      await app.getByText('1 of 2 returned').waitFor();
      await check(phone, `e2e-order-${width}`);
      for (const name of ['search', 'messages', 'settings']) {
        await phone.open(`/app/${name}`);
        await check(phone, `e2e-${name}-${width}`);
      }
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});

async function check(phone: AdminApp, name: string): Promise<void> {
  expect(await phone.overflow(), name).toBe(0);
  expect(await phone.barriers(), name).toEqual([]);
  await phone.picture(name);
}

async function memberId(email: string): Promise<string> {
  return (await stage.wiring.services.readMember(stage.address.programId, email))?.memberId ?? '';
}

/** The big number of the balance card. */
async function shownBalance(): Promise<number> {
  const text = await admin.app.locator('.rung-figure-large').first().textContent();
  return Number((text ?? '').replace(/[^\d−]/g, '').replace('−', '-'));
}

function points(value: number): string {
  return `${value.toLocaleString('en')} ${value === 1 ? 'bean' : 'beans'}`;
}
