"""Eyewear fields as the plain texts that shops keep in fields of their own, and back.

Reading is lenient: people type `52 mm` or `Cat eye`. What makes no sense is not known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from app.domain.products import SPEC_LIMITS
from engine.types import FrameMaterial, FrameShape, RimStyle
from sync.platforms.values import EyewearFields

SIZES = ("lens_width_mm", "lens_height_mm", "bridge_mm", "temple_mm")
NAMES = (*SIZES, "shape", "rim", "material")
Choice = TypeVar("Choice", bound=StrEnum)


def to_texts(fields: EyewearFields) -> dict[str, str]:
    """Name to text, known fields only."""
    known = {name: getattr(fields, name) for name in NAMES if getattr(fields, name) is not None}
    return {name: f"{value:g}" if name in SIZES else str(value) for name, value in known.items()}


def from_texts(texts: Mapping[str, str]) -> EyewearFields:
    return EyewearFields(
        **{name: size_mm(name, texts.get(name, "")) for name in SIZES},
        shape=_choice(FrameShape, texts.get("shape", "")),
        rim=_choice(RimStyle, texts.get("rim", "")),
        material=_choice(FrameMaterial, texts.get("material", "")),
    )


def size_mm(name: str, text: str) -> float | None:
    """The first number in it, if frames are made in that size."""
    found = re.search(r"\d+(?:[.,]\d+)?", text)
    if found is None:
        return None
    value = float(found.group().replace(",", "."))
    least, most = SPEC_LIMITS[name]
    return value if least <= value <= most else None


def _choice(kind: type[Choice], text: str) -> Choice | None:
    plain = re.sub(r"[\s-]+", "_", text.strip().lower())
    return next((one for one in kind if one.value == plain), None)
