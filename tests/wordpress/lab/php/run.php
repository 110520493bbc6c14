<?php
/**
 * Runs PHP that it is given on its standard input inside the WordPress of a lab, as its owner, and writes what it returned as JSON after a mark.
 */

$_SERVER['HTTP_HOST']       = getenv( 'LAB_HOST' );
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REMOTE_ADDR']     = '127.0.0.1';

define( 'WP_ADMIN', true );
require getenv( 'LAB_ROOT' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';
$owner = get_user_by( 'login', 'admin' );
if ( $owner ) {
	wp_set_current_user( $owner->ID );
}

$lab_result = eval( stream_get_contents( STDIN ) );
echo "\n--lab-result--\n", wp_json_encode( $lab_result );
