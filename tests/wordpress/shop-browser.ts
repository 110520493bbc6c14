import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { USER_AGENT } from '#tests/setup/browser.ts';
import type { WordPressSite } from './lab/wordpress-site.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Sizes at which pages are looked at. */
export const WIDTHS = [390, 1280] as const;

/** Somebody's browser at the site. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What went wrong in the browser: errors of scripts, and what they complained of. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens a browser as a guest, or signed in: the owner by wp-login, a shopper likewise. The lab's certificate is accepted. */
export async function visit(browser: Browser, site: WordPressSite, login: string | null): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    userAgent: USER_AGENT,
    ignoreHTTPSErrors: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  if (login !== null) {
    // To the shop, not to the profile: its script stumbles when it is left too quickly.
    await page.goto(`${site.url}/wp-login.php?redirect_to=${encodeURIComponent(`${site.url}/`)}`);
    await page.fill('#user_login', login);
    await page.fill('#user_pass', site.owner.password);
    await Promise.all([page.waitForURL((url) => !url.pathname.endsWith('wp-login.php')), page.click('#wp-submit')]);
  }
  // From here on: what WordPress's own login page leads to is left in the middle of loading.
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`${page.url()}: ${error.message}`));
  page.on('console', (message) => {
    // Faces of people and news of shops, which WordPress's own pages would fetch from the internet.
    if (message.type() === 'error' && !message.text().endsWith('net::ERR_NAME_NOT_RESOLVED'))
      complaints.push(`${page.url()}: ${message.text()}`);
  });
  return { page, context, complaints, close: () => context.close() };
}

/** What keeps people with assistive technology out of a part of the page, a line each. */
export async function barriersIn(page: Page, part: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).withTags(RULES).analyze();
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`);
}

let folder: Promise<string> | null = null;

/** Where this run keeps its pictures. */
export function pictureFolder(): Promise<string> {
  folder ??= mkdtemp(path.join(tmpdir(), 'rung-wordpress-pictures-'));
  return folder;
}

/** Saves what a page looks like, narrow and wide: <name>-390.png and <name>-1280.png. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const target = await pictureFolder();
  await mkdir(target, { recursive: true });
  const before = page.viewportSize();
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    await page.waitForTimeout(150); // what follows the width by script has then followed it
    await page.screenshot({ path: path.join(target, `${name}-${width}.png`), fullPage: true });
  }
  if (before !== null) await page.setViewportSize(before);
}
