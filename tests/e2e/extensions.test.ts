import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openServerStage, type ServerStage, SHOP } from '#tests/doors/server-stage.ts';
import { openBrowser } from '#tests/setup/browser.ts';
import { type ExtensionHost, type HostOptions, openExtension } from './extension-host.ts';

let browser: Browser;
let stage: ServerStage;
let customerId: string;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  const customer = stage.sim.desk.createCustomer({
    shop: SHOP,
    email: `${randomUUID()}@example.com`,
    firstName: 'Mia',
    lastName: 'Schmidt',
  });
  customerId = String(customer.id);
  await stage.settle();
  const joined = await stage.wiring.services.join({ address: stage.address, customerId, via: 'test' });
  const given = await stage.wiring.services.adjustPoints({
    programId: stage.address.programId,
    memberId: joined.ok ? joined.value.memberId : '',
    points: 450,
    reason: 'goodwill',
    note: null,
    actorId: 'test',
    isOwner: true,
    adjustmentId: randomUUID(),
  });
  expect(given.ok).toBe(true);
});
afterAll(async () => {
  await stage.close();
  await browser.close();
});

const tokenOf = (userId: string) => () => stage.sim.tokens.sessionToken({ shop: SHOP, userId });

function open(options: Pick<HostOptions, 'extension' | 'target'> & Partial<HostOptions>): Promise<ExtensionHost> {
  return openExtension(browser, { appUrl: stage.server.url, token: tokenOf(`gid://shopify/Customer/${customerId}`), ...options });
}

describe('the extensions as they are built, against the app, across origins', () => {
  it('redeems in checkout, and the code pays for the order', async () => {
    const checkout = await open({ extension: 'checkout-points', target: 'purchase.checkout.block.render' });
    const redeem = checkout.page.getByRole('button', { name: /^Redeem/ }).first();
    await redeem.waitFor();
    await checkout.picture('extension-checkout');
    await redeem.dblclick();
    await checkout.page.getByText('Applied to this order').waitFor();
    const codes = await checkout.codes();
    expect(codes).toHaveLength(1);
    await checkout.picture('extension-checkout-applied');
    expect(await checkout.overflow()).toBe(0);
    expect(checkout.complaints).toEqual([]);
    await checkout.close();

    const placed = stage.sim.desk.placeOrder({
      shop: SHOP,
      customerId,
      discountCodes: codes,
      lines: [{ title: 'Beans', price: '40.00' }],
      shipping: { price: '4.90' },
    });
    expect(placed.refusedCodes).toEqual([]);
    expect(placed.order.discount_codes.map(({ code }) => code)).toEqual(codes);
    await stage.settle();
    const redemption = await stage.wiring.database.prisma.redemption.findFirst({ where: { code: codes[0] ?? '' } });
    expect(redemption?.state).toBe('captured');

    const thanks = await open({
      extension: 'checkout-points',
      target: 'purchase.thank-you.block.render',
      orderId: String(placed.order.id),
    });
    await thanks.page.getByText(/^You earn \d+ beans with this order\. They arrive after it has been delivered\.$/).waitFor();
    await thanks.picture('extension-thank-you');
    expect(thanks.complaints).toEqual([]);
    await thanks.close();
  });

  it.each([
    ['en', 400],
    ['de', 360],
    ['pl', 1280],
  ] as const)('shows the account page in %s at %i pixels', async (locale, width) => {
    const account = await open({ extension: 'customer-account', target: 'customer-account.page.render', locale, width });
    await account.page.locator('s-section').nth(2).waitFor();
    expect(await account.overflow()).toBe(0);
    expect(account.complaints).toEqual([]);
    await account.picture(`extension-account-${locale}-${width}`);
    await account.close();
  });

  it('redeems at the till with the digits of the account page', async () => {
    const account = await open({ extension: 'customer-account', target: 'customer-account.page.render' });
    await account.page.getByRole('button', { name: 'Show a code' }).click();
    const digits = await account.page.getByText(/^\d{3} \d{3}$/).textContent();
    await account.picture('extension-account-till-code');
    await account.close();

    const till = await open({ extension: 'pos-loyalty', target: 'pos.home.modal.render', token: tokenOf('501'), customerId });
    await till.page.getByRole('button', { name: 'Redeem' }).first().click();
    await till.page.getByLabel('Six digits').fill(digits ?? '');
    await till.picture('extension-till');
    await till.page.getByRole('button', { name: 'Redeem and add to the cart' }).click();
    await till.page.getByText('Rewards').first().waitFor();
    await expect.poll(() => till.codes()).toHaveLength(1);
    expect(await till.page.title()).toMatch(/is in the cart$/);
    expect(till.complaints).toEqual([]);
    await till.close();
  });
});
