<?php
/**
 * Plugin Name: VARAi Virtual Try-On
 * Description: A try-on button on products whose SKU has a frame.
 * Version: 0.1.0
 * Requires at least: 6.5
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * WC requires at least: 8.2
 * License: GPLv2 or later
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

/** The button's place, once on a page, and the script that fills it. */
function varai_try_on_place() {
	global $product;
	static $is_placed = false;
	if ( $is_placed || ! $product instanceof WC_Product ) {
		return;
	}
	$is_placed = true;
	printf(
		'<div data-varai-try-on data-varai-sku="%s" data-varai-skus="%s" data-variant="secondary"></div>',
		esc_attr( $product->get_sku() ),
		esc_attr( wp_json_encode( (object) varai_try_on_skus( $product ), JSON_HEX_AMP ) /* esc_attr keeps entities as they are. */ )
	);
	wp_enqueue_script_module( 'varai-try-on', VARAI_TRY_ON_SCRIPT, array(), null );
}

add_action( 'woocommerce_after_add_to_cart_form', 'varai_try_on_place' );
// What is out of stock has no such form, and can be tried on all the same.
add_action( 'woocommerce_single_product_summary', 'varai_try_on_place', 31 );

// It touches neither orders nor the checkout.
add_action(
	'before_woocommerce_init',
	function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			foreach ( array( 'custom_order_tables', 'cart_checkout_blocks' ) as $feature ) {
				\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( $feature, __FILE__, true );
			}
		}
	}
);
