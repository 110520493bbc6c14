// `npm run bench:admin`: every page of the admin with 100,000 members and a million transfers behind it. First how long the server takes for it over HTTP, beside what this
// machine takes for the frame alone; then what a merchant's browser sees of it on a slow machine and a slow network, beside the limits of "Built for Shopify".
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, USER_AGENT } from '#tests/setup/browser.ts';
import { type Column, type Row, paintFor, table } from '../../tools/rung/layout.ts';
import { type Place, placesOf } from './admin-places.ts';
import { type AdminStage, openAdminStage } from './admin-stage.ts';
import { median } from './measure.ts';
import { openStage } from './stage.ts';

const SIZE = { members: 100_000, orders: 500_000 };
const QUICK_SIZE = { members: 5_000, orders: 25_000 };
const REQUESTS = 30;
const VISITS = 3;
/** A page may take so long on the server. */
const SERVER_MS = 200;
/** The limits of "Built for Shopify", at the 75th percentile. */
const LIMITS = { lcp: 2_500, cls: 0.1, inp: 200 };
const SLOWER_CPU = 4;
/** Slow 4G. */
const NETWORK = { offline: false, latency: 150, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8 };

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    server: { type: 'boolean', default: false },
  },
});
const requests = options.quick ? 8 : REQUESTS;
const visits = options.quick ? 1 : VISITS;
const say = (message: string): void => void process.stderr.write(`${message}\n`);

interface Times {
  /** The quickest: what it takes where nothing else runs on the machine meanwhile. */
  readonly best: number;
  readonly p50: number;
  readonly p95: number;
}

interface ServerLine {
  readonly page: string;
  /** The whole page, as the admin's frame asks for it. */
  readonly document: Times;
  readonly kilobytes: number;
}

interface Seen {
  readonly lcp: number;
  readonly cls: number;
  readonly inp: number;
}

interface BrowserLine {
  readonly page: string;
  /** With an empty cache, and with the app's files in it, as at any later visit. */
  readonly first: Seen;
  readonly later: Seen;
  /** Over the wire at the first visit. */
  readonly kilobytes: number;
}

function timesOf(measured: readonly number[]): Times {
  const times = measured.toSorted((a, b) => a - b);
  return { best: times[0] ?? 0, p50: median(times), p95: times[Math.min(times.length - 1, Math.floor(times.length * 0.95))] ?? 0 };
}

async function fetchPage(stage: AdminStage, path: string): Promise<number> {
  const answer = await fetch(stage.pageUrl(path), { headers: { 'User-Agent': USER_AGENT, Accept: 'text/html' }, redirect: 'manual' });
  const body = await answer.arrayBuffer();
  if (answer.status !== 200 && path !== FRAME.path) throw new Error(`${path} was answered ${answer.status}`);
  return body.byteLength;
}

/** Signs the merchant in, finds no page, and draws the frame: what every page pays before it has read anything. */
const FRAME = { name: 'the frame alone', path: '/app/nowhere' };

/** Asks for every page in turn, round after round, so that a busy moment of the machine meets all of them; the first round warms what a running app has warm. */
async function measureServer(stage: AdminStage, places: readonly Place[]): Promise<ServerLine[]> {
  const select = async (): Promise<number> => (await stage.wiring.database.pool.query('SELECT 1')).rows.length;
  const asked = [
    { page: 'SELECT 1', ask: select },
    ...[FRAME, ...places].map(({ name, path }) => ({ page: name, ask: () => fetchPage(stage, path) })),
  ];
  const lines = asked.map(({ page, ask }) => ({ page, ask, bytes: 0, times: [] as number[] }));
  for (let round = 0; round <= requests; round += 1) {
    if (round % 5 === 0) say(`  server: round ${round} of ${requests}`);
    for (const line of lines) {
      const began = performance.now();
      line.bytes = await line.ask();
      if (round > 0) line.times.push(performance.now() - began);
    }
  }
  return lines.map(({ page, bytes, times }) => ({ page, document: timesOf(times), kilobytes: bytes / 1024 }));
}

/** The library that measures, and where it leaves what it saw; only in the app's own frame. */
async function watcher(appUrl: string): Promise<string> {
  const contents = `import { onCLS, onINP, onLCP } from 'web-vitals';
    if (location.origin === ${JSON.stringify(appUrl)}) {
      // In an admin of the same site the browser tells only the page around of keys and clicks, so that what follows them would count as unexpected.
      let inputAt = -Infinity;
      for (const name of ['pointerdown', 'pointerup', 'click', 'keydown', 'change'])
        addEventListener(name, () => (inputAt = performance.now()), { capture: true });
      const told = Object.getOwnPropertyDescriptor(LayoutShift.prototype, 'hadRecentInput').get;
      Object.defineProperty(LayoutShift.prototype, 'hadRecentInput', {
        get() {
          return told.call(this) || (this.startTime >= inputAt && this.startTime - inputAt < 500);
        },
      });
      const seen = (window.vitals = { lcp: 0, cls: 0, inp: 0 });
      const all = { reportAllChanges: true };
      onLCP(({ value }) => (seen.lcp = value), all);
      onCLS(({ value }) => (seen.cls = value), all);
      onINP(({ value }) => (seen.inp = value), { ...all, durationThreshold: 16 });
    }`;
  const { outputFiles } = await build({ stdin: { contents, resolveDir: process.cwd() }, bundle: true, format: 'iife', write: false });
  return outputFiles[0]?.text ?? '';
}

async function measureBrowser(browser: Browser, stage: AdminStage, places: readonly Place[]): Promise<BrowserLine[]> {
  const script = await watcher(stage.appUrl);
  const lines: BrowserLine[] = [];
  for (const place of places) {
    const seen: { first: Seen[]; later: Seen[]; kilobytes: number } = { first: [], later: [], kilobytes: 0 };
    for (let visit = 0; visit < visits; visit += 1) {
      say(`  browser: ${place.name}, ${visit + 1} of ${visits}`);
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, userAgent: USER_AGENT });
      await context.addInitScript(script);
      const first = await look(await context.newPage(), stage, place);
      seen.first.push(first);
      seen.kilobytes = first.kilobytes;
      seen.later.push(await look(await context.newPage(), stage, place));
      await context.close();
    }
    lines.push({ page: place.name, first: middle(seen.first), later: middle(seen.later), kilobytes: seen.kilobytes });
  }
  return lines;
}

async function look(page: Page, { adminUrl, appUrl }: AdminStage, { path, steps }: Place): Promise<Seen & { readonly kilobytes: number }> {
  page.setDefaultTimeout(30_000);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', NETWORK);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU });
  const sizes = new Map<string, number>();
  const ours = new Set<string>();
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    if (request.url.startsWith(appUrl)) ours.add(requestId);
  });
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    sizes.set(requestId, encodedDataLength);
  });
  await page.goto(`${adminUrl}${path}`, { waitUntil: 'load' });
  const app = page.frameLocator('iframe');
  await app.locator('main').first().waitFor();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  await page.waitForTimeout(1_000);
  const bytes = [...ours].reduce((sum, id) => sum + (sizes.get(id) ?? 0), 0);
  // The largest paint is settled by the first key or click; it is read before.
  const { lcp } = await read(app);
  for (const step of steps) {
    await step(app);
    await page.waitForTimeout(600);
  }
  await page.waitForTimeout(400);
  const { cls, inp } = await read(app);
  await page.close();
  return { lcp, cls, inp, kilobytes: bytes / 1024 };
}

function read(app: ReturnType<Page['frameLocator']>): Promise<Seen> {
  return app.locator('html').evaluate(() => (window as unknown as { vitals: Seen }).vitals);
}

/** The middle one of several visits, for each number by itself. */
function middle(seen: readonly Seen[]): Seen {
  return { lcp: median(seen.map(({ lcp }) => lcp)), cls: median(seen.map(({ cls }) => cls)), inp: median(seen.map(({ inp }) => inp)) };
}

const SERVER_COLUMNS: readonly Column[] = [
  { title: 'page, on the server', wraps: true },
  { title: 'best ms', align: 'right' },
  { title: 'p50 ms', align: 'right' },
  { title: 'p95 ms', align: 'right' },
  { title: 'KB of HTML', align: 'right' },
  { title: `≤ ${SERVER_MS} ms` },
];

const BROWSER_COLUMNS: readonly Column[] = [
  { title: 'page, in a slow browser', wraps: true },
  { title: 'KB', align: 'right' },
  { title: 'LCP first', align: 'right' },
  { title: 'LCP later', align: 'right' },
  { title: 'CLS', align: 'right' },
  { title: 'INP', align: 'right' },
  { title: '' },
];

function serverRow({ page, document, kilobytes }: ServerLine): Row {
  const { best, p50, p95 } = document;
  return [page, best.toFixed(1), p50.toFixed(1), p95.toFixed(1), kilobytes.toFixed(0), verdict(p50 <= SERVER_MS)];
}

function browserRow({ page, first, later, kilobytes }: BrowserLine): Row {
  const cls = Math.max(first.cls, later.cls);
  const inp = Math.max(first.inp, later.inp);
  const numbers = [kilobytes.toFixed(0), first.lcp.toFixed(0), later.lcp.toFixed(0), cls.toFixed(3), inp.toFixed(0)];
  return [page, ...numbers, verdict(first.lcp <= LIMITS.lcp && later.lcp <= LIMITS.lcp && cls <= LIMITS.cls && inp <= LIMITS.inp)];
}

function verdict(met: boolean) {
  return { text: met ? 'met' : 'missed', tone: met ? ('good' as const) : ('bad' as const) };
}

const stage = await openStage(say);
const size = options.quick ? QUICK_SIZE : SIZE;
try {
  const admin = await openAdminStage(stage, { size, say });
  const places = placesOf(admin).filter(({ name }) => !options.only || options.only.some((wanted) => name.includes(wanted)));
  const server = await measureServer(admin, places);
  const paint = paintFor(process.stdout);
  process.stdout.write(`${table(SERVER_COLUMNS, server.map(serverRow), paint).join('\n')}\n\n`);
  const browser = options.server ? null : await openBrowser();
  const seen = browser === null ? [] : await measureBrowser(browser, admin, places);
  await browser?.close();
  if (seen.length > 0) {
    process.stdout.write(`${table(BROWSER_COLUMNS, seen.map(browserRow), paint).join('\n')}\n`);
    process.stdout.write(
      `limits: LCP ${LIMITS.lcp} ms, CLS ${LIMITS.cls}, INP ${LIMITS.inp} ms; processor ${SLOWER_CPU} times slower, slow 4G\n\n`,
    );
  }
  for (const line of server)
    process.stdout.write(`${JSON.stringify({ bench: 'admin-server', ...size, requests, targetMs: SERVER_MS, ...line })}\n`);
  for (const line of seen) process.stdout.write(`${JSON.stringify({ bench: 'admin-vitals', ...size, visits, limits: LIMITS, ...line })}\n`);
  await admin.close();
} finally {
  await stage.close();
}
