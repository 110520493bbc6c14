import type { Browser } from 'playwright-core';
import { unzipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { readFile } from 'node:fs/promises';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;
const PAGES = ['staff', 'languages', 'data', 'close'] as const;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  const { staff } = stage.wiring.services;
  await staff.greet({ ...stage.address, staffId: 'shopify:77', name: 'Marta Till', email: 'marta@example.com', ownsStore: false });
  await staff.greet({ ...stage.address, staffId: 'shopify:78', name: null, email: null, ownsStore: false });
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1500 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  // What a page refuses it says in place; the browser notes the status of such answers by itself.
  expect(admin.complaints.filter((complaint) => !/status of (422|403)/.test(complaint))).toEqual([]);
});

/** Opens the page anew in the language that the admin around it asks for. */
async function speak({ page, app }: AdminApp, locale: string): Promise<void> {
  await page.locator('iframe').evaluate((frame: HTMLIFrameElement, language) => {
    const address = new URL(frame.src);
    address.searchParams.set('locale', language);
    frame.src = address.href;
  }, locale);
  await app.locator(`html[lang="${locale}"]`).waitFor();
  await app.locator('main').waitFor();
}

describe('settings', () => {
  it('lead to their pages, which keep nobody out', async () => {
    await admin.open('/app/settings');
    await admin.app.getByRole('link', { name: 'Staff and rights' }).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('settings');
    for (const page of PAGES) {
      await admin.open(`/app/settings/${page}`);
      expect(await admin.barriers(), page).toEqual([]);
      await admin.picture(`settings-${page}`);
    }
  });

  it('fit a phone in each language', async () => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 2400 });
    try {
      for (const [place, locale] of [
        ['staff', 'pl'],
        ['languages', 'ru'],
        ['data', 'pl'],
        ['close', 'ru'],
        ['staff', 'en'],
      ] as const) {
        await phone.open(`/app/settings/${place}`);
        if (locale !== 'en') await speak(phone, locale);
        expect(await phone.overflow(), place).toBeLessThanOrEqual(0);
        expect(await phone.barriers(), place).toEqual([]);
        await phone.picture(`settings-${place}-${locale}-390`);
      }
    } finally {
      await phone.close();
    }
  });

  it('give a role, keep the last owner, and save what a role may', async () => {
    const { app, page } = admin;
    await admin.open('/app/settings/staff');
    await app.getByLabel('Role of Marta Till').selectOption('counter');
    await expect.poll(async () => (await people()).find(({ staffId }) => staffId === 'shopify:77')?.given).toBe('counter');
    await app.getByLabel('Role of Ada Owner').selectOption('manager');
    await app.getByText('Somebody must stay the owner.').waitFor();
    await app.getByLabel('Anybody new is').selectOption('counter');
    const limits = app.getByLabel('At most at once');
    await limits.nth(1).fill('250');
    await page.locator('.save-bar').locator('[data-press=save]').click();
    await expect.poll(async () => (await desk()).policy).toMatchObject({ newcomers: 'counter', roles: { counter: { perAction: 250 } } });
  });

  it('prepare the file with everything, and hand it over', async () => {
    const { app, page } = admin;
    await admin.open('/app/settings/data');
    await app.getByRole('button', { name: 'Prepare the file' }).click();
    const button = app.getByRole('button', { name: /^Download/ });
    await button.waitFor({ timeout: 20_000 });
    await admin.picture('settings-data-done');
    expect(await admin.barriers()).toEqual([]);
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    const files = unzipSync(await readFile(await download.path()));
    expect(Object.keys(files)).toContain('transfers.csv');
  });

  it('speak the language that somebody chose, wherever they come from', async () => {
    const { app } = admin;
    await admin.open('/app/settings/languages');
    await app.getByLabel('These pages speak').selectOption('pl');
    await expect.poll(async () => (await stage.wiring.database.prisma.staffMember.findMany({ where: { locale: 'pl' } })).length).toBe(1);
    await admin.open('/app/settings/languages');
    await app.getByLabel('Te strony mówią').selectOption('auto');
    await expect.poll(async () => (await stage.wiring.database.prisma.staffMember.findMany({ where: { locale: 'pl' } })).length).toBe(0);
  });

  it('ask for the end with the name typed, and call it off', async () => {
    const { app } = admin;
    await admin.open('/app/settings/close');
    const { programName } = await stage.wiring.services.closing.read(stage.address.programId);
    await app.getByLabel(/^Type /).fill('nothing of it');
    await app.getByRole('button', { name: 'End the program in 7 days' }).click();
    await app.getByText('Type the name exactly as it stands.').waitFor();
    await app.getByLabel(/^Type /).fill(programName);
    await app.getByRole('button', { name: 'End the program in 7 days' }).click();
    await app.getByText('Until then everything works as ever').waitFor();
    await admin.picture('settings-close-waiting');
    expect(await admin.barriers()).toEqual([]);
    await app.getByRole('button', { name: 'Call it off' }).click();
    await app.getByLabel(/^Type /).waitFor();
  });

  it('are closed to who has no right, in plain words', async () => {
    await stage.wiring.database.pool.query(`UPDATE staff_member SET role = 'counter' WHERE owns_store`);
    await admin.open('/app/settings/staff');
    await admin.app.getByText('Your role in this program does not include it.').waitFor();
    await admin.picture('settings-no-right');
    await admin.open('/app/settings');
    await admin.app.getByText('Connecting and disconnecting stores is for owners').waitFor();
    expect(await admin.app.getByRole('link', { name: 'Staff and rights' }).count()).toBe(0);
    await stage.wiring.database.pool.query(`UPDATE staff_member SET role = NULL WHERE owns_store`);
  });
});

async function desk() {
  const owner = await stage.wiring.database.prisma.staffMember.findFirst({ where: { ownsStore: true } });
  const read = await stage.wiring.services.staff.readDesk({ programId: stage.address.programId, staffId: owner?.id ?? '' });
  if (!read.ok) throw new Error(read.refusal);
  return read.value;
}

async function people() {
  return (await desk()).people;
}
