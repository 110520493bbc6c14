import { readFile } from 'node:fs/promises';
import { decode } from 'fast-png';
import jsQrModule from 'jsqr';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dataAddress, pngOf } from '#app/components/qr/picture.server.ts';
import { blank, putInto } from '#app/components/qr/raster.ts';
import { openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

/** Its types call a function what plain Node finds inside of its module. */
const readCode = 'default' in jsQrModule ? (jsQrModule.default as typeof jsQrModule) : jsQrModule;

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 2200 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  expect(admin.complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
});

const saveBar = () => admin.page.locator('.save-bar');

/** Downloads one of the files as the merchant does. */
async function downloaded(name: string): Promise<Buffer> {
  const [download] = await Promise.all([
    admin.page.waitForEvent('download'),
    admin.app.getByRole('button', { name: `Download: ${name}`, exact: true }).click(),
  ]);
  return readFile(await download.path());
}

async function scannedPicture(): Promise<string | undefined> {
  const { data, width, height } = decode(await downloaded('Picture'));
  return readCode(Uint8ClampedArray.from(data), width, height)?.data;
}

describe('the QR code', () => {
  it('is reached from the looks of the program, and scans before anything was chosen', async () => {
    await admin.open('/app/program/branding');
    await admin.app.getByRole('link', { name: 'Design a QR code' }).click();
    await admin.app.getByRole('heading', { name: 'QR code and posters', level: 1 }).waitFor();
    await admin.app.getByText(/phones read this well/).waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('qr-first');
    expect(await scannedPicture()).toBe('https://roastery.myshopify.com/?utm_source=qr#rung');
  });

  it('warns of colours that do not scan, and mends them', async () => {
    const { app } = admin;
    await app.getByLabel('Code', { exact: true }).fill('#ffe066');
    await app.getByText('This may not scan').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('qr-contrast');
    await app.getByRole('button', { name: 'Use the nearest colours that scan' }).click();
    await app.getByText(/phones read this well/).waitFor();
    await app.getByLabel('Code', { exact: true }).fill('#12');
    await app.getByText('Write a colour like #1a2b3c.').waitFor();
    expect(await app.getByRole('button', { name: 'Download: Poster' }).isDisabled()).toBe(true);
    await app.getByLabel('Code', { exact: true }).fill('#7a3b12');
  });

  it('is printed as it is seen: style, logo, sentence and campaign', async () => {
    const { app } = admin;
    await app.getByRole('radio', { name: 'Gradient' }).check();
    await app.getByLabel('Gradient to', { exact: true }).fill('#b3541e');
    await app.getByLabel('Poster around it', { exact: true }).fill('#7a3b12');
    await app.locator('input[type=file]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await app.getByText('This file is no picture').waitFor();
    const logo = blank(500, 400, '#b3541e');
    putInto(logo, blank(180, 180, '#ffffff'), { x: 160, y: 110, side: 180 });
    await app.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(pngOf(logo)) });
    await app.getByRole('button', { name: 'Remove the logo' }).waitFor();
    await app.getByLabel('What it says beside the code').fill('Scan me and get your first coffee on us');
    await app.getByLabel('Name in your statistics').fill('window');
    expect(await scannedPicture()).toBe('https://roastery.myshopify.com/?utm_source=qr&utm_campaign=window#rung');
    for (const name of ['Poster', 'Table tent', 'Sticker']) {
      expect((await downloaded(name)).subarray(0, 5).toString()).toBe('%PDF-');
    }
    expect((await downloaded('Drawing')).toString()).toContain('<linearGradient');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('qr-designed');
  });

  it('says which signs the prints cannot write', async () => {
    const { app } = admin;
    const sentence = app.getByLabel('What it says beside the code');
    await sentence.fill('Scan me ☕');
    await app.getByRole('button', { name: 'Download: Poster' }).click();
    await app.getByText('Our typeface cannot write ☕.').waitFor();
    await sentence.fill('Scan me and get your first coffee on us');
  });

  it('is kept once it is saved', async () => {
    await saveBar().locator('[data-press=save]').click();
    await admin.page.getByText('Design saved').last().waitFor();
    await saveBar().waitFor({ state: 'hidden' });
    await admin.open('/app/branding/qr');
    await admin.app.getByRole('button', { name: 'Remove the logo' }).waitFor();
    expect(await admin.app.getByRole('radio', { name: 'Gradient' }).isChecked()).toBe(true);
    expect(await admin.app.getByLabel('Name in your statistics').inputValue()).toBe('window');
    const { design } = await stage.wiring.services.readQrDesk(stage.address.programId);
    expect(design?.logo?.length).toBeGreaterThan(dataAddress(blank(1, 1, '#000000')).length);
  });

  it.each(['en', 'pl', 'ru'])('fits a phone in %s', async (locale) => {
    const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 3600 });
    try {
      await phone.open('/app/branding/qr');
      await phone.page.locator('iframe').evaluate((frame: HTMLIFrameElement, language) => {
        const address = new URL(frame.src);
        address.searchParams.set('locale', language);
        frame.src = address.href;
      }, locale);
      await phone.app.locator(`html[lang="${locale}"]`).waitFor();
      await phone.app.locator('.rung-qr-poster img').waitFor();
      expect(await phone.overflow()).toBeLessThanOrEqual(0);
      expect(await phone.barriers()).toEqual([]);
      await phone.picture(`qr-phone-${locale}`);
    } finally {
      await phone.close();
    }
  });
});
