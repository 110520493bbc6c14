import { openBrowser } from '#tests/setup/browser.ts';
import { openShop, visit } from '#tests/widget/shop-window.ts';
import { sampleView, sampleCode } from '#tests/widget/sample-view.ts';
const browser = await openBrowser();
const shop = await openShop();
const list = process.argv.slice(2);
const want = (n: string) => list.length === 0 || list.some((l) => n.includes(l));
async function shot(name: string, o: any, act?: (v: any) => Promise<void>) {
  if (!want(name)) return;
  const v = await visit(browser, { shop, view: sampleView(), ...o });
  try {
    await v.open();
    if (act) await act(v);
    await v.page.waitForTimeout(250);
    await v.picture(`try-${name}`);
    if (v.complaints.length) console.log(name, v.complaints);
  } catch (e) {
    console.log(name, String(e).slice(0, 600), v.complaints);
    await v.picture(`try-${name}-fail`);
  }
  await v.close();
}
const code = sampleView('en', { codes: [sampleCode()] });
await shot('desk', { width: 1280 });
await shot('phone', { width: 390 });
await shot('phone-dark', { width: 390, dark: true, view: code });
await shot('ticket', { width: 1280, view: code });
await shot('earn', { width: 390 }, (v) => v.panel.getByRole('tab').nth(1).click());
await shot('activity', { width: 390 }, (v) => v.panel.getByRole('tab').nth(2).click());
await shot('guest', { width: 390, signedIn: false, view: sampleView('en', { state: 'guest' }) });
await shot('w320-de', { width: 320, locale: 'de', view: { ...sampleView('de'), codes: [sampleCode()] } });
await shot('rtl', { width: 390, rtl: true });
await browser.close();
await shop.close();
