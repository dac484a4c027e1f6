"""A product as fields that can be compared one by one, and the marks that remember what they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from typing import Any

from app.domain.products import ProductContent, VariantContent
from engine.types import FrameShape, FrameSpec, RimStyle
from sync.reconcile.policy import PRODUCT_FIELDS

Fields = Mapping[str, object]
"""Field name -> value of the domain. A missing name: this side does not carry the field."""


@dataclass(frozen=True, slots=True)
class Boxing:
    """A frame's dimensions as a shop page tells them: all of them, or the frame cannot be drawn."""

    shape: FrameShape
    lens_width_mm: float
    lens_height_mm: float
    bridge_mm: float
    temple_mm: float
    rim: RimStyle

    @property
    def label(self) -> str:
        """As printed inside a temple: `50□19–145`."""
        return f"{self.lens_width_mm:g}□{self.bridge_mm:g}–{self.temple_mm:g}"


Marks = Mapping[str, str]
"""Field name -> mark of the value both sides had."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one side says of a product, or what both shall say."""

    product: Fields
    variants: Mapping[str, Fields]
    """By SKU, in the order of showing."""


@dataclass(frozen=True, slots=True)
class Synced:
    """Marks of what both sides said when they last agreed."""

    product: Marks = field(default_factory=dict)
    variants: Mapping[str, Marks] = field(default_factory=dict)


def sheet_of(content: ProductContent) -> Sheet:
    """The content as fields."""
    specs = {size.label: size.spec for size in content.sizes}
    return Sheet(
        {name: getattr(content, name) for name in PRODUCT_FIELDS},
        {variant.sku: _variant_fields(variant, specs) for variant in content.variants},
    )


def _variant_fields(variant: VariantContent, specs: Mapping[str, FrameSpec]) -> Fields:
    spec = specs.get(variant.size or "")
    return {
        "colour": variant.colour,
        "prices": variant.prices,
        "gtin": variant.gtin,
        "options": variant.options,
        "boxing": None if spec is None else boxing_of(spec),
        "material": variant.material,
    }


def boxing_of(spec: FrameSpec) -> Boxing:
    """What platforms can hold of a frame's dimensions."""
    return Boxing(
        spec.shape, spec.lens_width_mm, spec.lens_height_mm, spec.bridge_mm, spec.temple_mm, spec.rim
    )


def synced(sheet: Sheet) -> Synced:
    """The marks to remember once both sides say this."""
    return Synced(
        {name: mark(value) for name, value in sheet.product.items()},
        {sku: {name: mark(value) for name, value in each.items()} for sku, each in sheet.variants.items()},
    )


def mark(value: object) -> str:
    """Twelve characters, equal for equal values in every process and release."""
    return _mark_of_text(json.dumps(value, default=_plain, sort_keys=True, ensure_ascii=False))


@lru_cache(maxsize=16384)
def _mark_of_text(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def plain(value: object) -> Any:
    """A field's value as JSON data, for people to read."""
    return json.loads(json.dumps(value, default=_plain))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, f.name) for f in fields(value)]
    raise TypeError(f"{type(value).__name__} is no value of a field")


def sheet_mark(sheet: Sheet) -> bytes:
    """16 bytes that change when anything of the sheet does: to pass over what is as it was."""
    everything = [sheet.product, list(sheet.variants.items())]
    text = json.dumps(everything, default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def synced_data(marks: Synced) -> list[object]:
    """As JSON, to keep."""
    return [dict(marks.product), {sku: dict(each) for sku, each in marks.variants.items()}]


def read_synced(data: Sequence[Any]) -> Synced:
    """What `synced_data` wrote."""
    product, variants = data
    return Synced(product, variants)
