<?php
/**
 * Plural categories of whole and broken numbers.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

/**
 * The rules of Unicode's CLDR for the languages that programs are named in; others count as English does.
 */
final class Plural_Rules {

	/**
	 * The category of a number as it is written.
	 *
	 * @param string $locale Such as "pl", "pl-PL" or "pl_PL".
	 * @param string $number Written out without grouping, such as "5" or "1.50".
	 * @return string one, few, many or other.
	 */
	public static function category( $locale, $number ) {
		$language = strtolower( (string) strtok( str_replace( '_', '-', $locale ), '-' ) );
		$parts    = explode( '.', ltrim( $number, '-' ), 2 );
		$whole    = (int) $parts[0];
		$is_whole = ! isset( $parts[1] );
		switch ( $language ) {
			case 'pl':
				return self::polish( $whole, $is_whole );
			case 'ru':
			case 'uk':
				return self::russian( $whole, $is_whole );
			case 'fr':
				if ( 0 === $whole || 1 === $whole ) {
					return 'one';
				}
				return self::millions( $whole, $is_whole );
			case 'es':
				if ( 1 === $whole && ( $is_whole || '' === trim( $parts[1], '0' ) ) ) {
					return 'one';
				}
				return self::millions( $whole, $is_whole );
			default:
				return 1 === $whole && $is_whole ? 'one' : 'other';
		}
	}

	/**
	 * The form for a number: of its category, or the one for all others.
	 *
	 * @param array  $forms  Forms by category.
	 * @param string $locale See category().
	 * @param string $number See category().
	 * @return string
	 */
	public static function form( array $forms, $locale, $number ) {
		$category = self::category( $locale, $number );
		if ( isset( $forms[ $category ] ) ) {
			return (string) $forms[ $category ];
		}
		return isset( $forms['other'] ) ? (string) $forms['other'] : '';
	}

	/**
	 * 1 punkt, 2 punkty, 5 punktów, 1,5 punktu.
	 *
	 * @param int  $whole    The digits before the point.
	 * @param bool $is_whole Whether there are none after it.
	 * @return string
	 */
	private static function polish( $whole, $is_whole ) {
		if ( ! $is_whole ) {
			return 'other';
		}
		if ( 1 === $whole ) {
			return 'one';
		}
		return self::is_few( $whole ) ? 'few' : 'many';
	}

	/**
	 * 1 and 21 балл, 2 балла, 5 баллов, 1,5 балла.
	 *
	 * @param int  $whole    The digits before the point.
	 * @param bool $is_whole Whether there are none after it.
	 * @return string
	 */
	private static function russian( $whole, $is_whole ) {
		if ( ! $is_whole ) {
			return 'other';
		}
		if ( 1 === $whole % 10 && 11 !== $whole % 100 ) {
			return 'one';
		}
		return self::is_few( $whole ) ? 'few' : 'many';
	}

	/**
	 * Numbers that end in 2, 3 or 4, but not in 12, 13 or 14.
	 *
	 * @param int $whole The number.
	 * @return bool
	 */
	private static function is_few( $whole ) {
		$last = $whole % 10;
		$two  = $whole % 100;
		return $last >= 2 && $last <= 4 && ( $two < 12 || $two > 14 );
	}

	/**
	 * French and Spanish say "of" after whole millions.
	 *
	 * @param int  $whole    The digits before the point.
	 * @param bool $is_whole Whether there are none after it.
	 * @return string
	 */
	private static function millions( $whole, $is_whole ) {
		return $is_whole && 0 !== $whole && 0 === $whole % 1000000 ? 'many' : 'other';
	}
}
