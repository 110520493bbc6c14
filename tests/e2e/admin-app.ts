import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { HANDLE } from '#tests/doors/server-stage.ts';
import { USER_AGENT } from '#tests/setup/browser.ts';

const SCREENSHOTS = path.resolve('.data/screenshots');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A merchant's browser with the app open in the admin around it. */
export interface AdminApp {
  readonly page: Page;
  /** The app's own page, inside the admin. */
  readonly app: FrameLocator;
  /** What went wrong in the browser: errors of scripts, and what it complained of. */
  readonly complaints: readonly string[];
  /** Opens a page of the app anew. */
  open(place: string): Promise<void>;
  /** How many pixels stick out to the side of the app's page. */
  overflow(): Promise<number>;
  /** What keeps people with assistive technology out, a line each. */
  barriers(): Promise<string[]>;
  /** Saves what is seen, to be looked at: .data/screenshots/<name>.png. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface AdminAppOptions {
  readonly simulatorUrl: string;
  readonly width: number;
  readonly height?: number;
}

/** Opens the app's first page as a merchant would. */
export async function openAdminApp(browser: Browser, { simulatorUrl, width, height = 900 }: AdminAppOptions): Promise<AdminApp> {
  const context = await browser.newContext({
    viewport: { width, height },
    userAgent: USER_AGENT,
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints = listen(page);
  const open = async (place: string) => {
    await page.goto(`${simulatorUrl}/store/${HANDLE}/apps/rung${place}`);
    await page.frameLocator('iframe').locator('main').waitFor();
    await untilAlive(page);
  };
  await open('/app');
  return { page, app: page.frameLocator('iframe'), complaints, open, ...looking(page), close: () => closeContext(context) };
}

function looking(page: Page): Pick<AdminApp, 'overflow' | 'barriers' | 'picture'> {
  return {
    overflow: () =>
      page
        .frameLocator('iframe')
        .locator('html')
        .evaluate((root) => root.scrollWidth - root.clientWidth),
    barriers: async () => {
      const { violations } = await new AxeBuilder({ page }).include(['iframe', 'html']).withTags(RULES).analyze();
      return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`);
    },
    picture: async (name) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    },
  };
}

/** A page that the server drew answers clicks from the moment that React has taken it over. */
function untilAlive(page: Page): Promise<void> {
  return page
    .frameLocator('iframe')
    .locator('html')
    .evaluate(
      () =>
        new Promise<void>((resolve) => {
          const look = () => {
            if (Object.keys(document).some((key) => key.startsWith('__reactContainer'))) resolve();
            else setTimeout(look, 20);
          };
          look();
        }),
    );
}

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  return complaints;
}

async function closeContext(context: BrowserContext): Promise<void> {
  await context.close();
}
