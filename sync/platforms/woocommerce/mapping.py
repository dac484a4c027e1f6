"""WooCommerce's JSON as our values, and back. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.products import Price, ProductOption, ProductStatus
from sync.platforms.amounts import amount_text, in_currency, price_from
from sync.platforms.eyewear_text import NAMES, from_texts, to_texts
from sync.platforms.values import (
    EyewearFields,
    ImageWrite,
    NewProduct,
    NewVariant,
    ProductChange,
    RemoteImage,
    RemoteProduct,
    RemoteStock,
    RemoteVariant,
    VariantChange,
)

LOCATION = "shop"
"""WooCommerce has one place of stock."""
META = "varai_"
"""Our fields among a product's custom fields: `varai_bridge_mm`."""
STOCK_KEYS = "varai_stock_keys"
"""Custom field with the keys of the last stock adjustments, written together with the stock itself."""
PRODUCT_FIELDS = (
    "id,name,type,status,parent_id,description,sku,global_unique_id,price,regular_price,manage_stock,stock_quantity,"
    "date_modified_gmt,images,attributes,variations,brands,meta_data"
)
VARIATION_FIELDS = (
    "id,parent_id,status,sku,global_unique_id,price,regular_price,manage_stock,stock_quantity,image,attributes,"
    "meta_data"
)
MANAGED_BY_PARENT = "parent"
"""A variation that is sold from its product's stock, together with its siblings; told with that number."""
_STATUSES = {"publish": ProductStatus.PUBLISHED, "private": ProductStatus.ARCHIVED}
_WORDS = {
    ProductStatus.PUBLISHED: "publish",
    ProductStatus.DRAFT: "draft",
    ProductStatus.ARCHIVED: "private",
}
_SELLABLE = frozenset({"simple", "variable", "external", "subscription", "variable-subscription"})


def product_from(
    told: Mapping[str, Any], variations: Sequence[Mapping[str, Any]], currency: str
) -> RemoteProduct:
    """UnusableRecord when it is nothing that is sold by itself, or makes no sense."""
    try:
        if told["type"] not in _SELLABLE:
            raise UnusableRecord(f"a product of kind {told['type']!r} is not sold by itself")
        return _product(told, variations, currency)
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise UnusableRecord(f"the product makes no sense: {problem!r}") from problem


def _product(
    told: Mapping[str, Any], variations: Sequence[Mapping[str, Any]], currency: str
) -> RemoteProduct:
    has_choices = told["type"].startswith("variable")
    offered = [one for one in variations if one["status"] == "publish"]  # a disabled one is private
    variants = [variation_from(one, currency) for one in offered] if has_choices else [_only(told, currency)]
    return RemoteProduct(
        id=str(told["id"]),
        title=told["name"],
        description_html=told["description"].strip(),  # WordPress adds a line's end
        status=_STATUSES.get(told["status"], ProductStatus.DRAFT),
        variants=tuple(variants),
        updated_at=utc(told["date_modified_gmt"]),
        code=told["sku"],
        brand=next((brand["name"] for brand in told.get("brands", [])), ""),
        options=tuple(
            ProductOption(one["name"], tuple(one["options"]))
            for one in told["attributes"]
            if one["variation"]
        ),
        images=_images(told, offered),
        eyewear=_eyewear(told),
    )


def _only(told: Mapping[str, Any], currency: str) -> RemoteVariant:
    """The one variant of a product without choices; it has the product's id."""
    return variation_from({**told, "attributes": []}, currency)


def variation_from(told: Mapping[str, Any], currency: str) -> RemoteVariant:
    """A variation, or a product seen as its only variant."""
    is_tracked = told["manage_stock"] in (True, MANAGED_BY_PARENT)
    identity = str(told["id"])
    stock = (RemoteStock(identity, LOCATION, int(told["stock_quantity"] or 0)),) if is_tracked else ()
    return RemoteVariant(
        id=identity,
        sku=told["sku"],
        prices=(price_from(told["price"], told["regular_price"], currency),) if told["price"] else (),
        gtin=told.get("global_unique_id") or None,
        options=tuple((one["name"], one["option"]) for one in told["attributes"]),
        eyewear=_eyewear(told),
        tracks_stock=is_tracked,
        stock=stock,
    )


def _images(told: Mapping[str, Any], variations: Sequence[Mapping[str, Any]]) -> tuple[RemoteImage, ...]:
    """A variation without a picture of its own is told with the product's first one: that is the product's."""
    first = told["images"][0]["id"] if told["images"] else None
    shown: dict[str, list[str]] = {}
    extra: dict[str, Mapping[str, Any]] = {}
    for one in variations:
        if one.get("image") and one["image"]["id"] != first:
            shown.setdefault(str(one["image"]["id"]), []).append(str(one["id"]))
            extra[str(one["image"]["id"])] = one["image"]
    pictures = {str(one["id"]): one for one in told["images"]} | extra
    return tuple(
        RemoteImage(identity, one["src"], one["alt"] or "", tuple(shown.get(identity, ())))
        for identity, one in pictures.items()
    )


def _eyewear(told: Mapping[str, Any]) -> EyewearFields:
    texts = {
        one["key"].removeprefix(META): one["value"]
        for one in told["meta_data"]
        if one["key"].startswith(META)
    }
    return from_texts({name: str(value) for name, value in texts.items() if name in NAMES})


def utc(told: str) -> datetime:
    """A time that WooCommerce says is GMT."""
    return datetime.fromisoformat(told).replace(tzinfo=UTC)


def eyewear_meta(fields: EyewearFields) -> list[dict[str, str]]:
    return [{"key": META + name, "value": text} for name, text in to_texts(fields).items()]


def prices_to(prices: tuple[Price, ...], currency: str) -> dict[str, str]:
    """ValueError when none is in the shop's currency: WooCommerce knows no other."""
    price = in_currency(prices, currency)
    if price is None:
        raise ValueError(f"the shop sells in {currency} only")
    now = amount_text(price.money.amount_minor, currency)
    if price.list_price_minor is None:
        return {"regular_price": now, "sale_price": ""}
    return {"regular_price": amount_text(price.list_price_minor, currency), "sale_price": now}


def new_product_to(product: NewProduct, currency: str) -> dict[str, Any]:
    """The body that creates it; variations of one with choices are created apart."""
    body: dict[str, Any] = {
        "name": product.title,
        "description": product.description_html,
        "status": _WORDS[product.status],
        "sku": product.code,
        "images": [image_to(one) for one in product.images if not (product.options and one.skus)],
        "meta_data": eyewear_meta(product.eyewear),
    }
    if not product.options:
        only = new_variant_to(product.variants[0], currency)
        meta = body["meta_data"] + only.pop("meta_data")
        return {**body, "type": "simple", **only, "meta_data": meta}
    attributes = [
        {
            "name": option.name,
            "options": list(option.choices),
            "variation": True,
            "visible": True,
            "position": place,
        }
        for place, option in enumerate(product.options)
    ]
    return {**body, "type": "variable", "attributes": attributes}


def new_variant_to(
    variant: NewVariant, currency: str, attributes: Mapping[str, int] | None = None
) -> dict[str, Any]:
    """`attributes`: ids of the product's by name. One that the whole shop shares is known by its id only."""
    known = attributes or {}
    body: dict[str, Any] = {
        "sku": variant.sku,
        **prices_to(variant.prices, currency),
        "meta_data": eyewear_meta(variant.eyewear),
    }
    if variant.gtin:
        body["global_unique_id"] = variant.gtin
    if variant.options:
        body["attributes"] = [
            ({"id": known[name]} if known.get(name) else {"name": name}) | {"option": choice}
            for name, choice in variant.options
        ]
    if variant.stock is not None:
        body |= {"manage_stock": True, "stock_quantity": sum(variant.stock.values())}
    return body


def with_choices(
    attributes: Sequence[Mapping[str, Any]], wanted: Sequence[Sequence[tuple[str, str]]]
) -> tuple[list[dict[str, Any]], bool]:
    """(a product's attributes that offer all wanted (name, choice), whether a choice is new)."""
    choices = [pair for options in wanted for pair in options]
    offered = []
    for one in attributes:
        new = [choice for name, choice in choices if name == one["name"] and choice not in one["options"]]
        offered.append({**one, "options": [*one["options"], *dict.fromkeys(new)]})
    is_new = any(
        len(one["options"]) > len(old["options"]) for one, old in zip(offered, attributes, strict=True)
    )
    return offered, is_new


def image_to(image: ImageWrite) -> dict[str, Any]:
    """A known picture by its id: naming its address again would make a second one."""
    place = {"id": int(image.id)} if image.id else {"src": image.url}
    return {**place, "alt": image.alt}


def change_to(change: ProductChange) -> dict[str, Any]:
    """Only what changes; pictures and the brand are written apart, for they need ids."""
    body: dict[str, Any] = {
        "name": change.title,
        "description": change.description_html,
        "status": _WORDS[change.status] if change.status else None,
        "meta_data": eyewear_meta(change.eyewear) or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def variant_change_to(change: VariantChange, currency: str) -> dict[str, Any]:
    """ValueError when it cannot be said."""
    body: dict[str, Any] = {"id": int(change.variant_id)}
    if change.sku is not None:
        body["sku"] = change.sku
    if change.gtin is not None:
        body["global_unique_id"] = change.gtin
    if change.prices is not None:
        body |= prices_to(change.prices, currency)
        body |= {"date_on_sale_from": "", "date_on_sale_to": ""}  # an old span would end the new price
    if meta := eyewear_meta(change.eyewear):
        body["meta_data"] = meta
    return body
