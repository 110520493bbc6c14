<?php
/**
 * The signature, by the vectors that the app is tested with.
 *
 * @package Rung\Loyalty
 */

use Rung\Loyalty\Signature;

$vectors = json_decode( file_get_contents( __DIR__ . '/../../contract/plugin-signature.json' ), true );
rung_loyalty_same( 'there are vectors', true, count( $vectors['vectors'] ) >= 5 );
foreach ( $vectors['vectors'] as $vector ) {
	$request = array(
		'method'   => $vector['method'],
		'target'   => $vector['pathAndQuery'],
		'time'     => $vector['time'],
		'customer' => $vector['customer'],
		'locale'   => $vector['locale'],
		'body'     => $vector['body'],
	);
	rung_loyalty_same( $vector['name'] . ': text', $vector['expected']['signedText'], Signature::text( $request ) );
	$signature = Signature::sign( $vector['secret'], $request );
	rung_loyalty_same( $vector['name'] . ': signature', $vector['expected']['signature'], $signature );
	$now = (int) $vector['time'];
	rung_loyalty_same( $vector['name'] . ': accepted', true, Signature::accepts( $vector['secret'], $request, $signature, $now + 300 ) );
	rung_loyalty_same( $vector['name'] . ': too old', false, Signature::accepts( $vector['secret'], $request, $signature, $now + 301 ) );
	rung_loyalty_same( $vector['name'] . ': from the future', false, Signature::accepts( $vector['secret'], $request, $signature, $now - 301 ) );
	rung_loyalty_same( $vector['name'] . ': another secret', false, Signature::accepts( 'other', $request, $signature, $now ) );
	foreach ( array( 'method', 'target', 'customer', 'locale', 'body' ) as $part ) {
		rung_loyalty_same( $vector['name'] . ": $part changed", false, Signature::accepts( $vector['secret'], array_merge( $request, array( $part => $request[ $part ] . 'x' ) ), $signature, $now ) );
	}
}
$unsigned = array(
	'method'   => 'POST',
	'target'   => '/',
	'time'     => '1700000000',
	'customer' => '',
	'locale'   => '',
	'body'     => '',
);
rung_loyalty_same( 'an empty secret accepts nothing', false, Signature::accepts( '', $unsigned, Signature::sign( '', $unsigned ), 1700000000 ) );
rung_loyalty_same( 'a time that is no number is refused', false, Signature::accepts( 's', array_merge( $unsigned, array( 'time' => '1e9' ) ), Signature::sign( 's', array_merge( $unsigned, array( 'time' => '1e9' ) ) ), 1000000000 ) );
