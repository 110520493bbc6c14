<?php
/**
 * What the app calls: linking and the published program.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

defined( 'ABSPATH' ) || exit;

/**
 * Routes below wc-rung/v1. The namespace lets the shop's own consumer keys in; once linked, the link's signature does as well, for hosts that drop the
 * Authorization header.
 */
final class App_Routes {

	const SPACE      = 'wc-rung/v1';
	const MOST_BYTES = 524288;

	/** Customers that one request may bring. */
	const MOST_MEMBERS = 100;

	/** Registers the routes. */
	public static function register() {
		register_rest_route(
			self::SPACE,
			'/link',
			array(
				array(
					'methods'             => 'POST',
					'callback'            => array( __CLASS__, 'link' ),
					'permission_callback' => array( __CLASS__, 'is_app' ),
				),
				array(
					'methods'             => 'DELETE',
					'callback'            => array( __CLASS__, 'unlink' ),
					'permission_callback' => array( __CLASS__, 'is_app' ),
				),
			)
		);
		register_rest_route(
			self::SPACE,
			'/program',
			array(
				'methods'             => 'POST',
				'callback'            => array( __CLASS__, 'program' ),
				'permission_callback' => array( __CLASS__, 'is_app' ),
			)
		);
		register_rest_route(
			self::SPACE,
			'/members',
			array(
				'methods'             => 'POST',
				'callback'            => array( __CLASS__, 'members' ),
				'permission_callback' => array( __CLASS__, 'is_app' ),
			)
		);
	}

	/**
	 * POST members: what pages show of customers without asking the app. WooCommerce's own REST API neither writes nor reads meta data with such a name.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function members( WP_REST_Request $request ) {
		$sent = $request->get_json_params();
		if ( ! isset( $sent['members'] ) || ! is_array( $sent['members'] ) || count( $sent['members'] ) > self::MOST_MEMBERS ) {
			return new WP_Error( 'rung_loyalty_malformed', __( 'The members could not be read.', 'rung-loyalty' ), array( 'status' => 400 ) );
		}
		return new WP_REST_Response( array( 'kept' => count( array_filter( array_map( array( 'Rung\Loyalty\Member', 'keep' ), $sent['members'] ) ) ) ) );
	}

	/**
	 * Whether the app is calling: by keys of somebody who may manage the shop, or by the link's signature.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool
	 */
	public static function is_app( WP_REST_Request $request ) {
		return current_user_can( 'manage_woocommerce' ) || self::is_signed( $request );
	}

	/**
	 * Whether the request was signed with the link's secret.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return bool
	 */
	private static function is_signed( WP_REST_Request $request ) {
		$link = Link::get();
		if ( null === $link || null === $request->get_header( 'x_rung_signature' ) ) {
			return false;
		}
		// The signature covers the request line's own bytes: anything else than those would not match.
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- only compared by its hash.
		$target = isset( $_SERVER['REQUEST_URI'] ) ? wp_unslash( $_SERVER['REQUEST_URI'] ) : '';
		return Signature::accepts(
			$link['secret'],
			array(
				'method'   => $request->get_method(),
				'target'   => (string) $target,
				'time'     => (string) $request->get_header( 'x_rung_time' ),
				'customer' => (string) $request->get_header( 'x_rung_customer' ),
				'locale'   => (string) $request->get_header( 'x_rung_locale' ),
				'body'     => $request->get_body(),
			),
			(string) $request->get_header( 'x_rung_signature' ),
			time()
		);
	}

	/**
	 * POST link: keeps address, key and secret.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function link( WP_REST_Request $request ) {
		if ( Link::is_refused() ) {
			return new WP_Error( 'rung_loyalty_disconnected', __( 'The owner of this site disconnected it. It can be connected again from its own settings.', 'rung-loyalty' ), array( 'status' => 409 ) );
		}
		$sent    = $request->get_json_params();
		$address = Link::clean_address( isset( $sent['appUrl'] ) ? $sent['appUrl'] : null );
		$key     = isset( $sent['storeKey'] ) && is_string( $sent['storeKey'] ) ? $sent['storeKey'] : '';
		$secret  = isset( $sent['secret'] ) && is_string( $sent['secret'] ) ? $sent['secret'] : '';
		if ( null === $address || 1 !== preg_match( '/^[A-Za-z0-9_-]{20,100}$/', $key ) || 1 !== preg_match( '/^[A-Za-z0-9_-]{40,100}$/', $secret ) ) {
			return new WP_Error( 'rung_loyalty_malformed', __( 'The link could not be read: appUrl, storeKey or secret is missing.', 'rung-loyalty' ), array( 'status' => 400 ) );
		}
		if ( Link::is_address_fixed() && Link::clean_address( RUNG_LOYALTY_APP_URL ) !== $address ) {
			return new WP_Error( 'rung_loyalty_other_app', __( 'This site is set up for another app: see RUNG_LOYALTY_APP_URL in wp-config.php.', 'rung-loyalty' ), array( 'status' => 409 ) );
		}
		Link::save(
			array(
				'app_url'      => $address,
				'store_key'    => $key,
				'secret'       => $secret,
				'program_name' => isset( $sent['programName'] ) ? sanitize_text_field( (string) $sent['programName'] ) : '',
			)
		);
		return new WP_REST_Response( self::versions() );
	}

	/**
	 * DELETE link: forgets them.
	 *
	 * @return WP_REST_Response
	 */
	public static function unlink() {
		Link::remove( false );
		return new WP_REST_Response( array( 'unlinked' => true ) );
	}

	/**
	 * POST program: keeps what was published.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function program( WP_REST_Request $request ) {
		if ( ! Link::exists() ) {
			return new WP_Error( 'rung_loyalty_not_linked', __( 'This site is not linked to an app.', 'rung-loyalty' ), array( 'status' => 409 ) );
		}
		$sent = strlen( $request->get_body() ) > self::MOST_BYTES ? null : $request->get_json_params();
		if ( ! is_array( $sent ) || ! Program::keep( $sent ) ) {
			return new WP_Error( 'rung_loyalty_malformed', __( 'The program could not be read.', 'rung-loyalty' ), array( 'status' => 400 ) );
		}
		Shopper::forget( 0 );
		return new WP_REST_Response( array( 'kept' => true ) );
	}

	/**
	 * What runs here, for the app's owner.
	 *
	 * @return array
	 */
	private static function versions() {
		return array(
			'plugin'      => RUNG_LOYALTY_VERSION,
			'php'         => PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION,
			'wordpress'   => get_bloginfo( 'version' ),
			'woocommerce' => defined( 'WC_VERSION' ) ? WC_VERSION : '',
		);
	}
}
