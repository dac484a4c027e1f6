"""Magento's JSON as our values. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.products import Price, ProductOption, ProductStatus
from sync.platforms.amounts import price_from
from sync.platforms.eyewear_text import NAMES, from_texts
from sync.platforms.values import (
    EyewearFields,
    RemoteImage,
    RemoteProduct,
    RemoteVariant,
)

Json = Mapping[str, Any]
OURS = "varai_"
"""Our attributes: `varai_bridge_mm`, `varai_brand`, `varai_gtin`."""
OUR_ATTRIBUTES = {name: OURS + name for name in (*NAMES, "brand", "gtin")}
HIDDEN, IN_CATALOGUE = 1, 4
"""Visibility: of the variants of a configurable product, and of what stands for itself."""
_SOLD_ALONE = frozenset({"simple", "virtual", "downloadable"})
STATUSES = {ProductStatus.PUBLISHED: 1, ProductStatus.DRAFT: 2, ProductStatus.ARCHIVED: 2}
_TIME = "%Y-%m-%d %H:%M:%S"
_FARTHEST_EAST = timedelta(hours=14)
"""Magento begins a special price at midnight of the shop, where it may be tomorrow already."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An attribute by which a configurable product's variants differ."""

    code: str
    label: str
    labels: Mapping[str, str] = field(default_factory=dict)
    """Of its values, by their ids."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What one must know beside a product's JSON to understand it."""

    currency: str
    media_url: str
    now: datetime
    choices: Mapping[str, Choice]
    """By attribute id."""
    brands: Mapping[str, str]
    """Names of `manufacturer`, by value."""
    elsewhere: Mapping[str, Mapping[int, Json]] = field(default_factory=dict)
    """Products by id as websites with other currencies show them, by currency."""


def product_from(told: Json, children: Sequence[Json], around: Surroundings) -> RemoteProduct:
    """UnusableRecord when it is nothing that is sold by itself, or makes no sense."""
    try:
        if told["type_id"] not in _SOLD_ALONE and told["type_id"] != "configurable":
            raise UnusableRecord(f"a product of kind {told['type_id']!r} is not sold by itself")
        return _product(told, children, around)
    except (KeyError, ValueError, TypeError) as problem:
        raise UnusableRecord(f"the product makes no sense: {problem!r}") from problem


def _product(told: Json, children: Sequence[Json], around: Surroundings) -> RemoteProduct:
    attributes = attributes_of(told)
    choices = choices_of(told, around.choices) if told["type_id"] == "configurable" else []
    offered = [one for one in children if one["status"] == STATUSES[ProductStatus.PUBLISHED]]
    parts = offered if told["type_id"] == "configurable" else [told]
    used = {choice.code: {attributes_of(one).get(choice.code, "") for one in parts} for choice, _ in choices}
    return RemoteProduct(
        id=str(told["id"]),
        title=told["name"],
        description_html=attributes.get("description", ""),
        status=ProductStatus.PUBLISHED if told["status"] == 1 else ProductStatus.DRAFT,
        variants=tuple(variant_from(one, [choice for choice, _ in choices], around) for one in parts),
        updated_at=datetime.strptime(told["updated_at"], _TIME).replace(tzinfo=UTC),
        code=told["sku"],
        brand=attributes.get(OURS + "brand") or around.brands.get(attributes.get("manufacturer", ""), ""),
        options=tuple(
            ProductOption(
                choice.label, tuple(choice.labels[one] for one in values if one in used[choice.code])
            )
            for choice, values in choices
        ),
        images=_images(told, offered, around),
        eyewear=_eyewear(attributes),
    )


def variant_from(told: Json, choices: Sequence[Choice], around: Surroundings) -> RemoteVariant:
    attributes = attributes_of(told)
    return RemoteVariant(
        id=str(told["id"]),
        sku=told["sku"],
        prices=prices_from(told, around),
        gtin=attributes.get(OURS + "gtin") or None,
        options=tuple((one.label, one.labels[attributes[one.code]]) for one in choices),
        eyewear=_eyewear(attributes),
    )


def prices_from(told: Json, around: Surroundings) -> tuple[Price, ...]:
    """The shop's own first."""
    shown = {around.currency: told}
    for currency, products in around.elsewhere.items():
        if int(told["id"]) in products:
            shown[currency] = products[int(told["id"])]
    found = (_price_from(one, currency, around.now) for currency, one in shown.items())
    return tuple(price for price in found if price is not None)


def _price_from(told: Json, currency: str, now: datetime) -> Price | None:
    """The special price while it holds, with the usual one struck out. Magento takes one of nothing for none."""
    attributes = attributes_of(told)
    usual, special = told.get("price"), attributes.get("special_price")
    if usual is None:
        return None
    if special and float(special) and _holds(attributes, now):
        return price_from(special, usual, currency)
    return price_from(usual, None, currency)


def sites_of(told: Json) -> frozenset[int] | None:
    """Websites that sell it; None where that is not told."""
    sites = (told.get("extension_attributes") or {}).get("website_ids")
    return None if sites is None else frozenset(map(int, sites))


def _holds(attributes: Mapping[str, str], now: datetime) -> bool:
    begin, end = attributes.get("special_from_date"), attributes.get("special_to_date")
    has_begun = not begin or datetime.strptime(begin, _TIME).replace(tzinfo=UTC) <= now + _FARTHEST_EAST
    return has_begun and (not end or now.date() <= datetime.strptime(end, _TIME).replace(tzinfo=UTC).date())


def attributes_of(told: Json) -> dict[str, str]:
    """Custom attributes with one value, as text."""
    entries = told.get("custom_attributes") or []
    return {one["attribute_code"]: str(one["value"]) for one in entries if not isinstance(one["value"], list)}


def choices_of(told: Json, known: Mapping[str, Choice]) -> list[tuple[Choice, list[str]]]:
    """(attribute, its values' ids) in order."""
    options = (told.get("extension_attributes") or {}).get("configurable_product_options") or []
    ordered = sorted(options, key=lambda one: int(one.get("position") or 0))
    return [
        (known[str(one["attribute_id"])], [str(v["value_index"]) for v in one["values"]]) for one in ordered
    ]


def child_ids(told: Json) -> list[int]:
    """Of a configurable product's variants, in the order they were made."""
    links = (told.get("extension_attributes") or {}).get("configurable_product_links") or []
    return sorted(int(one) for one in links)


def _images(told: Json, children: Sequence[Json], around: Surroundings) -> tuple[RemoteImage, ...]:
    """Magento copies a picture's file for each product: those of variants are pictures of their own."""
    return tuple(
        RemoteImage(
            str(one["id"]),
            picture_url(around.media_url, one),
            one.get("label") or "",
            (str(owner["id"]),) if owner is not told else (),
        )
        for owner in (told, *children)
        for one in pictures_of(owner)
    )


def pictures_of(told: Json) -> list[Json]:
    """A product's own pictures in order, without films and what is hidden."""
    entries = told.get("media_gallery_entries") or []
    shown = (one for one in entries if one["media_type"] == "image" and not one.get("disabled"))
    return sorted(shown, key=lambda one: int(one.get("position") or 0))


def picture_url(media_url: str, entry: Json) -> str:
    return f"{media_url}catalog/product{entry['file']}"


def _eyewear(attributes: Mapping[str, str]) -> EyewearFields:
    return from_texts({name: attributes.get(OURS + name, "") for name in NAMES})
