import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectWooCommerce } from '#app/services/connect-woocommerce.ts';
import type { StoreAddress } from '#app/services/services.ts';
import { openServerStage, publishSample, SHOP, type ServerStage } from '#tests/doors/server-stage.ts';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';
import { type RunningWooCommerce, startWooCommerce } from '#tests/simulator-woocommerce/main.ts';

const SCREENSHOTS = path.resolve('.data/screenshots');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let browser: Browser;
let stage: ServerStage;
let woo: RunningWooCommerce;
let site: StoreAddress;

beforeAll(async () => {
  browser = await openBrowser();
  stage = await openServerStage();
  woo = await startWooCommerce({ site: { pluginVersion: '1.0.0', title: 'Beans & Mugs' } });
  const access = { baseUrl: woo.url, consumerKey: woo.consumerKey, consumerSecret: woo.consumerSecret };
  const connected = await connectWooCommerce(stage.wiring.woocommerce, { access, joinCodeHash: null });
  if (!connected.ok) throw new Error(connected.refusal.message);
  site = { programId: connected.value.programId, storeId: connected.value.storeId };
  await publishSample(stage.wiring, site);
  const customer = woo.desk.createCustomer({ email: 'anna@example.test', firstName: 'Anna', lastName: 'Kowalska' });
  woo.desk.placeOrder({ lines: [{ productId: 12, quantity: 2 }], customerId: customer.id, via: 'store-api' });
  await woo.webhooks.allDelivered({ timeoutMs: 10_000 });
  await stage.settle();
});
afterAll(async () => {
  await woo.stop();
  await stage.close();
  await browser.close();
});

interface WpAdmin {
  readonly page: Page;
  readonly app: FrameLocator;
  readonly complaints: readonly string[];
  /** What the app has said to the page around it. */
  said(): Promise<readonly Record<string, unknown>[]>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

async function openWpAdmin(width: number, query = '', hash = ''): Promise<WpAdmin> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 900 },
    userAgent: USER_AGENT,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(`${woo.url}/wp-admin/admin.php?page=rung-loyalty${query}${hash}`);
  const app = page.frameLocator('#rung-frame');
  await app.locator('main').waitFor();
  return {
    ...{ page, app, complaints },
    said: () => page.evaluate(() => (globalThis as unknown as { rungSaid: Record<string, unknown>[] }).rungSaid),
    async picture(name) {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    close: () => context.close(),
  };
}

const overflow = (app: FrameLocator): Promise<number> => app.locator('html').evaluate((root) => root.scrollWidth - root.clientWidth);
const barriers = async ({ page }: WpAdmin): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).include(['#rung-frame', 'html']).withTags(RULES).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`);
};
const untilAlive = (app: FrameLocator): Promise<void> =>
  app.locator('html').evaluate(
    () =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (Object.keys(document).some((name) => name.startsWith('__reactContainer'))) resolve();
          else setTimeout(look, 20);
        };
        look();
      }),
  );

describe.each([390, 1280])('the app inside wp-admin, %d px wide', (width) => {
  it('opens with the site’s token, without App Bridge and without a word of Shopify', async () => {
    const admin = await openWpAdmin(width);
    const nav = admin.app.getByRole('navigation', { name: 'Rung' });
    const items = ['Home', 'Program', 'Analytics', 'Members', 'Orders', 'Rewards', 'Handover', 'Search', 'Messages', 'Settings'];
    expect(await nav.getByRole('link').allTextContents()).toEqual(items);
    expect(await nav.getByRole('link', { name: 'Home' }).getAttribute('aria-current')).toBe('page');
    await admin.app.getByText('Anna Kowalska').first().waitFor();
    expect(await admin.app.locator('script[src*="app-bridge"]').count()).toBe(0);
    expect(await admin.app.locator('body').innerText()).not.toContain('Shopify');
    expect(await overflow(admin.app)).toBe(0);
    expect(await barriers(admin)).toEqual([]);
    expect(admin.complaints).toEqual([]);
    await admin.picture(`wp-admin-home-${width}`);
    await admin.close();
  });

  it('goes to a member, adjusts points in the name of who sits there, and tells place and height', async () => {
    const admin = await openWpAdmin(width);
    const { app } = admin;
    await untilAlive(app);
    await app.getByRole('link', { name: 'Anna Kowalska' }).first().click();
    await app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    await app.getByLabel('How many').fill('25');
    await app.getByLabel('Reason').selectOption('goodwill');
    await app.getByRole('button', { name: 'Add points' }).click();
    await app.getByText('25 beans added').waitFor();
    const { rows } = await stage.wiring.database.pool.query<{ actor_id: string }>(
      `SELECT actor_id FROM posting WHERE program_id = $1 AND actor_id IS NOT NULL ORDER BY id DESC LIMIT 1`,
      [site.programId],
    );
    expect(rows[0]?.actor_id).toBe(`woocommerce:${site.storeId}:wp:1`);
    const said = await admin.said();
    expect(said.some(({ rung, px }) => rung === 'height' && Number(px) > 300)).toBe(true);
    const places = said.filter(({ rung }) => rung === 'navigate').map((message) => message['path']);
    expect(places[0]).toBe('/app');
    expect(places.at(-1)).toMatch(/^\/app\/members\/[0-9a-f-]+$/);
    expect(JSON.stringify(said)).not.toContain('site_token');
    // The address bar of wp-admin keeps the place: reloaded, it is the same page.
    await admin.page.reload();
    await app.getByRole('heading', { name: 'Anna Kowalska', level: 1 }).waitFor();
    expect(await overflow(app)).toBe(0);
    expect(admin.complaints).toEqual([]);
    await admin.picture(`wp-admin-member-${width}`);
    await admin.close();
  });

  it('opened with a token that has ended, it asks for a new one and comes', async () => {
    const admin = await openWpAdmin(width, '&stale=60', '#/app/settings');
    await admin.app.getByRole('heading', { name: 'Settings' }).first().waitFor();
    expect((await admin.said()).map(({ rung }) => rung)).toContain('token-wanted');
    await untilAlive(admin.app);
    const url = await admin.app.locator('html').evaluate(() => location.search);
    expect(url).not.toContain('renewed');
    await admin.close();
  });
});

describe('the program editor inside wp-admin', () => {
  it('shows the real widget, which follows what is typed', async () => {
    const admin = await openWpAdmin(1280, '', '#/app/program/branding');
    await untilAlive(admin.app);
    const panel = admin.app.frameLocator('iframe[title="Preview of the rewards widget"]').locator('rung-loyalty dialog');
    await panel.getByRole('tab', { name: 'Rewards' }).waitFor();
    await admin.app.getByRole('textbox', { name: 'Your colour', exact: true }).fill('#0b6e4f');
    const header = () => panel.locator('.head').evaluate((head) => getComputedStyle(head).backgroundColor);
    await expect.poll(header).toBe('rgb(11, 110, 79)');
    expect(await barriers(admin)).toEqual([]);
    expect(admin.complaints).toEqual([]);
    await admin.close();
  });
});

describe('the settings page inside wp-admin', () => {
  it('makes a code for another store, shows problems, and keeps what was typed when a code is refused', async () => {
    const admin = await openWpAdmin(1280, '', '#/app/settings');
    const { app } = admin;
    await untilAlive(app);
    await app.getByRole('button', { name: 'Connect another store' }).click();
    const code = app.getByRole('textbox', { name: 'One-time code' });
    await code.waitFor();
    expect(await code.inputValue()).toMatch(/^([2-9A-HJ-NP-Z]{5}-){3}[2-9A-HJ-NP-Z]{5}$/);
    await app.getByRole('button', { name: 'Join another program' }).click();
    const field = app.getByRole('textbox', { name: 'Code from the other store' });
    await field.fill(await code.inputValue());
    await app.getByRole('button', { name: 'Join', exact: true }).click();
    await app.getByText('This store is in that program already.').waitFor();
    expect(await field.inputValue()).toBe(await code.inputValue());
    await admin.picture('wp-admin-settings-1280');
    expect(await barriers(admin)).toEqual([]);
    await admin.close();
    const phone = await openWpAdmin(390, '', '#/app/settings');
    expect(await overflow(phone.app)).toBe(0);
    await phone.picture('wp-admin-settings-390');
    await phone.close();
  });

  it('a token that ends while the page stands open is renewed under way', async () => {
    const admin = await openWpAdmin(1280);
    const { app } = admin;
    await untilAlive(app);
    // As after a night with the lid closed: what the page holds is of yesterday.
    const { token } = woo.desk.siteToken({ madeSecondsFromNow: -4_000 });
    await admin.page.evaluate(() => {
      (globalThis as unknown as { rungSaid: unknown[] }).rungSaid.length = 0;
    });
    const answer = await app.locator('html').evaluate(async (_root, stale) => {
      const direct = await new Promise<number>((resolve) => {
        const asked = new XMLHttpRequest();
        asked.open('GET', '/app/feed?limit=1');
        asked.setRequestHeader('Authorization', `Bearer ${stale}`);
        asked.onload = () => resolve(asked.status);
        asked.send();
      });
      return { direct, viaFetch: (await fetch('/app/feed?limit=1')).status };
    }, token);
    expect(answer).toEqual({ direct: 401, viaFetch: 200 });
    await admin.close();
  });

  it('without a token nobody may frame a page, and another site may not frame this one’s', async () => {
    const good = await fetch(`${stage.server.url}/app?site_token=${woo.desk.siteToken().token}`);
    expect(good.headers.get('content-security-policy')).toContain(`frame-ancestors ${woo.url};`);
    expect(good.headers.get('set-cookie')).toBeNull();
    const none = await fetch(`${stage.server.url}/app`, { redirect: 'manual' });
    expect(none.headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
    expect(await stage.wiring.services.findStore('shopify', SHOP)).not.toBeNull();
  });

  it('disconnects only after a second yes, and says what came of it', async () => {
    const admin = await openWpAdmin(390, '', '#/app/settings');
    const { app } = admin;
    await untilAlive(app);
    const ask = app.getByRole('button', { name: /^Disconnect / });
    await ask.click();
    const keep = app.getByRole('button', { name: 'Keep it' });
    await keep.waitFor();
    expect(await keep.evaluate((button) => button === document.activeElement)).toBe(true);
    await admin.picture('wp-admin-disconnect-390');
    await keep.click();
    await ask.click();
    await app.getByRole('button', { name: 'Disconnect the store' }).click();
    await app.getByText('This store is disconnected. You can close this page.').waitFor();
    expect(woo.desk.plugin().link).toBeNull();
    expect(woo.webhooks.hooks()).toEqual([]);
    await admin.close();
  });
});
