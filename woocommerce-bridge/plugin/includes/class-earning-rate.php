<?php
/**
 * What an amount earns, by the rate that the program published.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

/**
 * The same arithmetic as the app's: exact fractions, factors first, rounded once. For show: the app decides what an order earns.
 */
final class Earning_Rate {

	/** Digits after the decimal point of currencies that do not have two (ISO 4217). */
	const EXPONENTS = array(
		'BIF' => 0,
		'CLP' => 0,
		'DJF' => 0,
		'GNF' => 0,
		'ISK' => 0,
		'JPY' => 0,
		'KMF' => 0,
		'KRW' => 0,
		'PYG' => 0,
		'RWF' => 0,
		'UGX' => 0,
		'VND' => 0,
		'VUV' => 0,
		'XAF' => 0,
		'XOF' => 0,
		'XPF' => 0,
		'BHD' => 3,
		'IQD' => 3,
		'JOD' => 3,
		'KWD' => 3,
		'LYD' => 3,
		'OMR' => 3,
		'TND' => 3,
	);

	/**
	 * Digits after the decimal point.
	 *
	 * @param string $currency Three letters.
	 * @return int
	 */
	public static function exponent( $currency ) {
		return isset( self::EXPONENTS[ $currency ] ) ? self::EXPONENTS[ $currency ] : 2;
	}

	/**
	 * An amount in minor units (cents).
	 *
	 * @param float|string $amount   Such as "24.20".
	 * @param string       $currency Three letters.
	 * @return int
	 */
	public static function minor( $amount, $currency ) {
		return (int) round( (float) $amount * pow( 10, self::exponent( $currency ) ) );
	}

	/**
	 * Points for an amount. Null where it cannot be said exactly.
	 *
	 * @param array  $rate         points, perMinor, rounding.
	 * @param int    $amount_minor Minor units of the program's currency.
	 * @param string $multiplier   A tier's factor as a decimal text, such as "1.25".
	 * @return int|null
	 */
	public static function points( array $rate, $amount_minor, $multiplier = '1' ) {
		if ( 1 !== preg_match( '/^\d{1,6}(\.\d{1,6})?$/', (string) $multiplier ) || ! isset( $rate['points'], $rate['perMinor'] ) ) {
			return null;
		}
		if ( ! is_int( $rate['points'] ) || ! is_int( $rate['perMinor'] ) || $rate['perMinor'] <= 0 || $rate['points'] < 0 ) {
			return null;
		}
		$amount = max( 0, (int) $amount_minor );
		$digits = explode( '.', (string) $multiplier );
		$scale  = pow( 10, isset( $digits[1] ) ? strlen( $digits[1] ) : 0 );
		$factor = (int) implode( '', $digits );
		$above  = $amount * $rate['points'];
		$above  = is_int( $above ) ? $above * $factor : $above;
		$below  = $rate['perMinor'] * $scale;
		// Where a product is too large for a whole number, PHP makes a broken one of it.
		if ( ! is_int( $above ) || ! is_int( $below ) ) {
			return null;
		}
		return self::rounded( $above, $below, isset( $rate['rounding'] ) ? $rate['rounding'] : 'down' );
	}

	/**
	 * A fraction, rounded once.
	 *
	 * @param int    $above    Not negative.
	 * @param int    $below    Positive.
	 * @param string $rounding down, nearest (a half goes up) or up.
	 * @return int
	 */
	private static function rounded( $above, $below, $rounding ) {
		$whole = intdiv( $above, $below );
		$rest  = $above % $below;
		if ( 'up' === $rounding ) {
			return $rest > 0 ? $whole + 1 : $whole;
		}
		if ( 'nearest' === $rounding ) {
			return $rest >= $below - $rest ? $whole + 1 : $whole;
		}
		return $whole;
	}
}
