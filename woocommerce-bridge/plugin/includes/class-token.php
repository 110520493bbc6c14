<?php
/**
 * The short-lived token by which the app lets a person of wp-admin in.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

/**
 * Writes JSON Web Tokens (HS256).
 */
final class Token {

	/** Seconds for which a token is good. */
	const LIFETIME = 300;

	/**
	 * A token that says who stands at the door of which store.
	 *
	 * @param array  $link   app_url, store_key, secret.
	 * @param array  $person iss, sub, name, owner.
	 * @param int    $now    Unix seconds.
	 * @param string $id    Random; never used twice.
	 * @return string
	 */
	public static function write( array $link, array $person, $now, $id ) {
		$header  = array(
			'alg' => 'HS256',
			'typ' => 'JWT',
			'kid' => 'woocommerce:' . $link['store_key'],
		);
		$payload = array(
			'iss'   => $person['iss'],
			'aud'   => $link['app_url'],
			'sub'   => $person['sub'],
			'name'  => $person['name'],
			'owner' => (bool) $person['owner'],
			'iat'   => $now,
			'exp'   => $now + self::LIFETIME,
			'jti'   => $id,
		);
		$signed  = self::base64url( self::json( $header ) ) . '.' . self::base64url( self::json( $payload ) );
		return $signed . '.' . self::base64url( hash_hmac( 'sha256', $signed, $link['secret'], true ) );
	}

	/**
	 * JSON as other languages write it. A name with broken UTF-8 must not keep its owner out.
	 *
	 * @param array $value What to write.
	 * @return string
	 */
	private static function json( array $value ) {
		// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- runs in tests without WordPress.
		return (string) json_encode( $value, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
	}

	/**
	 * Base64 for addresses, without padding.
	 *
	 * @param string $bytes Any bytes.
	 * @return string
	 */
	private static function base64url( $bytes ) {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- the format of the token.
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}
}
