<?php
/**
 * The signature on requests between the plugin and the app.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

/**
 * Signs and checks requests. Both sides are tested by the vectors of woocommerce-bridge/contract/plugin-signature.json.
 */
final class Signature {

	/** Seconds by which the two clocks may differ. */
	const WINDOW = 300;

	/**
	 * The text that is signed.
	 *
	 * @param array $request method, target (path and query exactly as in the request line), time, customer, locale, body.
	 * @return string
	 */
	public static function text( array $request ) {
		return implode(
			"\n",
			array(
				'rung-v1',
				$request['method'],
				$request['target'],
				(string) $request['time'],
				(string) $request['customer'],
				$request['locale'],
				hash( 'sha256', $request['body'] ),
			)
		);
	}

	/**
	 * The signature: lower-case hex HMAC-SHA256.
	 *
	 * @param string $secret  The link's secret.
	 * @param array  $request See text().
	 * @return string
	 */
	public static function sign( $secret, array $request ) {
		return hash_hmac( 'sha256', self::text( $request ), $secret );
	}

	/**
	 * Whether a request was signed with the secret, and lately.
	 *
	 * @param string $secret    The link's secret; an empty one accepts nothing.
	 * @param array  $request   See text().
	 * @param string $signature What came with the request.
	 * @param int    $now       Unix seconds.
	 * @return bool
	 */
	public static function accepts( $secret, array $request, $signature, $now ) {
		if ( '' === $secret || 1 !== preg_match( '/^\d{1,12}$/', (string) $request['time'] ) ) {
			return false;
		}
		if ( abs( $now - (int) $request['time'] ) > self::WINDOW ) {
			return false;
		}
		return hash_equals( self::sign( $secret, $request ), (string) $signature );
	}
}
