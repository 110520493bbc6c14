<?php
/**
 * Asks the app, server to server.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Signed requests with short time-outs. When the app is away, the shop goes on at once.
 */
final class App_Client {

	const READ_SECONDS   = 3;
	const CHANGE_SECONDS = 8;
	const BREAKER        = 'rung_loyalty_breaker';
	const CLOCK          = 'rung_loyalty_clock';
	const MOST_BYTES     = 524288;

	/**
	 * Reads something.
	 *
	 * @param string $path  Such as "me" or "activity?cursor=9".
	 * @param array  $who   customer (user id, 0: nobody) and locale; by default of this request.
	 * @return array See ask().
	 */
	public static function read( $path, array $who = array() ) {
		return self::ask( 'GET', $path, '', $who );
	}

	/**
	 * Changes something, or asks with a body.
	 *
	 * @param string       $path Such as "redeem".
	 * @param array|string $body What to send; a text is sent as it is.
	 * @param array        $who  See read(); seconds may name the time-out.
	 * @return array See ask().
	 */
	public static function send( $path, $body, array $who = array() ) {
		$text = is_string( $body ) ? $body : (string) wp_json_encode( (object) $body );
		return self::ask( 'POST', $path, $text, $who );
	}

	/**
	 * Asks the app.
	 *
	 * @param string $method GET or POST.
	 * @param string $path   Below the store's own address.
	 * @param string $body   JSON or empty.
	 * @param array  $who    See read().
	 * @return array ok, status (0: no answer), body (array), error (code and message; null when ok), retry_after.
	 */
	private static function ask( $method, $path, $body, array $who ) {
		$link = Link::get();
		if ( null === $link ) {
			return self::failure( 0, 'not_linked' );
		}
		$state = self::breaker();
		if ( ! Breaker::allows( $state, time() ) ) {
			return self::failure( 0, 'unreachable' );
		}
		$trial = Breaker::before( $state, time() );
		if ( null !== $trial ) {
			set_transient( self::BREAKER, $trial, 10 * MINUTE_IN_SECONDS );
		}
		$answer = wp_remote_request(
			$link['app_url'] . self::target( $link, $path ),
			array(
				'method'              => $method,
				'headers'             => self::headers( $link, $method, $path, $body, $who ),
				'body'                => '' === $body ? null : $body,
				'timeout'             => isset( $who['seconds'] ) ? $who['seconds'] : ( 'GET' === $method ? self::READ_SECONDS : self::CHANGE_SECONDS ),
				'redirection'         => 0,
				'limit_response_size' => self::MOST_BYTES,
			)
		);
		$status = is_wp_error( $answer ) ? 0 : (int) wp_remote_retrieve_response_code( $answer );
		self::remember( $state, 0 === $status || $status >= 500 );
		return 0 === $status ? self::failure( 0, 'unreachable' ) : self::understand( $status, $answer );
	}

	/**
	 * Path and query in the request line; what is signed begins with "/bridge".
	 *
	 * @param array  $link The link.
	 * @param string $path Below the store's own address.
	 * @return string
	 */
	private static function target( array $link, $path ) {
		return '/bridge/woocommerce/' . rawurlencode( $link['store_key'] ) . '/' . $path;
	}

	/**
	 * The headers of a request. The customer is who is logged in here, never what a browser says.
	 *
	 * @param array  $link   The link.
	 * @param string $method GET or POST.
	 * @param string $path   Below the store's own address.
	 * @param string $body   JSON or empty.
	 * @param array  $who    See read().
	 * @return array
	 */
	private static function headers( array $link, $method, $path, $body, array $who ) {
		$user    = isset( $who['customer'] ) ? (int) $who['customer'] : get_current_user_id();
		$request = array(
			'method'   => $method,
			'target'   => self::target( $link, $path ),
			'time'     => (string) time(),
			'customer' => $user > 0 ? (string) $user : '',
			'locale'   => isset( $who['locale'] ) ? $who['locale'] : self::locale(),
			'body'     => $body,
		);
		$headers = array(
			'Accept'           => 'application/json',
			'X-Rung-Time'      => $request['time'],
			'X-Rung-Customer'  => $request['customer'],
			'X-Rung-Locale'    => $request['locale'],
			'X-Rung-Signature' => Signature::sign( $link['secret'], $request ),
		);
		if ( '' !== $body ) {
			$headers['Content-Type'] = 'application/json';
		}
		return $headers;
	}

	/**
	 * The language of this request, such as "pl-PL". Pages say in which they are written: REST requests do not know it in shops of several languages.
	 *
	 * @return string
	 */
	public static function locale() {
		$own = self::clean_locale( str_replace( '_', '-', determine_locale() ) );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only chooses a language.
		$asked = isset( $_GET['locale'] ) && is_string( $_GET['locale'] ) ? self::clean_locale( sanitize_text_field( wp_unslash( $_GET['locale'] ) ) ) : '';
		if ( '' !== $asked && defined( 'REST_REQUEST' ) && in_array( strtok( $asked, '-' ), self::languages(), true ) ) {
			return $asked;
		}
		return '' === $own ? 'en-US' : $own;
	}

	/**
	 * A locale in the spelling of browsers; empty: none.
	 *
	 * @param string $locale What somebody says.
	 * @return string
	 */
	private static function clean_locale( $locale ) {
		return 1 === preg_match( '/^[a-z]{2,3}(-[A-Z]{2})?(?![A-Za-z0-9])/', $locale, $found ) ? $found[0] : '';
	}

	/**
	 * The languages of this site, so that answers are kept for few of them.
	 *
	 * @return array
	 */
	private static function languages() {
		$languages = array( 'en' );
		foreach ( array_merge( get_available_languages(), array( get_locale() ) ) as $locale ) {
			$languages[] = strtok( $locale, '_' );
		}
		return $languages;
	}

	/**
	 * Reads an answer.
	 *
	 * @param int   $status The HTTP status.
	 * @param array $answer What WordPress made of it.
	 * @return array See ask().
	 */
	private static function understand( $status, $answer ) {
		$body = json_decode( wp_remote_retrieve_body( $answer ), true );
		if ( $status >= 200 && $status < 300 && is_array( $body ) ) {
			delete_transient( self::CLOCK );
			return array(
				'ok'          => true,
				'status'      => $status,
				'body'        => $body,
				'error'       => null,
				'retry_after' => '',
			);
		}
		if ( ! is_array( $body ) || ! isset( $body['error']['code'], $body['error']['message'] ) ) {
			return self::failure( $status, $status >= 400 && $status < 500 ? 'unknown_store' : 'unreachable' );
		}
		if ( 401 === $status && 'out_of_date' === $body['error']['code'] ) {
			self::note_clock( (string) wp_remote_retrieve_header( $answer, 'x-rung-time' ) );
		}
		return array(
			'ok'          => false,
			'status'      => $status,
			'body'        => $body,
			'error'       => array(
				'code'    => (string) $body['error']['code'],
				'message' => (string) $body['error']['message'],
			),
			'retry_after' => (string) wp_remote_retrieve_header( $answer, 'retry-after' ),
		);
	}

	/**
	 * A failure in our own words.
	 *
	 * @param int    $status The HTTP status, 0: no answer.
	 * @param string $code   not_linked, unreachable or unknown_store.
	 * @return array See ask().
	 */
	private static function failure( $status, $code ) {
		return array(
			'ok'          => false,
			'status'      => $status,
			'body'        => array(),
			'error'       => array(
				'code'    => $code,
				'message' => __( 'Rewards cannot be reached right now. Your points are safe; please try again in a few minutes.', 'rung-loyalty' ),
			),
			'retry_after' => '',
		);
	}

	/**
	 * The breaker's state.
	 *
	 * @return array
	 */
	private static function breaker() {
		$state = get_transient( self::BREAKER );
		return is_array( $state ) ? $state : array();
	}

	/**
	 * Keeps what an answer means for the breaker.
	 *
	 * @param array $state  The state before.
	 * @param bool  $failed Whether the app could not be reached, or failed.
	 */
	private static function remember( array $state, $failed ) {
		$next = Breaker::after( $state, $failed, time() );
		if ( array() !== $next ) {
			set_transient( self::BREAKER, $next, 10 * MINUTE_IN_SECONDS );
		} elseif ( array() !== $state ) {
			delete_transient( self::BREAKER );
		}
	}

	/**
	 * Keeps by how many seconds the two clocks differ, so that the owner can be told.
	 *
	 * @param string $app_time The app's clock, unix seconds.
	 */
	private static function note_clock( $app_time ) {
		if ( 1 === preg_match( '/^\d{9,12}$/', $app_time ) && abs( time() - (int) $app_time ) > Signature::WINDOW ) {
			set_transient( self::CLOCK, time() - (int) $app_time, HOUR_IN_SECONDS );
		}
	}

	/**
	 * Seconds by which this site's clock is ahead of the app's (negative: behind), where that keeps them apart.
	 *
	 * @return int|null
	 */
	public static function clock_difference() {
		$seconds = get_transient( self::CLOCK );
		return is_numeric( $seconds ) ? (int) $seconds : null;
	}

	/**
	 * Forgets failures, so that the next request asks at once.
	 */
	public static function forget_troubles() {
		delete_transient( self::BREAKER );
		delete_transient( self::CLOCK );
	}
}
