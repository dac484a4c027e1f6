"""Products as rows and back. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from app.domain.colours import colour_family
from app.domain.money import Money
from app.domain.products import (
    FrameSize,
    Price,
    Product,
    ProductContent,
    ProductImage,
    ProductOption,
    VariantContent,
)
from engine.types import FrameSpec

AnyRow = Row[Any]
SPEC_FIELDS = tuple(f.name for f in fields(FrameSpec))
_spec_values = attrgetter(*SPEC_FIELDS)


def product_row(
    content: ProductContent, product_id: UUID, content_hash: bytes, revision: int, moment: datetime
) -> dict[str, object]:
    return {
        "id": product_id,
        "code": content.code,
        "name": content.name,
        "brand": content.brand,
        "description": content.description,
        "gender": content.gender,
        "status": content.status,
        "position": content.position,
        "options": [[option.name, *option.choices] for option in content.options],
        "images": [[image.url, image.alt, image.sku] for image in content.images],
        "content_hash": content_hash,
        "revision": revision,
        "created_at": moment,
        "updated_at": moment,
    }


def spec_rows(content: ProductContent, product_id: UUID) -> Iterator[dict[str, object]]:
    for position, size in enumerate(content.sizes):
        row: dict[str, object] = dict(zip(SPEC_FIELDS, _spec_values(size.spec), strict=True))
        row |= {"product_id": product_id, "size": size.label, "position": position}
        yield row


def variant_row(
    variant: VariantContent, variant_id: UUID, product_id: UUID, position: int
) -> dict[str, object]:
    finish = variant.finish
    return {
        "id": variant_id,
        "product_id": product_id,
        "sku": variant.sku,
        "gtin": variant.gtin,
        "colour": variant.colour,
        "colour_family": variant.colour_family,
        "facet_colour": variant.colour_family or (colour_family(finish) if finish else None),
        "material": variant.material,
        "facet_material": variant.material or (finish.material if finish else None),
        "size": variant.size,
        "finish": finish,
        "options": variant.options,
        "position": position,
        "is_sold": True,
    }


def price_rows(variant: VariantContent, variant_id: UUID) -> Iterator[dict[str, object]]:
    for position, price in enumerate(variant.prices):
        yield {
            "variant_id": variant_id,
            "currency": price.money.currency,
            "amount_minor": price.money.amount_minor,
            "list_amount_minor": price.list_price_minor,
            "position": position,
        }


def read_spec(row: AnyRow) -> FrameSpec:
    return FrameSpec(*_spec_values(row))


def read_product(
    row: AnyRow,
    specs: Sequence[AnyRow],
    variants: Sequence[AnyRow],
    prices: Mapping[UUID, Sequence[AnyRow]],
) -> Product:
    """A product from its row and the rows that belong to it, each in order of position."""
    content = ProductContent(
        code=row.code,
        name=row.name,
        brand=row.brand,
        variants=tuple(_read_variant(variant, prices.get(variant.id, ())) for variant in variants),
        sizes=tuple(FrameSize(spec.size, read_spec(spec)) for spec in specs),
        description=row.description,
        gender=row.gender,
        status=row.status,
        position=row.position,
        options=tuple(ProductOption(name, tuple(choices)) for name, *choices in row.options),
        images=tuple(ProductImage(*image) for image in row.images),
    )
    ids = tuple((variant.sku, variant.id) for variant in variants)
    return Product(row.id, content, ids, row.revision, row.updated_at)


def _read_variant(row: AnyRow, prices: Sequence[AnyRow]) -> VariantContent:
    return VariantContent(
        sku=row.sku,
        colour=row.colour,
        prices=tuple(Price(Money(p.amount_minor, p.currency), p.list_amount_minor) for p in prices),
        size=row.size,
        gtin=row.gtin,
        finish=row.finish,
        material=row.material,
        colour_family=row.colour_family,
        options=tuple((name, value) for name, value in row.options),
    )
