<?php
/**
 * What happened to a balance.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

defined( 'ABSPATH' ) || exit;

/**
 * Prints the activity, newest first, each entry with its reasons to open.
 */
final class Activity_List {

	/** The query parameter that asks for older entries. */
	const CURSOR = 'rung-older';

	/**
	 * The newest entries, or a page of older ones.
	 *
	 * @param array $view The shopper's view.
	 */
	public static function render( array $view ) {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- only chooses what is read.
		$cursor = isset( $_GET[ self::CURSOR ] ) && is_string( $_GET[ self::CURSOR ] ) ? sanitize_text_field( wp_unslash( $_GET[ self::CURSOR ] ) ) : null;
		$next   = null;
		$list   = $view['activity'];
		if ( null !== $cursor && strlen( $cursor ) <= 200 ) {
			$answer = App_Client::read( 'activity' . ( 'first' === $cursor ? '' : '?cursor=' . rawurlencode( $cursor ) ) );
			$list   = $answer['ok'] && isset( $answer['body']['activity'] ) ? $answer['body']['activity'] : $list;
			$next   = $answer['ok'] && isset( $answer['body']['cursor'] ) ? $answer['body']['cursor'] : null;
		} elseif ( count( $list ) >= 10 ) {
			$next = 'first';
		}
		if ( array() === $list ) {
			echo '<p class="rung-quiet">' . esc_html__( 'Nothing yet. Your first order shows up here.', 'rung-loyalty' ) . '</p>';
			return;
		}
		echo '<ul class="rung-activity" role="list">';
		foreach ( $list as $entry ) {
			self::entry( $entry, $view['program'] );
		}
		echo '</ul>';
		if ( is_string( $next ) && '' !== $next ) {
			echo '<p><a href="' . esc_url( add_query_arg( self::CURSOR, rawurlencode( $next ), Account_Page::url() ) ) . '">' . esc_html( 'first' === $next ? __( 'Show all', 'rung-loyalty' ) : __( 'Show older', 'rung-loyalty' ) ) . '</a></p>';
		}
	}

	/**
	 * One entry.
	 *
	 * @param array $entry   The entry.
	 * @param array $program The program.
	 */
	private static function entry( array $entry, array $program ) {
		$points = (int) $entry['points'];
		echo '<li><span class="rung-activity__what">' . esc_html( Words::activity( $entry ) ) . ' <time datetime="' . esc_attr( $entry['at'] ) . '">' . esc_html( Words::day( $entry['at'] ) ) . '</time></span>';
		echo '<span class="rung-activity__points">' . esc_html( Words::change( $points, $program ) );
		if ( ! empty( $entry['pending'] ) ) {
			echo ' <small>' . esc_html__( 'on its way', 'rung-loyalty' ) . '</small>';
		}
		echo '</span>';
		if ( ! empty( $entry['because'] ) ) {
			echo '<details><summary>' . esc_html__( 'Why', 'rung-loyalty' ) . '</summary><ul>';
			foreach ( (array) $entry['because'] as $sentence ) {
				echo '<li>' . esc_html( $sentence ) . '</li>';
			}
			echo '</ul></details>';
		}
		echo '</li>';
	}
}
