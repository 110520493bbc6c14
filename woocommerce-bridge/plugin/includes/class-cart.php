<?php
/**
 * The cart: what it would earn, and codes in it.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use WC_Order;
use WC_Product;

defined( 'ABSPATH' ) || exit;

/**
 * Computed here, from the published rate: a cart never waits for the app.
 */
final class Cart {

	/** The session's key for a redemption whose code is being made. */
	const WANTED = 'rung_loyalty_wanted';

	/** Seconds after which a wanted code is no longer put into the cart by itself. */
	const WANTED_SECONDS = 600;

	/**
	 * Points that the cart would earn the shopper of this request; null: it cannot be said.
	 *
	 * @param array $program The program.
	 * @return int|null
	 */
	public static function points( array $program ) {
		if ( ! WC()->cart ) {
			return null;
		}
		$minor    = 0;
		$currency = get_woocommerce_currency();
		foreach ( WC()->cart->get_cart() as $line ) {
			if ( isset( $line['data'], $line['line_total'] ) && $line['data'] instanceof WC_Product && ! self::is_excluded( $line['data'], $program ) ) {
				$minor += Earning_Rate::minor( $line['line_total'] + ( wc_prices_include_tax() ? $line['line_tax'] : 0 ), $currency );
			}
		}
		$member = Member::get( get_current_user_id() );
		return self::worth( $program, $minor, $currency, Member::tier_id( $member ) );
	}

	/**
	 * Points that an order would earn its customer; null: it cannot be said.
	 *
	 * @param WC_Order $order   The order.
	 * @param array    $program The program.
	 * @return int|null
	 */
	public static function points_of_order( WC_Order $order, array $program ) {
		$minor    = 0;
		$currency = $order->get_currency();
		foreach ( $order->get_items() as $item ) {
			$product = is_callable( array( $item, 'get_product' ) ) ? $item->get_product() : null;
			if ( ! $product instanceof WC_Product || ! self::is_excluded( $product, $program ) ) {
				$minor += Earning_Rate::minor( (float) $item->get_total() + ( $order->get_prices_include_tax() ? (float) $item->get_total_tax() : 0 ), $currency );
			}
		}
		$member = Member::get( (int) $order->get_customer_id() );
		return self::worth( $program, $minor, $currency, Member::tier_id( $member ) );
	}

	/**
	 * Points for one piece of a product; null: it cannot be said.
	 *
	 * @param WC_Product  $product The product.
	 * @param array       $program The program.
	 * @param string|null $tier_id A tier; null: without a tier.
	 * @return int|null
	 */
	public static function points_of_product( WC_Product $product, array $program, $tier_id = null ) {
		if ( self::is_excluded( $product, $program ) || '' === $product->get_price() ) {
			return null;
		}
		$price = wc_prices_include_tax() ? wc_get_price_including_tax( $product ) : wc_get_price_excluding_tax( $product );
		return self::worth( $program, Earning_Rate::minor( $price, get_woocommerce_currency() ), get_woocommerce_currency(), $tier_id );
	}

	/**
	 * Points for an amount.
	 *
	 * @param array       $program  The program.
	 * @param int         $minor    Minor units.
	 * @param string      $currency The amount's currency.
	 * @param string|null $tier_id  A tier; null: without a tier.
	 * @return int|null
	 */
	private static function worth( array $program, $minor, $currency, $tier_id ) {
		if ( ! isset( $program['rate'] ) || ! is_array( $program['rate'] ) || $program['currency'] !== $currency ) {
			return null;
		}
		return Earning_Rate::points( $program['rate'], $minor, Program::multiplier( $program, $tier_id ) );
	}

	/**
	 * Whether a product earns nothing.
	 *
	 * @param WC_Product $product The product or one of its variations.
	 * @param array      $program The program.
	 * @return bool
	 */
	public static function is_excluded( WC_Product $product, array $program ) {
		$excluded = isset( $program['rate']['excluded'] ) && is_array( $program['rate']['excluded'] ) ? $program['rate']['excluded'] : array();
		$parent   = $product->get_parent_id() > 0 ? $product->get_parent_id() : $product->get_id();
		$parents  = $parent === $product->get_id() ? $product : wc_get_product( $parent );
		$facts    = array(
			'productIds'    => array( (string) $product->get_id(), (string) $parent ),
			'types'         => array( $product->get_type(), $parents instanceof WC_Product ? $parents->get_type() : '' ),
			'collectionIds' => array_map( 'strval', $parents instanceof WC_Product ? $parents->get_category_ids() : array() ),
		);
		foreach ( $facts as $list => $values ) {
			if ( ! empty( $excluded[ $list ] ) && array() !== array_intersect( array_map( 'strval', (array) $excluded[ $list ] ), $values ) ) {
				return true;
			}
		}
		return ! empty( $excluded['tags'] ) && has_term( array_map( 'strval', (array) $excluded['tags'] ), 'product_tag', $parent );
	}

	/**
	 * Puts a code into the cart, and says what came of it.
	 *
	 * @param string $code The code.
	 * @return array applied, message.
	 */
	public static function apply( $code ) {
		if ( '' === $code || ! WC()->cart ) {
			return self::said( false, __( 'There is no code to apply.', 'rung-loyalty' ) );
		}
		if ( ! is_user_logged_in() ) {
			return self::said( false, __( 'Sign in to your account to use your points.', 'rung-loyalty' ) );
		}
		if ( self::has( $code ) ) {
			return self::said( true, __( 'Your reward is in the cart.', 'rung-loyalty' ) );
		}
		if ( WC()->cart->is_empty() ) {
			return self::said( false, __( 'Your cart is empty. Add something first; your code stays good.', 'rung-loyalty' ) );
		}
		// WooCommerce says what it thinks as a notice; it is ours to pass on.
		$before  = wc_get_notices();
		$applied = WC()->cart->apply_coupon( $code );
		$errors  = wc_get_notices( 'error' );
		wc_set_notices( $before );
		WC()->cart->calculate_totals();
		if ( $applied ) {
			return self::said( true, __( 'Your reward is in the cart.', 'rung-loyalty' ) );
		}
		$last = end( $errors );
		$why  = is_array( $last ) && isset( $last['notice'] ) ? html_entity_decode( wp_strip_all_tags( $last['notice'] ), ENT_QUOTES, 'UTF-8' ) : '';
		return self::said( false, '' === $why ? __( 'This cart does not qualify for the code yet. It stays good until it expires.', 'rung-loyalty' ) : $why );
	}

	/**
	 * An outcome.
	 *
	 * @param bool   $applied Whether the code is in the cart.
	 * @param string $message For the shopper.
	 * @return array
	 */
	private static function said( $applied, $message ) {
		return array(
			'applied' => $applied,
			'message' => $message,
		);
	}

	/**
	 * Whether a code is in the cart.
	 *
	 * @param string|null $code The code.
	 * @return bool
	 */
	public static function has( $code ) {
		return is_string( $code ) && WC()->cart && in_array( wc_format_coupon_code( $code ), WC()->cart->get_applied_coupons(), true );
	}

	/**
	 * Remembers that a code goes into the cart as soon as it is made.
	 *
	 * @param string $redemption_id The redemption.
	 */
	public static function want( $redemption_id ) {
		if ( WC()->session ) {
			WC()->session->set(
				self::WANTED,
				array(
					'id' => $redemption_id,
					'at' => time(),
				)
			);
		}
	}

	/**
	 * Puts a wanted code into the cart, once it is made.
	 *
	 * @param array $view The shopper's view.
	 * @return array|null See apply(); null: nothing was wanted, or it is not there yet.
	 */
	public static function apply_wanted( array $view ) {
		$wanted = WC()->session ? WC()->session->get( self::WANTED ) : null;
		if ( ! is_array( $wanted ) || ! isset( $wanted['id'], $wanted['at'] ) ) {
			return null;
		}
		if ( time() - $wanted['at'] > self::WANTED_SECONDS ) {
			WC()->session->set( self::WANTED, null );
			return null;
		}
		foreach ( $view['codes'] as $code ) {
			if ( $code['redemptionId'] === $wanted['id'] && 'ready' === $code['state'] && is_string( $code['code'] ) ) {
				WC()->session->set( self::WANTED, null );
				return self::apply( $code['code'] );
			}
		}
		return null;
	}

	/**
	 * Whether a code that was wanted is still being made.
	 *
	 * @return bool
	 */
	public static function is_waiting() {
		$wanted = WC()->session ? WC()->session->get( self::WANTED ) : null;
		return is_array( $wanted ) && isset( $wanted['at'] ) && time() - $wanted['at'] <= self::WANTED_SECONDS;
	}
}
