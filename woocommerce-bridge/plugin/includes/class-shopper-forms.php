<?php
/**
 * The forms by which shoppers redeem without any script.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Prints the forms and does what they ask, then sends the browser back to where it was. Only on pages that are never cached: account, cart, checkout.
 */
final class Shopper_Forms {

	const FIELD = 'rung_loyalty_action';
	const NONCE = 'rung_loyalty_nonce';

	/**
	 * Opens a form.
	 *
	 * @param string $action join, redeem, undo, apply, link-code or link.
	 * @param array  $fields Hidden fields by name.
	 * @param string $css    A class.
	 */
	public static function open( $action, array $fields = array(), $css = 'rung-form' ) {
		$fields = array_merge(
			array(
				self::FIELD => $action,
				self::NONCE => wp_create_nonce( 'rung_loyalty_' . $action ),
			),
			$fields
		);
		echo '<form method="post" class="' . esc_attr( $css ) . '">';
		foreach ( $fields as $name => $value ) {
			echo '<input type="hidden" name="' . esc_attr( $name ) . '" value="' . esc_attr( $value ) . '" />';
		}
	}

	/**
	 * Closes a form with its button.
	 *
	 * @param string $label   What the button says.
	 * @param string $spoken  What it says to screen readers; empty: the same.
	 * @param bool   $is_main Whether it is the main thing to do.
	 */
	public static function close( $label, $spoken = '', $is_main = true ) {
		$theme = function_exists( 'wc_wp_theme_get_element_class_name' ) ? wc_wp_theme_get_element_class_name( 'button' ) : '';
		$css   = trim( 'button rung-button ' . ( $is_main ? '' : 'rung-button--quiet ' ) . $theme );
		echo '<button type="submit" class="' . esc_attr( $css ) . '"';
		if ( '' !== $spoken ) {
			echo ' aria-label="' . esc_attr( $spoken ) . '"';
		}
		echo '>' . esc_html( $label ) . '</button></form>';
	}

	/** Does what a form asked. */
	public static function handle() {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- read here to know which nonce to check, two lines below.
		$action = isset( $_POST[ self::FIELD ] ) ? sanitize_key( wp_unslash( $_POST[ self::FIELD ] ) ) : '';
		if ( ! in_array( $action, array( 'join', 'redeem', 'undo', 'apply', 'link-code', 'link' ), true ) || ! Link::exists() ) {
			return;
		}
		$nonce = isset( $_POST[ self::NONCE ] ) ? sanitize_text_field( wp_unslash( $_POST[ self::NONCE ] ) ) : '';
		if ( ! is_user_logged_in() ) {
			wc_add_notice( __( 'Sign in to your account to use your points.', 'rung-loyalty' ), 'error' );
		} elseif ( false === wp_verify_nonce( $nonce, 'rung_loyalty_' . $action ) ) {
			wc_add_notice( __( 'This page was open for too long. Please try again.', 'rung-loyalty' ), 'error' );
		} else {
			call_user_func( array( __CLASS__, 'do_' . str_replace( '-', '_', $action ) ) );
		}
		$back = wp_get_raw_referer();
		wp_safe_redirect( $back ? $back : wc_get_page_permalink( 'myaccount' ), 303 );
		exit;
	}

	/**
	 * A field of the form, whose nonce has been checked.
	 *
	 * @param string $name The field.
	 * @return string
	 */
	private static function field( $name ) {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- handle() has checked it.
		return isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : '';
	}

	/**
	 * Tells the shopper what came of it.
	 *
	 * @param array  $answer See App_Client.
	 * @param string $done   What to say when it worked; empty: nothing.
	 */
	private static function say( array $answer, $done ) {
		if ( ! $answer['ok'] ) {
			wc_add_notice( esc_html( $answer['error']['message'] ), 'error' );
		} elseif ( '' !== $done ) {
			wc_add_notice( esc_html( $done ), 'success' );
		}
	}

	/** The Join button. */
	private static function do_join() {
		self::say( Shopper::change( 'join', array() ), __( 'Welcome! You are in.', 'rung-loyalty' ) );
	}

	/** Points for a reward; in cart and checkout the code is used at once. */
	private static function do_redeem() {
		$body   = array(
			'rewardId'     => self::field( 'reward_id' ),
			'redemptionId' => self::field( 'redemption_id' ),
		);
		$points = (int) self::field( 'points' );
		if ( $points > 0 ) {
			$body['points'] = $points;
		}
		$answer = Shopper::change( 'redeem', $body );
		if ( ! $answer['ok'] || '1' !== self::field( 'use_now' ) ) {
			self::say( $answer, __( 'Done. Your code is below.', 'rung-loyalty' ) );
			return;
		}
		Cart::want( $body['redemptionId'] );
		$applied = Cart::apply_wanted( array( 'codes' => array( $answer['body']['redemption'] ) ) );
		if ( null === $applied ) {
			// The code is made at this very shop: it is usually there a moment later.
			sleep( 1 );
			$view    = Shopper::view( true );
			$applied = null === $view ? null : Cart::apply_wanted( $view );
		}
		self::say_applied( $applied );
	}

	/** Puts a code into the cart. */
	private static function do_apply() {
		self::say_applied( Cart::apply( wc_format_coupon_code( self::field( 'code' ) ) ) );
	}

	/**
	 * Tells the shopper whether the code is in the cart.
	 *
	 * @param array|null $applied See Cart::apply(); null: the code is still being made.
	 */
	private static function say_applied( $applied ) {
		if ( null === $applied ) {
			wc_add_notice( esc_html__( 'Your code is being made. It goes into the cart by itself when you look again in a moment.', 'rung-loyalty' ), 'notice' );
			return;
		}
		wc_add_notice( esc_html( $applied['message'] ), $applied['applied'] ? 'success' : 'error' );
	}

	/** Gives an unused reward back. */
	private static function do_undo() {
		$code = wc_format_coupon_code( self::field( 'code' ) );
		if ( Cart::has( $code ) ) {
			WC()->cart->remove_coupon( $code );
		}
		self::say( Shopper::change( 'undo', array( 'redemptionId' => self::field( 'redemption_id' ) ) ), __( 'Undone. Your points come back in a minute.', 'rung-loyalty' ) );
	}

	/** Shows a code to type in at another store. */
	private static function do_link_code() {
		$answer = Shopper::change( 'link-code', array() );
		if ( $answer['ok'] && isset( $answer['body']['code'] ) ) {
			set_transient( self::link_code_key(), (string) $answer['body']['code'], 15 * MINUTE_IN_SECONDS );
		}
		self::say( $answer, '' );
	}

	/** Takes a code of another store. */
	private static function do_link() {
		self::say( Shopper::change( 'link', array( 'code' => self::field( 'code' ) ) ), __( 'Your accounts are linked. From now on they share one balance.', 'rung-loyalty' ) );
		delete_transient( self::link_code_key() );
	}

	/**
	 * The code that is good for typing in elsewhere; empty: none.
	 *
	 * @return string
	 */
	public static function link_code() {
		return (string) get_transient( self::link_code_key() );
	}

	/**
	 * Where it is kept.
	 *
	 * @return string
	 */
	private static function link_code_key() {
		return 'rung_loyalty_link_code_' . get_current_user_id();
	}
}
