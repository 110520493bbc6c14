import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '#tests/setup/browser.ts';
import { activate, openShop, type Shop } from './lab/shop.ts';
import { startWordPress, wantedWordPress, type WordPressSite } from './lab/wordpress-site.ts';
import { eventually, type RunningApp, startApp } from './shop-and-app.ts';
import { barriersIn, pictureFolder, takePictures, visit, type Visitor } from './shop-browser.ts';

const WC_DIR = process.env['WC_DIR'] ?? '';
const SETTINGS = '/wp-admin/admin.php?page=rung-loyalty';
const FIVE_OFF = {
  id: 'five-off',
  name: 'Five euros off',
  cost: { kind: 'points', points: 10 },
  value: { kind: 'amount', amounts: { EUR: 500 } },
} as const;

const hasWooCommerce = existsSync(path.join(WC_DIR, 'woocommerce.php'));
if (!hasWooCommerce)
  console.log('SKIPPED: the whole story. Give the folder of a built WooCommerce by WC_DIR=<folder> (the one that holds woocommerce.php).');

/** What the shop knows of its customer without asking the app. */
interface KnownMember {
  readonly points: number;
  readonly revision: number;
}

interface OrderAtShop {
  readonly id: number;
  readonly status: string;
  readonly total: string;
  readonly coupons: readonly string[];
}

describe.runIf(hasWooCommerce).each([
  ['tables of their own', true],
  ['posts', false],
])('a real WooCommerce whose orders are %s, and the real app', (_name, highPerformanceOrders) => {
  let app: RunningApp, site: WordPressSite, shop: Shop, browser: Browser, owner: Visitor, ana: Visitor;
  const ends: (() => Promise<unknown>)[] = [];
  const picture = `story-${highPerformanceOrders ? 'hpos' : 'posts'}`;

  beforeAll(async () => {
    app = await startApp();
    ends.push(() => app.close());
    site = await startWordPress({
      say: console.log,
      ...wantedWordPress(),
      plugins: { woocommerce: WC_DIR, 'rung-loyalty': 'woocommerce-bridge/plugin' },
      certificate: app.front.certificate,
    });
    ends.push(() => site.stop());
    shop = await openShop(site, { highPerformanceOrders });
    await activate(site, 'rung-loyalty/rung-loyalty.php');
    browser = await openBrowser();
    ends.push(() => browser.close());
    owner = await visit(browser, site, 'admin');
    ana = await visit(browser, site, 'ana');
    await site.forgetDebugLog();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    console.log(`pictures: ${await pictureFolder()}`);
  });

  const member = (): Promise<KnownMember | null> =>
    site.php(`$text = get_user_meta( ${shop.customers['ana']}, '_rung_member', true ); return $text ? json_decode( $text, true ) : null;`);
  const untilPoints = (points: number): Promise<KnownMember | null> =>
    eventually(member, (known) => known?.points === points, { meanwhile: () => site.runCron() });
  const orders = (): Promise<readonly OrderAtShop[]> =>
    site.php(`return array_map( function ( $order ) {
      return array( 'id' => $order->get_id(), 'status' => $order->get_status(), 'total' => $order->get_total(), 'coupons' => $order->get_coupon_codes() );
    }, wc_get_orders( array( 'limit' => 10, 'orderby' => 'ID', 'order' => 'DESC', 'type' => 'shop_order' ) ) );`);
  const coupons = (): Promise<readonly { readonly code: string; readonly used: number }[]> =>
    site.php(`return array_map( function ( $post ) { $coupon = new WC_Coupon( $post->ID ); return array( 'code' => $coupon->get_code(), 'used' => $coupon->get_usage_count() ); },
      get_posts( array( 'post_type' => 'shop_coupon', 'post_status' => 'any', 'numberposts' => -1 ) ) );`);
  const addToCart = (product: string) => ana.page.goto(`${site.url}/?add-to-cart=${shop.products[product]?.id}`);
  const pageOf = (name: string): string => shop.pages[name] ?? site.url;

  /** Buys what is in the cart, by the classic checkout. */
  async function checkOut(): Promise<OrderAtShop> {
    const { page } = ana;
    await page.goto(pageOf('classic-checkout'));
    await page.waitForFunction('!document.querySelector(".blockUI.blockOverlay")');
    await page.click('#place_order');
    await page.waitForURL(/order-received/);
    const [newest] = await orders();
    if (newest === undefined) throw new Error('the shop has no order');
    return newest;
  }

  test('one button connects: the plugin, the approval of the site, the app', async () => {
    const { page } = owner;
    await page.goto(site.url + SETTINGS);
    await takePictures(page, `${picture}-settings-connect`);
    expect(await barriersIn(page, '.rung-admin')).toEqual([]);
    await page.fill('#rung-loyalty-address', app.url);
    await page.click('#rung-loyalty-connect button[type=submit]');
    await page.waitForURL(/wc-auth/);
    await page.click('.wc-auth-approve');
    await page.waitForURL(/page=rung-loyalty/);
    expect(await app.storeOf(site.url)).not.toBeNull();
    expect(await page.getAttribute('.rung-state', 'data-state')).toBe('linked');
  });

  test('the merchant’s pages of the app are in wp-admin', async () => {
    const { page } = owner;
    await page.goto(site.url + SETTINGS);
    const frame = page.frameLocator('#rung-loyalty-app');
    await frame.locator('main').waitFor();
    await takePictures(page, `${picture}-admin`);
  });

  test('the program that is published reaches the shop', async () => {
    const address = await app.storeOf(site.url);
    if (address === null) throw new Error('not connected');
    await app.publish(address, { name: 'Beans & Co', rewards: [FIVE_OFF] });
    const name = () => site.php<string>(`$kept = get_option( 'rung_loyalty_program' ); return $kept['program']['name'] ?? '';`);
    expect(await eventually(name, (found) => found !== '', { meanwhile: () => site.runCron() })).toBe('Beans & Co');
  });

  test('a paid order becomes points', async () => {
    await addToCart('Espresso beans');
    const order = await checkOut();
    expect(order).toMatchObject({ status: 'processing', total: '24.00' });
    expect(await untilPoints(24)).toMatchObject({ points: 24 });
  });

  test('a refund of a part takes its points back', async () => {
    const [order] = await orders();
    await site.php(`$order = wc_get_order( ${order?.id} ); $item = current( $order->get_items() );
      $refund = wc_create_refund( array( 'order_id' => $order->get_id(), 'amount' => '4.00', 'line_items' => array( $item->get_id() => array( 'qty' => 0, 'refund_total' => '4.00' ) ) ) );
      return is_wp_error( $refund ) ? $refund->get_error_message() : true;`);
    expect(await untilPoints(20)).toMatchObject({ points: 20 });
  });

  test('who joins in My Account sees what was collected before', async () => {
    const { page } = ana;
    await page.goto(`${site.url}/my-account/rewards/`);
    await takePictures(page, `${picture}-my-account-join`);
    await page.click('.woocommerce-MyAccount-content form:has(input[value="join"]) button');
    await page.waitForLoadState();
    expect(await page.textContent('.woocommerce-MyAccount-content')).toContain('20');
    await takePictures(page, `${picture}-my-account`);
    expect(await barriersIn(page, '.woocommerce-MyAccount-content')).toEqual([]);
  });

  test('points are redeemed in the cart, and the order with the coupon captures them', async () => {
    const { page } = ana;
    await addToCart('Filter beans');
    await page.goto(pageOf('classic-cart'));
    await page.click('.rung-panel summary');
    await takePictures(page, `${picture}-classic-cart`);
    expect(await barriersIn(page, '.rung-panel')).toEqual([]);
    await page.click('.rung-panel .rung-card:has-text("Five euros off") button');
    await page.waitForLoadState();
    await eventually(
      () => page.locator('.cart-discount').count(),
      (found) => found > 0,
      { meanwhile: () => page.reload() },
    );
    await takePictures(page, `${picture}-classic-cart-with-coupon`);
    const order = await checkOut();
    expect(order).toMatchObject({ total: '13.50' });
    expect(order.coupons).toHaveLength(1);
    // 20 − 10 for the reward + 13 for the order of 13.50.
    expect(await untilPoints(23)).toMatchObject({ points: 23 });
    expect((await coupons()).find(({ code }) => code === order.coupons[0])).toMatchObject({ used: 1 });
  });

  /** Waits for a balance, and sees to it that it never comes while one of these coupons can still be used. */
  async function untilPointsAndNo(code: string, points: number): Promise<void> {
    const look = () =>
      site.php<{ readonly points: number; readonly usable: boolean }>(
        `$member = json_decode( get_user_meta( ${shop.customers['ana']}, '_rung_member', true ), true );
        return array( 'points' => $member['points'], 'usable' => 0 !== wc_get_coupon_id_by_code( '${code}' ) );`,
      );
    await eventually(
      look,
      (seen) => {
        if (seen.points === points && seen.usable) throw new Error('the points are back, and the coupon can still be used');
        return seen.points === points;
      },
      { meanwhile: () => site.runCron() },
    );
  }

  test('an order that is cancelled: what it earned goes, its coupon goes, and only then its points come back', async () => {
    const [order] = await orders();
    await site.php(`wc_get_order( ${order?.id} )->update_status( 'cancelled' ); return true;`);
    await untilPointsAndNo(order?.coupons[0] ?? '', 20);
  });

  test('a reward that is undone: first the coupon goes, then the points come back', async () => {
    const { page } = ana;
    await page.goto(`${site.url}/my-account/rewards/`);
    await page.click('.rung-card:has-text("Five euros off") form:has(input[value="redeem"]) button');
    await page.waitForLoadState();
    const undo = page.locator('.rung-card--ticket form:has(input[value="undo"]) button');
    // Until the code is made at the shop, the ticket shows none.
    await eventually(
      () => page.locator('.rung-card--ticket .rung-code').count(),
      (found) => found === 1,
      { meanwhile: () => page.reload() },
    );
    expect(await untilPoints(10)).toMatchObject({ points: 10 });
    const code = (await page.textContent('.rung-card--ticket .rung-code')) ?? '';
    expect((await coupons()).map((coupon) => coupon.code)).toContain(code.toLowerCase());
    await takePictures(page, `${picture}-my-account-code`);
    await undo.click();
    await page.waitForLoadState();
    await untilPointsAndNo(code, 20);
  });

  test('the block cart offers the same', async () => {
    const { page } = ana;
    await addToCart('Cup of the day');
    await page.goto(pageOf('cart'));
    await page.locator('.wc-block-cart .rung-loyalty').first().waitFor();
    await takePictures(page, `${picture}-block-cart`);
    expect(await barriersIn(page, '.wc-block-cart .rung-loyalty')).toEqual([]);
  });

  test('the app goes silent: the shop keeps selling, and nothing is lost', async () => {
    app.front.leadTo('silence');
    for (const place of [shop.products['Filter beans']?.url ?? '', pageOf('classic-cart'), `${site.url}/my-account/rewards/`]) {
      const began = Date.now();
      expect((await ana.page.goto(place))?.status()).toBe(200);
      expect(Date.now() - began).toBeLessThan(6_000);
    }
    await takePictures(ana.page, `${picture}-app-away`);
    const order = await checkOut();
    expect(order.status).toBe('processing');
    app.front.leadTo(app.server.port);
    // The webhooks of that order may be lost by now, WooCommerce sends none twice: the app's own look at what changed finds it.
    await app.wiring.services.runSchedule('reconcile');
    // What was in the cart: a cup for 10.00.
    expect(await untilPoints(30)).toMatchObject({ points: 30 });
  });

  test('nothing of it made PHP, WordPress or the browser complain', async () => {
    const said = (await site.readDebugLog()).filter((line) => !line.includes('<code>woocommerce</code>'));
    expect(said).toEqual([]);
    expect([...owner.complaints, ...ana.complaints]).toEqual([]);
  });

  test('disconnected in the shop, its pages are gone', async () => {
    const { page } = owner;
    await page.goto(`${site.url}${SETTINGS}&tab=store`);
    await page.click('summary:has-text("Disconnect")');
    await page.click('#rung-loyalty-disconnect button');
    await page.waitForLoadState();
    await page.locator('#rung-loyalty-connect').waitFor();
    await ana.page.goto(pageOf('myaccount'));
    expect(await ana.page.locator('.woocommerce-MyAccount-navigation a[href*="rewards"]').count()).toBe(0);
  });
});
