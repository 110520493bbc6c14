<?php
/**
 * Tests of what needs no WordPress: php woocommerce-bridge/plugin/tests/run.php
 *
 * @package Rung\Loyalty
 */

define( 'RUNG_LOYALTY_TESTS', true );
error_reporting( E_ALL );
set_error_handler(
	static function ( $level, $message, $file, $line ) {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);
require_once __DIR__ . '/../includes/autoload.php';

$rung_loyalty_failures = 0;
$rung_loyalty_checks   = 0;

/**
 * Checks one thing.
 *
 * @param string $what     What must be so.
 * @param mixed  $expected What must come out.
 * @param mixed  $actual   What came out.
 */
function rung_loyalty_same( $what, $expected, $actual ) {
	global $rung_loyalty_failures, $rung_loyalty_checks;
	++$rung_loyalty_checks;
	if ( $expected !== $actual ) {
		++$rung_loyalty_failures;
		echo "FAILED: $what\n  expected " . var_export( $expected, true ) . "\n  was      " . var_export( $actual, true ) . "\n";
	}
}

foreach ( glob( __DIR__ . '/test-*.php' ) as $rung_loyalty_file ) {
	require $rung_loyalty_file;
}
echo "$rung_loyalty_checks checks, $rung_loyalty_failures failed\n";
exit( $rung_loyalty_failures > 0 ? 1 : 0 );
