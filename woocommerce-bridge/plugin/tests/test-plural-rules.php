<?php
/**
 * Plural categories against what browsers know (tools/plugin-words.mjs writes the vectors).
 *
 * @package Rung\Loyalty
 */

use Rung\Loyalty\Plural_Rules;

$languages = json_decode( file_get_contents( __DIR__ . '/plural-vectors.json' ), true );
rung_loyalty_same( 'six languages', 6, count( $languages ) );
foreach ( $languages as $language => $vectors ) {
	foreach ( $vectors as $number => $category ) {
		rung_loyalty_same( "$language $number", $category, Plural_Rules::category( $language, (string) $number ) );
	}
}
$beans = array(
	'one'   => 'ziarenko',
	'few'   => 'ziarenka',
	'many'  => 'ziarenek',
	'other' => 'ziarenka',
);
rung_loyalty_same( 'a region does not matter', 'ziarenek', Plural_Rules::form( $beans, 'pl_PL', '5' ) );
rung_loyalty_same( 'nor its spelling', 'ziarenka', Plural_Rules::form( $beans, 'pl-PL', '22' ) );
rung_loyalty_same( 'a missing form is the one for all others', 'beans', Plural_Rules::form( array( 'other' => 'beans' ), 'en', '1' ) );
rung_loyalty_same( 'no forms, no word', '', Plural_Rules::form( array(), 'en', '1' ) );
rung_loyalty_same( 'the sign does not matter', 'one', Plural_Rules::category( 'en', '-1' ) );
