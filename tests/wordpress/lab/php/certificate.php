<?php
/**
 * Makes a certificate for 127.0.0.1 that is its own authority: its key and itself in one file, named by the first argument.
 */

$settings = $argv[1] . '.cnf';
file_put_contents( $settings, "[req]\ndistinguished_name=name\n[name]\n[site]\nsubjectAltName=IP:127.0.0.1,DNS:localhost\nbasicConstraints=critical,CA:TRUE\n" );
$options = array(
	'config'          => $settings,
	'x509_extensions' => 'site',
	'digest_alg'      => 'sha256',
	'private_key_bits' => 2048,
);
$key     = openssl_pkey_new( $options );
$request = openssl_csr_new( array( 'commonName' => '127.0.0.1' ), $key, $options );
openssl_x509_export( openssl_csr_sign( $request, null, $key, 30, $options, random_int( 1, PHP_INT_MAX ) ), $certificate );
openssl_pkey_export( $key, $private, null, $options );
file_put_contents( $argv[1], $certificate . $private );
