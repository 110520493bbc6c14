<?php
/**
 * Points, money, dates and refusals in the shopper's words.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Texts without markup: whoever prints them escapes them.
 */
final class Words {

	/**
	 * "240 beans", in the unit's own plural form.
	 *
	 * @param int   $points  Whole steps of the unit.
	 * @param array $program The program.
	 * @return string
	 */
	public static function points( $points, array $program ) {
		$unit = $program['unit'];
		/* translators: 1: a number, 2: the name of the points in the matching plural form, such as "beans" */
		return sprintf( _x( '%1$s %2$s', 'points with their name', 'rung-loyalty' ), self::number( $points, $program ), Plural_Rules::form( $unit['forms'], $unit['locale'], self::plain( $points, $program ) ) );
	}

	/**
	 * "+240 beans" or "−240 beans".
	 *
	 * @param int   $points  Whole steps of the unit.
	 * @param array $program The program.
	 * @return string
	 */
	public static function change( $points, array $program ) {
		return ( $points < 0 ? '−' : '+' ) . self::points( abs( $points ), $program );
	}

	/**
	 * The number alone.
	 *
	 * @param int   $points  Whole steps of the unit.
	 * @param array $program The program.
	 * @return string
	 */
	public static function number( $points, array $program ) {
		$scale = self::scale( $program );
		return ( $points < 0 ? '−' : '' ) . number_format_i18n( abs( $points ) / pow( 10, $scale ), $scale );
	}

	/**
	 * The number for plural rules, such as "1.50".
	 *
	 * @param int   $points  Whole steps of the unit.
	 * @param array $program The program.
	 * @return string
	 */
	private static function plain( $points, array $program ) {
		$scale = self::scale( $program );
		return number_format( abs( $points ) / pow( 10, $scale ), $scale, '.', '' );
	}

	/**
	 * Digits of the unit after the decimal point.
	 *
	 * @param array $program The program.
	 * @return int
	 */
	private static function scale( array $program ) {
		return isset( $program['unit']['scale'] ) ? max( 0, min( 2, (int) $program['unit']['scale'] ) ) : 0;
	}

	/**
	 * Money as the shop writes it.
	 *
	 * @param int    $minor    Minor units.
	 * @param string $currency Three letters.
	 * @return string
	 */
	public static function money( $minor, $currency ) {
		$exponent = Earning_Rate::exponent( $currency );
		$html     = wc_price(
			$minor / pow( 10, $exponent ),
			array(
				'currency' => $currency,
				'decimals' => $exponent,
			)
		);
		return html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES, 'UTF-8' );
	}

	/**
	 * A day, in the shop's own time zone and spelling. Empty when there is none.
	 *
	 * @param string|null $at ISO 8601.
	 * @return string
	 */
	public static function day( $at ) {
		$seconds = is_string( $at ) ? strtotime( $at ) : false;
		return false === $seconds ? '' : (string) wp_date( (string) get_option( 'date_format' ), $seconds );
	}

	/**
	 * What a reward is worth; empty where its name says it all.
	 *
	 * @param array $value The reward's value.
	 * @return string
	 */
	public static function value( array $value ) {
		$kind = isset( $value['kind'] ) ? $value['kind'] : '';
		switch ( $kind ) {
			case 'amount':
				/* translators: %s: an amount of money */
				return sprintf( __( '%s off your order', 'rung-loyalty' ), self::money( (int) $value['amountMinor'], (string) $value['currency'] ) );
			case 'percent':
				/* translators: %s: a number */
				return sprintf( __( '%s%% off your order', 'rung-loyalty' ), number_format_i18n( (float) $value['percent'] ) );
			case 'product-percent':
				/* translators: %s: a number */
				return sprintf( __( '%s%% off a product', 'rung-loyalty' ), number_format_i18n( (float) $value['percent'] ) );
			case 'free-shipping':
				return __( 'Free shipping', 'rung-loyalty' );
			case 'free-product':
				return __( 'A free product', 'rung-loyalty' );
			default:
				return '';
		}
	}

	/**
	 * What a reward costs.
	 *
	 * @param array $reward  The reward.
	 * @param array $program The program.
	 * @return string
	 */
	public static function cost( array $reward, array $program ) {
		$cost = $reward['cost'];
		if ( 'any-amount' !== $cost['kind'] ) {
			return self::points( (int) $cost['points'], $program );
		}
		$each = isset( $reward['value']['amountMinor'] ) ? self::money( (int) $reward['value']['amountMinor'], (string) $reward['value']['currency'] ) : '';
		/* translators: 1: an amount of points, 2: an amount of money */
		return sprintf( __( '%1$s for each %2$s', 'rung-loyalty' ), self::points( (int) $cost['step'], $program ), $each );
	}

	/**
	 * Why a reward cannot be had now, and what is missing. Empty: it can.
	 *
	 * @param array $reward  The reward.
	 * @param array $program The program.
	 * @return string
	 */
	public static function refusal( array $reward, array $program ) {
		if ( ! empty( $reward['available'] ) ) {
			return '';
		}
		$fact = isset( $reward['reasonFact'] ) ? (string) $reward['reasonFact'] : '';
		switch ( isset( $reward['reason'] ) ? $reward['reason'] : '' ) {
			case 'points':
				/* translators: %s: an amount of points, such as "60 beans" */
				return sprintf( __( '%s more', 'rung-loyalty' ), self::points( (int) $reward['missing'], $program ) );
			case 'tier':
				$tier = Program::tier( $program, $fact );
				/* translators: %s: the name of a tier, such as "Gold" */
				return null === $tier ? __( 'For a higher tier', 'rung-loyalty' ) : sprintf( __( 'From %s', 'rung-loyalty' ), $tier['name'] );
			case 'dates':
				$day = self::day( $fact );
				/* translators: %s: a date */
				return '' === $day ? __( 'Not available at the moment', 'rung-loyalty' ) : sprintf( __( 'Available from %s', 'rung-loyalty' ), $day );
			case 'limit':
				return __( 'You have used this as often as you can for now', 'rung-loyalty' );
			case 'stock':
				return __( 'None left at the moment', 'rung-loyalty' );
			case 'debt':
				return __( 'Your next orders fill your balance first', 'rung-loyalty' );
			case 'open-codes':
				return __( 'Use or undo one of your codes first', 'rung-loyalty' );
			case 'join':
				return __( 'For members', 'rung-loyalty' );
			default:
				return __( 'Not available at the moment', 'rung-loyalty' );
		}
	}

	/**
	 * A line of the activity.
	 *
	 * @param array $entry The entry.
	 * @return string
	 */
	public static function activity( array $entry ) {
		$order  = isset( $entry['orderName'] ) ? (string) $entry['orderName'] : '';
		$reward = isset( $entry['rewardName'] ) ? (string) $entry['rewardName'] : '';
		switch ( isset( $entry['kind'] ) ? $entry['kind'] : '' ) {
			case 'order':
				/* translators: %s: an order's number */
				return '' === $order ? __( 'Order', 'rung-loyalty' ) : sprintf( __( 'Order %s', 'rung-loyalty' ), $order );
			case 'refund':
				/* translators: %s: an order's number */
				return '' === $order ? __( 'Refund', 'rung-loyalty' ) : sprintf( __( 'Refund of order %s', 'rung-loyalty' ), $order );
			case 'redeemed':
				/* translators: %s: the name of a reward */
				return '' === $reward ? __( 'Redeemed', 'rung-loyalty' ) : sprintf( __( 'Redeemed: %s', 'rung-loyalty' ), $reward );
			case 'returned':
				/* translators: %s: the name of a reward */
				return '' === $reward ? __( 'Returned', 'rung-loyalty' ) : sprintf( __( 'Returned: %s', 'rung-loyalty' ), $reward );
			case 'expired':
				return __( 'Expired', 'rung-loyalty' );
			case 'adjusted':
				return __( 'Adjusted by the store', 'rung-loyalty' );
			case 'welcome':
				return __( 'Welcome', 'rung-loyalty' );
			case 'tier-reward':
				return __( 'A gift for your new tier', 'rung-loyalty' );
			case 'matured':
				return __( 'Ready to use', 'rung-loyalty' );
			case 'bonus':
				return __( 'Bonus', 'rung-loyalty' );
			case 'unmerged':
				return __( 'Given back to another account', 'rung-loyalty' );
			case 'written-off':
				return __( 'Forgiven by the store', 'rung-loyalty' );
			case 'forfeited':
				return __( 'Given up', 'rung-loyalty' );
			case 'merged':
			case 'moved':
				return __( 'Brought together from another account', 'rung-loyalty' );
			case 'import':
				return __( 'Brought over from before', 'rung-loyalty' );
			default:
				return __( 'Change of your balance', 'rung-loyalty' );
		}
	}
}
