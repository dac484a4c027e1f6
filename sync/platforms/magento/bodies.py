"""Our values as Magento's JSON. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.products import Price
from sync.platforms.amounts import decimal_of, in_currency
from sync.platforms.eyewear_text import to_texts
from sync.platforms.magento.mapping import HIDDEN, IN_CATALOGUE, OURS, STATUSES
from sync.platforms.values import EyewearFields, NewProduct, NewVariant, ProductChange, VariantChange


def custom(values: Mapping[str, str | None]) -> list[dict[str, str | None]]:
    """None clears an attribute; an empty text would make a price of it that is 0."""
    return [{"attribute_code": code, "value": text} for code, text in values.items()]


def known(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Without those that say nothing."""
    return {code: text for code, text in values.items() if text is not None}


def eyewear_attributes(fields: EyewearFields) -> dict[str, str]:
    return {OURS + name: text for name, text in to_texts(fields).items()}


def prices_to(prices: tuple[Price, ...], currency: str) -> tuple[float, str | None]:
    """(price, special price). ValueError without a price in the shop's currency."""
    price = in_currency(prices, currency)
    if price is None:
        raise ValueError(f"no price in {currency}, the shop's currency")
    now = decimal_of(price.money.amount_minor, currency)
    if price.list_price_minor is None:
        return float(now), None
    return float(decimal_of(price.list_price_minor, currency)), str(now)


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def product_to(product: NewProduct, attribute_set: int, websites: Sequence[int]) -> dict[str, Any]:
    """A product as a whole, without price: that belongs to its only variant, or to its variants."""
    texts = {
        "description": product.description_html,
        "url_key": slug(product.code),
        OURS + "brand": product.brand or None,
        **eyewear_attributes(product.eyewear),
    }
    return {
        "sku": product.code if product.options else product.variants[0].sku,
        "name": product.title,
        "type_id": "configurable" if product.options else "simple",
        "attribute_set_id": attribute_set,
        "status": STATUSES[product.status],
        "visibility": IN_CATALOGUE,
        "extension_attributes": {"website_ids": list(websites)},
        "custom_attributes": custom(known(texts)),
    }


def variant_to(
    variant: NewVariant,
    title: str,
    attribute_set: int,
    websites: Sequence[int],
    choices: Mapping[str, str],
) -> dict[str, Any]:
    """A variant of a configurable product, without its price; `choices` by attribute code."""
    words = " ".join([title, *(choice for _, choice in variant.options)])
    return {
        "sku": variant.sku,
        "name": words,
        "type_id": "simple",
        "attribute_set_id": attribute_set,
        "status": 1,
        "visibility": HIDDEN,
        "extension_attributes": {"website_ids": list(websites)},
        "custom_attributes": custom({"url_key": slug(variant.sku), **choices}),
    }


def sold_to(variant: NewVariant, currency: str) -> dict[str, Any]:
    """What makes a product something that is sold."""
    price, special = prices_to(variant.prices, currency)
    texts = {
        "special_price": special,
        OURS + "gtin": variant.gtin,
        **eyewear_attributes(variant.eyewear),
    }
    return {"price": price, "custom_attributes": custom(known(texts))}


def merged(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {**one, **other, "custom_attributes": one["custom_attributes"] + other["custom_attributes"]}


def change_to(change: ProductChange) -> dict[str, Any]:
    texts = {
        "description": change.description_html,
        OURS + "brand": change.brand,
        **eyewear_attributes(change.eyewear),
    }
    body: dict[str, Any] = {
        "name": change.title,
        "status": STATUSES[change.status] if change.status else None,
        "custom_attributes": custom(known(texts)) or None,
    }
    return {name: value for name, value in body.items() if value is not None}


def variant_change_to(change: VariantChange, currency: str) -> dict[str, Any]:
    """Without prices in other currencies: those belong to websites."""
    texts = known({OURS + "gtin": change.gtin, **eyewear_attributes(change.eyewear)})
    body: dict[str, Any] = {}
    if change.sku is not None:
        body["sku"] = change.sku
    if change.prices is not None and in_currency(change.prices, currency):
        body["price"], texts["special_price"] = prices_to(change.prices, currency)
        texts |= {"special_from_date": None, "special_to_date": None}  # an old span would end the new price
    if attributes := custom(texts):
        body["custom_attributes"] = attributes
    return body
