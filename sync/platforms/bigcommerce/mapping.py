"""BigCommerce's JSON as our values, and back. Pure.

Fields of a product are custom fields, which its page shows; a variant has none, so its fields stand in one
metafield of its own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.products import Price, ProductOption, ProductStatus
from sync.platforms.amounts import decimal_of, in_currency, price_from
from sync.platforms.eyewear_text import NAMES, from_texts, to_texts
from sync.platforms.values import (
    EyewearFields,
    NewProduct,
    NewVariant,
    ProductChange,
    RemoteImage,
    RemotePrices,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
    VariantChange,
)

Json = Mapping[str, Any]
NAMESPACE, KEY = "varai", "eyewear"
LABELS = {
    "lens_width_mm": "Lens width (mm)",
    "lens_height_mm": "Lens height (mm)",
    "bridge_mm": "Bridge (mm)",
    "temple_mm": "Temple (mm)",
    "shape": "Frame shape",
    "rim": "Rim",
    "material": "Frame material",
}
"""Names of the custom fields, as customers read them."""


def product_from(
    told: Json, brands: Mapping[int, str], fields: Mapping[int, EyewearFields], currency: str
) -> RemoteProduct:
    """`fields` are variants' own, by their ids. UnusableRecord when it makes no sense."""
    try:
        return _product(told, brands, fields, currency)
    except (KeyError, ValueError, TypeError) as problem:
        raise UnusableRecord(f"the product makes no sense: {problem!r}") from problem


def _product(
    told: Json, brands: Mapping[int, str], fields: Mapping[int, EyewearFields], currency: str
) -> RemoteProduct:
    custom = {one["name"]: str(one["value"]) for one in told.get("custom_fields") or []}
    variants = told["variants"]
    return RemoteProduct(
        id=str(told["id"]),
        title=told["name"],
        description_html=told["description"],
        status=ProductStatus.PUBLISHED if told["is_visible"] else ProductStatus.DRAFT,
        variants=tuple(
            variant_from(one, told, fields.get(int(one["id"]), EyewearFields()), currency) for one in variants
        ),
        updated_at=datetime.fromisoformat(told["date_modified"]),
        code=told["sku"],
        brand=brands.get(int(told.get("brand_id") or 0), ""),
        options=_options(variants),
        images=_images(told),
        eyewear=from_texts({name: custom.get(label, "") for name, label in LABELS.items()}),
    )


def _images(told: Json) -> tuple[RemoteImage, ...]:
    """The product's own, and of each variant the one it has."""
    own = sorted(told.get("images") or [], key=lambda one: int(one.get("sort_order") or 0))
    return (
        *(RemoteImage(str(one["id"]), one["url_standard"], one.get("description") or "") for one in own),
        *(
            RemoteImage(picture_id(one), one["image_url"], "", (str(one["id"]),))
            for one in told["variants"]
            if one["option_values"] and one.get("image_url")
        ),
    )


def picture_id(variant: Json) -> str:
    """BigCommerce names a variant's picture by its address only."""
    return f"variant-{variant['id']}"


def variant_from(told: Json, product: Json, eyewear: EyewearFields, currency: str) -> RemoteVariant:
    return RemoteVariant(
        id=str(told["id"]),
        sku=told["sku"] or "",
        prices=(price_of(told, product, currency),),
        gtin=told.get("gtin") or told.get("upc") or None,
        options=tuple((one["option_display_name"], one["label"]) for one in told["option_values"]),
        eyewear=eyewear,
        tracks_stock=product["inventory_tracking"] != "none",
    )


def price_of(told: Json, product: Json, currency: str) -> Price:
    """A variant without a price of its own costs what its product costs."""
    owner = product if told.get("price") is None else told
    usual, sale = Decimal(owner["price"]), Decimal(owner.get("sale_price") or 0)
    return price_from(sale or usual, usual, currency)


def _options(variants: Sequence[Json]) -> tuple[ProductOption, ...]:
    """In the order in which variants name them: asking for options would make pages of ten products."""
    found: dict[str, dict[str, None]] = {}
    for variant in variants:
        for one in variant["option_values"]:
            found.setdefault(one["option_display_name"], {})[one["label"]] = None
    return tuple(ProductOption(name, tuple(labels)) for name, labels in found.items())


def levels_from(item: Json) -> tuple[RemoteStock, ...]:
    variant_id = str(item["identity"]["variant_id"])
    return tuple(
        RemoteStock(variant_id, str(one["location_id"]), int(one["available_to_sell"]))
        for one in item["locations"]
    )


def record_from(told: Json) -> RemotePrices:
    """A record of a price list."""
    currency = str(told["currency"]).upper()
    usual, sale = Decimal(told["price"]), Decimal(told.get("sale_price") or 0)
    return RemotePrices(str(told["variant_id"]), (price_from(sale or usual, usual, currency),))


def fields_from(value: str) -> EyewearFields:
    """A variant's metafield; what others wrote into it is not known."""
    try:
        told = json.loads(value)
    except ValueError:
        return EyewearFields()
    return from_texts(
        {name: str(text) for name, text in told.items() if name in NAMES} if isinstance(told, dict) else {}
    )


def fields_to(fields: EyewearFields) -> str:
    return json.dumps(to_texts(fields))


def prices_to(prices: tuple[Price, ...], currency: str) -> dict[str, Decimal]:
    """ValueError without a price in the shop's currency."""
    price = in_currency(prices, currency)
    if price is None:
        raise ValueError(f"no price in {currency}, the shop's currency")
    return amounts(price)


def amounts(price: Price) -> dict[str, Decimal]:
    currency = price.money.currency
    now = decimal_of(price.money.amount_minor, currency)
    if price.list_price_minor is None:
        return {"price": now, "sale_price": Decimal(0)}
    return {"price": decimal_of(price.list_price_minor, currency), "sale_price": now}


def product_to(product: NewProduct, currency: str) -> dict[str, Any]:
    """With its variants. ValueError when it cannot be said."""
    first = product.variants[0]
    is_tracked = any(one.stock is not None for one in product.variants)
    tracking = ("variant" if product.options else "product") if is_tracked else "none"
    custom = [{"name": LABELS[name], "value": text} for name, text in to_texts(product.eyewear).items()]
    own = [one for one in product.images if not (product.options and one.skus)]
    body: dict[str, Any] = {
        "name": product.title,
        "type": "physical",
        "weight": 0,
        "sku": product.code if product.options else first.sku,
        "description": product.description_html,
        "is_visible": product.status is ProductStatus.PUBLISHED,
        "inventory_tracking": tracking,
        "custom_fields": custom,
        "images": [
            {"image_url": one.url, "description": one.alt, "sort_order": place, "is_thumbnail": place == 0}
            for place, one in enumerate(own)
        ],
        **prices_to(first.prices, currency),
    }
    if product.brand:
        body["brand_name"] = product.brand
    if not product.options:
        return body | ({"gtin": first.gtin} if first.gtin else {})
    pictures = {sku: one.url for one in product.images for sku in one.skus}
    return body | {"variants": [_new_variant(one, pictures, currency) for one in product.variants]}


def _new_variant(variant: NewVariant, pictures: Mapping[str, str], currency: str) -> dict[str, Any]:
    choices = [{"option_display_name": name, "label": label} for name, label in variant.options]
    picture = {"image_url": pictures[variant.sku]} if variant.sku in pictures else {}
    return {**variant_to(variant, currency), "option_values": choices, **picture}


def variant_to(variant: NewVariant, currency: str) -> dict[str, Any]:
    gtin = {"gtin": variant.gtin} if variant.gtin else {}
    return {"sku": variant.sku, **prices_to(variant.prices, currency), **gtin}


def change_to(change: ProductChange) -> dict[str, Any]:
    body: dict[str, Any] = {
        "name": change.title,
        "description": change.description_html,
        "brand_name": change.brand,
        "is_visible": None if change.status is None else change.status is ProductStatus.PUBLISHED,
    }
    return {name: value for name, value in body.items() if value is not None}


def variant_change_to(change: VariantChange, currency: str) -> dict[str, Any]:
    """Without prices in other currencies: those live in price lists."""
    body: dict[str, Any] = {"id": int(change.variant_id)}
    if change.prices is not None and in_currency(change.prices, currency):
        body |= prices_to(change.prices, currency)
    if change.sku is not None:
        body["sku"] = change.sku
    if change.gtin is not None:
        body["gtin"] = change.gtin
    return body
