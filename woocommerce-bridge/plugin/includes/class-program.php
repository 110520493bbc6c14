<?php
/**
 * What the program published to this shop.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * The program as everybody may see it, kept here so that pages show it without asking the app.
 */
final class Program {

	const OPTION = 'rung_loyalty_program';

	/**
	 * The program in the language of this request; null: nothing was published.
	 *
	 * @return array|null
	 */
	public static function get() {
		$kept = get_option( self::OPTION );
		if ( ! is_array( $kept ) || ! isset( $kept['program'] ) || ! self::is_valid( $kept['program'] ) ) {
			return null;
		}
		$locale  = App_Client::locale();
		$locales = isset( $kept['locales'] ) && is_array( $kept['locales'] ) ? $kept['locales'] : array();
		foreach ( array( $locale, strtok( $locale, '-' ) ) as $wanted ) {
			if ( isset( $locales[ $wanted ] ) && self::is_valid( $locales[ $wanted ] ) ) {
				return $locales[ $wanted ];
			}
		}
		return $kept['program'];
	}

	/**
	 * The program where shoppers can use it now; null: no link, nothing published, or paused.
	 *
	 * @return array|null
	 */
	public static function live() {
		$program = Link::exists() ? self::get() : null;
		return null === $program || ! empty( $program['paused'] ) ? null : $program;
	}

	/**
	 * Keeps what the app published, unless something newer is there.
	 *
	 * @param array $published revision, program, locales.
	 * @return bool False: not understood.
	 */
	public static function keep( array $published ) {
		if ( ! isset( $published['revision'], $published['program'] ) || ! is_int( $published['revision'] ) || ! self::is_valid( $published['program'] ) ) {
			return false;
		}
		$kept = get_option( self::OPTION );
		if ( is_array( $kept ) && isset( $kept['revision'] ) && $kept['revision'] > $published['revision'] ) {
			return true;
		}
		$locales = isset( $published['locales'] ) && is_array( $published['locales'] ) ? $published['locales'] : array();
		update_option(
			self::OPTION,
			array(
				'revision' => $published['revision'],
				'program'  => $published['program'],
				'locales'  => array_filter( $locales, array( __CLASS__, 'is_valid' ) ),
			),
			false
		);
		return true;
	}

	/**
	 * Forgets what was published.
	 */
	public static function forget() {
		delete_option( self::OPTION );
	}

	/**
	 * Whether this is a program that pages can show.
	 *
	 * @param mixed $program What was sent.
	 * @return bool
	 */
	public static function is_valid( $program ) {
		return is_array( $program )
			&& isset( $program['name'], $program['currency'], $program['unit']['locale'], $program['unit']['forms']['other'] )
			&& is_string( $program['name'] )
			&& is_string( $program['currency'] )
			&& is_string( $program['unit']['locale'] )
			&& is_array( $program['unit']['forms'] );
	}

	/**
	 * The factor of a tier as a decimal text.
	 *
	 * @param array       $program The program.
	 * @param string|null $tier_id The tier; null: none.
	 * @return string
	 */
	public static function multiplier( array $program, $tier_id ) {
		$tier = self::tier( $program, $tier_id );
		return null !== $tier && isset( $tier['multiplier'] ) ? (string) $tier['multiplier'] : '1';
	}

	/**
	 * A tier by its id.
	 *
	 * @param array       $program The program.
	 * @param string|null $tier_id The tier; null: none.
	 * @return array|null
	 */
	public static function tier( array $program, $tier_id ) {
		foreach ( self::tiers( $program ) as $tier ) {
			if ( null !== $tier_id && isset( $tier['tierId'] ) && $tier['tierId'] === $tier_id ) {
				return $tier;
			}
		}
		return null;
	}

	/**
	 * The tiers, from the lowest to the highest.
	 *
	 * @param array $program The program.
	 * @return array
	 */
	public static function tiers( array $program ) {
		return isset( $program['tiers'] ) && is_array( $program['tiers'] ) ? array_values( array_filter( $program['tiers'], 'is_array' ) ) : array();
	}
}
