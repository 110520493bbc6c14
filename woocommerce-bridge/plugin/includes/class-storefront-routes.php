<?php
/**
 * What the shop's own pages call.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use WP_Error;
use WP_REST_Request;
use WP_REST_Response;

defined( 'ABSPATH' ) || exit;

/**
 * Routes below rung/v1: the app's storefront paths, passed on with the identity of who is logged in, and the cart.
 */
final class Storefront_Routes {

	const SPACE      = 'rung/v1';
	const MOST_BYTES = 16384;
	const READS      = array( 'me', 'activity' );
	const CHANGES    = array( 'join', 'redeem', 'undo', 'link-code', 'link' );

	/** Registers the routes. */
	public static function register() {
		foreach ( self::READS as $path ) {
			self::route( '/storefront/' . $path, 'GET', 'pass_read', 'may_look' );
		}
		self::route( '/storefront/worth', 'POST', 'pass_worth', 'may_look' );
		foreach ( self::CHANGES as $path ) {
			self::route( '/storefront/' . $path, 'POST', 'pass_change', 'may_change' );
		}
		self::route( '/cart/rewards', 'GET', 'cart_rewards', 'may_change' );
		self::route( '/cart/apply', 'POST', 'cart_apply', 'may_change' );
		add_filter( 'rest_request_after_callbacks', array( __CLASS__, 'shape_error' ), 10, 3 );
	}

	/**
	 * Registers one route.
	 *
	 * @param string $path       Below rung/v1.
	 * @param string $method     GET or POST.
	 * @param string $callback   A method of this class.
	 * @param string $permission A method of this class.
	 */
	private static function route( $path, $method, $callback, $permission ) {
		register_rest_route(
			self::SPACE,
			$path,
			array(
				'methods'             => $method,
				'callback'            => array( __CLASS__, $callback ),
				'permission_callback' => array( __CLASS__, $permission ),
			)
		);
	}

	/**
	 * Everybody may look: without a valid nonce WordPress takes the visitor for a guest, and the app answers a guest.
	 *
	 * @return bool|WP_Error
	 */
	public static function may_look() {
		return Link::exists() ? true : new WP_Error( 'no_program', __( 'There is no rewards program in this store at the moment.', 'rung-loyalty' ), array( 'status' => 404 ) );
	}

	/**
	 * Only somebody who is logged in, on a page of this site (WordPress has checked the nonce), may change something.
	 *
	 * @return bool|WP_Error
	 */
	public static function may_change() {
		$may_look = self::may_look();
		if ( true !== $may_look ) {
			return $may_look;
		}
		return is_user_logged_in() ? true : new WP_Error( 'sign_in', __( 'Sign in to your account to use your points.', 'rung-loyalty' ), array( 'status' => 401 ) );
	}

	/**
	 * GET me, GET activity.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function pass_read( WP_REST_Request $request ) {
		$path = self::path_of( $request );
		if ( 'me' === $path && ! is_user_logged_in() ) {
			$view = Shopper::guest_view();
			return null === $view ? self::away() : self::answer( 200, $view );
		}
		$cursor = $request->get_param( 'cursor' );
		$query  = 'activity' === $path && is_string( $cursor ) && strlen( $cursor ) <= 200 ? '?cursor=' . rawurlencode( $cursor ) : '';
		return self::pass( App_Client::read( $path . $query ) );
	}

	/**
	 * POST worth: stores nothing.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function pass_worth( WP_REST_Request $request ) {
		$body = self::body_of( $request );
		return is_wp_error( $body ) ? $body : self::pass( App_Client::send( 'worth', $body, array( 'seconds' => App_Client::READ_SECONDS ) ) );
	}

	/**
	 * POST join, redeem, undo, link-code, link.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function pass_change( WP_REST_Request $request ) {
		$body = self::body_of( $request );
		return is_wp_error( $body ) ? $body : self::pass( Shopper::change( self::path_of( $request ), $body ) );
	}

	/**
	 * GET cart/rewards: rewards and codes in words, for the block cart and checkout.
	 *
	 * @return WP_REST_Response|WP_Error
	 */
	public static function cart_rewards() {
		wc_load_cart();
		$view = Shopper::view( true );
		return null === $view ? self::away() : self::answer( 200, Cart_Panel::data( $view ) );
	}

	/**
	 * POST cart/apply {code}: puts a code into the cart.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return WP_REST_Response|WP_Error
	 */
	public static function cart_apply( WP_REST_Request $request ) {
		$sent = $request->get_json_params();
		wc_load_cart();
		$code = isset( $sent['code'] ) && is_string( $sent['code'] ) ? wc_format_coupon_code( sanitize_text_field( $sent['code'] ) ) : '';
		return self::answer( 200, Cart::apply( $code ) );
	}

	/**
	 * The path as the app calls it.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return string
	 */
	private static function path_of( WP_REST_Request $request ) {
		return basename( $request->get_route() );
	}

	/**
	 * The body as it came: small JSON.
	 *
	 * @param WP_REST_Request $request The request.
	 * @return string|WP_Error
	 */
	private static function body_of( WP_REST_Request $request ) {
		$body = $request->get_body();
		if ( '' === trim( $body ) ) {
			return '{}';
		}
		if ( strlen( $body ) > self::MOST_BYTES || ! is_array( json_decode( $body, true ) ) ) {
			return new WP_Error( 'not_understood', __( 'We could not read that. Reload the page and try again.', 'rung-loyalty' ), array( 'status' => 400 ) );
		}
		return $body;
	}

	/**
	 * Passes the app's answer on.
	 *
	 * @param array $answer See App_Client.
	 * @return WP_REST_Response|WP_Error
	 */
	private static function pass( array $answer ) {
		if ( $answer['ok'] ) {
			return self::answer( $answer['status'], $answer['body'] );
		}
		// Trouble between the shop and the app (its clock, its key) is the owner's: shoppers hear that rewards are away.
		if ( 0 === $answer['status'] || $answer['status'] >= 500 || in_array( $answer['error']['code'], array( 'out_of_date', 'unknown_store', 'unreachable' ), true ) ) {
			return self::away();
		}
		$response = self::answer( $answer['status'], array( 'error' => $answer['error'] ) );
		if ( '' !== $answer['retry_after'] ) {
			$response->header( 'Retry-After', (string) (int) $answer['retry_after'] );
		}
		return $response;
	}

	/**
	 * The app is away.
	 *
	 * @return WP_Error
	 */
	private static function away() {
		return new WP_Error( 'unreachable', __( 'Rewards cannot be reached right now. Your points are safe; please try again in a few minutes.', 'rung-loyalty' ), array( 'status' => 503 ) );
	}

	/**
	 * An answer for one shopper alone, never for a cache between.
	 *
	 * @param int   $status The HTTP status.
	 * @param array $body   What to say.
	 * @return WP_REST_Response
	 */
	private static function answer( $status, array $body ) {
		$response = new WP_REST_Response( $body, $status );
		$response->header( 'Cache-Control', 'private, no-store' );
		return $response;
	}

	/**
	 * Gives our refusals the shape of the app's: {error: {code, message}}.
	 *
	 * @param mixed           $response What the callback answered.
	 * @param array           $handler  The route.
	 * @param WP_REST_Request $request  The request.
	 * @return mixed
	 */
	public static function shape_error( $response, $handler, $request ) {
		if ( ! is_wp_error( $response ) || 0 !== strpos( $request->get_route(), '/' . self::SPACE . '/' ) ) {
			return $response;
		}
		$data   = $response->get_error_data();
		$status = isset( $data['status'] ) ? (int) $data['status'] : 500;
		return self::answer(
			$status,
			array(
				'error' => array(
					'code'    => (string) $response->get_error_code(),
					'message' => $response->get_error_message(),
				),
			)
		);
	}
}
