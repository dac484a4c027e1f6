"""Shopify's JSON as our values, and back. Pure. Ids are the number in `gid://shopify/Product/123`, as text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.products import Price, ProductOption, ProductStatus
from sync.platforms.amounts import amount_text, in_currency, price_from
from sync.platforms.eyewear_text import NAMES, SIZES, from_texts, to_texts
from sync.platforms.shopify.documents import NAMESPACE
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

Json = Mapping[str, Any]
_STATUSES = {"ACTIVE": ProductStatus.PUBLISHED, "ARCHIVED": ProductStatus.ARCHIVED}
_WORDS = {
    ProductStatus.PUBLISHED: "ACTIVE",
    ProductStatus.DRAFT: "DRAFT",
    ProductStatus.ARCHIVED: "ARCHIVED",
}


def gid(kind: str, number: str) -> str:
    return f"gid://shopify/{kind}/{number}"


def number_of(gid: str) -> str:
    """`"123"` of `gid://shopify/Product/123`, without what may stand behind a question mark."""
    return gid.rpartition("/")[2].partition("?")[0]


def product_from(
    told: Json, variants: Sequence[Json], media: Sequence[Json], currency: str, designs: Mapping[str, str]
) -> RemoteProduct:
    """`designs` are the shop's frame designs by global id. UnusableRecord when it makes no sense."""
    try:
        product = _product(told, variants, media, currency)
        return replace(product, eyewear=product.eyewear.or_else(_design(told, designs)))
    except (KeyError, ValueError, TypeError) as problem:
        raise UnusableRecord(f"the product makes no sense: {problem!r}") from problem


def _product(told: Json, variants: Sequence[Json], media: Sequence[Json], currency: str) -> RemoteProduct:
    has_choices = not told["hasOnlyDefaultVariant"]
    options = told["options"] if has_choices else []
    return RemoteProduct(
        id=number_of(told["id"]),
        title=told["title"],
        description_html=told["descriptionHtml"],
        status=_STATUSES.get(told["status"], ProductStatus.DRAFT),
        variants=tuple(variant_from(one, currency, has_choices=has_choices) for one in variants),
        updated_at=datetime.fromisoformat(told["updatedAt"]),
        code=told["handle"],
        brand=told["vendor"],
        options=tuple(
            ProductOption(one["name"], tuple(v["name"] for v in one["optionValues"])) for one in options
        ),
        images=_images(variants, media),
        eyewear=_eyewear(told),
    )


def _images(variants: Sequence[Json], media: Sequence[Json]) -> tuple[RemoteImage, ...]:
    shown: dict[str, list[str]] = {}
    for one in variants:
        if one.get("image"):
            shown.setdefault(one["image"]["url"], []).append(number_of(one["id"]))
    pictures = [(one, one["image"]["url"]) for one in media if one.get("image")]
    return tuple(
        RemoteImage(number_of(one["id"]), url, one["alt"] or "", tuple(shown.get(url, ())))
        for one, url in pictures
    )


def variant_from(told: Json, currency: str, *, has_choices: bool) -> RemoteVariant:
    return RemoteVariant(
        id=number_of(told["id"]),
        sku=told["sku"] or "",
        prices=(price_from(told["price"], told["compareAtPrice"], currency),),
        gtin=told["barcode"] or None,
        options=tuple((one["name"], one["value"]) for one in told["selectedOptions"]) if has_choices else (),
        eyewear=_eyewear(told),
        tracks_stock=told["inventoryItem"]["tracked"],
    )


def levels_from(variant_id: str, item: Json) -> tuple[RemoteStock, ...]:
    """Stock of an inventory item at its locations."""
    if not item["tracked"]:
        return ()
    return tuple(
        RemoteStock(variant_id, number_of(one["location"]["id"]), int(one["quantities"][0]["quantity"]))
        for one in item["inventoryLevels"]["nodes"]
    )


def _eyewear(told: Json) -> EyewearFields:
    return from_texts({name: told[name]["value"] for name in NAMES if told.get(name)})


def _design(told: Json, designs: Mapping[str, str]) -> EyewearFields:
    """The shape by Shopify's own category field, for shops that never wrote ours."""
    field = told.get("frame_design")
    handles = [designs[one] for one in json.loads(field["value"]) if one in designs] if field else []
    return from_texts({"shape": handles[0]} if handles else {})


def metafields(fields: EyewearFields) -> list[dict[str, str]]:
    return [
        {
            "namespace": NAMESPACE,
            "key": name,
            "type": "dimension" if name in SIZES else "single_line_text_field",
            "value": json.dumps({"value": float(text), "unit": "mm"}) if name in SIZES else text,
        }
        for name, text in to_texts(fields).items()
    ]


def handle_of(code: str) -> str:
    """A product's code as the last part of its address: unique in a shop, so it finds what was created before."""
    return re.sub(r"[^a-z0-9]+", "-", code.lower()).strip("-")


def new_product_to(product: NewProduct) -> dict[str, Any]:
    options = [
        {"name": one.name, "values": [{"name": choice} for choice in one.choices]} for one in product.options
    ]
    body: dict[str, Any] = {
        "title": product.title,
        "descriptionHtml": product.description_html,
        "vendor": product.brand or None,
        "handle": handle_of(product.code),
        "status": _WORDS[product.status],
        "productOptions": options or None,
        "metafields": metafields(product.eyewear) or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def media_to(images: Sequence[ImageWrite]) -> list[dict[str, str]]:
    """Pictures that Shopify shall fetch."""
    return [
        {"originalSource": one.url, "alt": one.alt, "mediaContentType": "IMAGE"}
        for one in images
        if not one.id
    ]


def new_variant_to(variant: NewVariant, currency: str) -> dict[str, Any]:
    """Quantities are told to a new variant only. ValueError without a price in the shop's currency."""
    body: dict[str, Any] = {
        **prices_to(variant.prices, currency),
        "barcode": variant.gtin,
        "inventoryItem": {"sku": variant.sku, "tracked": variant.stock is not None},
        "metafields": metafields(variant.eyewear) or None,
        "optionValues": [{"optionName": name, "name": choice} for name, choice in variant.options] or None,
    }
    if variant.stock:
        body["inventoryQuantities"] = [
            {"locationId": gid("Location", place), "availableQuantity": pieces}
            for place, pieces in variant.stock.items()
        ]
    return {name: value for name, value in body.items() if value is not None or name == "compareAtPrice"}


def prices_to(prices: tuple[Price, ...], currency: str) -> dict[str, str | None]:
    """ValueError without one in the shop's currency."""
    price = in_currency(prices, currency)
    if price is None:
        raise ValueError(f"no price in {currency}, the shop's currency")
    before = price.list_price_minor
    return {
        "price": amount_text(price.money.amount_minor, currency),
        "compareAtPrice": None if before is None else amount_text(before, currency),
    }


def change_to(product_id: str, change: ProductChange) -> dict[str, Any]:
    body: dict[str, Any] = {
        "title": change.title,
        "descriptionHtml": change.description_html,
        "vendor": change.brand,
        "status": _WORDS[change.status] if change.status else None,
        "metafields": metafields(change.eyewear) or None,
    }
    return {
        "id": gid("Product", product_id),
        **{name: value for name, value in body.items() if value is not None},
    }


def variant_change_to(change: VariantChange, currency: str) -> dict[str, Any]:
    """Without prices in other currencies: those live in price lists."""
    body: dict[str, Any] = {"id": gid("ProductVariant", change.variant_id)}
    if change.prices is not None and in_currency(change.prices, currency):
        body |= prices_to(change.prices, currency)
    if change.gtin is not None:
        body["barcode"] = change.gtin
    if change.sku is not None:
        body["inventoryItem"] = {"sku": change.sku}
    if fields := metafields(change.eyewear):
        body["metafields"] = fields
    return body
