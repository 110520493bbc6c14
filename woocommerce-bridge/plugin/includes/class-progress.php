<?php
/**
 * The way to the next tier.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Prints what is missing for a tier, and what keeps the present one.
 */
final class Progress {

	/**
	 * Prints both lines, where there are any.
	 *
	 * @param array $view The shopper's view.
	 */
	public static function render( array $view ) {
		$program = $view['program'];
		$tier    = Program::tier( $program, $view['tier']['tierId'] );
		$next    = $view['tier']['next'];
		$above   = is_array( $next ) ? Program::tier( $program, $next['tierId'] ) : null;
		if ( null !== $above ) {
			/* translators: 1: how much there is, 2: how much is needed, 3: the name of a tier */
			self::bar( $next, sprintf( __( '%1$s of %2$s to reach %3$s', 'rung-loyalty' ), self::amount( $next, 'have', $program ), self::amount( $next, 'need', $program ), $above['name'] ) );
		}
		$keep = $view['tier']['keep'];
		if ( is_array( $keep ) && null !== $tier ) {
			/* translators: 1: how much there is, 2: how much is needed, 3: the name of a tier, 4: a date */
			self::bar( $keep, sprintf( __( '%1$s of %2$s to stay %3$s until %4$s', 'rung-loyalty' ), self::amount( $keep, 'have', $program ), self::amount( $keep, 'need', $program ), $tier['name'], Words::day( $keep['until'] ) ) );
		}
	}

	/**
	 * A bar with its line.
	 *
	 * @param array  $progress have and need.
	 * @param string $line     What it says.
	 */
	private static function bar( array $progress, $line ) {
		$id = wp_unique_id( 'rung-progress-' );
		echo '<p class="rung-progress"><label for="' . esc_attr( $id ) . '">' . esc_html( $line ) . '</label><progress id="' . esc_attr( $id ) . '" max="' . esc_attr( max( 1, (int) $progress['need'] ) ) . '" value="' . esc_attr( min( (int) $progress['have'], (int) $progress['need'] ) ) . '"></progress></p>';
	}

	/**
	 * A count, points or money.
	 *
	 * @param array  $progress metric, have, need.
	 * @param string $side     have or need.
	 * @param array  $program  The program.
	 * @return string
	 */
	private static function amount( array $progress, $side, array $program ) {
		return self::quantity( $progress['metric'], (int) $progress[ $side ], $program );
	}

	/**
	 * A count, points or money.
	 *
	 * @param string $metric  points, spend, orders or visits.
	 * @param int    $number  How many.
	 * @param array  $program The program.
	 * @return string
	 */
	public static function quantity( $metric, $number, array $program ) {
		switch ( $metric ) {
			case 'points':
				return Words::points( $number, $program );
			case 'spend':
				return Words::money( $number, $program['currency'] );
			case 'orders':
				/* translators: %s: a number */
				return sprintf( _n( '%s order', '%s orders', $number, 'rung-loyalty' ), number_format_i18n( $number ) );
			case 'visits':
				/* translators: %s: a number */
				return sprintf( _n( '%s visit', '%s visits', $number, 'rung-loyalty' ), number_format_i18n( $number ) );
			default:
				return number_format_i18n( $number );
		}
	}
}
