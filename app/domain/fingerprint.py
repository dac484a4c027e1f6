"""Tells whether a product's content is the same as before, without comparing field by field."""

from __future__ import annotations

import hashlib
import json
from struct import Struct
from typing import Any

from app.domain.products import ProductContent, VariantContent
from engine.types import FrameFinish, FrameSpec

_SPEC = Struct("<9d")
_FINISH = Struct("<13d")
_to_text = json.JSONEncoder(separators=(",", ":")).encode


def fingerprint(content: ProductContent) -> bytes:
    """16 bytes, equal for equal contents in every process and version of Python (BLAKE2b)."""
    return hashlib.blake2b(_to_text(_product(content)).encode(), digest_size=16).digest()


def _product(content: ProductContent) -> tuple[Any, ...]:
    return (
        content.code,
        content.name,
        content.brand,
        [_variant(variant) for variant in content.variants],
        [(size.label, *_spec(size.spec)) for size in content.sizes],
        content.description,
        content.gender,
        content.status,
        content.position,
        [(option.name, option.choices) for option in content.options],
        [(image.url, image.alt, image.sku) for image in content.images],
    )


def _variant(variant: VariantContent) -> tuple[Any, ...]:
    return (
        variant.sku,
        variant.colour,
        [(p.money.amount_minor, p.money.currency, p.list_price_minor) for p in variant.prices],
        variant.size,
        variant.gtin,
        _finish(variant.finish) if variant.finish else None,
        variant.material,
        variant.colour_family,
        variant.options,
    )


def _spec(spec: FrameSpec) -> tuple[Any, ...]:
    numbers = _SPEC.pack(
        spec.lens_width_mm,
        spec.lens_height_mm,
        spec.bridge_mm,
        spec.temple_mm,
        spec.rim_thickness_mm,
        spec.rim_depth_mm,
        spec.wrap_deg,
        spec.pantoscopic_deg,
        spec.end_piece_mm,
    )
    return spec.shape, numbers.hex(), spec.rim, spec.has_nose_pads


def _finish(finish: FrameFinish) -> tuple[Any, ...]:
    lens = finish.lens
    numbers = _FINISH.pack(
        *finish.colour, *finish.second_colour, *lens.tint, lens.transmittance, *lens.mirror
    )
    return finish.material, finish.pattern, lens.kind, numbers.hex()
