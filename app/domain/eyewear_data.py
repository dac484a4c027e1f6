"""Frames as JSON data and back, as the store, the catalogue file and the wire carry them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.types import (
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    LensFinish,
    LensKind,
    Pattern,
    Rgb,
    RimStyle,
)


def finish_to_data(finish: FrameFinish) -> dict[str, Any]:
    lens = finish.lens
    return {
        "material": finish.material.value,
        "colour": finish.colour,
        "pattern": finish.pattern.value,
        "second_colour": finish.second_colour,
        "lens": {
            "kind": lens.kind.value,
            "tint": lens.tint,
            "transmittance": lens.transmittance,
            "mirror": lens.mirror,
        },
    }


def finish_from_data(data: Mapping[str, Any]) -> FrameFinish:
    """ValueError, KeyError or TypeError for data that is no finish."""
    known = {**data, "material": FrameMaterial(data["material"]), "colour": _rgb(data["colour"])}
    if "pattern" in data:
        known["pattern"] = Pattern(data["pattern"])
    if "second_colour" in data:
        known["second_colour"] = _rgb(data["second_colour"])
    if "lens" in data:
        known["lens"] = _lens(data["lens"])
    return FrameFinish(**known)


def spec_from_data(data: Mapping[str, Any]) -> FrameSpec:
    """ValueError, KeyError or TypeError for data that is no frame specification."""
    known = {**data, "shape": FrameShape(data["shape"])}
    if "rim" in data:
        known["rim"] = RimStyle(data["rim"])
    return FrameSpec(**known)


def _lens(data: Mapping[str, Any]) -> LensFinish:
    known = dict(data)
    if "kind" in data:
        known["kind"] = LensKind(data["kind"])
    for name in ("tint", "mirror"):
        if name in data:
            known[name] = _rgb(data[name])
    return LensFinish(**known)


def _rgb(parts: list[float]) -> Rgb:
    red, green, blue = (float(part) for part in parts)
    return red, green, blue
