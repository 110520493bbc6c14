<?php
/**
 * The block cart and checkout.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use Automattic\WooCommerce\Blocks\Integrations\IntegrationInterface;

defined( 'ABSPATH' ) || exit;

/**
 * Loads the script that adds the rewards panel below the coupon field. Loaded only where WooCommerce has blocks.
 */
final class Cart_Blocks implements IntegrationInterface {

	const NAME = 'rung-loyalty';

	/**
	 * The name under which WooCommerce knows us.
	 *
	 * @return string
	 */
	public function get_name() {
		return self::NAME;
	}

	/** Registers the script. */
	public function initialize() {
		wp_register_script(
			'rung-loyalty-cart-block',
			RUNG_LOYALTY_URL . 'assets/js/cart-block.js',
			array( 'wc-blocks-checkout', 'wc-settings', 'wp-plugins', 'wp-element' ),
			RUNG_LOYALTY_VERSION,
			true
		);
		Styles::register();
	}

	/**
	 * Scripts of the shop's pages.
	 *
	 * @return array
	 */
	public function get_script_handles() {
		if ( is_admin() || ! Settings::is_on( 'cart' ) || null === Program::live() ) {
			return array();
		}
		Styles::enqueue();
		return array( 'rung-loyalty-cart-block' );
	}

	/**
	 * Scripts of the editor.
	 *
	 * @return array
	 */
	public function get_editor_script_handles() {
		return array();
	}

	/**
	 * What the script is told. Cart and checkout are never cached.
	 *
	 * @return array
	 */
	public function get_script_data() {
		$program = is_admin() ? null : Program::live();
		if ( null === $program ) {
			return array();
		}
		return array(
			'rewards' => esc_url_raw( rest_url( 'rung/v1/cart/rewards' ) ),
			'redeem'  => esc_url_raw( rest_url( 'rung/v1/storefront/redeem' ) ),
			'undo'    => esc_url_raw( rest_url( 'rung/v1/storefront/undo' ) ),
			'nonce'   => is_user_logged_in() ? wp_create_nonce( 'wp_rest' ) : '',
			'account' => esc_url_raw( wc_get_page_permalink( 'myaccount' ) ),
			'brand'   => Styles::brand( $program ),
			'words'   => array(
				'sign_in' => Cart_Panel::invitation( $program ),
				'use'     => __( 'Use', 'rung-loyalty' ),
				'undo'    => __( 'Undo', 'rung-loyalty' ),
				'loading' => __( 'One moment…', 'rung-loyalty' ),
				'making'  => __( 'Your code is being made. Look again in a moment.', 'rung-loyalty' ),
				'applied' => __( 'Your reward is in the cart.', 'rung-loyalty' ),
				'refused' => __( 'This cart does not qualify for the code yet. It stays good until it expires.', 'rung-loyalty' ),
				'undone'  => __( 'Undone. Your points come back in a minute.', 'rung-loyalty' ),
				'away'    => __( 'Rewards cannot be reached right now. Your points are safe; please try again in a few minutes.', 'rung-loyalty' ),
				'none'    => __( 'No rewards yet. Keep collecting: they will show up here.', 'rung-loyalty' ),
				/* translators: %s: the name of the points, such as "beans" */
				'points'  => sprintf( __( 'How many %s', 'rung-loyalty' ), Plural_Rules::form( $program['unit']['forms'], $program['unit']['locale'], '100' ) ),
			),
		);
	}

	/** Hooks in; called once WooCommerce's blocks are loaded. */
	public static function register() {
		$integrate = static function ( $registry ) {
			$registry->register( new self() );
		};
		add_action( 'woocommerce_blocks_cart_block_registration', $integrate );
		add_action( 'woocommerce_blocks_checkout_block_registration', $integrate );
		if ( ! function_exists( 'woocommerce_store_api_register_endpoint_data' ) || ! function_exists( 'woocommerce_store_api_register_update_callback' ) ) {
			return;
		}
		woocommerce_store_api_register_endpoint_data(
			array(
				'endpoint'        => 'cart',
				'namespace'       => self::NAME,
				'data_callback'   => array( __CLASS__, 'cart_data' ),
				'schema_callback' => array( __CLASS__, 'cart_schema' ),
				'schema_type'     => ARRAY_A,
			)
		);
		woocommerce_store_api_register_update_callback(
			array(
				'namespace' => self::NAME,
				'callback'  => array( __CLASS__, 'update' ),
			)
		);
	}

	/**
	 * What goes with every answer of the cart: from the session and the customer's meta data, never from the app.
	 *
	 * @return array
	 */
	public static function cart_data() {
		$program = Settings::is_on( 'cart' ) && self::may_be_personal() ? Program::live() : null;
		$member  = null === $program ? null : Member::get( get_current_user_id() );
		return array(
			'earn'      => null === $program ? '' : Earn_Lines::cart_line(),
			'title'     => null === $member ? '' : Cart_Panel::title( $member, $program ),
			'signed_in' => null !== $program && is_user_logged_in(),
		);
	}

	/**
	 * Whether this answer stays out of page caches. The mini-cart writes the cart's answer into every page; only cart and checkout are never cached.
	 *
	 * @return bool
	 */
	private static function may_be_personal() {
		return ( defined( 'REST_REQUEST' ) && REST_REQUEST ) || ( did_action( 'wp' ) && ( is_cart() || is_checkout() ) );
	}

	/**
	 * The shape of that.
	 *
	 * @return array
	 */
	public static function cart_schema() {
		return array(
			'earn'      => array(
				'description' => __( 'What the cart will earn, in words; empty where it cannot be said.', 'rung-loyalty' ),
				'type'        => 'string',
				'readonly'    => true,
			),
			'title'     => array(
				'description' => __( 'The heading of the rewards panel; empty without a member.', 'rung-loyalty' ),
				'type'        => 'string',
				'readonly'    => true,
			),
			'signed_in' => array(
				'description' => __( 'Whether somebody is signed in.', 'rung-loyalty' ),
				'type'        => 'boolean',
				'readonly'    => true,
			),
		);
	}

	/**
	 * Puts a code into the cart, or takes it out.
	 *
	 * @param array $data apply or remove: a code.
	 */
	public static function update( $data ) {
		if ( isset( $data['apply'] ) && is_string( $data['apply'] ) ) {
			Cart::apply( wc_format_coupon_code( sanitize_text_field( $data['apply'] ) ) );
		} elseif ( isset( $data['remove'] ) && is_string( $data['remove'] ) && WC()->cart ) {
			WC()->cart->remove_coupon( wc_format_coupon_code( sanitize_text_field( $data['remove'] ) ) );
			WC()->cart->calculate_totals();
		}
	}
}
