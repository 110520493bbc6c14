import type { Browser, FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
});
afterAll(async () => {
  await stage.close();
  await browser.close();
});

const FRAME = 'iframe[title="Preview of the rewards widget"]';
const widget = ({ app }: AdminApp): FrameLocator => app.frameLocator(FRAME);
const open = (width: number) => openAdminApp(browser, { simulatorUrl: stage.sim.url, width, height: width < 500 ? 1000 : 1400 });

/** The admin around says another language. */
async function speak({ page, app }: AdminApp, locale: string): Promise<void> {
  await page.locator('iframe').evaluate((frame: HTMLIFrameElement, language) => {
    const address = new URL(frame.src);
    address.searchParams.set('locale', language);
    frame.src = address.href;
  }, locale);
  await app.locator(`html[lang="${locale}"]`).waitFor();
}

describe('the preview beside the editor', () => {
  it('is the real widget on a wide screen, and follows what is typed before it is saved', async () => {
    const admin = await open(1280);
    for (const page of ['earn', 'rewards', 'tiers', 'campaigns', 'points']) {
      await admin.open(`/app/program/${page}`);
      await widget(admin).locator('rung-loyalty dialog').getByRole('tab', { name: 'Rewards' }).waitFor();
      expect(await admin.app.getByText(/An order of .* earns/).count(), page).toBe(1);
      expect(await admin.barriers(), page).toEqual([]);
      expect(await admin.overflow(), page).toBe(0);
      await admin.picture(`editor-preview-${page}-1280`);
    }
    await admin.open('/app/program/rewards');
    const name = admin.app.getByLabel('Name', { exact: true }).first();
    await name.fill('A jar of honey');
    await widget(admin).locator('rung-loyalty dialog').getByRole('heading', { name: 'A jar of honey' }).waitFor();
    expect(await name.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(admin.complaints).toEqual([]);
    await admin.close();
  }, 120_000);

  it('stays plain on a phone until it is asked for, and can be put away again', async () => {
    const admin = await open(390);
    await admin.open('/app/program/earn');
    const show = admin.app.getByRole('button', { name: 'Show it in the real widget' });
    await show.waitFor();
    expect(await admin.app.locator(FRAME).count()).toBe(0);
    await show.click();
    await widget(admin).locator('rung-loyalty dialog').getByRole('tab', { name: 'Rewards' }).waitFor();
    await admin.app.locator(FRAME).scrollIntoViewIfNeeded();
    expect(await admin.overflow()).toBe(0);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('editor-preview-390');
    await admin.app.getByRole('button', { name: 'Show the short version' }).click();
    await admin.app.locator(FRAME).waitFor({ state: 'detached' });
    expect(admin.complaints).toEqual([]);
    await admin.close();
  }, 60_000);
});

describe('the review in other languages', () => {
  it.each([
    ['pl', 'Co się zmieni', 'Nowa nazwa: '],
    ['ru', 'Что изменится', 'Новое название: '],
  ])(
    'tells in %s what a draft changes',
    async (locale, heading, renamed) => {
      const { programId } = stage.address;
      const { newest, newestNo, draftRevision } = await stage.wiring.services.program.readEditor(programId);
      const document = structuredClone(newest) as { rewards: { name: string }[] };
      document.rewards[0]!.name = 'Honey';
      await stage.wiring.services.program.saveDraft({ programId, staffId: 'test', revision: draftRevision, document, basedOn: newestNo });
      const admin = await open(1280);
      await admin.open('/app/program/review');
      await speak(admin, locale);
      await admin.app.getByRole('heading', { name: heading }).waitFor();
      await admin.app.getByText(`${renamed}Honey`).waitFor();
      expect(await admin.app.locator('main').innerText()).not.toMatch(/is now|has changed|The first reward/);
      await admin.picture(`review-${locale}`);
      expect(admin.complaints).toEqual([]);
      await admin.close();
    },
    60_000,
  );
});
