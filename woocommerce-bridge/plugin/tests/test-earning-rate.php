<?php
/**
 * Points for amounts: the same numbers as in the rule book's own vectors.
 *
 * @package Rung\Loyalty
 */

use Rung\Loyalty\Earning_Rate;

$rate = static function ( $points, $per_minor, $rounding = 'down' ) {
	return array(
		'points'   => $points,
		'perMinor' => $per_minor,
		'rounding' => $rounding,
	);
};
rung_loyalty_same( '49.95 at 1 per 1.00', 49, Earning_Rate::points( $rate( 1, 100 ), 4995 ) );
rung_loyalty_same( 'to the nearest', 50, Earning_Rate::points( $rate( 1, 100, 'nearest' ), 4995 ) );
rung_loyalty_same( 'a half goes up', 1, Earning_Rate::points( $rate( 1, 100, 'nearest' ), 50 ) );
rung_loyalty_same( 'less than a half does not', 0, Earning_Rate::points( $rate( 1, 100, 'nearest' ), 49 ) );
rung_loyalty_same( 'up', 50, Earning_Rate::points( $rate( 1, 100, 'up' ), 4901 ) );
rung_loyalty_same( 'up, exactly', 49, Earning_Rate::points( $rate( 1, 100, 'up' ), 4900 ) );
rung_loyalty_same( '99.99 PLN at 1 per 10', 9, Earning_Rate::points( $rate( 1, 1000 ), 9999 ) );
rung_loyalty_same( 'the same at 2×: the factor comes before the rounding', 19, Earning_Rate::points( $rate( 1, 1000 ), 9999, '2' ) );
rung_loyalty_same( '2.00 at 1 per 3.00, 1.5×', 1, Earning_Rate::points( $rate( 1, 300 ), 200, '1.5' ) );
rung_loyalty_same( '33.33 at 4×', 133, Earning_Rate::points( $rate( 1, 100 ), 3333, '4' ) );
rung_loyalty_same( '1,234 yen at 3 per 1000', 3, Earning_Rate::points( $rate( 3, 1000 ), 1234 ) );
rung_loyalty_same( '1.25×', 62, Earning_Rate::points( $rate( 1, 100 ), 5000, '1.25' ) );
rung_loyalty_same( 'nothing for nothing', 0, Earning_Rate::points( $rate( 1, 100 ), 0 ) );
rung_loyalty_same( 'nothing for less than nothing', 0, Earning_Rate::points( $rate( 1, 100 ), -500 ) );
rung_loyalty_same( 'too large to be exact', null, Earning_Rate::points( $rate( 1000000, 1 ), PHP_INT_MAX, '2' ) );
rung_loyalty_same( 'not a factor', null, Earning_Rate::points( $rate( 1, 100 ), 100, '1e3' ) );
rung_loyalty_same( 'not a rate', null, Earning_Rate::points( array( 'points' => 1 ), 100 ) );
rung_loyalty_same( 'not a rate either', null, Earning_Rate::points( $rate( 1, 0 ), 100 ) );
rung_loyalty_same( 'cents of euros', 2420, Earning_Rate::minor( '24.20', 'EUR' ) );
rung_loyalty_same( 'broken binary', 1999, Earning_Rate::minor( 19.99, 'USD' ) );
rung_loyalty_same( 'yen', 1234, Earning_Rate::minor( '1234', 'JPY' ) );
rung_loyalty_same( 'dinars', 1500, Earning_Rate::minor( '1.5', 'KWD' ) );
