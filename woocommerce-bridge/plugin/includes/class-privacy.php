<?php
/**
 * WordPress's privacy tools.
 *
 * @package Rung\Loyalty
 */

namespace Rung\Loyalty;

use WP_Error;

defined( 'ABSPATH' ) || exit;

/**
 * Exports and erases what the app knows of a person, and suggests a paragraph for the privacy policy.
 */
final class Privacy {

	/** Hooks in. */
	public static function register() {
		add_filter( 'wp_privacy_personal_data_exporters', array( __CLASS__, 'exporters' ) );
		add_filter( 'wp_privacy_personal_data_erasers', array( __CLASS__, 'erasers' ) );
		add_action( 'admin_init', array( __CLASS__, 'suggest_policy' ) );
	}

	/**
	 * Adds the exporter.
	 *
	 * @param array $exporters Those of others.
	 * @return array
	 */
	public static function exporters( $exporters ) {
		$exporters['rung-loyalty'] = array(
			'exporter_friendly_name' => __( 'Rewards', 'rung-loyalty' ),
			'callback'               => array( __CLASS__, 'export' ),
		);
		return $exporters;
	}

	/**
	 * Adds the eraser.
	 *
	 * @param array $erasers Those of others.
	 * @return array
	 */
	public static function erasers( $erasers ) {
		$erasers['rung-loyalty'] = array(
			'eraser_friendly_name' => __( 'Rewards', 'rung-loyalty' ),
			'callback'             => array( __CLASS__, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * Everything that the app has of a person.
	 *
	 * @param string $email The person's address.
	 * @return array|WP_Error
	 */
	public static function export( $email ) {
		if ( ! Link::exists() ) {
			return array(
				'data' => array(),
				'done' => true,
			);
		}
		$answer = App_Client::send( 'privacy/export', array( 'email' => $email ), array( 'customer' => 0 ) );
		if ( ! $answer['ok'] ) {
			return self::failure();
		}
		$data = array();
		foreach ( isset( $answer['body']['groups'] ) ? (array) $answer['body']['groups'] : array() as $index => $group ) {
			$items = array();
			foreach ( (array) $group['items'] as $item ) {
				$items[] = array(
					'name'  => esc_html( (string) $item['name'] ),
					'value' => esc_html( (string) $item['value'] ),
				);
			}
			$data[] = array(
				'group_id'    => 'rung-loyalty',
				'group_label' => __( 'Rewards', 'rung-loyalty' ),
				'item_id'     => 'rung-loyalty-' . $index,
				'data'        => array_merge(
					array(
						array(
							'name'  => __( 'About', 'rung-loyalty' ),
							'value' => esc_html( (string) $group['label'] ),
						),
					),
					$items
				),
			);
		}
		return array(
			'data' => $data,
			'done' => true,
		);
	}

	/**
	 * Erases a person at the app and here.
	 *
	 * @param string $email The person's address.
	 * @return array|WP_Error
	 */
	public static function erase( $email ) {
		$body = array(
			'erased'   => false,
			'retained' => false,
			'message'  => '',
		);
		if ( Link::exists() ) {
			$answer = App_Client::send( 'privacy/erase', array( 'email' => $email ), array( 'customer' => 0 ) );
			if ( ! $answer['ok'] ) {
				return self::failure();
			}
			$body = array_merge( $body, $answer['body'] );
		}
		$user    = get_user_by( 'email', $email );
		$removed = $user && delete_user_meta( $user->ID, Member::META );
		return array(
			'items_removed'  => (bool) $body['erased'] || $removed,
			'items_retained' => (bool) $body['retained'],
			'messages'       => '' === (string) $body['message'] ? array() : array( esc_html( (string) $body['message'] ) ),
			'done'           => true,
		);
	}

	/**
	 * The app is away: the person who runs the request must know that it is not done.
	 *
	 * @return WP_Error
	 */
	private static function failure() {
		return new WP_Error( 'rung_loyalty_unreachable', __( 'The rewards app cannot be reached right now, so nothing was exported or erased there. Please try again later.', 'rung-loyalty' ) );
	}

	/** Suggests what to say. */
	public static function suggest_policy() {
		if ( ! function_exists( 'wp_add_privacy_policy_content' ) ) {
			return;
		}
		wp_add_privacy_policy_content(
			'Rung Loyalty',
			'<p>' . esc_html__( 'If you take part in our rewards program, we send your customer number, your e-mail address and what you ordered to the app that keeps our members\' points. It keeps your balance, your tier, your rewards and how they came about, for as long as you are a member. While you are logged in, a cookie named rung_loyalty_member tells our pages to ask for your balance; it holds nothing else.', 'rung-loyalty' ) . '</p>'
		);
	}
}
