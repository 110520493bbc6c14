<?php
/**
 * Finds the plugin's classes: Rung\Loyalty\App_Client is in includes/class-app-client.php.
 *
 * @package Rung\Loyalty
 */

// The tests load this file without WordPress.
defined( 'ABSPATH' ) || defined( 'RUNG_LOYALTY_TESTS' ) || exit;

spl_autoload_register(
	static function ( $name ) {
		if ( 0 !== strpos( $name, 'Rung\\Loyalty\\' ) ) {
			return;
		}
		$file = __DIR__ . '/class-' . str_replace( '_', '-', strtolower( substr( $name, 13 ) ) ) . '.php';
		if ( is_readable( $file ) ) {
			require_once $file;
		}
	}
);
