<?php
// The few functions of WordPress and WooCommerce that the plugin calls: php woocommerce.php PLUGIN PRODUCT_JSON.
namespace Automattic\WooCommerce\Utilities {
	class FeaturesUtil {
		public static array $declared = array();
		public static function declare_compatibility( string $feature, string $plugin, bool $is_compatible ): void {
			self::$declared[ $feature ] = $is_compatible && is_file( $plugin );
		}
	}
}

namespace {
	define( 'ABSPATH', __DIR__ );
	$actions = array();

	class WC_Product {
		private array $said;
		public function __construct( array $said ) { $this->said = $said; }
		public function is_type( string $type ): bool { return 'variable' === $type && $this->said['variants']; }
		public function get_children(): array { return array_keys( $this->said['variants'] ); }
		public function get_sku(): string { return $this->said['sku']; }
	}

	function add_action( string $hook, callable $called, int $priority = 10 ): void { $GLOBALS['actions'][ $hook ] = $called; }
	function wc_get_product( int $id ) {
		$sku = $GLOBALS['said']['variants'][ $id ];
		return null === $sku ? false : new WC_Product( array( 'sku' => $sku, 'variants' => array() ) );
	}
	// As in WordPress, an entity that is already there stays as it is.
	function esc_attr( string $text ): string { return htmlspecialchars( $text, ENT_QUOTES, 'UTF-8', false ); }
	function wp_json_encode( $data, int $flags = 0 ) { return json_encode( $data, $flags ); }
	function wp_enqueue_script_module( string $id, string $src, array $deps, $version ): void {
		printf( '<script type="module" id="%s" src="%s"></script>', $id, esc_attr( $src ) );
	}

	require $argv[1];
	$said    = json_decode( $argv[2], true );
	$product = new WC_Product( $said );
	$actions['before_woocommerce_init']();
	if ( array( 'custom_order_tables' => true, 'cart_checkout_blocks' => true ) !== Automattic\WooCommerce\Utilities\FeaturesUtil::$declared ) {
		fwrite( STDERR, 'compatibility is not declared' );
	}
	// A product out of stock has no form; one in stock has both, and one button all the same.
	if ( $said['in_stock'] ?? true ) {
		$actions['woocommerce_after_add_to_cart_form']();
	}
	$actions['woocommerce_single_product_summary']();
}
