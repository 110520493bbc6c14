<?php
/**
 * Plugin Name:          Rung Loyalty
 * Description:          Points, tiers and rewards for your store. Customers see what they have, redeem it in the cart and use it at checkout.
 * Version:              1.0.0
 * Requires at least:    6.5
 * Requires PHP:         7.4
 * Requires Plugins:     woocommerce
 * Author:               Rung contributors
 * License:              GPL-2.0-or-later
 * License URI:          https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:          rung-loyalty
 * Domain Path:          /languages
 * WC requires at least: 8.2
 * WC tested up to:      10.0
 *
 * @package Rung\Loyalty
 */

defined( 'ABSPATH' ) || exit;

define( 'RUNG_LOYALTY_VERSION', '1.0.0' );
define( 'RUNG_LOYALTY_FILE', __FILE__ );
define( 'RUNG_LOYALTY_DIR', plugin_dir_path( __FILE__ ) );
define( 'RUNG_LOYALTY_URL', plugin_dir_url( __FILE__ ) );

require_once RUNG_LOYALTY_DIR . 'includes/autoload.php';

/*
 * Says before WooCommerce loads that orders are only read through its own functions, and that the block cart and checkout are served as well.
 */
add_action(
	'before_woocommerce_init',
	static function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', RUNG_LOYALTY_FILE, true );
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'cart_checkout_blocks', RUNG_LOYALTY_FILE, true );
		}
	}
);

register_activation_hook( __FILE__, array( 'Rung\Loyalty\Plugin', 'activate' ) );
register_deactivation_hook( __FILE__, array( 'Rung\Loyalty\Plugin', 'deactivate' ) );
add_action( 'plugins_loaded', array( 'Rung\Loyalty\Plugin', 'boot' ) );
