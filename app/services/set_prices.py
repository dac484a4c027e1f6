"""Changes prices and nothing else: mirrors then read a few numbers instead of whole products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from app.domain.errors import Unknown
from app.domain.products import Price, Product, ProductContent
from app.store.unit_of_work import Repositories


def set_prices(shop: Repositories, prices: Mapping[str, tuple[Price, ...]]) -> tuple[str, ...]:
    """Gives these SKUs these prices, inside a unit of work; the SKUs whose prices were others before.

    Raises Unknown, naming an SKU that is not sold here; then nothing is changed.
    """
    products: dict[str, Product] = {}
    for sku in prices:
        product = next((p for p in products.values() if sku in dict(p.variant_ids)), None)
        if product is None:
            product = _product(shop, sku)
            products[product.content.code] = product
    changed: list[str] = []
    for product in products.values():
        content = _repriced(product.content, prices)
        skus = [v.sku for v, old in zip(content.variants, product.content.variants, strict=True) if v != old]
        if skus:
            shop.product_writing.reprice(product, content, skus)
        changed += skus
    return tuple(changed)


def _product(shop: Repositories, sku: str) -> Product:
    try:
        product = shop.products.by_sku(sku)
    except Unknown:
        raise Unknown(f"There is no SKU {sku}.") from None
    if sku not in dict(product.variant_ids):
        raise Unknown(f"SKU {sku} is not sold any more.")
    return product


def _repriced(content: ProductContent, prices: Mapping[str, tuple[Price, ...]]) -> ProductContent:
    variants = tuple(replace(v, prices=prices[v.sku]) if v.sku in prices else v for v in content.variants)
    return replace(content, variants=variants)
