<?php
/**
 * Tells pages out of a cache who looks at them.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * A cookie that only says "logged in", and an address that answers the rest. Guests have no cookie and so cause no request.
 */
final class Session {

	const COOKIE = 'rung_loyalty_member';
	const ACTION = 'rung_loyalty_session';

	/** Hooks in. */
	public static function register() {
		add_action( 'set_logged_in_cookie', array( __CLASS__, 'remember' ), 10, 2 );
		add_action( 'clear_auth_cookie', array( __CLASS__, 'forget' ) );
		add_action( 'template_redirect', array( __CLASS__, 'catch_up' ) );
		add_action( 'wp_ajax_' . self::ACTION, array( __CLASS__, 'answer' ) );
		add_action( 'wp_ajax_nopriv_' . self::ACTION, array( __CLASS__, 'answer' ) );
	}

	/**
	 * Somebody logs in: the cookie lives as long as the login.
	 *
	 * @param string $cookie  The login's own cookie.
	 * @param int    $expires Unix seconds, 0: with the browser.
	 */
	public static function remember( $cookie, $expires ) {
		self::set( '1', (int) $expires );
	}

	/** Somebody logs out. */
	public static function forget() {
		self::set( '', time() - YEAR_IN_SECONDS );
	}

	/** Somebody was logged in before the plugin came, or their cookie outlived the login. */
	public static function catch_up() {
		$has_cookie = isset( $_COOKIE[ self::COOKIE ] );
		if ( is_user_logged_in() && ! $has_cookie ) {
			self::set( '1', 0 );
		} elseif ( ! is_user_logged_in() && $has_cookie ) {
			self::forget();
		}
	}

	/**
	 * Sets the cookie. Scripts may read it: it holds nothing personal.
	 *
	 * @param string $value   "1" or empty.
	 * @param int    $expires Unix seconds, 0: with the browser.
	 */
	private static function set( $value, $expires ) {
		if ( headers_sent() ) {
			return;
		}
		setcookie(
			self::COOKIE,
			$value,
			array(
				'expires'  => $expires,
				'path'     => COOKIEPATH ? COOKIEPATH : '/',
				'domain'   => COOKIE_DOMAIN ? COOKIE_DOMAIN : '',
				'secure'   => is_ssl(),
				'httponly' => false,
				'samesite' => 'Lax',
			)
		);
	}

	/** Answers who is looking: nothing of it may be cached. */
	public static function answer() {
		nocache_headers();
		$user = get_current_user_id();
		wp_send_json(
			array(
				'signedIn' => $user > 0,
				'nonce'    => wp_create_nonce( 'wp_rest' ),
				'member'   => Member::for_pages( $user ),
				'locale'   => App_Client::locale(),
			)
		);
	}
}
