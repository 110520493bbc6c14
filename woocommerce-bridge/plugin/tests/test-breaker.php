<?php
/**
 * The breaker that keeps a dead app from slowing the shop.
 *
 * @package Rung\Loyalty
 */

use Rung\Loyalty\Breaker;

rung_loyalty_same( 'closed at first', true, Breaker::allows( array(), 100 ) );
rung_loyalty_same( 'closed: nothing to remember before', null, Breaker::before( array(), 100 ) );
$state = Breaker::after( array(), true, 100 );
$state = Breaker::after( $state, true, 101 );
rung_loyalty_same( 'two failures do not open it', true, Breaker::allows( $state, 102 ) );
rung_loyalty_same( 'a success in between forgets them', array(), Breaker::after( $state, false, 102 ) );
$state = Breaker::after( $state, true, 102 );
rung_loyalty_same( 'three failures open it', false, Breaker::allows( $state, 103 ) );
rung_loyalty_same( 'for 60 seconds', false, Breaker::allows( $state, 161 ) );
rung_loyalty_same( 'then somebody may try', true, Breaker::allows( $state, 162 ) );
$trial = Breaker::before( $state, 162 );
rung_loyalty_same( 'but only one', false, Breaker::allows( $trial, 162 ) );
rung_loyalty_same( 'who may have died', true, Breaker::allows( $trial, 172 ) );
$again = Breaker::after( $state, true, 163 );
rung_loyalty_same( 'another failure opens it at once', false, Breaker::allows( $again, 222 ) );
rung_loyalty_same( 'a success closes it', array(), Breaker::after( $state, false, 163 ) );
