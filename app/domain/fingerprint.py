"""Tells whether a product's content is the same as before, without comparing field by field."""

from __future__ import annotations

import hashlib
from struct import Struct

from app.domain.products import ProductContent, VariantContent
from engine.types import FrameFinish, FrameSpec

_SPEC = Struct("<9d")
_FINISH = Struct("<13d")
_NOTHING = "-"
_BETWEEN = "\x00"
"""Stands in no text that can be kept (see check_text), so that no two contents run together to the same."""


def fingerprint(content: ProductContent) -> bytes:
    """16 bytes, equal for equal contents in every process and release (BLAKE2b)."""
    text = _BETWEEN.join(_parts(content))
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def _parts(content: ProductContent) -> list[str]:
    counts = f"{content.position} {len(content.sizes)} {len(content.variants)} {len(content.images)}"
    parts = [content.code, content.name, content.brand, content.description, content.gender, content.status]
    parts.append(counts)
    for size in content.sizes:
        parts += (size.label, *_spec(size.spec))
    for variant in content.variants:
        parts += _variant(variant)
    for image in content.images:
        parts += (image.url, image.alt, _maybe(image.sku))
    for option in content.options:
        parts += (f"{len(option.choices)}", option.name, *option.choices)
    return parts


def _variant(variant: VariantContent) -> list[str]:
    parts = [
        variant.sku,
        variant.colour,
        f"{len(variant.prices)} {len(variant.options)}",
        _maybe(variant.size),
        _maybe(variant.gtin),
        _maybe(variant.material),
        _maybe(variant.colour_family),
    ]
    parts += [f"{p.money.amount_minor} {p.money.currency} {p.list_price_minor}" for p in variant.prices]
    for chosen in variant.options:
        parts += chosen
    parts += (_NOTHING,) if variant.finish is None else _finish(variant.finish)
    return parts


def _spec(spec: FrameSpec) -> tuple[str, ...]:
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
    return spec.shape, numbers.hex(), spec.rim, "pads" if spec.has_nose_pads else _NOTHING


def _finish(finish: FrameFinish) -> tuple[str, ...]:
    lens = finish.lens
    numbers = _FINISH.pack(
        *finish.colour, *finish.second_colour, *lens.tint, lens.transmittance, *lens.mirror
    )
    return finish.material, finish.pattern, lens.kind, numbers.hex()


def _maybe(text: str | None) -> str:
    """Nothing at all differs from any text, even an empty one."""
    return _NOTHING if text is None else f"+{text}"
