<?php
/**
 * The plugin's one style sheet.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Loaded only by what needs it; colours come from the program.
 */
final class Styles {

	const HANDLE = 'rung-loyalty';

	/** Makes the style sheet known. */
	public static function register() {
		wp_register_style( self::HANDLE, RUNG_LOYALTY_URL . 'assets/css/rung-loyalty.css', array(), RUNG_LOYALTY_VERSION );
	}

	/** Loads it on this page. */
	public static function enqueue() {
		if ( ! wp_style_is( self::HANDLE, 'registered' ) ) {
			self::register();
		}
		wp_enqueue_style( self::HANDLE );
	}

	/**
	 * The program's colour with readable text on it, as a style attribute.
	 *
	 * @param array $program The program.
	 * @return string Empty: the theme's own.
	 */
	public static function brand( array $program ) {
		$colour = isset( $program['look']['brandColour'] ) ? sanitize_hex_color( (string) $program['look']['brandColour'] ) : null;
		if ( ! $colour || 7 !== strlen( $colour ) ) {
			return '';
		}
		return '--rung-brand:' . $colour . ';--rung-on-brand:' . self::on( $colour );
	}

	/**
	 * Black or white, whichever reads better (WCAG's relative luminance).
	 *
	 * @param string $colour "#rrggbb".
	 * @return string
	 */
	private static function on( $colour ) {
		$light = 0.0;
		foreach ( array( 0.2126, 0.7152, 0.0722 ) as $index => $weight ) {
			$part   = hexdec( substr( $colour, 1 + 2 * $index, 2 ) ) / 255;
			$light += $weight * ( $part <= 0.03928 ? $part / 12.92 : pow( ( $part + 0.055 ) / 1.055, 2.4 ) );
		}
		return ( $light + 0.05 ) / 0.05 >= 1.05 / ( $light + 0.05 ) ? '#000000' : '#ffffff';
	}
}
