<?php
/**
 * The token of the frame in wp-admin.
 *
 * @package Rung\Loyalty
 */

use Rung\Loyalty\Token;

$token = Token::write(
	array(
		'app_url'   => 'https://app.example',
		'store_key' => 'store-1',
		'secret'    => 'test-secret',
	),
	array(
		'iss'   => 'https://shop.example',
		'sub'   => 'wp:7',
		'name'  => "Zażółć \xff Ж",
		'owner' => 1,
	),
	1700000000,
	'random'
);
$parts = explode( '.', $token );
$read  = static function ( $part ) {
	return json_decode( base64_decode( strtr( $part, '-_', '+/' ) ), true );
};
rung_loyalty_same( 'three parts', 3, count( $parts ) );
rung_loyalty_same( 'no padding and no signs of plain base64', 1, preg_match( '/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/', $token ) );
rung_loyalty_same(
	'header',
	array(
		'alg' => 'HS256',
		'typ' => 'JWT',
		'kid' => 'woocommerce:store-1',
	),
	$read( $parts[0] )
);
$claims = $read( $parts[1] );
rung_loyalty_same( 'issuer', 'https://shop.example', $claims['iss'] );
rung_loyalty_same( 'audience', 'https://app.example', $claims['aud'] );
rung_loyalty_same( 'person', 'wp:7', $claims['sub'] );
rung_loyalty_same( 'a name with a broken byte is still a name', "Zażółć \u{FFFD} Ж", $claims['name'] );
rung_loyalty_same( 'owner', true, $claims['owner'] );
rung_loyalty_same( 'five minutes', 300, $claims['exp'] - $claims['iat'] );
rung_loyalty_same( 'id', 'random', $claims['jti'] );
rung_loyalty_same( 'signature', rtrim( strtr( base64_encode( hash_hmac( 'sha256', $parts[0] . '.' . $parts[1], 'test-secret', true ) ), '+/', '-_' ), '=' ), $parts[2] );
