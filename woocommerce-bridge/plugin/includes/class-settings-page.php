<?php
/**
 * WooCommerce → Rewards in wp-admin.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Connects the shop, shows how the link is, and holds the app's own pages in a frame.
 */
final class Settings_Page {

	const SLUG       = 'rung-loyalty';
	const CAPABILITY = 'manage_woocommerce';
	const TOKEN      = 'rung_loyalty_token';
	const STATUS     = 'rung_loyalty_status';

	/** Hooks in. */
	public static function register() {
		add_action( 'admin_menu', array( __CLASS__, 'menu' ), 60 );
		add_action( 'admin_enqueue_scripts', array( __CLASS__, 'scripts' ) );
		add_action( 'admin_post_rung_loyalty_connect', array( __CLASS__, 'connect' ) );
		add_action( 'admin_post_rung_loyalty_disconnect', array( __CLASS__, 'disconnect' ) );
		add_action( 'admin_post_rung_loyalty_switches', array( __CLASS__, 'switches' ) );
		add_action( 'wp_ajax_' . self::TOKEN, array( __CLASS__, 'answer_token' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( RUNG_LOYALTY_FILE ), array( __CLASS__, 'action_links' ) );
	}

	/** Adds the menu entry. */
	public static function menu() {
		add_submenu_page( 'woocommerce', __( 'Rung Loyalty', 'rung-loyalty' ), __( 'Rung Loyalty', 'rung-loyalty' ), self::CAPABILITY, self::SLUG, array( __CLASS__, 'render' ) );
	}

	/**
	 * Adds "Settings" to the list of plugins.
	 *
	 * @param array $links The links.
	 * @return array
	 */
	public static function action_links( $links ) {
		array_unshift( $links, '<a href="' . esc_url( self::url() ) . '">' . esc_html__( 'Settings', 'rung-loyalty' ) . '</a>' );
		return $links;
	}

	/**
	 * The page's address.
	 *
	 * @param array $query More of the query.
	 * @return string
	 */
	public static function url( array $query = array() ) {
		return add_query_arg( array_merge( array( 'page' => self::SLUG ), $query ), admin_url( 'admin.php' ) );
	}

	/**
	 * Loads script and styles on this page alone.
	 *
	 * @param string $hook The page's hook.
	 */
	public static function scripts( $hook ) {
		if ( 'woocommerce_page_' . self::SLUG !== $hook ) {
			return;
		}
		wp_enqueue_style( 'rung-loyalty-admin', RUNG_LOYALTY_URL . 'assets/css/admin.css', array(), RUNG_LOYALTY_VERSION );
		if ( 'program' === self::tab() && Link::exists() ) {
			wp_enqueue_script( 'rung-loyalty-admin', RUNG_LOYALTY_URL . 'assets/js/admin.js', array(), RUNG_LOYALTY_VERSION, true );
		}
	}

	/**
	 * The tab that is open.
	 *
	 * @return string program or store.
	 */
	private static function tab() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only chooses what is shown.
		$tab = isset( $_GET['tab'] ) ? sanitize_key( wp_unslash( $_GET['tab'] ) ) : '';
		return 'store' === $tab ? 'store' : 'program';
	}

	/**
	 * How the link is: none, linked, clock, unreachable or unlinked; with what the app says.
	 *
	 * @return array state, problem.
	 */
	private static function state() {
		if ( ! Link::exists() ) {
			return array( 'none', '' );
		}
		$kept = get_transient( self::STATUS );
		if ( is_array( $kept ) ) {
			return $kept;
		}
		$answer = App_Client::read( 'status', array( 'locale' => str_replace( '_', '-', get_user_locale() ) ) );
		if ( $answer['ok'] ) {
			$state = array( 'linked', isset( $answer['body']['problem'] ) && is_string( $answer['body']['problem'] ) ? $answer['body']['problem'] : '' );
			set_transient( self::STATUS, $state, MINUTE_IN_SECONDS );
			return $state;
		}
		if ( null !== App_Client::clock_difference() ) {
			return array( 'clock', '' );
		}
		return array( 0 === $answer['status'] || $answer['status'] >= 500 || 429 === $answer['status'] ? 'unreachable' : 'unlinked', '' );
	}

	/** Prints the page. */
	public static function render() {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		list( $state, $problem ) = self::state();
		echo '<div class="wrap rung-admin"><h1>' . esc_html__( 'Rung Loyalty', 'rung-loyalty' ) . '</h1>';
		self::render_outcome();
		if ( 'none' === $state ) {
			self::render_connect( __( 'Connect', 'rung-loyalty' ), true );
		} else {
			self::render_tabs( $state );
			self::render_problem( $state, $problem );
			if ( 'store' === self::tab() ) {
				self::render_store();
			} elseif ( 'linked' === $state ) {
				self::render_frame();
			}
		}
		echo '</div>';
	}

	/** What came of the last button. */
	private static function render_outcome() {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only chooses a sentence.
		$outcome = isset( $_GET['rung-outcome'] ) ? sanitize_key( wp_unslash( $_GET['rung-outcome'] ) ) : '';
		$words   = array(
			'saved'        => array( 'success', __( 'Saved.', 'rung-loyalty' ) ),
			'disconnected' => array( 'success', __( 'Disconnected. Members keep their points; connect again whenever you like.', 'rung-loyalty' ) ),
			'address'      => array( 'error', __( 'This is not an address of the app. It begins with https:// and looks like https://app.example.com.', 'rung-loyalty' ) ),
			'permalinks'   => array( 'error', __( 'WooCommerce can only be connected with permalinks other than "Plain". Choose another kind under Settings → Permalinks, then connect again.', 'rung-loyalty' ) ),
		);
		if ( isset( $words[ $outcome ] ) ) {
			echo '<div class="notice notice-' . esc_attr( $words[ $outcome ][0] ) . ' inline is-dismissible"><p>' . esc_html( $words[ $outcome ][1] ) . '</p></div>';
		}
	}

	/**
	 * The form that begins the connection.
	 *
	 * @param string $label   What its button says.
	 * @param bool   $is_main Whether it is the page's main thing.
	 */
	private static function render_connect( $label, $is_main ) {
		if ( $is_main ) {
			echo '<div class="rung-box"><h2>' . esc_html__( 'Points, tiers and rewards for your store', 'rung-loyalty' ) . '</h2><p>' . esc_html__( 'Connect this store to your Rung app. You approve the access on the next page; nothing is sent before that.', 'rung-loyalty' ) . '</p>';
		}
		echo '<form id="rung-loyalty-connect" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="rung_loyalty_connect" />';
		wp_nonce_field( 'rung_loyalty_connect' );
		if ( ! Link::is_address_fixed() ) {
			echo '<p><label for="rung-loyalty-address">' . esc_html__( 'Address of the app', 'rung-loyalty' ) . '</label><input class="regular-text code" type="url" id="rung-loyalty-address" name="app_url" required placeholder="https://app.example.com" value="' . esc_attr( Link::address() ) . '" /></p>';
		} else {
			/* translators: %s: the app's address */
			echo '<p>' . esc_html( sprintf( __( 'Address of the app: %s (set in wp-config.php)', 'rung-loyalty' ), Link::address() ) ) . '</p>';
		}
		echo '<p><label for="rung-loyalty-join">' . esc_html__( 'Join code (optional)', 'rung-loyalty' ) . '</label><input class="regular-text code" type="text" id="rung-loyalty-join" name="join" maxlength="100" autocomplete="off" aria-describedby="rung-loyalty-join-help" /><span class="description" id="rung-loyalty-join-help">' . esc_html__( 'To share one program with another store: get the code there under Settings → Stores.', 'rung-loyalty' ) . '</span></p>';
		echo '<p><button type="submit" class="button ' . ( $is_main ? 'button-primary button-hero' : '' ) . '">' . esc_html( $label ) . '</button></p></form>';
		if ( $is_main ) {
			echo '</div>';
		}
	}

	/**
	 * Tabs and the state beside them.
	 *
	 * @param string $state See state().
	 */
	private static function render_tabs( $state ) {
		$states = array(
			'linked'      => __( 'Connected', 'rung-loyalty' ),
			'clock'       => __( 'Clock is wrong', 'rung-loyalty' ),
			'unreachable' => __( 'App cannot be reached', 'rung-loyalty' ),
			'unlinked'    => __( 'No longer connected', 'rung-loyalty' ),
		);
		$tabs   = array(
			'program' => __( 'Program', 'rung-loyalty' ),
			'store'   => __( 'Store pages and connection', 'rung-loyalty' ),
		);
		echo '<nav class="nav-tab-wrapper" aria-label="' . esc_attr__( 'Rung Loyalty', 'rung-loyalty' ) . '">';
		foreach ( $tabs as $tab => $label ) {
			$is_open = self::tab() === $tab;
			echo '<a class="nav-tab' . ( $is_open ? ' nav-tab-active' : '' ) . '" href="' . esc_url( self::url( array( 'tab' => $tab ) ) ) . '"' . ( $is_open ? ' aria-current="page"' : '' ) . '>' . esc_html( $label ) . '</a>';
		}
		echo '<span class="rung-state" role="status" data-state="' . esc_attr( $state ) . '">' . esc_html( $states[ $state ] ) . '</span></nav>';
	}

	/**
	 * What is wrong, and what to do.
	 *
	 * @param string $state   See state().
	 * @param string $problem What the app says.
	 */
	private static function render_problem( $state, $problem ) {
		$words = '';
		if ( 'clock' === $state ) {
			$minutes = (int) ceil( abs( (int) App_Client::clock_difference() ) / 60 );
			/* translators: %s: a number of minutes */
			$words = sprintf( _n( 'The clock of this site and the app’s differ by %s minute, so the app cannot trust its messages. Ask your host to set the server’s clock (NTP).', 'The clock of this site and the app’s differ by %s minutes, so the app cannot trust its messages. Ask your host to set the server’s clock (NTP).', $minutes, 'rung-loyalty' ), number_format_i18n( $minutes ) );
		} elseif ( 'unreachable' === $state ) {
			/* translators: %s: the app's address */
			$words = sprintf( __( '%s does not answer. Your store keeps selling and nothing is lost: orders are counted as soon as the app is back. Reload this page in a minute.', 'rung-loyalty' ), Link::address() );
		} elseif ( 'unlinked' === $state ) {
			$words = __( 'The app no longer knows this store. Press Reconnect under "Store pages and connection"; members and points are still there.', 'rung-loyalty' );
		} elseif ( '' !== $problem ) {
			$words = $problem;
		}
		if ( '' !== $words ) {
			echo '<div class="notice notice-warning inline"><p>' . esc_html( $words ) . '</p></div>';
		}
	}

	/** The app's own pages. */
	private static function render_frame() {
		$link   = Link::get();
		$locale = strtok( get_user_locale(), '_' );
		$config = array(
			'app'    => $link['app_url'],
			'origin' => Link::origin( $link['app_url'] ),
			'token'  => self::token( $link ),
			'locale' => $locale,
			'ajax'   => admin_url( 'admin-ajax.php' ),
			'action' => self::TOKEN,
			'nonce'  => wp_create_nonce( self::TOKEN ),
		);
		echo '<iframe id="rung-loyalty-app" title="' . esc_attr__( 'Rung Loyalty', 'rung-loyalty' ) . '" data-config="' . esc_attr( (string) wp_json_encode( $config ) ) . '" allow="clipboard-write" referrerpolicy="origin"></iframe>';
		echo '<noscript><div class="notice notice-warning inline"><p>' . esc_html__( 'The program is edited in a page that needs JavaScript.', 'rung-loyalty' ) . '</p></div></noscript>';
	}

	/** Switches for the store's pages, and the connection. */
	private static function render_store() {
		$link     = Link::get();
		$switches = array(
			'launcher' => __( 'Rewards button at the corner of store pages', 'rung-loyalty' ),
			'product'  => __( '"Earn 45 points" on product pages', 'rung-loyalty' ),
			'cart'     => __( 'Points and redeeming in cart and checkout', 'rung-loyalty' ),
			'account'  => __( 'Rewards page in My Account', 'rung-loyalty' ),
			'thankyou' => __( 'Points on the thank-you page', 'rung-loyalty' ),
		);
		echo '<div class="rung-box"><h2>' . esc_html__( 'Store pages', 'rung-loyalty' ) . '</h2><form id="rung-loyalty-switches" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="rung_loyalty_switches" />';
		wp_nonce_field( 'rung_loyalty_switches' );
		echo '<fieldset><legend class="screen-reader-text">' . esc_html__( 'Show on store pages', 'rung-loyalty' ) . '</legend>';
		foreach ( $switches as $place => $label ) {
			echo '<label><input type="checkbox" name="on[]" value="' . esc_attr( $place ) . '"' . checked( Settings::is_on( $place ), true, false ) . ' /> ' . esc_html( $label ) . '</label>';
		}
		/* translators: %s: a shortcode */
		echo '</fieldset><p class="description">' . esc_html( sprintf( __( 'A page about the program: add the block "Rewards program" or the shortcode %s to any page.', 'rung-loyalty' ), '[rung_rewards]' ) ) . '</p><p><button type="submit" class="button button-primary">' . esc_html__( 'Save', 'rung-loyalty' ) . '</button></p></form></div>';
		echo '<div class="rung-box"><h2>' . esc_html__( 'Connection', 'rung-loyalty' ) . '</h2><dl class="rung-facts"><dt>' . esc_html__( 'App', 'rung-loyalty' ) . '</dt><dd>' . esc_html( $link['app_url'] ) . '</dd><dt>' . esc_html__( 'Program', 'rung-loyalty' ) . '</dt><dd>' . esc_html( $link['program_name'] ) . '</dd><dt>' . esc_html__( 'Since', 'rung-loyalty' ) . '</dt><dd>' . esc_html( (string) wp_date( get_option( 'date_format' ) . ' ' . get_option( 'time_format' ), (int) $link['linked_at'] ) ) . '</dd></dl>';
		echo '<details><summary>' . esc_html__( 'Reconnect', 'rung-loyalty' ) . '</summary><p>' . esc_html__( 'Makes new keys. Nothing is lost.', 'rung-loyalty' ) . '</p>';
		self::render_connect( __( 'Reconnect', 'rung-loyalty' ), false );
		echo '</details><details><summary>' . esc_html__( 'Disconnect', 'rung-loyalty' ) . '</summary><p>' . esc_html__( 'Rewards disappear from your store’s pages. Members and points stay in the app until you delete them there.', 'rung-loyalty' ) . '</p><form id="rung-loyalty-disconnect" method="post" action="' . esc_url( admin_url( 'admin-post.php' ) ) . '"><input type="hidden" name="action" value="rung_loyalty_disconnect" />';
		wp_nonce_field( 'rung_loyalty_disconnect' );
		echo '<p><button type="submit" class="button button-link-delete">' . esc_html__( 'Disconnect this store', 'rung-loyalty' ) . '</button></p></form></details></div>';
	}

	/** Begins the connection: the browser goes to the app, which sends it to this site's own approval. */
	public static function connect() {
		self::check( 'rung_loyalty_connect' );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- check() above.
		$typed   = isset( $_POST['app_url'] ) && is_string( $_POST['app_url'] ) ? sanitize_text_field( wp_unslash( $_POST['app_url'] ) ) : '';
		$address = Link::is_address_fixed() ? Link::clean_address( RUNG_LOYALTY_APP_URL ) : Link::clean_address( $typed );
		if ( null === $address ) {
			self::leave( 'address' );
		}
		if ( '' === (string) get_option( 'permalink_structure' ) ) {
			self::leave( 'permalinks' );
		}
		update_option( Link::ADDRESS_OPTION, $address, false );
		Link::invite();
		delete_transient( self::STATUS );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- check() above.
		$join  = isset( $_POST['join'] ) && is_string( $_POST['join'] ) ? sanitize_text_field( wp_unslash( $_POST['join'] ) ) : '';
		$query = array(
			'site'   => home_url(),
			'return' => self::url( array( 'tab' => 'program' ) ),
		);
		if ( '' !== $join ) {
			$query['join'] = $join;
		}
		add_filter(
			'allowed_redirect_hosts',
			static function ( $hosts ) use ( $address ) {
				$hosts[] = (string) wp_parse_url( $address, PHP_URL_HOST );
				return $hosts;
			}
		);
		wp_safe_redirect( $address . '/connect/woocommerce?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ), 303 );
		exit;
	}

	/** Ends the connection; the app is told if it answers. */
	public static function disconnect() {
		self::check( 'rung_loyalty_disconnect' );
		App_Client::send( 'disconnect', array(), array( 'customer' => 0 ) );
		Link::remove( true );
		delete_transient( self::STATUS );
		self::leave( 'disconnected' );
	}

	/** Keeps the switches. */
	public static function switches() {
		self::check( 'rung_loyalty_switches' );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- check() above.
		$on = isset( $_POST['on'] ) && is_array( $_POST['on'] ) ? array_map( 'sanitize_key', wp_unslash( $_POST['on'] ) ) : array();
		Settings::keep( $on );
		self::leave( 'saved', 'store' );
	}

	/**
	 * Lets only a person through who may manage the shop, from this page's own form.
	 *
	 * @param string $action The form.
	 */
	private static function check( $action ) {
		check_admin_referer( $action );
		if ( ! current_user_can( self::CAPABILITY ) ) {
			wp_die( esc_html__( 'You may not manage this shop.', 'rung-loyalty' ), '', array( 'response' => 403 ) );
		}
	}

	/**
	 * Back to the page.
	 *
	 * @param string $outcome See render_outcome().
	 * @param string $tab     The tab.
	 */
	private static function leave( $outcome, $tab = 'program' ) {
		wp_safe_redirect(
			self::url(
				array(
					'tab'          => $tab,
					'rung-outcome' => $outcome,
				)
			),
			303
		);
		exit;
	}

	/** A fresh token for the frame. */
	public static function answer_token() {
		check_ajax_referer( self::TOKEN );
		$link = Link::get();
		if ( null === $link || ! current_user_can( self::CAPABILITY ) ) {
			wp_send_json_error( null, 403 );
		}
		nocache_headers();
		wp_send_json_success( array( 'token' => self::token( $link ) ) );
	}

	/**
	 * A token for the person who is logged in.
	 *
	 * @param array $link The link.
	 * @return string
	 */
	private static function token( array $link ) {
		$user = wp_get_current_user();
		return Token::write(
			$link,
			array(
				'iss'   => home_url(),
				'sub'   => 'wp:' . $user->ID,
				'name'  => $user->display_name,
				'owner' => current_user_can( 'manage_options' ),
			),
			time(),
			bin2hex( random_bytes( 16 ) )
		);
	}
}
