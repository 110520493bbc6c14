import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHOP, openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

const DAY = 86_400_000;
let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  const { sim } = stage;
  const now = sim.clock.now();
  sim.webhooks.configure({ dropShare: 1 });
  const customer = sim.desk.createCustomer({ shop: SHOP, email: 'lena@example.com', firstName: 'Lena', lastName: 'Weber' });
  for (let count = 0; count < 60; count += 1) {
    sim.clock.set({ to: now - 50 * DAY + count * 3_600_000 });
    sim.desk.placeOrder({ shop: SHOP, customerId: String(customer.id), lines: [{ title: 'Beans', price: '10.00' }] });
  }
  sim.clock.set({ to: now });
  await sim.webhooks.allDelivered({ timeoutMs: 20_000 });
  sim.webhooks.configure({ dropShare: 0 });
  admin = await openAdminApp(browser, { simulatorUrl: sim.url, width: 1280, height: 1400 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});

describe('past orders', () => {
  it('are shown before they are imported, and then followed to the end', async () => {
    const { app } = admin;
    await admin.open('/app/settings');
    await app.getByRole('heading', { name: 'Past orders' }).waitFor();
    await app.getByLabel('Orders placed since').fill('2031-01-01');
    await app.getByRole('button', { name: 'Show what it would give' }).click();
    await app.getByText('Choose a day before the store was connected.').waitFor();
    expect(await app.getByRole('button', { name: 'Import these orders' }).count()).toBe(0);
    await app.getByLabel('Orders placed since').fill(new Date(Date.now() - 58 * DAY).toISOString().slice(0, 10));
    await app.getByRole('button', { name: 'Show what it would give' }).click();
    await app.getByText('60 orders would be looked at, under version 2 of the program.').waitFor();
    await app.getByText(/^60 orders earn [\d,]+ beans\. Members: 1\.$/).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('import-preview');
    await app.getByRole('button', { name: 'Import these orders' }).click();
    await app.getByText('Done', { exact: true }).waitFor({ timeout: 30_000 });
    await app.getByText(/60 of 60 orders/).waitFor();
    await admin.picture('import-done');
    const [view] = await stage.wiring.services.listImports(stage.address.programId, stage.address.storeId);
    expect(view).toMatchObject({ state: 'done', done: 60, orders: 60, members: 1, failed: 0 });
    expect(admin.complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
  });

  it('are undone after the preview of that', async () => {
    const { app } = admin;
    const [imported] = await stage.wiring.services.listImports(stage.address.programId, stage.address.storeId);
    await app.getByRole('button', { name: 'Undo this import' }).click();
    const dialog = app.getByRole('dialog');
    await dialog.getByText(/^60 orders of 1 member have [\d,]+ beans from this import\.$/).waitFor();
    await dialog.getByText(/^[\d,]+ beans are unspent and would be taken back\.$/).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('import-undo');
    await dialog.getByRole('button', { name: 'Take the points back' }).click();
    await app.getByText('60 of 60 orders taken back').waitFor({ timeout: 30_000 });
    await app.getByText('Taken back', { exact: true }).waitFor();
    expect(await app.getByRole('button', { name: 'Undo this import' }).count()).toBe(0);
    await admin.picture('import-undone');
    const [view] = await stage.wiring.services.listImports(stage.address.programId, stage.address.storeId);
    expect(view).toMatchObject({ state: 'undone', orders: 0, points: 0, undo: { done: 60, failed: 0, taken: imported?.points, kept: 0 } });
  });

  it('fit on a phone', async () => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 360, height: 2400 });
    try {
      await phone.open('/app/settings');
      await phone.app.getByText(/60 of 60 orders taken back/).waitFor();
      expect(await phone.overflow()).toBeLessThanOrEqual(0);
      expect(await phone.barriers()).toEqual([]);
      await phone.picture('import-phone');
    } finally {
      await phone.close();
    }
  });
});
