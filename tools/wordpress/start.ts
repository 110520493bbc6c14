import { parseArgs } from 'node:util';
import { activate, openShop, openStandInShop } from '#tests/wordpress/lab/shop.ts';
import { startWordPress, wantedWordPress } from '#tests/wordpress/lab/wordpress-site.ts';

const HELP = `A WordPress with a shop and our plugin in it, until Ctrl-C:

  npm run wordpress -- [--woocommerce <folder>] [--suite trixie|sid] [--port <port>] [--app <url>] [--legacy-orders] [--no-plugin]

  --woocommerce    the folder of a built WooCommerce (WC_DIR does the same); without it a stand-in is used that only lets the plugin load
  --suite          Debian's WordPress: trixie (settled, the default) or sid (the newest)
  --app            the address of a running Rung app, for the plugin's settings page
  --legacy-orders  orders as posts instead of in tables of their own
  --no-plugin      leave our plugin inactive

WP_SUITE and WORDPRESS_DIR (the folder of another WordPress) choose as well.
`;

const { values } = parseArgs({
  options: {
    woocommerce: { type: 'string' },
    suite: { type: 'string' },
    port: { type: 'string' },
    app: { type: 'string' },
    'legacy-orders': { type: 'boolean', default: false },
    'no-plugin': { type: 'boolean', default: false },
    keep: { type: 'boolean' },
    help: { type: 'boolean', default: false },
  },
});

async function main(): Promise<void> {
  const began = Date.now();
  const say = (line: string) => console.log(`${((Date.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${line}`);
  const woocommerce = values.woocommerce ?? process.env['WC_DIR'];
  const site = await startWordPress({
    say,
    ...wantedWordPress(),
    ...(values.suite === undefined ? {} : { suite: values.suite === 'sid' ? 'sid' : 'trixie' }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
    plugins: { woocommerce: woocommerce ?? 'tests/wordpress/fixtures/woocommerce-stand-in', 'rung-loyalty': 'woocommerce-bridge/plugin' },
    constants: { ...(values.app === undefined ? {} : { RUNG_LOYALTY_APP_URL: values.app }), DISABLE_WP_CRON: false },
  });
  const stop = () => void site.stop().then(() => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const shop = await (woocommerce === undefined
    ? openStandInShop(site)
    : openShop(site, { highPerformanceOrders: !values['legacy-orders'] }));
  say(
    `${woocommerce === undefined ? 'the stand-in for WooCommerce' : `WooCommerce ${shop.version}`} is active; its pages: ${Object.values(shop.pages).join(' ')}`,
  );
  if (!values['no-plugin']) {
    await activate(site, 'rung-loyalty/rung-loyalty.php');
    say('our plugin is active');
  }
  console.log(`
  the shop     ${site.url}/shop/
  the admin    ${site.url}/wp-admin/   ${site.owner.user} / ${site.owner.password}   (our page: ${site.url}/wp-admin/admin.php?page=rung-loyalty)
  a shopper    ${site.url}/my-account/   ana / ${site.owner.password}
  its files    ${site.folder}   (debug.log, php.log, mail.log)
  Ctrl-C ends it and removes everything.`);
}

if (values.help) console.log(HELP);
else await main();
