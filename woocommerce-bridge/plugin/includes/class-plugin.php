<?php
/**
 * Puts the plugin together.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Hooks everything in, once WooCommerce is there.
 */
final class Plugin {

	const VERSION_OPTION = 'rung_loyalty_version';

	/** Everything is loaded: begins, or says that WooCommerce is missing. */
	public static function boot() {
		if ( ! class_exists( 'WooCommerce' ) ) {
			add_action( 'admin_notices', array( __CLASS__, 'say_woocommerce_is_missing' ) );
			return;
		}
		add_action( 'init', array( __CLASS__, 'start' ) );
		add_action( 'rest_api_init', array( 'Rung\Loyalty\App_Routes', 'register' ) );
		add_action( 'rest_api_init', array( 'Rung\Loyalty\Storefront_Routes', 'register' ) );
		add_action( 'wp_loaded', array( 'Rung\Loyalty\Shopper_Forms', 'handle' ), 20 );
		// WooCommerce's blocks come with it, and are loaded before or after us.
		if ( did_action( 'woocommerce_blocks_loaded' ) ) {
			self::start_blocks();
		} else {
			add_action( 'woocommerce_blocks_loaded', array( __CLASS__, 'start_blocks' ) );
		}
		Session::register();
		Account_Page::register();
		Cart_Panel::register();
		Earn_Lines::register();
		Widget::register();
		Privacy::register();
		if ( is_admin() ) {
			Settings_Page::register();
		}
	}

	/** What wants WordPress to be ready. */
	public static function start() {
		// Sites that installed the folder themselves have no language packs of wordpress.org.
		load_plugin_textdomain( 'rung-loyalty', false, dirname( plugin_basename( RUNG_LOYALTY_FILE ) ) . '/languages' );
		Program_Page::register();
		if ( RUNG_LOYALTY_VERSION !== get_option( self::VERSION_OPTION ) ) {
			update_option( self::VERSION_OPTION, RUNG_LOYALTY_VERSION );
			// The account page's address is among WordPress's rules the next time it needs them.
			delete_option( 'rewrite_rules' );
		}
	}

	/** The block cart and checkout. */
	public static function start_blocks() {
		if ( interface_exists( 'Automattic\WooCommerce\Blocks\Integrations\IntegrationInterface' ) ) {
			Cart_Blocks::register();
		}
	}

	/** The plugin is switched on. */
	public static function activate() {
		delete_option( 'rewrite_rules' );
	}

	/** The plugin is switched off: nothing is forgotten. */
	public static function deactivate() {
		delete_option( 'rewrite_rules' );
	}

	/** Tells people who can do something about it. */
	public static function say_woocommerce_is_missing() {
		if ( current_user_can( 'activate_plugins' ) ) {
			echo '<div class="notice notice-warning is-dismissible"><p>' . esc_html__( 'Rung Loyalty needs WooCommerce. Install and activate it, and your rewards are back.', 'rung-loyalty' ) . '</p></div>';
		}
	}
}
