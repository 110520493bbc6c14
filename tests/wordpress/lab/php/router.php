<?php
/**
 * Lets PHP's own web server serve a WordPress: files that are there as they are, everything else by WordPress's front door.
 */

$root = $_SERVER['DOCUMENT_ROOT'];
$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );
$file = $root . $path;

if ( is_dir( $file ) && is_file( rtrim( $file, '/' ) . '/index.php' ) && '/' !== $path ) {
	if ( '/' !== substr( $path, -1 ) ) {
		header( 'Location: ' . $path . '/', true, 301 );
		return true;
	}
	$file .= 'index.php';
	$path .= 'index.php';
}

// PHP's server hands the keys of the REST API on, but not split up as Apache does.
if ( isset( $_SERVER['HTTP_AUTHORIZATION'] ) && 0 === stripos( $_SERVER['HTTP_AUTHORIZATION'], 'basic ' ) && ! isset( $_SERVER['PHP_AUTH_USER'] ) ) {
	list( $_SERVER['PHP_AUTH_USER'], $_SERVER['PHP_AUTH_PW'] ) = explode( ':', (string) base64_decode( substr( $_SERVER['HTTP_AUTHORIZATION'], 6 ), true ), 2 ) + array( '', '' );
}

if ( is_file( $file ) && '.php' !== substr( $file, -4 ) ) {
	return false;
}

$script = is_file( $file ) && '.php' === substr( $file, -4 ) ? $path : '/index.php';
$_SERVER['SCRIPT_NAME']     = $script;
$_SERVER['PHP_SELF']        = $script;
$_SERVER['SCRIPT_FILENAME'] = $root . $script;
chdir( dirname( $root . $script ) );
require $root . $script;
return true;
