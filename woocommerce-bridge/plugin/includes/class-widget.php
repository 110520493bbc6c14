<?php
/**
 * The rewards button at the corner of store pages.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Prints what the widget's bundle needs, the same for everybody, so that any cache may keep it. Without the bundle it is a link.
 */
final class Widget {

	const FOLDER   = 'assets/widget/';
	const LAUNCHER = 'rung-launcher.js';
	const PANEL    = 'rung-panel.js';

	/** The link that stands in for the pill. No quotes or angle brackets, so that escaping leaves it whole. */
	const CSS = '.rung-launcher{position:fixed;z-index:9990;inset-block-end:calc(var(--rung-bottom) + env(safe-area-inset-bottom));inset-inline-end:16px;display:inline-flex;align-items:center;min-height:48px;padding:0 20px;border-radius:24px;background:var(--rung-brand);color:var(--rung-on-brand);font-size:16px;font-weight:600;line-height:1;text-decoration:none;box-shadow:0 4px 16px rgb(0 0 0/.25)}.rung-launcher:focus-visible{outline:3px solid var(--rung-brand);outline-offset:3px}@media print{.rung-launcher{display:none}}';

	/** Hooks in. */
	public static function register() {
		add_action( 'wp_enqueue_scripts', array( __CLASS__, 'scripts' ) );
		add_action( 'wp_footer', array( __CLASS__, 'render' ), 5 );
	}

	/**
	 * The program, where the button is shown on this page; null: it is not.
	 *
	 * @return array|null
	 */
	private static function program() {
		if ( ! Settings::is_on( 'launcher' ) || is_embed() || is_customize_preview() || is_checkout() || is_wc_endpoint_url( Account_Page::KEY ) ) {
			return null;
		}
		/**
		 * Whether the rewards button is shown on this page.
		 *
		 * @param bool $show True.
		 */
		return apply_filters( 'rung_loyalty_show_launcher', true ) ? Program::live() : null;
	}

	/**
	 * Whether the bundle was built.
	 *
	 * @return bool
	 */
	private static function has_bundle() {
		return is_readable( RUNG_LOYALTY_DIR . self::FOLDER . self::LAUNCHER ) && is_readable( RUNG_LOYALTY_DIR . self::FOLDER . self::PANEL );
	}

	/** Loads the small launcher, after the page. */
	public static function scripts() {
		if ( null !== self::program() && self::has_bundle() ) {
			wp_enqueue_script(
				'rung-loyalty-launcher',
				RUNG_LOYALTY_URL . self::FOLDER . self::LAUNCHER,
				array(),
				RUNG_LOYALTY_VERSION,
				array(
					'strategy'  => 'defer',
					'in_footer' => true,
				)
			);
		}
	}

	/** Prints the button. */
	public static function render() {
		$program = self::program();
		if ( null === $program ) {
			return;
		}
		$pill = self::pill( $program );
		if ( ! self::has_bundle() ) {
			if ( ! $pill['hidden'] ) {
				echo '<style>' . esc_html( self::CSS ) . '</style><a class="rung-launcher" style="' . esc_attr( $pill['style'] ) . '" href="' . esc_url( Account_Page::url() ) . '">' . esc_html__( 'Rewards', 'rung-loyalty' ) . '</a>';
			}
			return;
		}
		echo '<rung-loyalty style="' . esc_attr( $pill['style'] ) . '"><template shadowrootmode="open">';
		self::part( 'rung-launcher-style.html' );
		if ( ! $pill['hidden'] ) {
			echo '<button type="button" class="pill ' . esc_attr( $pill['side'] ) . '" aria-haspopup="dialog" aria-expanded="false">';
			self::part( 'rung-launcher-icon.html' );
			echo '<span data-label>' . esc_html__( 'Rewards', 'rung-loyalty' ) . '</span><span class="dot" data-dot hidden></span></button>';
		}
		echo '<p role="status" class="trouble" hidden>' . esc_html__( 'Could not open. Check your connection and try again.', 'rung-loyalty' ) . '</p></template>';
		// JSON with its angle brackets escaped can hold no markup.
		echo '<script type="application/json">' . wp_json_encode( self::config( $program, $pill['side'] ), JSON_HEX_TAG | JSON_HEX_AMP | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) . '</script></rung-loyalty>';
	}

	/**
	 * Prints a file of the bundle: style and shape of the pill, which come with the plugin.
	 *
	 * @param string $name The file.
	 */
	private static function part( $name ) {
		$file = RUNG_LOYALTY_DIR . self::FOLDER . $name;
		if ( is_readable( $file ) ) {
			readfile( $file ); // phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_readfile -- a file of this plugin.
		}
	}

	/**
	 * Where and how the program wants the button.
	 *
	 * @param array $program The program.
	 * @return array style, side, hidden.
	 */
	private static function pill( array $program ) {
		$wish   = isset( $program['look']['launcher'] ) && is_array( $program['look']['launcher'] ) ? $program['look']['launcher'] : array();
		$brand  = Styles::brand( $program );
		$offset = isset( $wish['offset'] ) ? max( 0, min( 400, (int) $wish['offset'] ) ) : 16;
		return array(
			'style'  => ( '' === $brand ? '--rung-brand:#1f2a37;--rung-on-brand:#ffffff' : $brand ) . ';--rung-bottom:' . $offset . 'px',
			'side'   => isset( $wish['side'] ) && 'start' === $wish['side'] ? 'start' : 'end',
			'hidden' => ! empty( $wish['hidden'] ),
		);
	}

	/**
	 * What the bundle is told; nothing of it is personal.
	 *
	 * @param array  $program The program.
	 * @param string $side    start or end.
	 * @return array
	 */
	private static function config( array $program, $side ) {
		$folder = RUNG_LOYALTY_URL . self::FOLDER;
		$locale = App_Client::locale();
		$words  = 'rung-words-' . strtok( $locale, '-' ) . '.json';
		$words  = is_readable( RUNG_LOYALTY_DIR . self::FOLDER . $words ) ? $words : 'rung-words-en.json';
		return array(
			'base'     => self::path( rest_url( 'rung/v1/storefront' ) ),
			'platform' => 'woocommerce',
			'locale'   => $locale,
			'panel'    => add_query_arg( 'ver', RUNG_LOYALTY_VERSION, $folder . self::PANEL ),
			'words'    => add_query_arg( 'ver', RUNG_LOYALTY_VERSION, $folder . $words ),
			'currency' => get_woocommerce_currency(),
			'signedIn' => false,
			'program'  => $program,
			'member'   => null,
			'links'    => array(
				'signIn'  => wc_get_page_permalink( 'myaccount' ),
				'join'    => wc_get_page_permalink( 'myaccount' ),
				'cart'    => wc_get_cart_url(),
				'account' => Account_Page::url(),
			),
			'look'     => array(
				'theme'  => 'auto',
				'side'   => $side,
				'radius' => 'round',
			),
			'session'  => self::path( add_query_arg( 'action', Session::ACTION, admin_url( 'admin-ajax.php' ) ) ),
			'store'    => self::path( rest_url( 'wc/store/v1' ) ),
		);
	}

	/**
	 * An address without its host: pages seen under another name (a preview, www) still ask where they are.
	 *
	 * @param string $url An address of this site.
	 * @return string
	 */
	private static function path( $url ) {
		return wp_make_link_relative( $url );
	}
}
