<?php
/**
 * Keeps a dead app from slowing the shop.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

/**
 * A circuit breaker as pure steps on a small state: failures in a row, and until when nobody asks.
 */
final class Breaker {

	/** Failures in a row that open it. */
	const FAILURES = 3;

	/** Seconds for which nobody asks. */
	const PAUSE = 60;

	/** Seconds for which one visitor alone tries after the pause. */
	const TRIAL = 10;

	/**
	 * Whether the app may be asked now.
	 *
	 * @param array $state failures, until; may be empty.
	 * @param int   $now   Unix seconds.
	 * @return bool
	 */
	public static function allows( array $state, $now ) {
		return ! isset( $state['until'] ) || $now >= $state['until'];
	}

	/**
	 * What to remember before asking; null: nothing. After the pause only one visitor tries, the others wait for what comes of it.
	 *
	 * @param array $state failures, until; may be empty.
	 * @param int   $now   Unix seconds.
	 * @return array|null
	 */
	public static function before( array $state, $now ) {
		if ( empty( $state['until'] ) ) {
			return null;
		}
		return array(
			'failures' => $state['failures'],
			'until'    => $now + self::TRIAL,
		);
	}

	/**
	 * What to remember after an answer.
	 *
	 * @param array $state  failures, until; may be empty.
	 * @param bool  $failed Whether the app could not be reached, or failed.
	 * @param int   $now    Unix seconds.
	 * @return array Empty: nothing to remember.
	 */
	public static function after( array $state, $failed, $now ) {
		if ( ! $failed ) {
			return array();
		}
		$failures = ( isset( $state['failures'] ) ? (int) $state['failures'] : 0 ) + 1;
		return array(
			'failures' => $failures,
			'until'    => $failures >= self::FAILURES ? $now + self::PAUSE : 0,
		);
	}
}
