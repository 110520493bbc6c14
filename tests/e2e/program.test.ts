import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseProgram } from '#app/domain/program/parse-program.ts';
import { openServerStage, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage({ program: false });
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1400 });
});
afterAll(async () => {
  await admin.close();
  await stage.close();
  await browser.close();
});
afterEach(() => {
  // What the page refuses it says in place; the browser notes the status of such answers by itself.
  expect(admin.complaints.filter((complaint) => !complaint.includes('status of 422'))).toEqual([]);
});

/** The bar of the admin around the app. */
const saveBar = () => admin.page.locator('.save-bar');
const save = async () => {
  await saveBar().locator('[data-press=save]').click();
  await admin.page.getByText('Draft saved').last().waitFor();
  await saveBar().waitFor({ state: 'hidden' });
};
const live = async () => {
  const { editor } = { editor: await stage.wiring.services.program.readEditor(stage.address.programId) };
  const parsed = parseProgram(editor.newest);
  if (!parsed.ok) throw new Error('the newest version cannot be read');
  return { editor, program: parsed.value };
};

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

/** Opens a page on a phone, looks at it, and closes it again. */
async function onPhone(place: string, name: string, locale = 'en'): Promise<void> {
  const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 390, height: 2400 });
  try {
    await phone.open(place);
    if (locale !== 'en') await speak(phone, locale);
    expect(await phone.overflow(), place).toBeLessThanOrEqual(0);
    expect(await phone.barriers(), place).toEqual([]);
    await phone.picture(name);
  } finally {
    await phone.close();
  }
}

describe('the first run', () => {
  it('leads from the first page to a live program, and says how long that took', async () => {
    const { app, page } = admin;
    const began = Date.now();
    await admin.picture('program-home-first');
    await app.getByRole('link', { name: 'Set up your program' }).click();
    await app.getByRole('heading', { name: 'Set up your program', level: 1 }).waitFor();
    await app.getByText('An order of €50.00 earns 50 points.').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-start');
    await app.getByLabel('Name of the program').fill('');
    await app.getByRole('button', { name: 'Publish program' }).click();
    await app.getByText('Give your program a name.').waitFor();
    await app.getByRole('radio', { name: /^Café/ }).check();
    await app.getByLabel('Name of the program').fill('Bean Club');
    await app.getByLabel('Member’s tier').selectOption({ label: 'Espresso Enthusiast' });
    await app.getByText('An order of €50.00 earns 62 beans.').waitFor();
    await app.getByLabel('Order worth').fill('100');
    await app.getByText('An order of €100.00 earns 125 beans.').waitFor();
    await admin.picture('program-start-chosen');
    await app.getByRole('button', { name: 'Publish program' }).click();
    await page.getByText('Your program is live').waitFor();
    await app.getByRole('heading', { name: 'Bean Club', level: 1 }).waitFor();
    console.log(`the first run took ${((Date.now() - began) / 1000).toFixed(1)} s`);
    await app.getByText('Version 2 is live.').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-home-live');
  });

  it('fits a phone', async () => {
    await onPhone('/app/start', 'program-start-phone');
  });

  it('leaves a list of what comes next, which can be put away for good', async () => {
    const { app } = admin;
    await app.getByRole('button', { name: 'Hide this list' }).click();
    await app.getByRole('heading', { name: 'Ready for the first order' }).waitFor({ state: 'detached' });
    await admin.open('/app');
    expect(await app.getByRole('heading', { name: 'Ready for the first order' }).count()).toBe(0);
  });
});

describe('editing the program', () => {
  it('is a sentence with fields; the preview follows, and what is wrong is said beside its field', async () => {
    const { app } = admin;
    await admin.open('/app/program');
    await app.getByRole('link', { name: 'Earn', exact: true }).click();
    await app.getByText('An order of €50.00 earns 50 beans.').waitFor();
    const amount = app.getByLabel('For every');
    await amount.fill('0,50');
    await app.getByText('An order of €50.00 earns 100 beans.').waitFor();
    await amount.fill('nothing');
    await app.getByText('Write an amount like 10.00.').waitFor();
    await app.getByText('This shows the program as it was before what is marked as wrong.').waitFor();
    expect(await amount.getAttribute('aria-invalid')).toBe('true');
    expect(await app.getByText('An order of €50.00 earns 100 beans.').isVisible()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-invalid');
  });

  it('keeps what was typed, wrong or not, when it is saved and when the page is loaded again', async () => {
    const { app } = admin;
    await saveBar().waitFor();
    await admin.open('/app/program/earn');
    expect(await app.getByLabel('For every').inputValue()).toBe('nothing');
    await save();
    await admin.open('/app/program/earn');
    expect(await app.getByLabel('For every').inputValue()).toBe('nothing');
    await app.getByRole('link', { name: 'Review and publish' }).click();
    await app.getByText('This must be mended before you publish').waitFor();
    expect(await app.getByRole('button', { name: 'Publish now' }).isDisabled()).toBe(true);
    await app.getByRole('link', { name: 'Go to Earn' }).click();
    await app.getByLabel('For every').fill('0.50');
    await save();
  });

  it('asks before what is unsaved is left behind', async () => {
    const { app, page } = admin;
    await app.getByRole('textbox', { name: 'Name' }).fill('All orders');
    await saveBar().waitFor();
    await app.getByRole('link', { name: 'Rewards', exact: true }).click();
    await app.getByRole('heading', { name: 'Free coffee' }).waitFor();
    await app.getByRole('link', { name: 'Earn', exact: true }).click();
    await app.getByRole('heading', { name: 'All orders' }).waitFor();
    expect(await app.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('All orders');
    await page.getByRole('link', { name: 'Messages' }).click();
    await app.getByRole('dialog').getByText('Leave without saving?').waitFor();
    await admin.picture('program-leave');
    await app.getByRole('button', { name: 'Stay' }).click();
    expect(await app.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('All orders');
    await saveBar().locator('[data-press=discard]').click();
    await saveBar().waitFor({ state: 'hidden' });
    expect(await app.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Every order');
  });

  it('adds a reward of a kind, with its own form', async () => {
    const { app } = admin;
    await app.getByRole('link', { name: 'Rewards', exact: true }).click();
    await app.getByRole('button', { name: 'Add a reward' }).click();
    await app.getByRole('menuitem', { name: 'Percent off', exact: true }).click();
    await app.getByRole('heading', { name: 'Percent off' }).waitFor();
    const card = app.locator('.Polaris-ShadowBevel').filter({ has: app.getByRole('heading', { name: 'Percent off' }) });
    await card.getByRole('textbox', { name: /^Percent off/ }).fill('15');
    await card.getByRole('textbox', { name: 'Name' }).fill('15 % off');
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-reward-new');
    await save();
  });

  it('shows what would change in plain words, then publishes it', async () => {
    const { app, page } = admin;
    await app.getByRole('link', { name: 'Review and publish' }).click();
    await app.getByRole('heading', { name: 'What changes' }).waitFor();
    await app
      .getByText(/€0\.50/)
      .first()
      .waitFor();
    await app
      .getByText(/15 % off/)
      .first()
      .waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-review');
    await onPhone('/app/program/review', 'program-review-phone');
    await app.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Version 3 is live').first().waitFor();
    const { editor, program } = await live();
    expect(editor).toMatchObject({ liveNo: 3, draft: null });
    expect(program.rewards.at(-1)).toMatchObject({ name: '15 % off', value: { kind: 'percent', percent: 15 } });
    expect(program.earning.rules[0]).toMatchObject({ args: { perMinor: 50 } });
  });

  it('does not publish over what somebody else published meanwhile; the draft goes on top of it on demand', async () => {
    const { app, page } = admin;
    await admin.open('/app/program/branding');
    await app.getByLabel('Name of the program').fill('Bean Society');
    await save();
    const { editor, program } = await live();
    const other = await stage.wiring.services.program.publishFirst({
      programId: stage.address.programId,
      staffId: 'somebody',
      newestNo: editor.newestNo,
      document: { ...program, joining: { ...program.joining, welcome: { points: 5, rewardId: null } } },
    });
    expect(other.ok).toBe(true);
    await admin.open('/app/program/review');
    await app.getByText('Somebody published since this draft was begun').waitFor();
    expect(await app.getByRole('button', { name: 'Publish now' }).isDisabled()).toBe(true);
    await admin.picture('program-stale');
    await app.getByRole('button', { name: 'Put my draft on top' }).click();
    await app.getByText('Somebody published since this draft was begun').waitFor({ state: 'detached' });
    await app.getByRole('button', { name: 'Publish now' }).click();
    await page.getByText('Version 5 is live').first().waitFor();
    expect((await live()).program.name).toBe('Bean Society');
  });

  it('brings an older version back after showing what that changes', async () => {
    const { app, page } = admin;
    await admin.open('/app/program/history');
    await app.getByRole('link', { name: 'Look and bring back: version 2' }).click();
    await app.getByText('What version 2 would change').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('program-roll-back');
    await app.getByRole('button', { name: 'Bring version 2 back' }).click();
    await page.getByText('Version 6 is live').first().waitFor();
    expect((await live()).program).toMatchObject({ name: 'Bean Club' });
  });

  it('pauses and goes on', async () => {
    const { app, page } = admin;
    await admin.open('/app/program');
    await app.getByRole('button', { name: 'Pause program' }).click();
    await app.getByRole('dialog').getByRole('button', { name: 'Pause program' }).click();
    await page.getByText('Program paused').first().waitFor();
    await app.getByText('Paused', { exact: true }).waitFor();
    await app.getByRole('button', { name: 'Resume program' }).click();
    await page.getByText('Program resumed').first().waitFor();
    expect((await live()).editor.state).toBe('live');
  });
});

const PAGES = ['', '/earn', '/rewards', '/tiers', '/campaigns', '/points', '/currencies', '/branding', '/review', '/history'] as const;

describe('the program pages', () => {
  it('stand without barriers, at a desk and on a phone', { timeout: 120_000 }, async () => {
    for (const place of PAGES) {
      const name = `program-page${place.replace('/', '-')}`;
      await admin.open(`/app/program${place}`);
      expect(await admin.barriers(), place).toEqual([]);
      await admin.picture(name);
      await onPhone(`/app/program${place}`, `${name}-phone`);
    }
  });

  it.each(['pl', 'ru'])('fit a phone in %s', { timeout: 60_000 }, async (locale) => {
    for (const place of ['/start', '/program', '/program/earn', '/program/rewards', '/program/branding']) {
      await onPhone(`/app${place}`, `program${place.replaceAll('/', '-')}-${locale}`, locale);
    }
  });
});
