<?php
/**
 * Redeeming in the cart and at checkout.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * The classic cart and checkout get it as markup that works without scripts; the block ones get the same as data in words.
 */
final class Cart_Panel {

	/** Hooks in. */
	public static function register() {
		add_action( 'woocommerce_before_cart_collaterals', array( __CLASS__, 'render' ) );
		add_action( 'woocommerce_before_checkout_form', array( __CLASS__, 'render' ), 11 );
		add_action( 'template_redirect', array( __CLASS__, 'apply_waiting' ), 20 );
	}

	/** A code that was being made a moment ago goes into the cart. */
	public static function apply_waiting() {
		if ( ! ( is_cart() || is_checkout() || is_account_page() ) || ! is_user_logged_in() || ! Cart::is_waiting() ) {
			return;
		}
		$view    = Shopper::view( true );
		$applied = null === $view ? null : Cart::apply_wanted( $view );
		if ( null !== $applied ) {
			wc_add_notice( esc_html( $applied['message'] ), $applied['applied'] ? 'success' : 'error' );
		}
	}

	/** The panel of the classic cart and checkout. */
	public static function render() {
		$program = Program::live();
		if ( null === $program || ! Settings::is_on( 'cart' ) || ! WC()->cart || WC()->cart->is_empty() || ! wc_coupons_enabled() ) {
			return;
		}
		if ( ! is_user_logged_in() ) {
			self::render_guest( $program );
			return;
		}
		$member = Member::get( get_current_user_id() );
		if ( null === $member ) {
			return;
		}
		Styles::enqueue();
		echo '<details class="rung-loyalty rung-panel" style="' . esc_attr( Styles::brand( $program ) ) . '"><summary>' . esc_html( self::title( $member, $program ) ) . '</summary><div class="rung-panel__body">';
		$view = Shopper::view();
		if ( null === $view ) {
			Account_Page::render_away( null );
		} else {
			Reward_List::codes( $view );
			Reward_List::render( $view, true );
		}
		echo '</div></details>';
	}

	/**
	 * What a guest is told.
	 *
	 * @param array $program The program.
	 */
	private static function render_guest( array $program ) {
		Styles::enqueue();
		echo '<p class="rung-loyalty rung-guest" style="' . esc_attr( Styles::brand( $program ) ) . '"><a href="' . esc_url( wc_get_page_permalink( 'myaccount' ) ) . '">' . esc_html( self::invitation( $program ) ) . '</a></p>';
	}

	/**
	 * The line above the panel.
	 *
	 * @param array $member  The member.
	 * @param array $program The program.
	 * @return string
	 */
	public static function title( array $member, array $program ) {
		if ( $member['points'] <= 0 ) {
			return __( 'Your rewards', 'rung-loyalty' );
		}
		/* translators: %s: an amount of points, such as "240 beans" */
		return sprintf( __( 'Use your %s', 'rung-loyalty' ), Words::points( $member['points'], $program ) );
	}

	/**
	 * The line for guests.
	 *
	 * @param array $program The program.
	 * @return string
	 */
	public static function invitation( array $program ) {
		/* translators: %s: the name of the points, such as "beans" */
		return sprintf( __( 'Sign in to collect and use %s', 'rung-loyalty' ), Plural_Rules::form( $program['unit']['forms'], $program['unit']['locale'], '100' ) );
	}

	/**
	 * Rewards and codes in words, for the block cart and checkout.
	 *
	 * @param array $view The shopper's view.
	 * @return array balance, rewards, codes.
	 */
	public static function data( array $view ) {
		$program = $view['program'];
		$rewards = array();
		foreach ( Reward_List::for_cart( $view ) as $reward ) {
			$cost      = $reward['cost'];
			$rewards[] = array(
				'id'        => $reward['rewardId'],
				'name'      => $reward['name'],
				'cost'      => Words::cost( $reward, $program ),
				'available' => ! empty( $reward['available'] ),
				'why'       => Words::refusal( $reward, $program ),
				'range'     => 'any-amount' === $cost['kind'] ? array( $cost['min'], $cost['max'], $cost['step'] ) : null,
			);
		}
		$codes = array();
		foreach ( $view['codes'] as $code ) {
			$codes[] = array(
				'id'       => $code['redemptionId'],
				'name'     => $code['rewardName'],
				'code'     => $code['code'],
				'state'    => $code['state'],
				'words'    => Reward_List::state( $code ),
				'applied'  => Cart::has( $code['code'] ),
				'usable'   => 'ready' === $code['state'] && ! empty( $code['usableHere'] ) && is_string( $code['code'] ),
				'undoable' => ! empty( $code['undoable'] ),
			);
		}
		return array(
			'balance' => Words::points( (int) $view['points']['shown'], $program ),
			'rewards' => $rewards,
			'codes'   => $codes,
		);
	}
}
