<?php
/**
 * "You will earn 45 beans" on products, in the cart, at checkout and after the order.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use WC_Order;
use WC_Product;

defined( 'ABSPATH' ) || exit;

/**
 * Said only where the published rate says it exactly. On products without regard to who is looking, because those pages are cached.
 */
final class Earn_Lines {

	/** What an order was promised when it was placed, so that the thank-you page says the same. */
	const PROMISE = '_rung_loyalty_promise';

	/** Hooks in. */
	public static function register() {
		add_action( 'woocommerce_before_add_to_cart_form', array( __CLASS__, 'product' ) );
		add_action( 'woocommerce_cart_totals_before_order_total', array( __CLASS__, 'row' ) );
		add_action( 'woocommerce_review_order_before_order_total', array( __CLASS__, 'row' ) );
		add_action( 'woocommerce_checkout_create_order', array( __CLASS__, 'promise' ) );
		add_action( 'woocommerce_store_api_checkout_update_order_meta', array( __CLASS__, 'promise' ) );
		add_action( 'woocommerce_thankyou', array( __CLASS__, 'thanks' ), 5 );
		add_action( 'woocommerce_privacy_remove_order_personal_data', array( __CLASS__, 'forget' ) );
	}

	/** The line on a product's page. */
	public static function product() {
		$product = isset( $GLOBALS['product'] ) ? $GLOBALS['product'] : null;
		$program = Settings::is_on( 'product' ) ? Program::live() : null;
		if ( null === $program || ! $product instanceof WC_Product || ! $product->is_purchasable() ) {
			return;
		}
		$points = Cart::points_of_product( $product, $program );
		if ( null === $points || $points <= 0 ) {
			return;
		}
		$words = Words::points( $points, $program );
		/* translators: %s: an amount of points, such as "45 beans" */
		$line = $product->is_type( 'variable' ) || $product->is_type( 'grouped' ) ? sprintf( __( 'Earn %s or more', 'rung-loyalty' ), $words ) : sprintf( __( 'Earn %s', 'rung-loyalty' ), $words );
		$best = self::best_tier( $product, $program, $points );
		if ( null !== $best ) {
			/* translators: 1: an amount of points, 2: the name of a tier, such as "90 beans as Gold" */
			$line .= ', ' . sprintf( __( '%1$s as %2$s', 'rung-loyalty' ), Words::points( $best[0], $program ), $best[1] );
		}
		Styles::enqueue();
		echo '<p class="rung-loyalty rung-earn" style="' . esc_attr( Styles::brand( $program ) ) . '">' . esc_html( $line ) . '</p>';
	}

	/**
	 * The tier in which a product earns most.
	 *
	 * @param WC_Product $product The product.
	 * @param array      $program The program.
	 * @param int        $points  What it earns without a tier.
	 * @return array|null Points and the tier's name; null: none earns more.
	 */
	private static function best_tier( WC_Product $product, array $program, $points ) {
		$best = null;
		foreach ( Program::tiers( $program ) as $tier ) {
			$more = Cart::points_of_product( $product, $program, $tier['tierId'] );
			if ( null !== $more && $more > ( null === $best ? $points : $best[0] ) ) {
				$best = array( $more, $tier['name'] );
			}
		}
		return $best;
	}

	/**
	 * The line for the cart; empty: nothing to say.
	 *
	 * @return string
	 */
	public static function cart_line() {
		$program = Settings::is_on( 'cart' ) ? Program::live() : null;
		$points  = null === $program ? null : Cart::points( $program );
		if ( null === $points || $points <= 0 ) {
			return '';
		}
		/* translators: %s: an amount of points, such as "84 beans" */
		return sprintf( __( 'You will earn %s', 'rung-loyalty' ), Words::points( $points, $program ) );
	}

	/** The row of the classic cart and checkout. */
	public static function row() {
		$line = self::cart_line();
		if ( '' !== $line ) {
			echo '<tr class="rung-earn-row"><th>' . esc_html__( 'Rewards', 'rung-loyalty' ) . '</th><td data-title="' . esc_attr__( 'Rewards', 'rung-loyalty' ) . '">' . esc_html( $line ) . '</td></tr>';
		}
	}

	/**
	 * Notes on an order, before it is saved, what the shopper was told.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function promise( $order ) {
		$program = $order instanceof WC_Order && Settings::is_on( 'thankyou' ) ? Program::live() : null;
		$points  = null === $program ? null : Cart::points( $program );
		if ( null !== $points && $points > 0 ) {
			$order->update_meta_data( self::PROMISE, (string) $points );
		}
	}

	/**
	 * The line after the order.
	 *
	 * @param int $order_id The order.
	 */
	public static function thanks( $order_id ) {
		$order   = wc_get_order( $order_id );
		$program = Settings::is_on( 'thankyou' ) ? Program::live() : null;
		if ( null === $program || ! $order instanceof WC_Order || $order->has_status( array( 'failed', 'cancelled' ) ) ) {
			return;
		}
		$kept   = $order->get_meta( self::PROMISE );
		$points = is_numeric( $kept ) ? (int) $kept : Cart::points_of_order( $order, $program );
		if ( null === $points || $points <= 0 ) {
			return;
		}
		Styles::enqueue();
		$words = Words::points( $points, $program );
		echo '<p class="rung-loyalty rung-thanks" style="' . esc_attr( Styles::brand( $program ) ) . '">';
		if ( $order->get_customer_id() > 0 ) {
			/* translators: %s: an amount of points, such as "84 beans" */
			echo esc_html( sprintf( __( 'You earn %s with this order.', 'rung-loyalty' ), $words ) ) . ' ';
			echo '<a href="' . esc_url( Account_Page::url() ) . '">' . esc_html__( 'See my rewards', 'rung-loyalty' ) . '</a>';
		} else {
			/* translators: %s: an amount of points, such as "84 beans" */
			echo esc_html( sprintf( __( 'Members earn %s with an order like this.', 'rung-loyalty' ), $words ) ) . ' ';
			echo '<a href="' . esc_url( wc_get_page_permalink( 'myaccount' ) ) . '">' . esc_html__( 'Join', 'rung-loyalty' ) . '</a>';
		}
		echo '</p>';
	}

	/**
	 * An order is made anonymous: what was promised to its customer goes too.
	 *
	 * @param WC_Order $order The order.
	 */
	public static function forget( $order ) {
		if ( $order instanceof WC_Order && '' !== $order->get_meta( self::PROMISE ) ) {
			$order->delete_meta_data( self::PROMISE );
			$order->save();
		}
	}
}
