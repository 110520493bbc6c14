<?php
/**
 * The link between this shop and the app.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Address, key and secret, kept in one option that is only loaded where it is needed.
 */
final class Link {

	const OPTION = 'rung_loyalty_link';

	/** The address that the owner typed in before connecting. */
	const ADDRESS_OPTION = 'rung_loyalty_app_url';

	/** The owner disconnected: the app may not link again by itself. */
	const REFUSED_OPTION = 'rung_loyalty_disconnected';

	/**
	 * The link; null when the shop is not linked.
	 *
	 * @return array|null app_url, store_key, secret, program_name, linked_at.
	 */
	public static function get() {
		$link = get_option( self::OPTION );
		if ( ! is_array( $link ) || empty( $link['app_url'] ) || empty( $link['store_key'] ) || empty( $link['secret'] ) ) {
			return null;
		}
		return $link;
	}

	/**
	 * Whether the shop is linked.
	 *
	 * @return bool
	 */
	public static function exists() {
		return null !== self::get();
	}

	/**
	 * Keeps a link. What was published by another store of the app is forgotten.
	 *
	 * @param array $link app_url, store_key, secret, program_name.
	 */
	public static function save( array $link ) {
		$known = self::get();
		if ( null === $known || $known['store_key'] !== $link['store_key'] ) {
			Program::forget();
		}
		$link['linked_at'] = time();
		update_option( self::OPTION, $link, false );
		delete_option( self::REFUSED_OPTION );
		App_Client::forget_troubles();
	}

	/**
	 * Forgets the link and what the program published.
	 *
	 * @param bool $by_owner Whether the shop's owner wants it so: then the app cannot link by itself.
	 */
	public static function remove( $by_owner ) {
		delete_option( self::OPTION );
		Program::forget();
		App_Client::forget_troubles();
		if ( $by_owner ) {
			update_option( self::REFUSED_OPTION, time(), false );
		}
	}

	/**
	 * Whether the owner disconnected the shop since the last time the connect button was used.
	 *
	 * @return bool
	 */
	public static function is_refused() {
		return (bool) get_option( self::REFUSED_OPTION );
	}

	/**
	 * Lets the app link again: the owner presses Connect.
	 */
	public static function invite() {
		delete_option( self::REFUSED_OPTION );
	}

	/**
	 * The app's address for connecting: fixed by the constant, or what the owner typed in.
	 *
	 * @return string Without a slash at the end; empty: not known.
	 */
	public static function address() {
		if ( self::is_address_fixed() ) {
			return (string) self::clean_address( RUNG_LOYALTY_APP_URL );
		}
		$link = self::get();
		return null === $link ? (string) get_option( self::ADDRESS_OPTION, '' ) : $link['app_url'];
	}

	/**
	 * Whether wp-config.php names the app.
	 *
	 * @return bool
	 */
	public static function is_address_fixed() {
		return defined( 'RUNG_LOYALTY_APP_URL' ) && '' !== RUNG_LOYALTY_APP_URL;
	}

	/**
	 * An address of an app in one spelling: https, or http on this very machine. Null: not one.
	 *
	 * @param mixed $address What somebody typed or sent.
	 * @return string|null
	 */
	public static function clean_address( $address ) {
		$parts = is_string( $address ) ? wp_parse_url( trim( $address ) ) : false;
		if ( ! is_array( $parts ) || empty( $parts['host'] ) || empty( $parts['scheme'] ) || isset( $parts['user'] ) || isset( $parts['query'] ) ) {
			return null;
		}
		$host   = strtolower( $parts['host'] );
		$scheme = strtolower( $parts['scheme'] );
		$local  = in_array( $host, array( 'localhost', '127.0.0.1', '[::1]' ), true );
		if ( 'https' !== $scheme && ! ( 'http' === $scheme && $local ) ) {
			return null;
		}
		$port = isset( $parts['port'] ) ? ':' . (int) $parts['port'] : '';
		$path = isset( $parts['path'] ) ? rtrim( $parts['path'], '/' ) : '';
		return $scheme . '://' . $host . $port . $path;
	}

	/**
	 * Scheme, host and port: what browsers compare.
	 *
	 * @param string $address A clean address.
	 * @return string
	 */
	public static function origin( $address ) {
		$parts = wp_parse_url( $address );
		if ( ! is_array( $parts ) || empty( $parts['host'] ) ) {
			return '';
		}
		return $parts['scheme'] . '://' . $parts['host'] . ( isset( $parts['port'] ) ? ':' . $parts['port'] : '' );
	}
}
