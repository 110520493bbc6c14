import { readFile } from 'node:fs/promises';
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
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1200 });
}, 120_000);
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(admin.complaints).toEqual([]);
});

const PEOPLE = [
  { firstName: 'Anna', lastName: 'Kowalska', email: 'anna@example.com', price: '64.00' },
  {
    firstName: 'Aleksandra',
    lastName: 'Wiśniewska-Brzęczyszczykiewicz',
    email: 'aleksandra.wisniewska-brzeczyszczykiewicz@example.com',
    price: '480.00',
  },
  { firstName: 'Tom', lastName: 'Reed', email: 'tom@example.com', price: '12.50' },
  { firstName: 'Tomasz', lastName: 'Reed', email: 'tomasz.reed@example.com', price: '35.00' },
  { firstName: 'Ivy', lastName: 'Okafor', email: 'ivy@example.com', price: '120.00' },
];

async function fillShop(): Promise<void> {
  for (const { price, ...person } of PEOPLE) {
    const customer = stage.sim.desk.createCustomer({ shop: SHOP, ...person });
    stage.sim.desk.placeOrder({ shop: SHOP, email: person.email, lines: [{ title: 'Beans', price }] });
    await stage.settle();
    const joined = await stage.wiring.services.join({ address: stage.address, customerId: String(customer.id), via: 'storefront' });
    expect(joined.ok).toBe(true);
  }
  stage.sim.desk.placeOrder({ shop: SHOP, lines: [{ title: 'Cup', price: '9.00' }] });
  await stage.settle();
}

/** Points of the sample program are pending at first: what may be spent at once comes from staff. */
async function give(email: string, points: number): Promise<void> {
  const member = await stage.wiring.services.readMember(stage.address.programId, email);
  const given = await stage.wiring.services.adjustPoints({
    ...{ programId: stage.address.programId, memberId: member?.memberId ?? '', points, reason: 'goodwill', note: null },
    ...{ actorId: 'test', isOwner: true, adjustmentId: stage.wiring.desk.newId() },
  });
  expect(given.ok).toBe(true);
}

/** Opens the page that is open in another language. */
async function speak({ page, app }: AdminApp, locale: string): Promise<void> {
  await page.locator('iframe').evaluate((frame: HTMLIFrameElement, language) => {
    const address = new URL(frame.src);
    address.searchParams.set('locale', language);
    frame.src = address.href;
  }, locale);
  await app.locator(`html[lang="${locale}"]`).waitFor();
}

async function expectSound(name: string): Promise<void> {
  expect(await admin.overflow()).toBe(0);
  expect(await admin.barriers()).toEqual([]);
  await admin.picture(`e2e-${name}`);
}

const row = (name: string | RegExp) => admin.app.getByRole('row').filter({ has: admin.app.getByRole('link', { name }) });

describe('before anybody came', () => {
  it('both lists teach the next step', async () => {
    await admin.open('/app/members');
    await admin.app.getByText('Nobody here yet').waitFor();
    await expectSound('members-empty');
    await admin.open('/app/orders');
    await admin.app.getByText('No orders yet').waitFor();
    await expectSound('orders-empty');
  });
});

describe('one member', () => {
  it('is found by the beginning of a name, and by what it has', async () => {
    await fillShop();
    const { app } = admin;
    await admin.open('/app/members');
    await row('Anna Kowalska').waitFor();
    await expectSound('members');
    await app.getByRole('textbox', { name: 'Name, e-mail or customer number' }).fill('wiśn');
    await app.getByText('1 of 1 shown').waitFor();
    expect(await row(/Aleksandra/).isVisible()).toBe(true);
    expect(admin.page.url()).not.toContain('wi');
    await app.getByRole('textbox', { name: 'Name, e-mail or customer number' }).fill('nobody at all');
    await app.getByText('Nobody matches').waitFor();
    await expectSound('members-none');
    await app.getByRole('button', { name: 'Show everybody' }).click();
    await row('Tom Reed').waitFor();
    await app.getByRole('button', { name: 'Filters' }).click();
    await app.getByRole('combobox', { name: 'Last order' }).selectOption('within-30');
    await app.getByRole('checkbox', { name: 'Points on their way' }).check();
    await app.getByRole('button', { name: 'Filters (2)' }).waitFor();
    await expectSound('members-filters');
    await app.getByRole('combobox', { name: 'Sort by' }).selectOption('spend');
    await expect.poll(() => app.getByRole('rowheader').first().textContent()).toContain('Aleksandra');
  });

  it('is saved with the others as a table', async () => {
    await admin.open('/app/members');
    const download = admin.page.waitForEvent('download');
    await admin.app.getByRole('button', { name: 'Export' }).click();
    const text = await readFile(await (await download).path(), 'utf8');
    expect(text.trimEnd().split('\r\n')).toHaveLength(PEOPLE.length + 1);
    expect(text).toContain('Anna Kowalska,anna@example.com');
  });

  it('gets points, a note, a fixed tier and a block, and all of it is told apart', async () => {
    const { app } = admin;
    await admin.open('/app/members');
    await app.getByRole('link', { name: 'Anna Kowalska' }).click();
    await app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    await app.getByLabel('How many').fill('25');
    await app.getByRole('combobox', { name: 'Reason' }).selectOption('goodwill');
    await app.getByRole('button', { name: 'Add points' }).click();
    await app.getByRole('cell', { name: /\+25/ }).waitFor();
    await app.getByRole('button', { name: 'Add note' }).click();
    await app.getByText('Write a few words first.').waitFor();
    await app.getByLabel('New note').fill('Prefers oat milk');
    await app.getByRole('button', { name: 'Add note' }).click();
    await app.getByRole('table', { name: 'Statement' }).getByText('Prefers oat milk').waitFor();
    await app.getByRole('button', { name: 'More actions' }).click();
    await app.getByRole('button', { name: 'Fix the tier', exact: true }).click();
    await app.getByRole('dialog').getByRole('combobox', { name: 'Tier' }).selectOption({ label: 'Gold' });
    await expectSound('member-lock');
    await app.getByRole('dialog').getByRole('button', { name: 'Fix the tier' }).click();
    await app.getByText('Gold is fixed by staff.').waitFor();
    await app.getByRole('button', { name: 'More actions' }).click();
    await app.getByRole('button', { name: 'Block', exact: true }).click();
    await app.getByRole('dialog').getByText('earns nothing').waitFor();
    await app.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
    await app.getByText('Blocked', { exact: true }).first().waitFor();
    await app.getByText('Who did what').click();
    await app.getByText('Tier fixed').waitFor();
    await expectSound('member-blocked');
    await app.getByRole('button', { name: 'More actions' }).click();
    await app.getByRole('button', { name: 'Unblock', exact: true }).click();
    await app.getByRole('dialog').getByRole('button', { name: 'Unblock' }).click();
    await app.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('is merged with another after both were shown, and separated again', async () => {
    const { app } = admin;
    await give('tom@example.com', 30);
    await give('tomasz.reed@example.com', 70);
    await admin.open('/app/members');
    await app.getByRole('link', { name: 'Tom Reed' }).click();
    await app.getByRole('button', { name: 'More actions' }).click();
    await app.getByRole('button', { name: 'Merge with another', exact: true }).click();
    await app.getByLabel('Who is the same person as Tom Reed?').fill('tomasz');
    await app
      .getByRole('dialog')
      .getByRole('button', { name: /Tomasz Reed/ })
      .click();
    await app.getByRole('row', { name: /^Balance/ }).waitFor();
    expect(
      await app
        .getByRole('row', { name: /^Balance/ })
        .getByRole('cell')
        .allTextContents(),
    ).toEqual(['50', '90', '120']);
    await expectSound('member-merge');
    await app.getByRole('dialog').getByRole('button', { name: 'Merge' }).click();
    await app.getByRole('heading', { name: 'Merged into this member' }).waitFor();
    await app.getByText('120 beans').first().waitFor();
    await app.getByRole('button', { name: 'Undo the merge with Tomasz Reed' }).click();
    await app.getByRole('dialog').getByRole('button', { name: 'Undo merge' }).click();
    await app.getByRole('heading', { name: 'Merged into this member' }).waitFor({ state: 'detached' });
    await app.getByText('50 beans').first().waitFor();
  });

  it('is erased only after the name was typed, and what is lost was said', async () => {
    const { app } = admin;
    await admin.open('/app/members');
    await app.getByRole('link', { name: 'Ivy Okafor' }).click();
    await app.getByRole('button', { name: 'More actions' }).click();
    await app.getByRole('button', { name: 'Erase', exact: true }).click();
    const erase = app.getByRole('dialog').getByRole('button', { name: 'Erase for good' });
    expect(await erase.isDisabled()).toBe(true);
    await expectSound('member-erase');
    await app.getByLabel('Type “Ivy Okafor” to confirm').fill('ivy okafor');
    await erase.click();
    await app.getByRole('heading', { name: 'Erased member', level: 1 }).waitFor();
    expect(await app.getByText('ivy@example.com').count()).toBe(0);
  });
});

describe('many members', () => {
  it('get points after a preview, and give back what is unspent', async () => {
    const { app } = admin;
    await admin.open('/app/members');
    await app.getByRole('checkbox', { name: 'Mark everybody shown' }).check();
    await app.getByText('4 marked').waitFor();
    await app.getByRole('button', { name: 'Adjust points' }).click();
    const dialog = app.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show what happens' }).click();
    await dialog.getByText('Say how many points.').waitFor();
    await dialog.getByLabel('How many').fill('50');
    await dialog.getByRole('combobox', { name: 'Reason' }).selectOption('promotion');
    await dialog.getByRole('button', { name: 'Show what happens' }).click();
    await dialog.getByText('200 beans in all.').waitFor();
    await expectSound('bulk-preview');
    await dialog.getByRole('button', { name: 'Add to 4 members' }).click();
    await app.getByText('50 beans to each of 4 members').waitFor();
    await app.getByText('Done: 200 beans in all').waitFor();
    await expect.poll(() => row('Tom Reed').textContent()).toContain('100+42');
    await expectSound('bulk-done');
    await app.getByRole('button', { name: /^Take back/ }).click();
    await app.getByRole('dialog').getByText('nobody goes below 0').waitFor();
    await app.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await app.getByText('Taken back: 200 beans of 200 beans').waitFor();
    await expect.poll(() => row('Tom Reed').textContent()).toContain('50+42');
  });
});

describe('orders', () => {
  it('are listed with what they earned, and lead to why', async () => {
    const { app } = admin;
    await admin.open('/app/orders');
    await app.getByRole('link', { name: 'Anna Kowalska' }).waitFor();
    await expectSound('orders');
    await app.getByRole('combobox', { name: 'State' }).selectOption('owner');
    await app.getByRole('link', { name: 'Anna Kowalska' }).waitFor({ state: 'detached' });
    await app.getByRole('combobox', { name: 'State' }).selectOption('rate');
    await app.getByText('No order matches').waitFor();
    await app.getByRole('button', { name: 'Show all orders' }).click();
    await app.getByRole('rowheader').first().getByRole('link').click();
    await app.getByRole('heading', { name: /^Order #/, level: 1 }).waitFor();
  });

  it('are found from the shop’s own order page, or offered to be fetched', async () => {
    const { app } = admin;
    const known = await stage.wiring.services.listOrders({
      programId: stage.address.programId,
      wish: { storeId: null, state: null, from: null, to: null },
      after: null,
    });
    await admin.open(`/app/orders/by-platform/here/${known.rows[0]?.orderId}`);
    await app.getByRole('heading', { name: `Order ${known.rows[0]?.name}`, level: 1 }).waitFor();
    await admin.open('/app/orders/by-platform/here/123456');
    await app.getByRole('heading', { name: 'This order is not here yet', level: 1 }).waitFor();
    await expectSound('order-unknown');
    await app.getByRole('button', { name: 'Fetch the order' }).click();
    await app.getByText('The store is being asked.').waitFor();
    await admin.open('/app/members/00000000-0000-4000-8000-000000000000').catch(() => undefined);
    await app.getByRole('heading', { name: 'There is nothing here' }).first().waitFor();
    const complaints = admin.complaints as string[];
    expect(complaints.every((complaint) => complaint.includes('404'))).toBe(true);
    complaints.length = 0;
  });
});

describe('on a phone', () => {
  it('lists, filters, actions and orders fit, in the longest languages too', async () => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 844 });
    try {
      for (const [place, name] of [
        ['/app/members', 'members'],
        ['/app/orders', 'orders'],
      ] as const) {
        await phone.open(place);
        await phone.app.getByRole('table').waitFor();
        await phone.picture(`e2e-${name}-phone`);
        await speak(phone, 'pl');
        await phone.app.getByRole('table').waitFor();
        expect(await phone.overflow()).toBe(0);
        expect(await phone.barriers()).toEqual([]);
        await phone.picture(`e2e-${name}-phone-pl`);
      }
      await phone.open('/app/members');
      await speak(phone, 'pl');
      await phone.app.getByRole('button', { name: 'Filtry' }).click();
      await phone.app.getByRole('checkbox', { name: 'Zaznacz widocznych' }).check();
      await phone.app.getByRole('button', { name: 'Zmień punkty' }).waitFor();
      expect(await phone.overflow()).toBe(0);
      await phone.picture('e2e-members-phone-filters');
      await phone.app.getByRole('button', { name: 'Zmień punkty' }).scrollIntoViewIfNeeded();
      await phone.picture('e2e-members-phone-marked');
      await phone.app.getByRole('link', { name: 'Anna Kowalska' }).click();
      await phone.app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
      expect(await phone.overflow()).toBe(0);
      expect(await phone.barriers()).toEqual([]);
      await phone.picture('e2e-member-phone');
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});
