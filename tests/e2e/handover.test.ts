import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { publishProgram } from '#app/services/publish-program.ts';
import { findMemberByCustomer } from '#app/store/members.ts';
import { aPointPerUnit, aProgram } from '#tests/builders.ts';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type AdminApp, openAdminApp } from './admin-app.ts';

let browser: Browser;
let stage: ServerStage;
let admin: AdminApp;

const MUG = {
  id: 'mug',
  name: 'Enamel mug',
  description: 'White, 350 ml, with the mountain on it.',
  cost: { kind: 'points', points: 400 },
  value: { kind: 'item', worth: { EUR: 900 }, pickup: 'in-store' },
  stocked: true,
} as const;
const TASTING = {
  id: 'tasting',
  name: 'Tasting for two on a Saturday morning',
  cost: { kind: 'points', points: 300 },
  value: { kind: 'experience', worth: { EUR: 4000 } },
} as const;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage({ program: false });
  await publish();
  admin = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width: 1280, height: 1200 });
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

async function publish(): Promise<void> {
  const document = aProgram({ name: 'Bean Club', earning: { rules: [aPointPerUnit()] }, rewards: [MUG, TASTING] });
  const published = await publishProgram(stage.wiring.desk, {
    programId: stage.address.programId,
    ...{ basedOn: 1, document, effectiveAt: null, publishedBy: 'test' },
  });
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
}

/** A member with points who redeems; answers the pickup code. */
async function redeem(firstName: string, lastName: string, rewardId: string): Promise<string> {
  const { services, database } = stage.wiring;
  const customer = stage.sim.desk.createCustomer({ shop: SHOP, email: `${firstName.toLowerCase()}@example.com`, firstName, lastName });
  const customerId = String(customer.id);
  await services.join({ address: stage.address, customerId, via: 'test' });
  await stage.settle();
  const memberId = (await findMemberByCustomer(database.pool, stage.address, customerId)) ?? '';
  await services.adjustPoints({
    ...{ programId: stage.address.programId, memberId, points: 1_000, reason: 'goodwill', note: null },
    ...{ actorId: 'test', isOwner: true, adjustmentId: randomUUID() },
  });
  const redeemed = await services.redeem({
    ...{ address: stage.address, memberId, rewardId, redemptionId: randomUUID(), points: null },
    actor: { kind: 'member', id: null },
  });
  if (!redeemed.ok) throw new Error(redeemed.refusal.message);
  return redeemed.value.code ?? '';
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

/** Opens the counter on a phone, looks at it, and closes it again. */
async function onPhone(name: string, locale: string, width: number, code: string | null): Promise<void> {
  const phone = await openAdminApp(browser, { simulatorUrl: stage.sim.url, width, height: 1700 });
  try {
    await phone.open('/app/handover');
    if (locale !== 'en') await speak(phone, locale);
    if (code !== null) {
      await phone.app.locator('.rung-find-field').fill(code);
      await phone.app.locator('.rung-find-button').click();
      await phone.app.locator('.rung-ticket').waitFor();
    }
    expect(await phone.overflow()).toBeLessThanOrEqual(0);
    expect(await phone.barriers()).toEqual([]);
    await phone.picture(name);
  } finally {
    await phone.close();
  }
}

describe('the counter', () => {
  it('teaches while there is nothing, and says that nothing can be redeemed before it is counted', async () => {
    const { app } = admin;
    await admin.open('/app/handover');
    await app.getByText('Nothing is waiting.').waitFor();
    await app.getByText('Not counted yet: nobody can redeem it').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('handover-empty');
  });

  it('counts the stock, and keeps what was typed when it is refused', async () => {
    const { app, page } = admin;
    const number = app.getByLabel('Left of Enamel mug', { exact: true });
    await number.fill('-3');
    await app.getByRole('button', { name: 'Set what is left of Enamel mug' }).click();
    await app.getByText('A whole number from 0 to 1,000,000.').waitFor();
    expect(await number.inputValue()).toBe('-3');
    await number.fill('4');
    await app.getByRole('button', { name: 'Set what is left of Enamel mug' }).click();
    await app.getByText('4 left').waitFor();
    await app.getByRole('button', { name: 'One less of Enamel mug' }).click();
    await app.getByText('3 left').waitFor();
    await page.getByText('Stock saved').first().waitFor();
  });

  it('a scanner types the code and presses Enter; scanning another one hands nothing over; the reward goes out, and comes back with a reason', async () => {
    const code = await redeem('Aleksandra', 'Wiśniewska-Brzęczyszczykiewicz', 'mug');
    const other = await redeem('Mia', 'Berg', 'tasting');
    const { app, page } = admin;
    await admin.open('/app/handover');
    await app.getByText('2 left').waitFor();
    await app.locator('.rung-find-field').and(app.locator(':focus')).waitFor();
    await page.keyboard.type('nothing1');
    await page.keyboard.press('Enter');
    await app.getByText('There is no such code. Look at it again').waitFor();
    await page.keyboard.type(code.toLowerCase());
    await page.keyboard.press('Enter');
    await app.getByRole('heading', { name: 'Enamel mug' }).waitFor();
    await page.keyboard.type(other);
    await page.keyboard.press('Enter');
    await app.getByRole('heading', { name: TASTING.name }).waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await app.getByRole('heading', { name: 'Enamel mug' }).waitFor();
    const { waiting } = await stage.wiring.services.handover.read(stage.address.programId, { after: null });
    expect(waiting).toHaveLength(2);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('handover-found');
    await onPhone('handover-found-phone', 'en', 390, code);
    await app.getByRole('button', { name: 'Hand over', exact: true }).click();
    await app.getByText('Handed over', { exact: true }).waitFor();
    await app.getByText('You can take this back until').waitFor();
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('handover-done');
    await onPhone('handover-done-phone-ru', 'ru', 360, code);
    await app
      .getByRole('button', { name: /^Take back: Enamel mug/ })
      .first()
      .click();
    await app.getByLabel('What happened?').selectOption({ label: 'Given to the wrong person' });
    await admin.picture('handover-taking-back');
    await app
      .getByRole('button', { name: /^Take back: Enamel mug/ })
      .first()
      .click();
    await app.getByText('The points are with the member again.').waitFor();
    await app.getByText('3 left').waitFor();
    await app.getByRole('button', { name: 'Next code' }).click();
    await app.locator('.rung-find-field').and(app.locator(':focus')).waitFor();
    await onPhone('handover-phone-pl', 'pl', 360, null);
  });

  it('shows what waits; a code that is over says so and offers nothing', async () => {
    const { app } = admin;
    await admin.open('/app/handover');
    await app.getByRole('button', { name: 'Show: Tasting for two on a Saturday morning, Mia Berg' }).click();
    await app.getByRole('button', { name: 'Hand over', exact: true }).click();
    await app.getByText('Handed over', { exact: true }).waitFor();
    await app.getByText('Nothing is waiting.').waitFor();
    await admin.open('/app/handover');
    await app.getByRole('heading', { name: 'Just handed over' }).waitFor();
    await admin.picture('handover-recent');
  });
});

describe('the editor', () => {
  it('offers what people hand over, with a form that speaks of things and not of carts', async () => {
    const { app, page } = admin;
    await admin.open('/app/program/rewards');
    await app.getByRole('button', { name: 'Add a reward' }).click();
    await app
      .getByRole('menuitem', { name: 'Thing to hand over' })
      .or(app.getByRole('button', { name: 'Thing to hand over' }))
      .first()
      .click();
    await app.getByLabel('How the member gets it').last().waitFor();
    expect(await app.getByLabel('Count the pieces').last().isChecked()).toBe(true);
    expect(await admin.barriers()).toEqual([]);
    await admin.picture('handover-editor');
    await page.locator('.save-bar [data-press=save]').click();
    await page.getByText('Draft saved').last().waitFor();
    const { draft } = await stage.wiring.services.program.readEditor(stage.address.programId);
    expect(JSON.stringify(draft)).toContain('"kind":"item"');
  });
});
