"""Reads a catalogue file: frames with their colours, prices and pieces, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.errors import UnusableRecord
from app.domain.eyewear_data import finish_from_data, spec_from_data
from app.domain.money import Money
from app.domain.products import FrameSize, Gender, Price, ProductContent, VariantContent
from engine.types import FrameSpec


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """Products in the shop's order, and pieces by SKU."""

    products: tuple[ProductContent, ...]
    pieces: Mapping[str, int]


def read_catalogue(text: str) -> CatalogueFile:
    """Raises UnusableRecord, naming the frame and what is wrong with it."""
    try:
        frames = json.loads(text)["frames"]
    except (ValueError, KeyError, TypeError) as problem:
        raise UnusableRecord(f"This is no catalogue file: {problem}.") from problem
    products, pieces = [], {}
    for position, frame in enumerate(frames):
        try:
            products.append(_product(frame, position))
            pieces.update({variant["sku"]: int(variant["stock"]) for variant in frame["variants"]})
        except (ValueError, KeyError, TypeError) as problem:
            raise UnusableRecord(f"Frame {position + 1} of the catalogue file: {problem}.") from problem
    return CatalogueFile(tuple(products), pieces)


def size_label(spec: FrameSpec) -> str:
    """As printed inside a temple: `50□19–145`."""
    return f"{spec.lens_width_mm:g}□{spec.bridge_mm:g}–{spec.temple_mm:g}"


def _product(frame: Mapping[str, Any], position: int) -> ProductContent:
    spec = spec_from_data(frame["spec"])
    price = Price(Money(frame["price_minor"], frame["currency"]))
    size = FrameSize(size_label(spec), spec)
    return ProductContent(
        code=frame["id"],
        name=frame["name"],
        brand=frame["brand"],
        gender=Gender(frame.get("gender", Gender.UNISEX)),
        sizes=(size,),
        variants=tuple(_variant(variant, size, price) for variant in frame["variants"]),
        position=position,
    )


def _variant(variant: Mapping[str, Any], size: FrameSize, price: Price) -> VariantContent:
    finish = finish_from_data(variant["finish"])
    return VariantContent(variant["sku"], variant["colour"], (price,), size.label, finish=finish)
