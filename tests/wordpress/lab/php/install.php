<?php
/**
 * Installs WordPress from nothing: the tables, one owner, permalinks that the REST API needs. Its language is English, its place Warsaw.
 */

define( 'WP_INSTALLING', true );
require getenv( 'LAB_ROOT' ) . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Corner Roastery', 'admin', 'owner@roastery.example', true, '', LAB_PASSWORD );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'timezone_string', 'Europe/Warsaw' );
update_option( 'blogdescription', 'Coffee from around the corner' );
delete_option( 'rewrite_rules' );
