import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';

let browser: Browser;
let stage: ServerStage;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  stage.sim.desk.createProduct({ shop: SHOP, title: 'Filters', price: '60.00' });
  stage.sim.desk.createCustomer({ shop: SHOP, email: 'lena@example.com', firstName: 'Lena', lastName: 'Weber' });
  await stage.settle();
});
afterAll(async () => {
  await stage.close();
  await browser.close();
});

/** The points of an order become spendable when their time has come; here the store gives some at once. */
async function give(points: number): Promise<void> {
  const { programId } = stage.address;
  const member = await stage.wiring.services.readMember(programId, 'lena@example.com');
  const given = await stage.wiring.services.adjustPoints({
    ...{ programId, memberId: member?.memberId ?? '', points, reason: 'goodwill', note: null },
    ...{ actorId: 'test', isOwner: true, adjustmentId: stage.wiring.desk.newId() },
  });
  expect(given.ok).toBe(true);
}

describe('the simulator’s counter', () => {
  it('places an order for a customer, shows the points that the app tells, redeems them, and gives the code to the basket', async () => {
    const page = await browser.newPage({ userAgent: USER_AGENT });
    page.setDefaultTimeout(15_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${stage.sim.url}/`);
    await page.locator('#customer').selectOption({ label: 'Lena Weber · lena@example.com' });
    await page.getByRole('button', { name: 'Join' }).click();
    await page.getByText('Joined.').waitFor();
    for (let count = 0; count < 9; count += 1) await page.getByRole('button', { name: 'One more: Filters' }).click();
    await page.getByRole('button', { name: 'Place the order' }).click();
    await page.getByText(/#\d+ placed, .*544\.90/).waitFor();
    await page.getByText('9 × Filters · ').waitFor();
    await page.getByText(/20 available, \d{3} pending/).waitFor();
    await give(120);
    await page.reload();
    await page.getByText('140 available').waitFor();
    const redeem = page.locator('#loyalty li button:not([disabled])').first();
    expect(await redeem.textContent()).toMatch(/^Redeem \d+$/);
    await redeem.click();
    const ticket = page.locator('#loyalty .ticket').first();
    await ticket.click();
    expect(await page.getByLabel('Discount code').inputValue()).toBe(await ticket.textContent());
    expect(complaints).toEqual([]);
    await page.close();
  });
});
