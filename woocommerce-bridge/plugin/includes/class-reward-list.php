<?php
/**
 * Rewards and the codes that came of them.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Prints rewards with their Redeem buttons, and codes as tickets.
 */
final class Reward_List {

	/** Kinds that take something off an order. */
	const FOR_ORDERS = array( 'amount', 'percent', 'product-percent', 'free-shipping', 'free-product' );

	/**
	 * Rewards that can be used in a cart.
	 *
	 * @param array $view The shopper's view.
	 * @return array
	 */
	public static function for_cart( array $view ) {
		return array_values(
			array_filter(
				$view['rewards'],
				static function ( $reward ) {
					return in_array( $reward['value']['kind'], self::FOR_ORDERS, true );
				}
			)
		);
	}

	/**
	 * The rewards, with what is missing for those out of reach.
	 *
	 * @param array $view    The shopper's view.
	 * @param bool  $use_now Whether the code goes into the cart at once.
	 */
	public static function render( array $view, $use_now = false ) {
		$rewards = $use_now ? self::for_cart( $view ) : $view['rewards'];
		if ( array() === $rewards ) {
			echo '<p class="rung-quiet">' . esc_html__( 'No rewards yet. Keep collecting: they will show up here.', 'rung-loyalty' ) . '</p>';
			return;
		}
		echo '<ul class="rung-list" role="list">';
		foreach ( $rewards as $reward ) {
			self::reward( $reward, $view['program'], $use_now );
		}
		echo '</ul>';
	}

	/**
	 * One reward.
	 *
	 * @param array $reward  The reward.
	 * @param array $program The program.
	 * @param bool  $use_now Whether the code goes into the cart at once.
	 */
	private static function reward( array $reward, array $program, $use_now ) {
		$value = 'any-amount' === $reward['cost']['kind'] ? '' : Words::value( $reward['value'] );
		echo '<li class="rung-card' . ( empty( $reward['available'] ) ? ' rung-card--away' : '' ) . '">';
		if ( ! empty( $reward['picture'] ) ) {
			echo '<img class="rung-card__picture" src="' . esc_url( $reward['picture'] ) . '" alt="" loading="lazy" width="56" height="56" />';
		}
		echo '<div class="rung-card__words"><strong>' . esc_html( $reward['name'] ) . '</strong>';
		if ( '' !== $value && $value !== $reward['name'] ) {
			echo '<span>' . esc_html( $value ) . '</span>';
		}
		if ( ! empty( $reward['description'] ) ) {
			echo '<span>' . esc_html( $reward['description'] ) . '</span>';
		}
		if ( ! empty( $reward['minimumMinor'] ) ) {
			/* translators: %s: an amount of money */
			echo '<span class="rung-quiet">' . esc_html( sprintf( __( 'For orders from %s', 'rung-loyalty' ), Words::money( (int) $reward['minimumMinor'], get_woocommerce_currency() ) ) ) . '</span>';
		}
		echo '<span class="rung-cost">' . esc_html( Words::cost( $reward, $program ) ) . '</span></div><div class="rung-card__act">';
		if ( empty( $reward['available'] ) ) {
			echo '<span class="rung-quiet">' . esc_html( Words::refusal( $reward, $program ) ) . '</span>';
		} else {
			self::redeem_form( $reward, $program, $use_now );
		}
		echo '</div></li>';
	}

	/**
	 * The Redeem button. Its id is made with the page, so that pressing it twice redeems once.
	 *
	 * @param array $reward  The reward.
	 * @param array $program The program.
	 * @param bool  $use_now Whether the code goes into the cart at once.
	 */
	private static function redeem_form( array $reward, array $program, $use_now ) {
		$cost = $reward['cost'];
		Shopper_Forms::open(
			'redeem',
			array(
				'reward_id'     => $reward['rewardId'],
				'redemption_id' => wp_generate_uuid4(),
				'use_now'       => $use_now ? '1' : '',
			)
		);
		if ( 'any-amount' === $cost['kind'] ) {
			$id = wp_unique_id( 'rung-points-' );
			/* translators: %s: the name of the points, such as "beans" */
			$label = sprintf( __( 'How many %s', 'rung-loyalty' ), Plural_Rules::form( $program['unit']['forms'], $program['unit']['locale'], '100' ) );
			echo '<label for="' . esc_attr( $id ) . '">' . esc_html( $label ) . '</label>';
			echo '<input class="input-text rung-number" type="number" inputmode="numeric" required id="' . esc_attr( $id ) . '" name="points" min="' . esc_attr( $cost['min'] ) . '" max="' . esc_attr( $cost['max'] ) . '" step="' . esc_attr( $cost['step'] ) . '" value="' . esc_attr( $cost['max'] ) . '" />';
		}
		$label = $use_now ? __( 'Use', 'rung-loyalty' ) : __( 'Redeem', 'rung-loyalty' );
		/* translators: 1: the button's own label, "Redeem" or "Use", 2: the name of a reward */
		Shopper_Forms::close( $label, sprintf( _x( '%1$s: %2$s', 'button for screen readers', 'rung-loyalty' ), $label, $reward['name'] ) );
	}

	/**
	 * The codes that are open.
	 *
	 * @param array $view The shopper's view.
	 */
	public static function codes( array $view ) {
		if ( array() === $view['codes'] ) {
			return;
		}
		echo '<ul class="rung-list" role="list">';
		foreach ( $view['codes'] as $code ) {
			self::code( $code, $view['program'] );
		}
		echo '</ul>';
	}

	/**
	 * One code as a ticket.
	 *
	 * @param array $code    The code.
	 * @param array $program The program.
	 */
	private static function code( array $code, array $program ) {
		echo '<li class="rung-card rung-card--ticket"><div class="rung-card__words"><strong>' . esc_html( $code['rewardName'] ) . '</strong>';
		if ( is_string( $code['code'] ) && '' !== $code['code'] ) {
			echo '<code class="rung-code">' . esc_html( $code['code'] ) . '</code>';
		}
		echo '<span class="rung-quiet" role="status">' . esc_html( self::state( $code ) ) . '</span></div><div class="rung-card__act">';
		$is_ready = 'ready' === $code['state'] && is_string( $code['code'] );
		if ( $is_ready && ! empty( $code['usableHere'] ) && ! Cart::has( $code['code'] ) ) {
			Shopper_Forms::open( 'apply', array( 'code' => $code['code'] ) );
			/* translators: %s: the name of a reward */
			Shopper_Forms::close( __( 'Apply to cart', 'rung-loyalty' ), sprintf( __( 'Apply to cart: %s', 'rung-loyalty' ), $code['rewardName'] ) );
		}
		if ( ! empty( $code['undoable'] ) ) {
			Shopper_Forms::open(
				'undo',
				array(
					'redemption_id' => $code['redemptionId'],
					'code'          => (string) $code['code'],
				)
			);
			/* translators: 1: the name of a reward, 2: an amount of points */
			Shopper_Forms::close( __( 'Undo', 'rung-loyalty' ), sprintf( __( 'Undo %1$s and get %2$s back', 'rung-loyalty' ), $code['rewardName'], Words::points( (int) $code['points'], $program ) ), false );
		}
		echo '</div></li>';
	}

	/**
	 * What is with a code now.
	 *
	 * @param array $code The code.
	 * @return string
	 */
	public static function state( array $code ) {
		if ( Cart::has( $code['code'] ) ) {
			return __( 'In your cart', 'rung-loyalty' );
		}
		switch ( $code['state'] ) {
			case 'creating':
				return __( 'Your code is being made. Look again in a moment.', 'rung-loyalty' );
			case 'attached':
				return __( 'On an order that is not paid yet', 'rung-loyalty' );
			case 'returning':
				return __( 'Your points are on their way back', 'rung-loyalty' );
			case 'checking':
				return __( 'We are checking this one. Nothing is lost.', 'rung-loyalty' );
		}
		if ( isset( $code['use'] ) && 'counter' === $code['use'] ) {
			return __( 'Show this code at the counter', 'rung-loyalty' );
		}
		if ( isset( $code['use'] ) && 'own' === $code['use'] ) {
			return self::handed_out( $code );
		}
		if ( empty( $code['usableHere'] ) ) {
			/* translators: %s: the name of a store */
			return sprintf( __( 'To be used at %s', 'rung-loyalty' ), $code['storeName'] );
		}
		$day = Words::day( $code['expiresAt'] );
		/* translators: %s: a date */
		return '' === $day ? __( 'Ready to use', 'rung-loyalty' ) : sprintf( __( 'Good until %s', 'rung-loyalty' ), $day );
	}

	/**
	 * What was handed out: a voucher's code is the shopper's for good, a donation has none.
	 *
	 * @param array $code The code.
	 * @return string
	 */
	private static function handed_out( array $code ) {
		$partner = isset( $code['issued']['partner'] ) ? (string) $code['issued']['partner'] : '';
		if ( isset( $code['issued']['kind'] ) && 'donation' === $code['issued']['kind'] ) {
			/* translators: %s: whom a donation is for */
			return sprintf( __( 'Thank you. It goes to %s.', 'rung-loyalty' ), $partner );
		}
		$day = Words::day( $code['expiresAt'] );
		if ( '' !== $day ) {
			/* translators: %s: a date */
			return sprintf( __( 'Yours, good until %s', 'rung-loyalty' ), $day );
		}
		return __( 'This code is yours', 'rung-loyalty' );
	}
}
