<?php
// The few classes of Magento that the module calls: php magento.php MODULE_FOLDER PRODUCT_JSON.
namespace Magento\Catalog\Api\Data { interface ProductInterface {} }
namespace Magento\Framework\View\Element\Block { interface ArgumentInterface {} }
namespace Magento\ConfigurableProduct\Model\Product\Type {
    class Configurable {
        const TYPE_CODE = 'configurable';
        public function getUsedProducts($product): array { return $product->children; }
    }
}
namespace Magento\Framework\Component {
    class ComponentRegistrar {
        const MODULE = 'module';
        public static array $registered = [];
        public static function register(string $type, string $name, string $path): void { self::$registered[$name] = $path; }
    }
}
namespace Magento\Framework {
    class Escaper {
        public function escapeHtmlAttr(string $text): string { return htmlspecialchars($text, ENT_QUOTES, 'UTF-8'); }
    }
}
namespace Magento\Catalog\Helper {
    class Data {
        public function __construct(private $product) {}
        public function getProduct() { return $this->product; }
    }
}
namespace {
    class Product implements Magento\Catalog\Api\Data\ProductInterface {
        public array $children = [];
        public function __construct(private int $id, private string $sku) {}
        public function getId(): int { return $this->id; }
        public function getSku(): string { return $this->sku; }
        public function getTypeId(): string { return $this->children ? 'configurable' : 'simple'; }
        public function getTypeInstance() { return new Magento\ConfigurableProduct\Model\Product\Type\Configurable(); }
    }
    class Block {
        public function __construct(private array $data) {}
        public function getData(string $key) { return $this->data[$key]; }
    }

    require "$argv[1]/registration.php";
    $module = Magento\Framework\Component\ComponentRegistrar::$registered['Varai_TryOn'];
    require "$module/ViewModel/Skus.php";
    $said = json_decode($argv[2], true);
    $shown = $said ? new Product(1, $said['sku']) : null;
    foreach ($said['variants'] ?? [] as $id => $sku) {
        $shown->children[] = new Product($id, $sku);
    }
    $block = new Block(['skus' => new Varai\TryOn\ViewModel\Skus(new Magento\Catalog\Helper\Data($shown))]);
    $escaper = new Magento\Framework\Escaper();
    require "$module/view/frontend/templates/try-on.phtml";
}
