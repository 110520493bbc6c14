// `npm run bench:page`: a product page of a shop with the widget and without it, as a browser on a slow phone sees it. Median of several loads, beside the budgets.
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';
import { openShop, type ShopWindow } from '#tests/widget/shop-window.ts';

const LOADS = 7;
/** A phone of the middle class on 4G. */
const SLOWER_CPU = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };
const LONG_TASK_MS = 50;

interface View {
  readonly requests: number;
  readonly bytes: number;
  readonly scriptMs: number;
  readonly longTasks: number;
  readonly blockingMs: number;
  readonly shift: number;
  readonly paintMs: number;
}

/** What the page with the widget may cost more than the page without it. */
const BUDGET: View = { requests: 1, bytes: 4_096, scriptMs: 20, longTasks: 1, blockingMs: 50, shift: 0, paintMs: 100 };

type Widget = 'on' | 'off';

/** Loads the page in turn without the widget and with it, so that a busy moment of the machine meets both. */
async function measure(browser: Browser, shop: ShopWindow): Promise<Record<Widget, View>> {
  const views: Record<Widget, View[]> = { off: [], on: [] };
  for (let load = 0; load < LOADS * 2; load += 1) {
    const widget = load % 2 === 0 ? 'off' : 'on';
    const context = await browser.newContext({ viewport: { width: 390, height: 780 }, userAgent: USER_AGENT });
    await context.addCookies([
      { name: 'sim_customer', value: shop.annId, url: shop.sim.url },
      { name: 'sim_widget', value: widget, url: shop.sim.url },
    ]);
    views[widget].push(await look(await context.newPage(), `${shop.sim.url}/storefront/roastery/`));
    await context.close();
  }
  return { off: middle(views.off), on: middle(views.on) };
}

function middle(views: readonly View[]): View {
  const median = (key: keyof View): number => views.map((view) => view[key]).sort((a, b) => a - b)[Math.floor(views.length / 2)] ?? 0;
  return {
    requests: median('requests'),
    bytes: median('bytes'),
    scriptMs: median('scriptMs'),
    longTasks: median('longTasks'),
    blockingMs: median('blockingMs'),
    shift: median('shift'),
    paintMs: median('paintMs'),
  };
}

async function look(page: Page, address: string): Promise<View> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Performance.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
  let requests = 0;
  let bytes = 0;
  devtools.on('Network.requestWillBeSent', ({ request }) => {
    if (request.url.startsWith('http')) requests += 1;
  });
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = { shift: 0, longTasks: 0, blockingMs: 0 };
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
    new PerformanceObserver((list) => {
      seen.longTasks += list.getEntries().length;
      for (const { duration } of list.getEntries()) seen.blockingMs += duration - 50;
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  await page.waitForTimeout(200);
  const { shift, longTasks, blockingMs, paintMs } = await page.evaluate(() => ({
    ...(window as unknown as { seen: { shift: number; longTasks: number; blockingMs: number } }).seen,
    paintMs: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  }));
  return { requests, bytes, scriptMs: await scriptTime(devtools), longTasks, blockingMs, shift, paintMs };
}

async function scriptTime(devtools: CDPSession): Promise<number> {
  const { metrics } = await devtools.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0) * 1_000;
}

const LABELS: Readonly<Record<keyof View, string>> = {
  requests: 'requests',
  bytes: 'bytes over the wire, compressed',
  scriptMs: 'ms of script, processor 4 times slower',
  longTasks: `tasks longer than ${LONG_TASK_MS} ms`,
  blockingMs: 'ms that they block beyond that',
  shift: 'layout shift (CLS)',
  paintMs: 'ms to the first paint on slow 4G',
};

const browser = await openBrowser();
const shop = await openShop();
try {
  const { off: without, on: withIt } = await measure(browser, shop);
  const digits = (key: keyof View): number => (key === 'shift' ? 4 : 0);
  console.log(
    `${'A page of the shop'.padEnd(58)}${'without'.padStart(10)}${'with'.padStart(10)}${'more'.padStart(10)}${'allowed'.padStart(10)}`,
  );
  let isWithin = true;
  for (const key of Object.keys(LABELS) as (keyof View)[]) {
    const more = withIt[key] - without[key];
    isWithin &&= more <= BUDGET[key];
    const cells = [without[key], withIt[key], more, BUDGET[key]].map((value) => value.toFixed(digits(key)).padStart(10));
    console.log(`${LABELS[key].padEnd(58)}${cells.join('')}`);
  }
  console.log(JSON.stringify({ bench: 'page-view', loads: LOADS, without, with: withIt, budget: BUDGET, isWithin }));
  process.exitCode = isWithin ? 0 : 1;
} finally {
  await shop.close();
  await browser.close();
}
