import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { USER_AGENT } from '#tests/setup/browser.ts';
import { bundleExtension } from '../../tools/extensions/bundle.ts';
import { readExtensions } from '../../tools/extensions/read-config.ts';

const SCREENSHOTS = path.resolve('.data/screenshots');

export interface HostOptions {
  /** The folder of the extension. */
  readonly extension: string;
  readonly target: string;
  readonly appUrl: string;
  readonly locale?: string;
  readonly width?: number;
  /** The session token that the platform would give. */
  readonly token: () => string;
  readonly customerId?: string;
  readonly orderId?: string;
}

/** An extension in a page that plays its platform: on an origin of its own, as the platform's sandbox is. */
export interface ExtensionHost {
  readonly page: Page;
  /** The codes on the order or in the cart. */
  codes(): Promise<string[]>;
  /** What went wrong in the browser. */
  readonly complaints: readonly string[];
  /** How many pixels stick out to the side. */
  overflow(): Promise<number>;
  /** Saves what is seen, to be looked at: .data/screenshots/<name>.png. */
  picture(name: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens one target of an extension, as it is really built. */
export async function openExtension(browser: Browser, options: HostOptions): Promise<ExtensionHost> {
  const { width = 400, locale = 'en' } = options;
  const server = await serve(options);
  const context = await browser.newContext({ viewport: { width, height: 900 }, userAgent: USER_AGENT, locale });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.exposeFunction('platformToken', options.token);
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    complaints,
    codes: () => page.evaluate<string[]>('platformCodes()'),
    overflow: () => page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth'),
    picture: async (name) => {
      await mkdir(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: true });
    },
    close: async () => {
      await context.close();
      server.close();
    },
  };
}

async function serve({ extension, target, appUrl, locale = 'en', customerId, orderId }: HostOptions): Promise<Server> {
  const config = readExtensions('.').find(({ folder }) => path.basename(folder) === extension);
  if (!config) throw new Error(`there is no extension ${extension}`);
  const script = await bundleExtension(config, appUrl);
  const sentences = readFileSync(path.join(config.folder, 'locales', locale === 'en' ? 'en.default.json' : `${locale}.json`), 'utf8');
  const facts = JSON.stringify({ target, locale, customerId: customerId ?? null, orderId: orderId ?? null });
  const page = readFileSync('tests/e2e/extension-platform.html', 'utf8')
    .replace(/['"]FACTS['"]/, () => facts)
    .replace(/['"]SENTENCES['"]/, () => sentences);
  const server = createServer((request, response) => {
    const isScript = request.url === '/extension.js';
    const known = isScript || request.url === '/';
    response.writeHead(known ? 200 : 204, { 'Content-Type': isScript ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(isScript ? script : known ? page : undefined);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
