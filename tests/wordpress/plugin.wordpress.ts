import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openBrowser } from '#tests/setup/browser.ts';
import { mustRun, runProgram } from './lab/run-program.ts';
import { activate, deactivate, openStandInShop, type Shop } from './lab/shop.ts';
import { startWordPress, wantedWordPress, type WordPressSite } from './lab/wordpress-site.ts';
import { LINK, type ListeningApp, openListeningApp, PROGRAM } from './listening-app.ts';
import { barriersIn, pictureFolder, takePictures, visit } from './shop-browser.ts';

const PLUGIN = path.resolve('woocommerce-bridge/plugin');
const MAIN_FILE = 'rung-loyalty/rung-loyalty.php';
const SETTINGS = '/wp-admin/admin.php?page=rung-loyalty';
/** The pair that the stand-in for WooCommerce knows. */
const KEYS = `Basic ${Buffer.from('ck_stand_in:cs_stand_in').toString('base64')}`;

describe('the plugin in a real WordPress', () => {
  let site: WordPressSite, shop: Shop, browser: Browser, app: ListeningApp;
  const ends: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    app = await openListeningApp();
    ends.push(() => app.close());
    site = await startWordPress({
      say: console.log,
      ...wantedWordPress(),
      plugins: { woocommerce: 'tests/wordpress/fixtures/woocommerce-stand-in', 'rung-loyalty': PLUGIN },
    });
    ends.push(() => site.stop());
    shop = await openStandInShop(site);
    browser = await openBrowser();
    ends.push(() => browser.close());
    await site.forgetDebugLog();
  });
  beforeEach(() => {
    app.mood = 'answers';
    app.heard.length = 0;
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
    console.log(`pictures: ${await pictureFolder()}`);
  });

  const post = (route: string, body: unknown, headers: Readonly<Record<string, string>> = { Authorization: KEYS }) =>
    fetch(`${site.url}/wp-json/${route}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const link = () => post('wc-rung/v1/link', { ...LINK, appUrl: app.url });
  const linkAndTell = async () => {
    await link();
    await post('wc-rung/v1/program', { revision: 8, program: PROGRAM, locales: {} });
  };
  const unlinked = () => site.php(`delete_option( 'rung_loyalty_link' ); return true;`);

  describe('its code', () => {
    test('every file is PHP that this PHP understands', async () => {
      const files = (await readdir(PLUGIN, { recursive: true })).filter((file) => file.endsWith('.php'));
      expect(files).toContain('rung-loyalty.php');
      for (const file of files) expect(await mustRun(site.programs.php, ['-l', path.join(PLUGIN, file)])).toContain('No syntax errors');
    });

    test('the coding standard, as far as this machine can check it', async () => {
      const { phpcs, phpcsKnows } = site.programs;
      if (phpcs === null) {
        console.log('SKIPPED: the coding standard: PHP_CodeSniffer is not on this machine (apt-get install php-codesniffer)');
        return;
      }
      const standards = ['coding-standard', ...(phpcsKnows.wordpress ? ['wordpress-standard'] : [])];
      for (const standard of standards) {
        const options = [`--standard=${path.resolve('tests/wordpress', standard)}.xml`, '--report=emacs', '-q', PLUGIN];
        const { code, out } = await runProgram(phpcs, options);
        expect(code, out).toBe(0);
      }
      if (!phpcsKnows.wordpress)
        console.log('SKIPPED: WPCS: give a PHP_CodeSniffer that knows it by PHPCS=<program> (it comes by Composer)');
      if (phpcsKnows.phpVersions) {
        const versions = [
          '--standard=PHPCompatibility',
          '--runtime-set',
          'testVersion',
          '7.4-',
          '--extensions=php',
          '--report=emacs',
          '-q',
        ];
        const { code, out } = await runProgram(phpcs, [...versions, PLUGIN]);
        expect(code, out).toBe(0);
      }
    });
  });

  describe('its life', () => {
    test('without WooCommerce WordPress does not let it be activated', async () => {
      await deactivate(site, 'woocommerce/woocommerce.php');
      await expect(activate(site, MAIN_FILE)).rejects.toThrow('plugin_missing_dependencies');
      await activate(site, 'woocommerce/woocommerce.php');
    });

    test('activated, deactivated and activated again it leaves no line in the log', async () => {
      await activate(site, MAIN_FILE);
      expect((await fetch(site.url)).status).toBe(200);
      await deactivate(site, MAIN_FILE);
      await activate(site, MAIN_FILE);
      expect((await fetch(site.url)).status).toBe(200);
      expect(await site.readDebugLog()).toEqual([]);
    });

    test('it says that orders in tables of their own and the block checkout are fine with it', async () => {
      expect(await site.php(`return Automattic\\WooCommerce\\Utilities\\FeaturesUtil::$declared;`)).toEqual({
        custom_order_tables: { [MAIN_FILE]: true },
        cart_checkout_blocks: { [MAIN_FILE]: true },
      });
    });
  });

  describe('what the app tells it', () => {
    test('only who holds the keys of the shop may link it', async () => {
      await unlinked();
      expect((await post('wc-rung/v1/link', { ...LINK, appUrl: app.url }, {})).status).toBe(401);
      expect(await site.php(`return get_option( 'rung_loyalty_link' );`)).toBe(false);
    });

    test('linked, it says what it runs on, and keeps the secret out of every page’s options', async () => {
      const answer = await link();
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ plugin: '1.0.0', wordpress: site.version });
      expect(
        await site.php(
          `global $wpdb; return $wpdb->get_var( "SELECT autoload FROM $wpdb->options WHERE option_name = 'rung_loyalty_link'" );`,
        ),
      ).toMatch(/^(no|off)$/);
    });

    test('the newest program stays, an older one is passed over', async () => {
      await link();
      const tell = (revision: number, name: string) => post('wc-rung/v1/program', { revision, program: { ...PROGRAM, name }, locales: {} });
      expect((await tell(7, 'Beans & Co')).status).toBe(200);
      await tell(6, 'Older beans');
      expect(await site.php(`$kept = get_option( 'rung_loyalty_program' ); return $kept['program']['name'];`)).toBe('Beans & Co');
    });

    test('members are kept where WooCommerce’s own API does not show them; unknown people and old news are passed over', async () => {
      await link();
      const ana = String(shop.customers['ana']);
      const known = { points: 120, pending: 0, debt: 0, tier: null, nextReward: null };
      const tell = (customerId: string, revision: number, points = 120) =>
        post('wc-rung/v1/members', { members: [{ customerId, ...known, points, revision }] });
      expect(await (await tell(ana, 4)).json()).toEqual({ kept: 1 });
      expect(await (await tell(ana, 3, 5)).json()).toEqual({ kept: 0 });
      expect(await (await tell('987654', 4)).json()).toEqual({ kept: 0 });
      expect(await site.php(`return json_decode( get_user_meta( ${ana}, '_rung_member', true ), true );`)).toMatchObject({
        points: 120,
        revision: 4,
      });
    });
  });

  describe('what it tells the app', () => {
    test('a shopper’s request is signed, and who it is comes from the session, not from the browser', async () => {
      await link();
      const { page, close } = await visit(browser, site, 'ana');
      const answer = await page.evaluate(async () => {
        const session = (await (await fetch('/wp-admin/admin-ajax.php?action=rung_loyalty_session')).json()) as {
          nonce: string;
          signedIn: boolean;
        };
        const headers = { 'X-WP-Nonce': session.nonce, 'Content-Type': 'application/json', 'X-Rung-Customer': '1' };
        const joined = await fetch('/wp-json/rung/v1/storefront/join?customer=1', { method: 'POST', headers, body: '{"customer":"1"}' });
        return { signedIn: session.signedIn, status: joined.status };
      });
      expect(answer).toEqual({ signedIn: true, status: 200 });
      expect(app.heard.at(-1)).toMatchObject({ method: 'POST', customer: String(shop.customers['ana']), signed: true });
      expect(app.heard.at(-1)?.target).toBe(`/bridge/woocommerce/${LINK.storeKey}/join`);
      await close();
    });

    test('a guest may look and may not change anything', async () => {
      await link();
      const me = await fetch(`${site.url}/wp-json/rung/v1/storefront/me`);
      expect(me.status).toBe(200);
      expect(await me.json()).toMatchObject({ state: 'guest' });
      expect((await post('rung/v1/storefront/redeem', { rewardId: 'five-off' }, {})).status).toBe(401);
      expect(app.heard.every(({ customer, signed }) => customer === '' && signed)).toBe(true);
    });

    test('what the app has of a person is in WordPress’s export, and goes with its eraser', async () => {
      await link();
      const run = (kind: 'exporters' | 'erasers') =>
        site.php(
          `$all = apply_filters( 'wp_privacy_personal_data_${kind}', array() ); return call_user_func( $all['rung-loyalty']['callback'], 'ana@shopper.example', 1 );`,
        );
      expect(JSON.stringify(await run('exporters'))).toContain('120');
      expect(await run('erasers')).toMatchObject({
        items_removed: true,
        items_retained: true,
        messages: ['Bookings stay without a name.'],
        done: true,
      });
      expect(app.heard.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
        { email: 'ana@shopper.example' },
        { email: 'ana@shopper.example' },
      ]);
      expect(app.heard.every(({ signed }) => signed)).toBe(true);
      expect(await site.php(`return get_user_meta( ${shop.customers['ana']}, '_rung_member', true );`)).toBe('');
    });
  });

  describe('its pages', () => {
    let rewardsPage = '';
    beforeAll(async () => {
      const make = (title: string, content: string) =>
        site.php<string>(
          `return get_permalink( wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => '${title}', 'post_content' => '${content}' ) ) );`,
        );
      rewardsPage = await make('Rewards program', '[rung_rewards]');
      await make('Rewards block', '<!-- wp:rung-loyalty/rewards /-->');
    });

    test('the settings before and after connecting', async () => {
      await unlinked();
      const { page, complaints, close } = await visit(browser, site, 'admin');
      await page.goto(site.url + SETTINGS);
      await takePictures(page, 'settings-connect');
      expect(await barriersIn(page, '.rung-admin')).toEqual([]);
      await linkAndTell();
      await page.goto(`${site.url + SETTINGS}&tab=store`);
      expect(await page.getAttribute('.rung-state', 'data-state')).toBe('linked');
      await takePictures(page, 'settings-store');
      expect(await barriersIn(page, '.rung-admin')).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    });

    test('a shopper may not open the settings', async () => {
      const { page, close } = await visit(browser, site, 'ana');
      expect((await page.goto(site.url + SETTINGS))?.status()).not.toBe(200);
      await close();
    });

    test('shortcode and block show the program', async () => {
      await linkAndTell();
      const { page, complaints, close } = await visit(browser, site, null);
      for (const [name, place] of [
        ['shortcode', rewardsPage],
        ['block', `${site.url}/rewards-block/`],
      ] as const) {
        await page.goto(place);
        expect(await page.textContent('.rung-program')).toContain('Beans & Co');
        await takePictures(page, name);
        expect(await barriersIn(page, '.rung-program')).toEqual([]);
      }
      expect(complaints).toEqual([]);
      await close();
    });

    test('My Account shows points and rewards', async () => {
      await linkAndTell();
      const { page, complaints, close } = await visit(browser, site, 'ana');
      await page.goto(`${site.url}/my-account/rewards/`);
      const content = page.locator('.woocommerce-MyAccount-content');
      expect(await content.textContent()).toContain('120');
      expect(await content.textContent()).toContain('Five euros off');
      await takePictures(page, 'my-account');
      expect(await barriersIn(page, '.woocommerce-MyAccount-content')).toEqual([]);
      expect(complaints).toEqual([]);
      await close();
    });

    test('a page that a cache may keep is the same for everybody, and holds no nonce', async () => {
      await linkAndTell();
      const guest = await (await fetch(rewardsPage)).text();
      expect(guest).toContain('Beans &amp; Co');
      const again = await (await fetch(rewardsPage)).text();
      expect(again).toBe(guest);
      expect(guest).not.toMatch(/nonce/i);
      const { page, close } = await visit(browser, site, 'ana');
      const mark = await page.evaluate(() => document.cookie);
      expect(mark).toContain('rung_loyalty_member=1');
      const widget = /<[^>]*data-config[^>]*>|id="rung[^"]*"[^>]*>/g;
      const own = await (await page.context().request.get(rewardsPage)).text();
      expect(own.match(widget)).toEqual(guest.match(widget));
      await close();
    });

    test('pages without anything of ours load nothing of ours but the launcher', async () => {
      await site.php(`update_option( 'rung_loyalty_settings', array() ); return true;`);
      const html = await (await fetch(`${site.url}/sample-page/`)).text();
      const assets = [...html.matchAll(/(?:src|href)="([^"]*rung-loyalty\/[^"]*)"/g)].map(([, address]) => address ?? '');
      expect(assets.filter((address) => !/launcher/.test(address))).toEqual([]);
    });
  });

  describe('the app is away', () => {
    test('silent or gone, the shop’s pages come within the time-out, and say so quietly', async () => {
      await linkAndTell();
      await site.php(`delete_transient( 'rung_loyalty_breaker' ); return true;`);
      app.mood = 'silence';
      const { page, close } = await visit(browser, site, 'ana');
      const began = Date.now();
      expect((await page.goto(`${site.url}/my-account/rewards/`))?.status()).toBe(200);
      expect(Date.now() - began).toBeLessThan(6_000);
      expect(await page.textContent('.woocommerce-MyAccount-content')).not.toMatch(/error|warning|fatal/i);
      await takePictures(page, 'my-account-app-away');
      for (let turn = 0; turn < 3; turn += 1) await page.goto(`${site.url}/my-account/rewards/`);
      // After three failures nobody waits any more.
      const tired = Date.now();
      expect((await page.goto(`${site.url}/my-account/rewards/`))?.status()).toBe(200);
      expect(Date.now() - tired).toBeLessThan(2_500);
      expect((await fetch(`${site.url}/shop/`)).status).toBe(200);
      await close();
      await site.php(`delete_transient( 'rung_loyalty_breaker' ); return true;`);
    });
  });

  test('none of this made PHP or WordPress complain', async () => {
    expect(await site.readDebugLog()).toEqual([]);
  });

  test('uninstalled, it leaves nothing behind and tells the app', async () => {
    await link();
    await deactivate(site, MAIN_FILE);
    await site.php(`uninstall_plugin( '${MAIN_FILE}' ); return true;`);
    const left = await site.php(`global $wpdb; return array_merge(
      $wpdb->get_col( "SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%rung%'" ),
      $wpdb->get_col( "SELECT meta_key FROM $wpdb->usermeta WHERE meta_key LIKE '%rung%'" ) );`);
    expect(left).toEqual([]);
    expect(app.heard.at(-1)).toMatchObject({ method: 'POST', signed: true });
    expect(await site.readDebugLog()).toEqual([]);
  });
});
