<?php
/**
 * What the app says about the shopper of this request.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * GET me, asked once per page and kept for a moment, so that walking between cart and checkout does not wait for the app.
 */
final class Shopper {

	const KEPT_SECONDS       = 45;
	const KEPT_GUEST_SECONDS = 300;

	/**
	 * The shopper's view; null: the app cannot be reached.
	 *
	 * @param bool $fresh Whether to ask even if an answer was kept.
	 * @return array|null See StorefrontView of the app's contract.
	 */
	public static function view( $fresh = false ) {
		$key  = self::key( get_current_user_id() );
		$kept = $fresh ? false : get_transient( $key );
		if ( is_array( $kept ) ) {
			return $kept;
		}
		$answer = App_Client::read( 'me' );
		if ( ! $answer['ok'] || ! self::is_view( $answer['body'] ) ) {
			return null;
		}
		set_transient( $key, $answer['body'], self::KEPT_SECONDS );
		return $answer['body'];
	}

	/**
	 * What a guest sees, for pages that everybody may see; null: the app cannot be reached.
	 *
	 * @return array|null
	 */
	public static function guest_view() {
		$key  = self::key( 0 );
		$kept = get_transient( $key );
		if ( is_array( $kept ) ) {
			return $kept;
		}
		$answer = App_Client::read( 'me', array( 'customer' => 0 ) );
		if ( ! $answer['ok'] || ! self::is_view( $answer['body'] ) ) {
			return null;
		}
		set_transient( $key, $answer['body'], self::KEPT_GUEST_SECONDS );
		return $answer['body'];
	}

	/**
	 * Whether an answer is one that pages can show.
	 *
	 * @param array $body The answer.
	 * @return bool
	 */
	private static function is_view( array $body ) {
		if ( ! isset( $body['state'], $body['program'], $body['points']['shown'] ) || ! Program::is_valid( $body['program'] ) ) {
			return false;
		}
		foreach ( array( 'rewards', 'codes', 'activity', 'tier' ) as $part ) {
			if ( ! isset( $body[ $part ] ) || ! is_array( $body[ $part ] ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Changes something for the shopper who is logged in, and keeps what it left.
	 *
	 * @param string       $path join, redeem, undo, link-code or link.
	 * @param array|string $body What to send.
	 * @return array See App_Client::send().
	 */
	public static function change( $path, $body ) {
		$user   = get_current_user_id();
		$answer = App_Client::send( $path, $body );
		self::forget( $user );
		if ( $answer['ok'] && isset( $answer['body']['points'] ) ) {
			Member::note( $user, $answer['body']['points'] );
		}
		return $answer;
	}

	/**
	 * Forgets what was kept of a shopper: something changed.
	 *
	 * @param int $user_id The WordPress user, 0: guests.
	 */
	public static function forget( $user_id ) {
		delete_transient( self::key( $user_id ) );
	}

	/**
	 * Where an answer is kept. Stores that are linked anew do not find old answers.
	 *
	 * @param int $user_id The WordPress user, 0: nobody.
	 * @return string
	 */
	private static function key( $user_id ) {
		$link = Link::get();
		return 'rung_loyalty_me_' . $user_id . '_' . substr( md5( App_Client::locale() . ( null === $link ? '' : $link['store_key'] ) ), 0, 10 );
	}
}
