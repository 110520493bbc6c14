<?php
/**
 * The rewards page: shortcode and block.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * What everybody may see of the program: how it works, tiers, rewards. Nothing personal, so that any cache may keep it.
 */
final class Program_Page {

	/** Registers shortcode and block. */
	public static function register() {
		add_shortcode( 'rung_rewards', array( __CLASS__, 'content' ) );
		wp_register_script(
			'rung-loyalty-block-editor',
			RUNG_LOYALTY_URL . 'assets/js/block-editor.js',
			array( 'wp-blocks', 'wp-block-editor', 'wp-element', 'wp-server-side-render' ),
			RUNG_LOYALTY_VERSION,
			true
		);
		Styles::register();
		register_block_type( RUNG_LOYALTY_DIR . 'blocks/rewards', array( 'render_callback' => array( __CLASS__, 'block' ) ) );
	}

	/**
	 * The block.
	 *
	 * @return string
	 */
	public static function block() {
		$content = self::content();
		return '' === $content ? '' : '<div ' . get_block_wrapper_attributes() . '>' . $content . '</div>';
	}

	/**
	 * The page's content. Empty for visitors while there is no program.
	 *
	 * @return string
	 */
	public static function content() {
		$program = Link::exists() ? Program::get() : null;
		if ( null === $program ) {
			return current_user_can( 'manage_woocommerce' ) ? '<p>' . esc_html__( 'Your rewards show up here once the store is connected and a program is published.', 'rung-loyalty' ) . '</p>' : '';
		}
		Styles::enqueue();
		ob_start();
		echo '<div class="rung-loyalty rung-program" style="' . esc_attr( Styles::brand( $program ) ) . '">';
		self::hero( $program );
		self::steps( $program );
		self::rewards();
		self::tiers( $program );
		echo '</div>';
		return (string) ob_get_clean();
	}

	/**
	 * Name, promise and the way in.
	 *
	 * @param array $program The program.
	 */
	private static function hero( array $program ) {
		$tagline = self::text( $program, 'tagline', __( 'Collect with every order, and choose your reward.', 'rung-loyalty' ) );
		echo '<div class="rung-hero"><h2>' . esc_html( $program['name'] ) . '</h2><p>' . esc_html( $tagline ) . '</p>';
		if ( ! empty( $program['paused'] ) ) {
			echo '<p class="rung-note">' . esc_html__( 'The program is paused at the moment.', 'rung-loyalty' ) . '</p>';
		}
		echo '<p><a class="button wp-element-button rung-button" data-rung-open="" href="' . esc_url( Account_Page::url() ) . '">' . esc_html__( 'See my rewards', 'rung-loyalty' ) . '</a></p></div>';
	}

	/**
	 * How it works, in three steps.
	 *
	 * @param array $program The program.
	 */
	private static function steps( array $program ) {
		$join = empty( $program['welcomePoints'] )
			? __( 'Join with your account. It is free.', 'rung-loyalty' )
			/* translators: %s: an amount of points, such as "50 beans" */
			: sprintf( __( 'Join with your account and start with %s.', 'rung-loyalty' ), Words::points( (int) $program['welcomePoints'], $program ) );
		$earn = empty( $program['rate'] )
			? __( 'Collect with every order.', 'rung-loyalty' )
			/* translators: 1: an amount of points, 2: an amount of money */
			: sprintf( __( 'Collect %1$s for each %2$s you spend.', 'rung-loyalty' ), Words::points( (int) $program['rate']['points'], $program ), Words::money( (int) $program['rate']['perMinor'], $program['currency'] ) );
		echo '<h3>' . esc_html__( 'How it works', 'rung-loyalty' ) . '</h3><ol class="rung-steps">';
		foreach ( array( $join, $earn, __( 'Choose a reward and use it in your cart.', 'rung-loyalty' ) ) as $index => $step ) {
			echo '<li>' . esc_html( self::text( $program, 'how-' . ( $index + 1 ), $step ) ) . '</li>';
		}
		echo '</ol>';
	}

	/** The rewards, as guests see them. While the app is away, the page does without. */
	private static function rewards() {
		$view = Shopper::guest_view();
		if ( null === $view || empty( $view['rewards'] ) ) {
			return;
		}
		echo '<h3>' . esc_html__( 'Rewards', 'rung-loyalty' ) . '</h3><ul class="rung-grid" role="list">';
		foreach ( $view['rewards'] as $reward ) {
			$value = 'any-amount' === $reward['cost']['kind'] ? '' : Words::value( $reward['value'] );
			echo '<li class="rung-card"><div class="rung-card__words"><strong>' . esc_html( $reward['name'] ) . '</strong>';
			if ( '' !== $value && $value !== $reward['name'] ) {
				echo '<span>' . esc_html( $value ) . '</span>';
			}
			echo '<span class="rung-cost">' . esc_html( Words::cost( $reward, $view['program'] ) ) . '</span></div></li>';
		}
		echo '</ul>';
	}

	/**
	 * The ladder of tiers as a table.
	 *
	 * @param array $program The program.
	 */
	private static function tiers( array $program ) {
		$tiers = Program::tiers( $program );
		if ( count( $tiers ) < 2 ) {
			return;
		}
		echo '<h3>' . esc_html__( 'Tiers', 'rung-loyalty' ) . '</h3><div class="rung-scroll"><table class="rung-tiers"><thead><tr><th scope="col">' . esc_html__( 'Tier', 'rung-loyalty' ) . '</th><th scope="col">' . esc_html__( 'How to get there', 'rung-loyalty' ) . '</th><th scope="col">' . esc_html__( 'What you get', 'rung-loyalty' ) . '</th></tr></thead><tbody>';
		foreach ( $tiers as $tier ) {
			echo '<tr><th scope="row">' . esc_html( $tier['name'] ) . '</th><td>' . esc_html( implode( ' · ', self::ways( $tier, $program ) ) ) . '</td><td>' . esc_html( implode( ' · ', self::gains( $tier, $program ) ) ) . '</td></tr>';
		}
		echo '</tbody></table></div>';
	}

	/**
	 * The ways into a tier.
	 *
	 * @param array $tier    The tier.
	 * @param array $program The program.
	 * @return array
	 */
	private static function ways( array $tier, array $program ) {
		$words = array(
			'join'       => __( 'Join', 'rung-loyalty' ),
			'paid'       => __( 'Paid membership', 'rung-loyalty' ),
			'product'    => __( 'With a product', 'rung-loyalty' ),
			'invitation' => __( 'By invitation', 'rung-loyalty' ),
			'top'        => __( 'Our best customers', 'rung-loyalty' ),
		);
		$ways  = array();
		foreach ( isset( $tier['ways'] ) ? (array) $tier['ways'] : array() as $way ) {
			if ( isset( $words[ $way['kind'] ] ) ) {
				$ways[] = $words[ $way['kind'] ];
			} elseif ( isset( $way['atLeast'] ) && is_int( $way['atLeast'] ) ) {
				$much = Progress::quantity( $way['kind'], $way['atLeast'], $program );
				if ( 0 === $way['atLeast'] ) {
					$ways[] = $words['join'];
				} elseif ( 'rolling' === $way['window'] ) {
					/* translators: %s: how much, such as "500 beans" or "10 orders" */
					$ways[] = sprintf( __( '%s in 12 months', 'rung-loyalty' ), $much );
				} elseif ( 'calendar-year' === $way['window'] ) {
					/* translators: %s: how much, such as "500 beans" or "10 orders" */
					$ways[] = sprintf( __( '%s in a calendar year', 'rung-loyalty' ), $much );
				} else {
					$ways[] = $much;
				}
			}
		}
		return array_unique( $ways );
	}

	/**
	 * What a tier gives.
	 *
	 * @param array $tier    The tier.
	 * @param array $program The program.
	 * @return array
	 */
	private static function gains( array $tier, array $program ) {
		$gains      = array();
		$multiplier = isset( $tier['multiplier'] ) ? (float) $tier['multiplier'] : 1.0;
		if ( $multiplier > 1 ) {
			$digits = strlen( rtrim( substr( (string) strrchr( (string) $tier['multiplier'], '.' ), 1 ), '0' ) );
			/* translators: 1: a number such as 1.5, 2: the name of the points, such as "beans" */
			$gains[] = sprintf( __( '%1$s× %2$s', 'rung-loyalty' ), number_format_i18n( $multiplier, $digits ), Plural_Rules::form( $program['unit']['forms'], $program['unit']['locale'], '100' ) );
		}
		if ( ! empty( $tier['entryPoints'] ) ) {
			/* translators: %s: an amount of points */
			$gains[] = sprintf( __( '%s on arrival', 'rung-loyalty' ), Words::points( (int) $tier['entryPoints'], $program ) );
		}
		if ( ! empty( $tier['entryReward'] ) ) {
			$gains[] = (string) $tier['entryReward'];
		}
		foreach ( isset( $tier['perks'] ) ? (array) $tier['perks'] : array() as $perk ) {
			$gains[] = (string) $perk['name'];
		}
		return array() === $gains && ! empty( $tier['description'] ) ? array( (string) $tier['description'] ) : $gains;
	}

	/**
	 * The program's own words, or ours.
	 *
	 * @param array  $program The program.
	 * @param string $key     Such as "tagline".
	 * @param string $ours    What to say without them.
	 * @return string
	 */
	private static function text( array $program, $key, $ours ) {
		return isset( $program['texts'][ $key ] ) && is_string( $program['texts'][ $key ] ) && '' !== $program['texts'][ $key ] ? $program['texts'][ $key ] : $ours;
	}
}
