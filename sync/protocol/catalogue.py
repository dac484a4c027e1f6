"""Products and prices as messages and back. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.eyewear_data import finish_from_data, finish_to_data, spec_from_data
from app.domain.money import Money
from app.domain.products import (
    ColourFamily,
    FrameSize,
    Gender,
    Price,
    ProductContent,
    ProductImage,
    ProductOption,
    ProductStatus,
    VariantContent,
)
from engine.types import FrameMaterial, FrameSpec
from sync.protocol.messages import PriceMessage, ProductMessage, VariantMessage


def product_message(content: ProductContent) -> ProductMessage:
    return ProductMessage.model_validate(product_data(content))


def product_data(content: ProductContent) -> dict[str, Any]:
    """A ProductMessage's data, unchecked: a thousand of them are told at once, and what we keep was checked before."""
    return {
        "code": content.code,
        "name": content.name,
        "brand": content.brand,
        "description": content.description,
        "gender": content.gender.value,
        "status": content.status.value,
        "position": content.position,
        "sizes": [{"label": size.label, "spec": _spec_data(size.spec)} for size in content.sizes],
        "variants": [_variant_data(variant) for variant in content.variants],
        "options": [{"name": option.name, "choices": option.choices} for option in content.options],
        "images": [{"url": image.url, "alt": image.alt, "sku": image.sku} for image in content.images],
    }


_SPEC_FIELDS = tuple(field.name for field in fields(FrameSpec))


def _spec_data(spec: FrameSpec) -> dict[str, Any]:
    return {name: getattr(spec, name) for name in _SPEC_FIELDS}


def price_data(price: Price) -> dict[str, Any]:
    """A PriceMessage's data."""
    return {
        "amount_minor": price.money.amount_minor,
        "currency": price.money.currency,
        "list_price_minor": price.list_price_minor,
    }


def read_prices(messages: Sequence[PriceMessage]) -> tuple[Price, ...]:
    """ValueError for prices that cannot be."""
    return tuple(Price(Money(m.amount_minor, m.currency), m.list_price_minor) for m in messages)


def read_product(message: ProductMessage) -> ProductContent:
    """Raises UnusableRecord, naming the product and what is wrong with it."""
    try:
        return _read_product(message)
    except (ValueError, KeyError, TypeError) as problem:
        raise UnusableRecord(f"Product {message.code}: {problem}.") from problem


def _variant_data(variant: VariantContent) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "colour": variant.colour,
        "prices": [price_data(price) for price in variant.prices],
        "size": variant.size,
        "gtin": variant.gtin,
        "material": variant.material and variant.material.value,
        "colour_family": variant.colour_family and variant.colour_family.value,
        "finish": finish_to_data(variant.finish) if variant.finish else None,
        "options": variant.options,
    }


def _read_product(message: ProductMessage) -> ProductContent:
    return ProductContent(
        code=message.code,
        name=message.name,
        brand=message.brand,
        description=message.description,
        gender=Gender(message.gender),
        status=ProductStatus(message.status),
        position=message.position,
        sizes=tuple(FrameSize(size.label, spec_from_data(size.spec)) for size in message.sizes),
        variants=tuple(_read_variant(variant) for variant in message.variants),
        options=tuple(ProductOption(o.name, tuple(o.choices)) for o in message.options),
        images=tuple(ProductImage(image.url, image.alt, image.sku) for image in message.images),
    )


def _read_variant(message: VariantMessage) -> VariantContent:
    return VariantContent(
        sku=message.sku,
        colour=message.colour,
        prices=read_prices(message.prices),
        size=message.size,
        gtin=message.gtin,
        material=FrameMaterial(message.material) if message.material else None,
        colour_family=ColourFamily(message.colour_family) if message.colour_family else None,
        finish=finish_from_data(message.finish) if message.finish else None,
        options=tuple((name, choice) for name, choice in message.options),
    )
