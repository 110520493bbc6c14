import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { WordPressSite } from './wordpress-site.ts';

export interface Shop {
  readonly version: string;
  /** Addresses: myaccount, shop; of a real WooCommerce also cart, checkout, classic-cart, classic-checkout. */
  readonly pages: Readonly<Record<string, string>>;
  readonly products: Readonly<Record<string, { readonly id: number; readonly url: string }>>;
  /** WordPress user ids by login (ana, ben); their password is the owner's. */
  readonly customers: Readonly<Record<string, number>>;
}

/** Opens a shop in a WordPress that was given a real WooCommerce as the plugin `woocommerce`, its orders in tables of their own (HPOS) or as posts. */
export async function openShop(site: WordPressSite, { highPerformanceOrders }: { readonly highPerformanceOrders: boolean }): Promise<Shop> {
  await activate(site, 'woocommerce/woocommerce.php');
  await site.php('WC_Install::install(); return true;');
  const code = await readFile(path.join(import.meta.dirname, 'php/open-shop.php'), 'utf8');
  const shop = await site.php<Shop>(`define( 'LAB_HPOS', ${highPerformanceOrders} );\n${code}`);
  // The rules of addresses are made on the first visit after the pages are there.
  await (await fetch(site.url)).arrayBuffer();
  return shop;
}

const STAND_IN_SHOP = `
$customers = array();
foreach ( array( 'ana' => 'Ana', 'ben' => 'Ben' ) as $login => $name ) {
	$customers[ $login ] = wp_insert_user( array( 'user_login' => $login, 'user_pass' => LAB_PASSWORD, 'user_email' => $login . '@shopper.example', 'first_name' => $name, 'role' => 'customer' ) );
}
return array(
	'version'   => WC_VERSION,
	'pages'     => array( 'myaccount' => wc_get_page_permalink( 'myaccount' ), 'shop' => wc_get_page_permalink( 'shop' ) ),
	'products'  => new stdClass(),
	'customers' => $customers,
);`;

/** Opens what a shop is to the stand-in for WooCommerce: two pages and two customers. */
export async function openStandInShop(site: WordPressSite): Promise<Shop> {
  await activate(site, 'woocommerce/woocommerce.php');
  const shop = await site.php<Shop>(STAND_IN_SHOP);
  await (await fetch(site.url)).arrayBuffer();
  return shop;
}

/** Activates a plugin as the owner would. Throws with WordPress's own words. */
export async function activate(site: WordPressSite, plugin: string): Promise<void> {
  const problem = await site.php<string | null>(
    `$done = activate_plugin( '${plugin}' ); return is_wp_error( $done ) ? $done->get_error_code() . ': ' . $done->get_error_message() : null;`,
  );
  if (problem !== null) throw new Error(`${plugin} was not activated: ${problem}`);
}

/** Deactivates it, as the owner would. */
export async function deactivate(site: WordPressSite, plugin: string): Promise<void> {
  await site.php(`deactivate_plugins( '${plugin}' ); return true;`);
}
