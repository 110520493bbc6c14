<?php
/**
 * What the app published of a customer.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Balance and tier as the app wrote them into the customer's meta data. Good enough to show, also while the app is away; never used to decide.
 */
final class Member {

	const META = '_rung_member';

	/**
	 * Keeps what the app published of a customer, unless something newer is there.
	 *
	 * @param mixed $sent customerId, points, pending, debt, tier, nextReward, revision.
	 * @return bool Whether it was kept.
	 */
	public static function keep( $sent ) {
		if ( ! is_array( $sent ) || ! isset( $sent['customerId'], $sent['points'], $sent['revision'] ) || ! is_int( $sent['points'] ) || ! is_int( $sent['revision'] ) ) {
			return false;
		}
		$user_id = is_scalar( $sent['customerId'] ) ? (int) $sent['customerId'] : 0;
		if ( $user_id <= 0 || ! get_userdata( $user_id ) ) {
			return false;
		}
		$known = self::get( $user_id );
		if ( null !== $known && $known['revision'] >= $sent['revision'] ) {
			return false;
		}
		$member = array_intersect_key( $sent, array_flip( array( 'points', 'pending', 'debt', 'tier', 'nextReward', 'revision' ) ) );
		update_user_meta( $user_id, self::META, wp_slash( (string) wp_json_encode( $member ) ) );
		Shopper::forget( $user_id );
		return true;
	}

	/**
	 * A customer as a member; null: none, or the app has not published it yet.
	 *
	 * @param int $user_id The WordPress user.
	 * @return array|null points, pending, debt, tier (id, name, provisional; or null), nextReward (name, points; or null), revision.
	 */
	public static function get( $user_id ) {
		$text   = $user_id > 0 ? get_user_meta( $user_id, self::META, true ) : '';
		$member = is_string( $text ) && '' !== $text ? json_decode( $text, true ) : null;
		if ( ! is_array( $member ) || ! isset( $member['points'] ) || ! is_int( $member['points'] ) ) {
			return null;
		}
		return array_merge(
			array(
				'pending'    => 0,
				'debt'       => 0,
				'tier'       => null,
				'nextReward' => null,
				'revision'   => 0,
			),
			$member
		);
	}

	/**
	 * The tier of a customer; null: none.
	 *
	 * @param array|null $member See get().
	 * @return string|null
	 */
	public static function tier_id( $member ) {
		return isset( $member['tier']['id'] ) ? (string) $member['tier']['id'] : null;
	}

	/**
	 * The member as the widget reads it: the tier by its id, the next reward with what is missing.
	 *
	 * @param int $user_id The WordPress user.
	 * @return array|null
	 */
	public static function for_pages( $user_id ) {
		$member = self::get( $user_id );
		if ( null === $member ) {
			return null;
		}
		$tier = is_array( $member['tier'] ) ? $member['tier'] : array();
		$next = $member['nextReward'];
		if ( isset( $next['points'] ) ) {
			$next['missing'] = max( 0, (int) $next['points'] - $member['points'] );
		}
		$member['tier']       = isset( $tier['id'] ) ? (string) $tier['id'] : null;
		$member['nextReward'] = $next;
		return $member;
	}

	/**
	 * Shows at once what a change left, until the app publishes it: the same revision, so that whatever is newer wins.
	 *
	 * @param int   $user_id The WordPress user.
	 * @param mixed $points  The points of the app's answer.
	 */
	public static function note( $user_id, $points ) {
		$member = self::get( $user_id );
		if ( null === $member || ! isset( $points['shown'], $points['pending'], $points['debt'] ) || ! is_int( $points['shown'] ) ) {
			return;
		}
		$member['points']  = $points['shown'];
		$member['pending'] = (int) $points['pending'];
		$member['debt']    = (int) $points['debt'];
		update_user_meta( $user_id, self::META, wp_slash( (string) wp_json_encode( $member ) ) );
	}
}
