<?php
declare(strict_types=1);

namespace Varai\TryOn\ViewModel;

use Magento\Catalog\Api\Data\ProductInterface;
use Magento\Catalog\Helper\Data;
use Magento\ConfigurableProduct\Model\Product\Type\Configurable;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/** The product's SKU and those of its configurations by their ids. */
class Skus implements ArgumentInterface
{
    public function __construct(private readonly Data $catalog)
    {
    }

    public function product(): ?ProductInterface
    {
        return $this->catalog->getProduct();
    }

    public function byId(): array
    {
        $product = $this->product();
        $skus = [];
        if ($product && $product->getTypeId() === Configurable::TYPE_CODE) {
            foreach ($product->getTypeInstance()->getUsedProducts($product) as $child) {
                $skus[(string) $child->getId()] = (string) $child->getSku();
            }
        }
        return $skus;
    }
}
