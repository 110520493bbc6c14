import type { Browser, FrameLocator, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;
const asked: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1300 });
  admin.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await admin.open('/app/program/branding');
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(admin.complaints).toEqual([]);
});

const shop = (one: AdminApp = admin): FrameLocator => one.app.frameLocator('iframe[title="Preview of the rewards widget"]');
const panel = (one?: AdminApp): Locator => shop(one).locator('rung-loyalty dialog');
const pill = (): Locator => shop().locator('rung-loyalty .pill');
const colourOf = (place: Locator): Promise<string> => place.evaluate((element) => getComputedStyle(element).backgroundColor);
const choose = (label: string, option: string) => admin.app.getByLabel(label, { exact: true }).selectOption({ label: option });

describe('the preview of the widget', () => {
  it('is the real one, with the rewards of the program, and asks nobody for anything but its own files', async () => {
    await panel().getByRole('tab', { name: 'Rewards' }).waitFor();
    const live = await stage.wiring.services.program.readEditor(stage.address.programId);
    const { rewards } = live.newest as { readonly rewards: readonly { readonly name: string }[] };
    await panel().getByRole('heading', { name: rewards[0]!.name }).waitFor();
    const files = asked.filter((path) => path.startsWith('/widget/')).map((path) => path.split('/').at(-1));
    expect([...new Set(files)]).toEqual(['rung-preview.js', 'rung-words-en.json', 'rung-launcher.js', 'rung-panel.js']);
    expect(asked.filter((path) => /preview\/|cart\.js|proxy/.test(path))).toEqual([]);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('widget-preview-1280');
  });

  it('changes the real header and the real pill with the colour, while the field keeps the focus', async () => {
    const field = admin.app.getByRole('textbox', { name: 'Your colour', exact: true });
    await field.fill('#0b6e4f');
    await expect.poll(() => colourOf(panel().locator('.head'))).toBe('rgb(11, 110, 79)');
    expect(await colourOf(pill())).toBe('rgb(11, 110, 79)');
    await field.fill('#ffe14d');
    await expect.poll(() => colourOf(panel().locator('.head'))).toBe('rgb(255, 225, 77)');
    expect(await pill().evaluate((element) => getComputedStyle(element).color)).toBe('rgb(0, 0, 0)');
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    // Half a colour is none: what was there stays.
    await field.fill('#ffe1');
    expect(await colourOf(panel().locator('.head'))).toBe('rgb(255, 225, 77)');
    await field.fill('#0b6e4f');
  });

  it('follows the name, the place of the button, and its being hidden', async () => {
    const { app } = admin;
    await app.getByLabel('Name of the program').fill('Green Beans');
    await panel().getByRole('heading', { name: 'Green Beans' }).waitFor();
    await app.getByLabel('Opened', { exact: true }).uncheck();
    await panel().waitFor({ state: 'hidden' });
    await pill().click();
    await panel().waitFor();
    await app.getByRole('checkbox', { name: 'Opened', checked: true }).waitFor();
    await panel().getByRole('button', { name: 'Close' }).click();
    await app.getByRole('checkbox', { name: 'Opened', checked: false }).waitFor();
    await panel().waitFor({ state: 'hidden' });
    const bottom = () => pill().evaluate((element) => innerHeight - element.getBoundingClientRect().bottom);
    await app.getByLabel('Distance from the lower edge').fill('90');
    await expect.poll(bottom).toBe(90);
    await app.getByLabel('Button stands').selectOption('start');
    await expect.poll(() => pill().evaluate((element) => element.getBoundingClientRect().left)).toBeLessThan(30);
    await admin.picture('widget-preview-button');
    await app.getByLabel('Hide the button').check();
    await pill().waitFor({ state: 'hidden' });
    await shop().getByRole('link', { name: 'Rewards' }).click();
    await panel().waitFor();
    await app.getByLabel('Hide the button').uncheck();
    await app.getByRole('checkbox', { name: 'Opened', checked: true }).waitFor();
  });

  it('shows guests, computers, dark pages and other languages', async () => {
    await choose('Seen by', 'A guest');
    await panel()
      .getByText(/This cart would earn \d+/)
      .waitFor();
    await choose('Language of the page', 'German');
    await panel().getByRole('button', { name: 'Schließen' }).waitFor();
    expect(await shop().locator('html').getAttribute('lang')).toBe('de');
    await choose('Screen', 'Computer');
    await choose('Seen by', 'A member');
    await admin.app.getByLabel('Dark page').check();
    await panel().getByRole('tab').first().waitFor();
    await expect.poll(() => panel().evaluate((element) => getComputedStyle(element).colorScheme)).toBe('dark');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('widget-preview-computer');
  });

  it('redeems nothing, and says so', async () => {
    await choose('Language of the page', 'English');
    const before = asked.length;
    await panel()
      .getByRole('button', { name: /^Redeem/ })
      .first()
      .click();
    await panel().getByText('This is a preview: nothing happens here.').waitFor();
    expect(asked.slice(before).filter((path) => !path.startsWith('/widget/'))).toEqual([]);
  });

  it('can be skipped with the keyboard, and leaves the way back alone', async () => {
    const { app } = admin;
    const skip = app.getByRole('button', { name: 'Skip the preview' });
    await skip.focus();
    expect(await skip.boundingBox()).toMatchObject({ height: expect.any(Number) as number });
    await skip.press('Enter');
    expect(await app.locator('.rung-widget-note').evaluate((note) => note === document.activeElement)).toBe(true);
    await choose('Screen', 'Phone');
    const before = await admin.page.evaluate(() => history.length);
    await pill().click({ force: true });
    await panel().waitFor();
    expect(await admin.page.evaluate(() => history.length)).toBe(before);
  });

  it('fits a phone', async () => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 2400 });
    try {
      await phone.open('/app/program/branding');
      await panel(phone).getByRole('tab').first().waitFor();
      expect(await phone.overflow()).toBeLessThanOrEqual(0);
      expect(await phone.barriers()).toEqual([]);
      await phone.picture('widget-preview-390');
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  });
});
