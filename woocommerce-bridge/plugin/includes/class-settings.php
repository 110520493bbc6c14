<?php
/**
 * What the owner switches on and off.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Switches for the store's pages, all on until somebody switches them off.
 */
final class Settings {

	const OPTION   = 'rung_loyalty_settings';
	const SWITCHES = array( 'launcher', 'product', 'cart', 'account', 'thankyou' );

	/**
	 * Whether a place is switched on.
	 *
	 * @param string $place One of SWITCHES.
	 * @return bool
	 */
	public static function is_on( $place ) {
		$kept = get_option( self::OPTION );
		return ! is_array( $kept ) || ! isset( $kept[ $place ] ) || (bool) $kept[ $place ];
	}

	/**
	 * Keeps the switches.
	 *
	 * @param array $on The names of those that are on.
	 */
	public static function keep( array $on ) {
		$kept = array();
		foreach ( self::SWITCHES as $place ) {
			$kept[ $place ] = in_array( $place, $on, true );
		}
		update_option( self::OPTION, $kept );
	}
}
