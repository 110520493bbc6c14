import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { StorefrontView } from '#app/contracts/storefront.ts';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';
import { type RunningSimulator, startSimulator } from '#tests/simulator/main.ts';
import { sampleProgram, sampleView } from './sample-view.ts';

const SHOP = 'roastery.myshopify.com';
const SCREENSHOTS = path.resolve('.data/screenshots');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A shop with the theme extension on its pages; what the app would answer is up to the test. */
export interface ShopWindow {
  readonly sim: RunningSimulator;
  readonly annId: string;
  /** Products by title. */
  readonly products: Readonly<Record<string, { readonly productId: string; readonly variantId: string }>>;
  publishProgram(program?: object): Promise<void>;
  publishMember(member: object | null): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shop in the simulator with a published program and one customer, Ann. */
export async function openShop(): Promise<ShopWindow> {
  const sim = await startSimulator({ apiKey: 'key', apiSecret: 'secret', appUrl: 'http://127.0.0.1:9' });
  sim.webhooks.configure({ muted: true });
  sim.desk.createShop({ domain: SHOP, name: 'The Roastery', currency: 'EUR' });
  const ann = sim.desk.createCustomer({ shop: SHOP, email: 'ann@example.com', firstName: 'Ann' });
  const { accessToken } = sim.tokens.issue({ shop: SHOP });
  const ask = async (query: string, variables: object): Promise<unknown> => {
    const answer = await fetch(`${sim.url}/admin/api/2026-10/graphql.json`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Forwarded-Host': SHOP, 'X-Shopify-Access-Token': accessToken },
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  };
  const write = async (field: object): Promise<void> => {
    await ask('mutation Write($fields: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $fields) { userErrors { message } } }', {
      fields: [{ type: 'json', ...field }],
    });
  };
  const installed = (await ask('{ currentAppInstallation { id } }', {})) as { data: { currentAppInstallation: { id: string } } };
  const ownerId = installed.data.currentAppInstallation.id;
  const shop: ShopWindow = {
    sim,
    annId: String(ann.id),
    products: Object.fromEntries(
      sim.desk.listProducts({ shop: SHOP }).map(({ title, productId, variantId }) => [title, { productId, variantId }]),
    ),
    publishProgram: (program = sampleProgram()) => {
      const locales = Object.fromEntries(
        ['pl', 'ru', 'de', 'fr', 'es'].map((locale) => [
          locale,
          { ...sampleProgram(locale), ...program, unit: sampleProgram(locale).unit },
        ]),
      );
      return write({ ownerId, namespace: 'rung', key: 'program', value: JSON.stringify({ revision: 1, program, locales }) });
    },
    publishMember: (member) =>
      write({ ownerId: `gid://shopify/Customer/${ann.id}`, namespace: '$app:rung', key: 'member', value: JSON.stringify(member) }),
    close: () => sim.stop(),
  };
  await shop.publishProgram();
  await shop.publishMember({
    points: 1240,
    pending: 145,
    debt: 0,
    tier: { id: 'silver', name: 'Silver', multiplier: '1.25' },
    nextReward: null,
    revision: 1,
  });
  return shop;
}

/** What the shopper's browser gets from the app; a test changes it as it goes. */
export interface AppAnswers {
  view: StorefrontView;
  /** Instead of the view: a status, and what comes with it; null: no connection. */
  trouble: { readonly status: number; readonly body: object } | 'offline' | null;
  /** Answers to changes, by path. */
  changes: Record<string, (body: Record<string, unknown>) => { readonly status: number; readonly body: object }>;
  readonly asked: string[];
}

export interface Visit {
  readonly page: Page;
  readonly app: AppAnswers;
  /** What went wrong in the browser. */
  readonly complaints: readonly string[];
  /** Every address that the page asked for. */
  readonly requests: readonly string[];
  readonly panel: Locator;
  readonly pill: Locator;
  go(place: string): Promise<void>;
  open(): Promise<void>;
  barriers(): Promise<string[]>;
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface VisitOptions {
  readonly shop: ShopWindow;
  readonly view: StorefrontView;
  readonly width?: number;
  readonly height?: number;
  readonly signedIn?: boolean;
  readonly locale?: string;
  readonly dark?: boolean;
  readonly rtl?: boolean;
  readonly motion?: boolean;
}

/** A shopper's browser on the shop's first page. */
export async function visit(browser: Browser, options: VisitOptions): Promise<Visit> {
  const { shop, width = 1280, height = width < 600 ? 780 : 820, signedIn = true, locale = 'en', dark = false, rtl = false } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    userAgent: USER_AGENT,
    hasTouch: width < 600,
    reducedMotion: options.motion ? 'no-preference' : 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(10_000);
  const url = shop.sim.url;
  const cookie = (name: string, value: string) => ({ name, value, url });
  await context.addCookies([
    cookie('sim_locale', locale),
    ...(signedIn ? [cookie('sim_customer', shop.annId)] : []),
    ...(dark ? [cookie('sim_theme', 'dark')] : []),
    ...(rtl ? [cookie('sim_dir', 'rtl')] : []),
  ]);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) complaints.push(message.text());
  });
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  const app: AppAnswers = { view: options.view, trouble: null, changes: {}, asked: [] };
  await page.route('**/apps/rung/**', (route) => answer(route, app));
  const base = `${url}/storefront/roastery`;
  await page.goto(`${base}/`);
  const pill = page.locator('rung-loyalty .pill');
  const panel = page.locator('rung-loyalty dialog');
  return {
    page,
    app,
    complaints,
    requests,
    panel,
    pill,
    go: async (place) => {
      await page.goto(`${base}${place}`);
    },
    open: async () => {
      await pill.click();
      await panel.waitFor();
      await panel.locator('.bones').waitFor({ state: 'detached' });
      await panel.locator('.body > *').first().waitFor();
    },
    barriers: async () => {
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      return violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help} (${nodes.map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(', ')})`,
      );
    },
    picture: async (name) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    },
    close: () => context.close(),
  };
}

/** Registers the hooks that open and close a browser and a shop for a test file; each visit is closed after its test, and must have had no errors. */
export function useShopWindow() {
  let browser: Browser;
  let shop: ShopWindow;
  let open: Visit[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
    shop = await openShop();
  });
  afterAll(async () => {
    await shop.close();
    await browser.close();
  });
  afterEach(async () => {
    const visits = open;
    open = [];
    for (const one of visits) {
      await one.close();
      expect(one.complaints).toEqual([]);
    }
  });
  const enter = async (options: Partial<VisitOptions> = {}): Promise<Visit> => {
    const one = await visit(browser, { shop, view: sampleView(options.locale), ...options });
    open.push(one);
    return one;
  };
  const enterAndOpen = async (options: Partial<VisitOptions> = {}): Promise<Visit> => {
    const one = await enter(options);
    await one.open();
    return one;
  };
  return { enter, enterAndOpen, shop: () => shop };
}

async function answer(route: Route, app: AppAnswers): Promise<void> {
  const request = route.request();
  const name = new URL(request.url()).pathname.split('/').at(-1) ?? '';
  app.asked.push(`${request.method()} ${name}`);
  if (app.trouble === 'offline') return route.abort('internetdisconnected');
  if (app.trouble) return route.fulfill({ status: app.trouble.status, json: app.trouble.body });
  if (request.method() === 'GET' && name === 'me') return route.fulfill({ json: app.view });
  const change = app.changes[name];
  if (!change) return route.fulfill({ status: 404, json: { error: { code: 'nothing_here', message: '' } } });
  const { status, body } = change((request.postDataJSON() ?? {}) as Record<string, unknown>);
  return route.fulfill({ status, json: body });
}
