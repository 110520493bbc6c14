import { openBrowser, USER_AGENT } from '/work/main/tests/setup/browser.ts';
const browser = await openBrowser();
for (const [width, height] of [[1280, 1000], [360, 900]] as const) {
  const context = await browser.newContext({ userAgent: USER_AGENT, viewport: { width, height } });
  const page = await context.newPage();
  page.setDefaultTimeout(6000);
  page.on('pageerror', (e) => console.log('pageerror', String(e)));
  page.on('console', (m) => m.type() === 'error' && console.log('console', m.text().slice(0, 300)));
  await page.goto('http://127.0.0.1:4020/wp-admin/admin.php?page=rung-loyalty#/app/settings');
  await page.waitForTimeout(4500);
  const frame = page.frames().find((f) => f.url().startsWith('http://127.0.0.1:3000'));
  if (!frame) continue;
  if (!frame.url().includes('settings')) await frame.click('text=Settings').catch((e) => console.log(String(e).slice(0, 200)));
  await page.waitForTimeout(2500);
  const one = await frame.locator('select').first().evaluate((s: HTMLSelectElement) => [...s.options].map((o) => o.text)).catch(() => []);
  console.log(one);
  await frame.selectOption('select', { index: 0 }).catch(() => 0);
  await frame.click('text=Show what it would give').catch((e) => console.log(String(e).slice(0, 200)));
  await page.waitForTimeout(4000);
  await frame.locator('text=Past orders').first().evaluate((e) => e.scrollIntoView());
  await page.screenshot({ path: `/tmp/dlog/import-${width}.png` });
}
await browser.close();
