<?php
/**
 * What a lab needs that a live site has by being on the internet: loopback counts as reachable, the lab's own certificate as good, and mail is kept in a file.
 */

add_filter( 'http_request_host_is_external', '__return_true' );

add_filter(
	'http_allowed_safe_ports',
	static function ( $ports, $host, $url ) {
		$port = wp_parse_url( $url, PHP_URL_PORT );
		if ( in_array( $host, array( '127.0.0.1', 'localhost' ), true ) && $port ) {
			$ports[] = $port;
		}
		return $ports;
	},
	10,
	3
);

if ( defined( 'LAB_CERTIFICATE' ) ) {
	add_filter(
		'http_request_args',
		static function ( $args, $url ) {
			if ( 0 === strpos( $url, 'https://127.0.0.1:' ) ) {
				$args['sslcertificates'] = LAB_CERTIFICATE;
			}
			return $args;
		},
		10,
		2
	);
}

add_filter(
	'pre_wp_mail',
	static function ( $sent, $mail ) {
		$to = is_array( $mail['to'] ) ? implode( ', ', $mail['to'] ) : $mail['to'];
		file_put_contents( LAB_FOLDER . '/mail.log', wp_json_encode( array( 'to' => $to, 'subject' => $mail['subject'], 'message' => $mail['message'] ) ) . "\n", FILE_APPEND );
		return true;
	},
	10,
	2
);

// Nobody can be asked for news of core, plugins and themes, and nobody should try: the answer is always "just looked, nothing new".
foreach ( array( 'core', 'plugins', 'themes' ) as $lab_kind ) {
	add_filter(
		'pre_site_transient_update_' . $lab_kind,
		static function () {
			return (object) array(
				'last_checked'    => time(),
				'version_checked' => get_bloginfo( 'version' ),
				'checked'         => array(),
				'response'        => array(),
				'translations'    => array(),
				'no_update'       => array(),
				'updates'         => array(),
			);
		}
	);
}

// WooCommerce's queue, which delivers its webhooks, runs once a minute, and one of WooCommerce's own jobs ends the process that holds the lock of all jobs (it is free again
// after a minute). A lab has not got so long: whoever asks for what is due gets it run.
add_action(
	'init',
	static function () {
		if ( ! wp_doing_cron() ) {
			return;
		}
		delete_transient( 'doing_cron' );
		if ( wp_next_scheduled( 'action_scheduler_run_queue', array( 'WP Cron' ) ) ) {
			wp_unschedule_hook( 'action_scheduler_run_queue' );
			wp_schedule_event( time() - 1, 'every_minute', 'action_scheduler_run_queue', array( 'WP Cron' ) );
		}
	},
	99
);
