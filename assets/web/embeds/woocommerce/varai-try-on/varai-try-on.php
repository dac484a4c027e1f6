<?php
/**
 * Plugin Name: VARAi Virtual Try-On
 * Description: A try-on button on products whose SKU has a frame.
 * Version: 0.1.0
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 */

defined( 'ABSPATH' ) || exit;

const VARAI_TRY_ON_SCRIPT = '__TRY_ON_URL__embed.js';

/** The SKUs of a product's variations by their ids. */
function varai_try_on_skus( WC_Product $product ) {
	$skus = array();
	foreach ( $product->is_type( 'variable' ) ? $product->get_children() : array() as $id ) {
		$variation = wc_get_product( $id );
		if ( $variation && $variation->get_sku() ) {
			$skus[ (string) $id ] = $variation->get_sku();
		}
	}
	return $skus;
}

add_action(
	'woocommerce_after_add_to_cart_form',
	function () {
		global $product;
		if ( ! $product instanceof WC_Product ) {
			return;
		}
		printf(
			'<div data-varai-try-on data-varai-sku="%s" data-varai-skus="%s" data-variant="secondary"></div>',
			esc_attr( $product->get_sku() ),
			esc_attr( wp_json_encode( (object) varai_try_on_skus( $product ), JSON_HEX_AMP ) /* esc_attr keeps entities as they are. */ )
		);
	}
);

add_action(
	'wp_enqueue_scripts',
	function () {
		if ( is_product() ) {
			wp_enqueue_script_module( 'varai-try-on', VARAI_TRY_ON_SCRIPT, array(), null );
		}
	}
);
