<?php
/**
 * My Account → Rewards.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Balance, tier, rewards, codes and activity of the customer who is logged in. Everything works without scripts.
 */
final class Account_Page {

	const KEY = 'rewards';

	/** Hooks in. */
	public static function register() {
		add_filter( 'woocommerce_get_query_vars', array( __CLASS__, 'query_vars' ) );
		add_filter( 'woocommerce_account_menu_items', array( __CLASS__, 'menu' ) );
		add_filter( 'woocommerce_endpoint_' . self::KEY . '_title', array( __CLASS__, 'title' ) );
		add_action( 'woocommerce_account_' . self::KEY . '_endpoint', array( __CLASS__, 'render' ) );
		add_action( 'template_redirect', array( __CLASS__, 'keep_out_of_caches' ), 1 );
	}

	/**
	 * Makes the endpoint known.
	 *
	 * @param array $vars WooCommerce's endpoints.
	 * @return array
	 */
	public static function query_vars( $vars ) {
		/**
		 * The endpoint's part of the address. Save the permalinks after changing it.
		 *
		 * @param string $slug "rewards".
		 */
		$vars[ self::KEY ] = sanitize_title( apply_filters( 'rung_loyalty_endpoint', self::KEY ) );
		return $vars;
	}

	/**
	 * Adds the menu entry, before "Log out".
	 *
	 * @param array $items Labels by key.
	 * @return array
	 */
	public static function menu( $items ) {
		if ( ! Settings::is_on( 'account' ) || ! Link::exists() || null === Program::get() ) {
			return $items;
		}
		$place = array_search( 'customer-logout', array_keys( $items ), true );
		$place = false === $place ? count( $items ) : $place;
		return array_slice( $items, 0, $place, true ) + array( self::KEY => self::title() ) + array_slice( $items, $place, null, true );
	}

	/**
	 * The page's title.
	 *
	 * @return string
	 */
	public static function title() {
		return __( 'Rewards', 'rung-loyalty' );
	}

	/** What is personal stays out of page caches. */
	public static function keep_out_of_caches() {
		if ( function_exists( 'is_account_page' ) && is_account_page() ) {
			defined( 'DONOTCACHEPAGE' ) || define( 'DONOTCACHEPAGE', true );
			nocache_headers();
		}
	}

	/**
	 * The page's address.
	 *
	 * @return string
	 */
	public static function url() {
		return Settings::is_on( 'account' ) ? wc_get_account_endpoint_url( self::KEY ) : wc_get_page_permalink( 'myaccount' );
	}

	/** Prints the page. */
	public static function render() {
		Styles::enqueue();
		$program = Link::exists() ? Program::get() : null;
		$view    = Link::exists() ? Shopper::view( true ) : null;
		if ( null !== $view ) {
			$program = $view['program'];
		}
		echo '<div class="rung-loyalty rung-rewards" style="' . esc_attr( null === $program ? '' : Styles::brand( $program ) ) . '">';
		if ( null === $view ) {
			self::render_away( $program );
		} elseif ( in_array( $view['state'], array( 'member', 'blocked', 'paused' ), true ) ) {
			self::render_member( $view );
		} else {
			self::render_outside( $view );
		}
		echo '</div>';
	}

	/**
	 * The app is away: what is known is shown, and nothing is lost.
	 *
	 * @param array|null $program The program; null: show no balance.
	 */
	public static function render_away( $program ) {
		$member = Member::get( get_current_user_id() );
		if ( null !== $program && null !== $member ) {
			self::render_balance( $member['points'], array(), isset( $member['tier']['name'] ) ? (string) $member['tier']['name'] : '', $program );
		}
		echo '<p class="rung-quiet" role="status">' . esc_html__( 'Rewards are resting for a moment. Your points are safe; please look again in a few minutes.', 'rung-loyalty' ) . '</p>';
	}

	/**
	 * Not a member yet, or no longer.
	 *
	 * @param array $view The shopper's view.
	 */
	private static function render_outside( array $view ) {
		$program = $view['program'];
		echo '<section class="rung-balance"><h2>' . esc_html( $program['name'] ) . '</h2>';
		if ( 'left' === $view['state'] ) {
			echo '<p>' . esc_html__( 'You have left the program. You can come back whenever you like.', 'rung-loyalty' ) . '</p>';
		} elseif ( ! empty( $program['welcomePoints'] ) ) {
			/* translators: %s: an amount of points, such as "50 beans" */
			echo '<p>' . esc_html( sprintf( __( 'Join and start with %s.', 'rung-loyalty' ), Words::points( (int) $program['welcomePoints'], $program ) ) ) . '</p>';
		} else {
			echo '<p>' . esc_html__( 'Join, collect with every order, and choose your reward.', 'rung-loyalty' ) . '</p>';
		}
		Shopper_Forms::open( 'join' );
		Shopper_Forms::close( __( 'Join', 'rung-loyalty' ) );
		echo '</section>';
	}

	/**
	 * A member's page.
	 *
	 * @param array $view The shopper's view.
	 */
	private static function render_member( array $view ) {
		$program = $view['program'];
		$tier    = Program::tier( $program, $view['tier']['tierId'] );
		self::render_balance( (int) $view['points']['shown'], $view['points'], null === $tier ? '' : $tier['name'], $program );
		self::render_state( $view );
		Progress::render( $view );
		if ( array() !== $view['codes'] ) {
			self::section( __( 'Your codes', 'rung-loyalty' ) );
			Reward_List::codes( $view );
			echo '</section>';
		}
		if ( 'member' === $view['state'] ) {
			self::section( __( 'Rewards', 'rung-loyalty' ) );
			Reward_List::render( $view );
			echo '</section>';
		}
		self::section( __( 'Activity', 'rung-loyalty' ) );
		Activity_List::render( $view );
		echo '</section>';
		if ( ! empty( $view['otherStores'] ) ) {
			self::render_linking( $view['otherStores'] );
		}
	}

	/**
	 * The balance, and what is on its way.
	 *
	 * @param int    $shown   The number people see.
	 * @param array  $points  arriving and expiring of the view; may be empty.
	 * @param string $tier    The tier's name, or empty.
	 * @param array  $program The program.
	 */
	private static function render_balance( $shown, array $points, $tier, array $program ) {
		echo '<section class="rung-balance"><h2>' . esc_html( $program['name'] ) . '</h2><p class="rung-balance__points">' . esc_html( Words::points( $shown, $program ) ) . '</p>';
		if ( '' !== $tier ) {
			echo '<p class="rung-tier">' . esc_html( $tier ) . '</p>';
		}
		foreach ( isset( $points['arriving'] ) ? $points['arriving'] : array() as $arriving ) {
			$day = Words::day( $arriving['at'] );
			/* translators: 1: an amount of points with its sign, 2: a date */
			$text = '' === $day ? __( '%1$s once your order has arrived', 'rung-loyalty' ) : __( '%1$s on %2$s', 'rung-loyalty' );
			echo '<p>' . esc_html( sprintf( $text, Words::change( (int) $arriving['points'], $program ), $day ) ) . '</p>';
		}
		echo '</section>';
	}

	/**
	 * What must be said first.
	 *
	 * @param array $view The shopper's view.
	 */
	private static function render_state( array $view ) {
		$program = $view['program'];
		$points  = $view['points'];
		$lines   = array();
		if ( 'paused' === $view['state'] || ! empty( $program['paused'] ) ) {
			$lines[] = __( 'The program is paused. Your points stay as they are, and codes you have keep working.', 'rung-loyalty' );
		} elseif ( 'blocked' === $view['state'] ) {
			$lines[] = __( 'Your membership is on hold. Please contact the store.', 'rung-loyalty' );
		}
		if ( ! empty( $points['debt'] ) ) {
			/* translators: %s: an amount of points, such as "50 beans" */
			$lines[] = sprintf( __( 'A refund took more than you had: your next orders fill the missing %s first.', 'rung-loyalty' ), Words::points( (int) $points['debt'], $program ) );
		}
		if ( ! empty( $points['expiring'] ) ) {
			/* translators: 1: an amount of points, 2: a date */
			$lines[] = sprintf( __( '%1$s expire on %2$s.', 'rung-loyalty' ), Words::points( (int) $points['expiring']['points'], $program ), Words::day( $points['expiring']['at'] ) );
		}
		foreach ( isset( $points['waitingForRate'] ) ? $points['waitingForRate'] : array() as $waiting ) {
			/* translators: 1: an order's number, 2: a currency such as "USD" */
			$lines[] = sprintf( __( 'Order %1$s is counted as soon as the store has set a rate for %2$s.', 'rung-loyalty' ), $waiting['orderName'], $waiting['currency'] );
		}
		foreach ( $lines as $line ) {
			echo '<p class="rung-note">' . esc_html( $line ) . '</p>';
		}
	}

	/**
	 * One balance for accounts at several stores.
	 *
	 * @param array $stores name and url of each.
	 */
	private static function render_linking( array $stores ) {
		self::section( __( 'One balance everywhere', 'rung-loyalty' ) );
		echo '<p>' . esc_html__( 'The same program runs in other stores. Link your accounts, and they share your points:', 'rung-loyalty' ) . ' ';
		foreach ( array_values( $stores ) as $index => $store ) {
			echo ( $index > 0 ? ', ' : '' ) . '<a href="' . esc_url( $store['url'] ) . '">' . esc_html( $store['name'] ) . '</a>';
		}
		echo '</p>';
		$code = Shopper_Forms::link_code();
		if ( '' !== $code ) {
			echo '<p class="rung-note" role="status">' . esc_html__( 'Type this code in at the other store within 15 minutes:', 'rung-loyalty' ) . ' <code class="rung-code">' . esc_html( $code ) . '</code></p>';
		} else {
			Shopper_Forms::open( 'link-code' );
			Shopper_Forms::close( __( 'Get a code for another store', 'rung-loyalty' ), '', false );
		}
		Shopper_Forms::open( 'link', array(), 'rung-form rung-form--row' );
		echo '<label for="rung-link-code">' . esc_html__( 'Code from another store', 'rung-loyalty' ) . '</label><input class="input-text" id="rung-link-code" name="code" type="text" required autocomplete="off" maxlength="40" />';
		Shopper_Forms::close( __( 'Link accounts', 'rung-loyalty' ), '', false );
		echo '</section>';
	}

	/**
	 * Opens a section with its heading.
	 *
	 * @param string $heading What it says.
	 */
	private static function section( $heading ) {
		$id = wp_unique_id( 'rung-section-' );
		echo '<section class="rung-section" aria-labelledby="' . esc_attr( $id ) . '"><h3 id="' . esc_attr( $id ) . '">' . esc_html( $heading ) . '</h3>';
	}
}
