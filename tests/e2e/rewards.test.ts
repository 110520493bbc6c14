import { encode } from 'fast-png';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProgramDraft } from '#app/domain/program/program.schema.ts';
import { publishProgram } from '#app/services/publish-program.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

const REWARDS: NonNullable<ProgramDraft['rewards']> = [
  { id: 'five', name: '5 euros off', cost: { kind: 'points', points: 100 }, value: { kind: 'amount', amounts: { EUR: 500 } } },
  {
    id: 'slider',
    name: 'Pay with beans',
    cost: { kind: 'any-amount', step: 20, min: 100, max: null },
    value: { kind: 'amount', amounts: { EUR: 100 } },
    audience: { stores: ['elsewhere'] },
  },
  {
    id: 'ten',
    name: 'A tenth off your order',
    cost: { kind: 'points', points: 200 },
    value: { kind: 'percent', percent: 10, cap: { EUR: 2000 } },
    limitInAll: { count: 50, per: 'month' },
  },
  {
    id: 'mug',
    name: 'Enamel mug',
    description: 'White, 350 ml, with the mountain on it.',
    cost: { kind: 'points', points: 400 },
    value: { kind: 'item', worth: { EUR: 900 }, pickup: 'in-store' },
    stocked: true,
  },
  {
    id: 'cinema',
    name: 'A ticket for Cinema Luna',
    cost: { kind: 'points', points: 700 },
    value: { kind: 'voucher', partner: 'Cinema Luna', worth: { EUR: 1400 } },
  },
  { id: 'card', name: 'Gift card', cost: { kind: 'points', points: 500 }, value: { kind: 'gift-card', amounts: { EUR: 1000 } } },
  {
    id: 'tree',
    name: 'Plant a tree',
    cost: { kind: 'points', points: 150 },
    value: { kind: 'donation', cause: 'A tree', worth: { EUR: 300 } },
  },
  {
    id: 'summer',
    name: 'Iced filter on the house',
    cost: { kind: 'points', points: 60 },
    value: { kind: 'item', worth: { EUR: 450 }, pickup: 'in-store' },
    dates: { from: '2020-06-01', until: '2020-08-31' },
  },
];

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage({ program: false });
  await publish();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1100 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
/** What a page refuses it says in place; the browser notes the status of such answers by itself. */
const NOTED = /status of (422|404)/;
let heard = 0;
afterEach(() => {
  const fresh = admin.complaints.slice(heard);
  heard = admin.complaints.length;
  expect(fresh.filter((complaint) => !NOTED.test(complaint))).toEqual([]);
});

async function publish(): Promise<void> {
  const { programId } = stage.address;
  const kept = await stage.wiring.services.rewards.keepPicture({ programId, staffId: 'test', bytes: aPng(120) });
  if (!kept.ok) throw new Error(kept.refusal);
  const document = aProgram({
    name: 'Bean Club',
    units: { points: { names: { en: { one: 'bean', other: 'beans' } } } },
    earning: { rules: [aPointPerUnit()] },
    rewards: REWARDS.map((reward) => (reward.id === 'cinema' ? { ...reward, picture: kept.value.path } : reward)),
  });
  const published = await publishProgram(stage.wiring.desk, {
    ...{ programId, basedOn: 1, document, effectiveAt: null, publishedBy: 'test' },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
}

/** A file of codes as a partner sends it. */
function codesFile(name: string, lines: readonly string[]) {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) };
}

function aPng(side: number): Buffer {
  const data = new Uint8Array(side * side * 4).map((_, index) => {
    const across = ((index >> 2) % side) / side;
    const down = Math.floor((index >> 2) / side) / side;
    return [255 * across, 120, 255 * down, 255][index % 4] ?? 0;
  });
  return Buffer.from(encode({ width: side, height: side, data, channels: 4, depth: 8 }));
}

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

/** Looks at a page on a phone. */
async function onPhone(place: string, name: string, { locale, width }: { readonly locale: string; readonly width: number }): Promise<void> {
  const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width, height: 1900 });
  try {
    await phone.open(place);
    if (locale !== 'en') await speak(phone, locale);
    expect(await phone.overflow()).toBeLessThanOrEqual(0);
    expect(await phone.barriers()).toEqual([]);
    await phone.picture(name);
  } finally {
    await phone.close();
  }
}

describe('the catalogue', () => {
  it('lists every reward with what is left and what stands in the way, on every screen', async () => {
    const { app } = admin;
    await admin.open('/app/rewards');
    await app.getByRole('link', { name: 'Enamel mug', exact: true }).waitFor();
    await app.getByText('Enamel mug: nobody has counted it yet').waitFor();
    await app.getByText('A ticket for Cinema Luna: nothing left').waitFor();
    await app.getByText('In no store').waitFor();
    await app.getByText('Ended Aug 31, 2020').waitFor();
    await app.getByText('0 of 50 taken').waitFor();
    expect(await admin.overflow()).toBeLessThanOrEqual(0);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-catalogue');
    await onPhone('/app/rewards', 'rewards-catalogue-phone', { locale: 'en', width: 390 });
    await onPhone('/app/rewards', 'rewards-catalogue-phone-pl', { locale: 'pl', width: 360 });
  });

  it('is reached from the editor, and leads back to the very reward', async () => {
    const { app } = admin;
    await admin.open('/app/program/rewards');
    await app.getByRole('link', { name: 'See them all with stock, codes and use' }).click();
    await app.getByRole('link', { name: 'Pay with beans', exact: true }).click();
    await app.getByText('The reward is for other stores only.').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-not-here');
    await app.getByRole('link', { name: 'Edit this reward' }).click();
    await app.locator('#reward-slider').waitFor();
  });

  it('says so where there is no such reward', async () => {
    await admin.open('/app/rewards/nothing');
    await admin.app.getByText('There is nothing here').first().waitFor();
    expect(await admin.barriers()).toEqual([]);
  });
});

describe('stock', () => {
  it('is counted on the reward’s page, warns from where somebody wants to hear of it, and on the first page too', async () => {
    const { app, page } = admin;
    await admin.open('/app/rewards/mug');
    await app.getByLabel('Left of Enamel mug', { exact: true }).fill('12');
    await app.getByRole('button', { name: 'Set what is left of Enamel mug' }).click();
    await app.getByText('12 left').waitFor();
    const mark = app.getByLabel('Warn me from so many left');
    await mark.fill('many');
    await app.getByRole('button', { name: 'Save the warning' }).click();
    await app.getByText('A whole number from 0 to 1,000,000.').waitFor();
    expect(await mark.inputValue()).toBe('many');
    await mark.fill('12');
    await app.getByRole('button', { name: 'Save the warning' }).click();
    await app.getByText('Runs low').waitFor();
    await page.getByText('Saved', { exact: true }).first().waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-stock');
    await onPhone('/app/rewards/mug', 'rewards-stock-phone-ru', { locale: 'ru', width: 390 });
    await admin.open('/app');
    await app.getByRole('link', { name: 'Enamel mug: 12 left' }).click();
    await app.getByRole('heading', { name: 'Stock' }).waitFor();
    await mark.fill('3');
    await app.getByRole('button', { name: 'Save the warning' }).click();
    await app.getByText('Runs low').waitFor({ state: 'hidden' });
  });
});

describe('a list of codes', () => {
  it('shows what is wrong before anything is kept, takes the good ones, and gives the list of the others', async () => {
    const { app, page } = admin;
    await admin.open('/app/rewards/cinema');
    const good = Array.from({ length: 30 }, (_, index) => `LUNA-${1000 + index}-${'ABCDEFGHJK'.charAt(index % 10)}`);
    const file = codesFile('cinema luna.csv', ['code,expires', ...good, 'LUNA-1000-A', 'LUNA-2000-B,31.12.2030', 'LUNA-2001-C,2020-01-01']);
    await app.locator('input[type=file]').setInputFiles(file);
    await app.getByText('30 codes in cinema luna.csv are good.').waitFor();
    await app.getByText('3 lines have no usable code').waitFor();
    await app.getByRole('cell', { name: 'The same code stands above' }).waitFor();
    expect((await stage.wiring.services.issuing.readPool(stage.address.programId, 'cinema'))?.free ?? 0).toBe(0);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-codes-preview');
    const [list] = await Promise.all([page.waitForEvent('download'), app.getByRole('button', { name: 'Download the list' }).click()]);
    expect(list.suggestedFilename()).toBe('cinema luna-lines.csv');
    await app.getByRole('button', { name: 'Add the 30 good codes' }).click();
    await app.getByText('30 codes were added').waitFor();
    await app.getByText('3 lines were left out.').waitFor();
    expect((await stage.wiring.services.issuing.readPool(stage.address.programId, 'cinema'))?.free).toBe(30);
    await app.locator('.rung-supply').getByText('30 codes').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-codes');
    await onPhone('/app/rewards/cinema', 'rewards-codes-phone', { locale: 'en', width: 390 });
  });

  it('takes codes out, some or all, after saying what that means', async () => {
    const { app, page } = admin;
    await admin.open('/app/rewards/cinema');
    await app.getByRole('button', { name: 'Take codes out' }).click();
    await app.getByText('cannot be put back').waitFor();
    const count = app.getByLabel('How many');
    expect(await count.inputValue()).toBe('30');
    await count.fill('31');
    await app.getByText('Write a whole number, at most as many as there are.').waitFor();
    await count.fill('12');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-codes-withdraw');
    await app.getByRole('button', { name: 'Take 12 codes out' }).click();
    await page.getByText('12 codes were taken out').first().waitFor();
    await app.locator('.rung-supply').getByText('18 codes').waitFor();
    await app.getByText('Runs low').waitFor();
  });

  it('reads 100,000 lines and says how far it is', async () => {
    const { app } = admin;
    await admin.open('/app/rewards/cinema');
    const many = Array.from({ length: 100_000 }, (_, index) => `LUNA${(0x10000000 + index * 7919).toString(36).toUpperCase()}${index}`);
    await app.locator('input[type=file]').setInputFiles(codesFile('hundred-thousand.txt', many));
    await app.getByText('100,000 codes in hundred-thousand.txt are good.').waitFor({ timeout: 60_000 });
    const began = Date.now();
    await app.getByRole('button', { name: 'Add 100,000 codes' }).click();
    await app.getByText('100,000 codes were added').waitFor({ timeout: 90_000 });
    expect(Date.now() - began).toBeLessThan(60_000);
    await app.locator('.rung-supply').getByText('100,018 codes').waitFor();
  });

  it('says what is wrong with a file that holds nothing, and takes the next one', async () => {
    const { app } = admin;
    await admin.open('/app/rewards/cinema');
    await app.locator('input[type=file]').setInputFiles(codesFile('empty.csv', ['']));
    await app.getByText('This file has no codes.').waitFor();
    await app.getByRole('button', { name: 'Another file' }).waitFor();
    expect(await admin.barriers()).toEqual([]);
  });
});

describe('the editor', () => {
  it('uploads a picture, shows it, saves it in the draft, and serves it to everybody', async () => {
    const { app, page } = admin;
    await admin.open('/app/program/rewards');
    const mug = app.locator('#reward-mug');
    await mug.locator('input[type=file]').setInputFiles({ name: 'mug.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg') });
    await mug.getByText('Your browser cannot open this file as a picture.').waitFor();
    await mug.locator('input[type=file]').setInputFiles({ name: 'mug.png', mimeType: 'image/png', buffer: aPng(1300) });
    const shown = mug.locator('.rung-reward-picture img');
    await shown.waitFor();
    await mug.getByText('Your browser cannot open').waitFor({ state: 'hidden' });
    const address = (await shown.getAttribute('src')) ?? '';
    expect(address).toMatch(/^\/pictures\/[0-9a-f-]{36}\/[0-9a-f]{32}\.(webp|png|jpg)$/);
    expect(await admin.barriers()).toEqual([]);
    await shown.scrollIntoViewIfNeeded();
    // The browser made it small.
    await expect.poll(() => shown.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(960);
    await admin.picture('rewards-editor-picture');
    const served = await fetch(`${stage.server.url}${address}`);
    expect(served.status).toBe(200);
    expect(served.headers.get('cache-control')).toContain('immutable');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    await page.locator('.save-bar [data-press=save]').click();
    await page.getByText('Draft saved').last().waitFor();
    const { draft } = await stage.wiring.services.program.readEditor(stage.address.programId);
    expect(JSON.stringify(draft)).toContain(address);
    await admin.open('/app/program/branding');
    const widget = app.frameLocator('iframe[title="Preview of the rewards widget"]').locator('rung-loyalty dialog');
    const inWidget = widget.locator(`img[src="${address}"]`);
    await inWidget.scrollIntoViewIfNeeded();
    await expect.poll(() => inWidget.evaluate((picture: HTMLImageElement) => picture.naturalWidth)).toBe(960);
  });

  it('offers what shops and lists hand out, says where that is not possible, and keeps who can have it', async () => {
    const { app, page } = admin;
    await admin.open('/app/program/rewards');
    await app.getByRole('button', { name: 'Add a reward' }).click();
    await app.getByText('Code from a list').last().waitFor();
    await admin.picture('rewards-editor-kinds');
    await app.getByRole('menuitem', { name: 'Donation' }).click();
    await app.getByLabel('What it is for').last().fill('School books');
    const donation = app.locator('[id^="reward-donation"]');
    await donation.getByText('Who can have it, and when').click();
    await donation.getByLabel('Last day').fill('2030-12-24');
    await donation.getByLabel('How often all members together can have it').selectOption({ label: 'In all' });
    expect(await donation.getByLabel('So many').inputValue()).toBe('100');
    expect(await admin.barriers()).toEqual([]);
    await donation.scrollIntoViewIfNeeded();
    await admin.picture('rewards-editor-availability');
    await page.locator('.save-bar [data-press=save]').click();
    await page.getByText('Draft saved').last().waitFor();
    await admin.open('/app/rewards');
    await app.getByText('In the draft').waitFor();
    await app.getByText('Some changes are not published yet.').waitFor();
  });

  it('does not offer what no store can hand out, and says why, here and in the catalogue', async () => {
    const { app, page } = admin;
    const scopes = ['read_orders', 'read_customers', 'write_customers', 'write_discounts', 'read_products'];
    stage.sim.desk.changeScopes({ shop: SHOP, scopes });
    await stage.wiring.services.issuing.askAbilities(stage.address.programId);
    await stage.settle();
    await admin.open('/app/program/rewards');
    await app.locator('#reward-card').getByText('None of your stores can hand this out').waitFor();
    await app.getByRole('button', { name: 'Add a reward' }).click();
    await app.getByRole('menuitem', { name: 'Store credit' }).and(app.locator('[aria-disabled="true"], :disabled')).waitFor();
    await admin.picture('rewards-editor-not-offered');
    await app.getByText('Gift cards and store credit need a permission').waitFor();
    await app.getByRole('button', { name: 'Give permission' }).waitFor();
    await admin.open('/app/rewards/card');
    await app.getByText('Rung needs your permission to hand this out in this shop.').waitFor();
    await app.getByRole('button', { name: 'Ask the shops again' }).click();
    await page.getByText('We are asking the shops').first().waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('rewards-no-permission');
    await admin.open('/app/rewards');
    await app.getByText('In no store').nth(1).waitFor();
  });
});
