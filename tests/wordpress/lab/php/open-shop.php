/*
 * Makes a shop of a WordPress with WooCommerce in it: opened, in euros, without taxes, paid on delivery, with classic pages beside the block ones, products and customers.
 * Run inside WordPress by run.php.
 */
update_option( 'woocommerce_coming_soon', 'no' );
update_option( 'woocommerce_store_pages_only', 'no' );
update_option( 'woocommerce_onboarding_profile', array( 'skipped' => true ) );
update_option( 'woocommerce_task_list_hidden', 'yes' );
update_option( 'woocommerce_allow_tracking', 'no' );
update_option( 'woocommerce_show_marketplace_suggestions', 'no' );
update_option( 'woocommerce_default_country', 'PL' );
update_option( 'woocommerce_store_address', 'Rynek 1' );
update_option( 'woocommerce_store_city', 'Kraków' );
update_option( 'woocommerce_store_postcode', '31-042' );
update_option( 'woocommerce_currency', 'EUR' );
update_option( 'woocommerce_calc_taxes', 'no' );
update_option( 'woocommerce_enable_guest_checkout', 'yes' );
update_option( 'woocommerce_enable_myaccount_registration', 'yes' );
update_option( 'woocommerce_registration_generate_password', 'no' );
update_option( 'woocommerce_ship_to_countries', 'disabled' );
update_option( 'woocommerce_cod_settings', array( 'enabled' => 'yes', 'title' => 'Cash on delivery', 'enable_for_virtual' => 'yes' ) );
update_option( 'woocommerce_custom_orders_table_enabled', LAB_HPOS ? 'yes' : 'no' );
update_option( 'woocommerce_custom_orders_table_data_sync_enabled', 'no' );
delete_transient( '_wc_activation_redirect' );

$lab_pages = array();
foreach ( array( 'cart', 'checkout', 'myaccount', 'shop' ) as $name ) {
	$lab_pages[ $name ] = get_permalink( wc_get_page_id( $name ) );
}
foreach ( array( 'cart', 'checkout' ) as $name ) {
	$id = wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Classic ' . $name, 'post_name' => 'classic-' . $name, 'post_content' => '[woocommerce_' . $name . ']' ) );
	$lab_pages[ 'classic-' . $name ] = get_permalink( $id );
}

$lab_products = array();
foreach ( array( 'Espresso beans' => '24.00', 'Filter beans' => '18.50', 'Cup of the day' => '10.00' ) as $name => $price ) {
	$product = new WC_Product_Simple();
	$product->set_name( $name );
	$product->set_regular_price( $price );
	$product->set_virtual( false );
	$product->set_sku( sanitize_title( $name ) );
	$lab_products[ $name ] = array( 'id' => $product->save(), 'url' => get_permalink( $product->get_id() ) );
}

$lab_customers = array();
foreach ( array( 'ana' => 'Ana', 'ben' => 'Ben' ) as $login => $name ) {
	$id       = wc_create_new_customer( $login . '@shopper.example', $login, LAB_PASSWORD, array( 'first_name' => $name ) );
	$customer = new WC_Customer( $id );
	$customer->set_props( array( 'billing_first_name' => $name, 'billing_last_name' => 'Kowal', 'billing_address_1' => 'Ulica 2', 'billing_city' => 'Warszawa', 'billing_postcode' => '00-001', 'billing_country' => 'PL', 'billing_phone' => '600100200', 'billing_email' => $login . '@shopper.example' ) );
	$customer->save();
	$lab_customers[ $login ] = $id;
}
delete_option( 'rewrite_rules' );
WC_Cache_Helper::get_transient_version( 'product', true );

return array(
	'version'   => WC()->version,
	'pages'     => $lab_pages,
	'products'  => $lab_products,
	'customers' => $lab_customers,
);
