<?php
/**
 * Removes everything that the plugin kept in this site. Members and points are in the app and stay there.
 *
 * @package Rung\Loyalty
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

/**
 * Tells the app that this site leaves; if it does not answer, it notices by itself.
 */
function rung_loyalty_say_goodbye() {
	$link = get_option( 'rung_loyalty_link' );
	if ( ! is_array( $link ) || empty( $link['app_url'] ) || empty( $link['store_key'] ) || empty( $link['secret'] ) ) {
		return;
	}
	require_once __DIR__ . '/includes/class-signature.php';
	$request = array(
		'method'   => 'POST',
		'target'   => '/bridge/woocommerce/' . rawurlencode( $link['store_key'] ) . '/disconnect',
		'time'     => (string) time(),
		'customer' => '',
		'locale'   => 'en-US',
		'body'     => '{}',
	);
	wp_remote_post(
		$link['app_url'] . $request['target'],
		array(
			'timeout'     => 3,
			'redirection' => 0,
			'body'        => $request['body'],
			'headers'     => array(
				'Content-Type'     => 'application/json',
				'X-Rung-Time'      => $request['time'],
				'X-Rung-Customer'  => '',
				'X-Rung-Locale'    => $request['locale'],
				'X-Rung-Signature' => \Rung\Loyalty\Signature::sign( $link['secret'], $request ),
			),
		)
	);
}

/**
 * Removes what one site has.
 */
function rung_loyalty_uninstall_site() {
	global $wpdb;
	rung_loyalty_say_goodbye();
	foreach ( array( 'link', 'program', 'settings', 'app_url', 'disconnected', 'version' ) as $name ) {
		delete_option( 'rung_loyalty_' . $name );
	}
	foreach ( array( 'breaker', 'clock', 'status' ) as $name ) {
		delete_transient( 'rung_loyalty_' . $name );
	}
	// Transients with a person's number in their name. Those in an object cache run out by themselves within minutes.
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress has no function for deleting by a beginning.
	$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s", $wpdb->esc_like( '_transient_rung_loyalty_' ) . '%', $wpdb->esc_like( '_transient_timeout_rung_loyalty_' ) . '%' ) );
}

if ( is_multisite() ) {
	$rung_loyalty_sites = get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	);
	foreach ( $rung_loyalty_sites as $rung_loyalty_site ) {
		switch_to_blog( $rung_loyalty_site );
		rung_loyalty_uninstall_site();
		restore_current_blog();
	}
} else {
	rung_loyalty_uninstall_site();
}

delete_metadata( 'user', 0, '_rung_member', '', true );
