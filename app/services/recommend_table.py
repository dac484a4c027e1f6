"""The catalogue as columns of numbers, prepared once so that ranking it for a face takes milliseconds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.domain.listing import FrameListing, VariantListing
from app.services.recommend_colour import lab, seen_colour, warmth
from app.services.recommend_rules import Harmony
from engine.types import FloatArray, FrameMaterial, FrameSpec, RimStyle

IntArray = npt.NDArray[np.intp]
BoolArray = npt.NDArray[np.bool_]

_RIM_SHARE = {RimStyle.FULL: 1.0, RimStyle.HALF: 0.5, RimStyle.RIMLESS: 0.0}
_THICK_RIM_MM, _LARGE_LENS_MM2 = 6.0, 2400.0
_STRONG_CHROMA = 60.0
_BOLD_RIM, _BOLD_DARK, _BOLD_CHROMA, _BOLD_SIZE = 0.4, 0.35, 0.15, 0.1


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueTable:
    """One row a variant, ordered by SKU, so that the order of the catalogue cannot matter."""

    skus: tuple[str, ...]
    product_ids: tuple[str, ...]
    front_width_mm: FloatArray
    bridge_mm: FloatArray
    has_nose_pads: BoolArray
    centres_mm: FloatArray
    """A + DBL: distance between the centres of the lens boxes."""
    rules: BoolArray
    """(rules, n): which rule of the harmony speaks of the variant."""
    harmony: Harmony
    lightness: FloatArray
    warmth: FloatArray
    boldness: FloatArray
    """0 (rimless, pale, small) to 1 (thick, dark or vivid, large)."""
    in_stock: BoolArray
    design: IntArray
    """Variants of equal geometry share a number."""
    shape: IntArray
    material: IntArray
    colours_lab: FloatArray
    """(n, 3)"""

    def row_of(self, sku: str) -> int | None:
        """Where a SKU stands; None when the catalogue has no such thing."""
        row = bisect_left(self.skus, sku)
        return row if row < len(self.skus) and self.skus[row] == sku else None


def _numbered(values: Sequence[object]) -> IntArray:
    """Equal values get equal numbers."""
    known: dict[object, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.intp)


def _boldness(specs: Sequence[FrameSpec], colours_lab: FloatArray) -> FloatArray:
    rim = [_RIM_SHARE[spec.rim] * min(spec.rim_thickness_mm / _THICK_RIM_MM, 1.0) for spec in specs]
    size = [min(spec.lens_width_mm * spec.lens_height_mm / _LARGE_LENS_MM2, 1.0) for spec in specs]
    chroma = np.minimum(np.hypot(colours_lab[:, 1], colours_lab[:, 2]) / _STRONG_CHROMA, 1.0)
    dark = 1.0 - np.clip(colours_lab[:, 0] / 100, 0.0, 1.0)
    bold: FloatArray = (
        _BOLD_RIM * np.array(rim, dtype=np.float64)
        + _BOLD_DARK * dark
        + _BOLD_CHROMA * chroma
        + _BOLD_SIZE * np.array(size, dtype=np.float64)
    )
    return bold


def prepare(frames: Sequence[FrameListing], harmony: Harmony) -> CatalogueTable:
    """The table of all variants of the frames."""
    rows = [(variant, frame) for frame in frames for variant in frame.variants]
    rows.sort(key=lambda row: (row[0].sku, row[1].product_id))
    variants: list[VariantListing] = [variant for variant, _ in rows]
    specs = [frame.spec for _, frame in rows]
    colours = np.array([seen_colour(variant.finish) for variant in variants]).reshape(-1, 3)
    colours_lab = lab(colours)
    design = _numbered(specs)
    _, first = np.unique(design, return_index=True)
    return CatalogueTable(
        skus=tuple(variant.sku for variant in variants),
        product_ids=tuple(frame.product_id for _, frame in rows),
        front_width_mm=np.array([spec.front_width_mm for spec in specs], dtype=np.float64),
        bridge_mm=np.array([spec.bridge_mm for spec in specs], dtype=np.float64),
        has_nose_pads=np.array([spec.has_nose_pads for spec in specs], dtype=np.bool_),
        centres_mm=np.array([spec.lens_width_mm + spec.bridge_mm for spec in specs], dtype=np.float64),
        rules=harmony.matches([specs[row] for row in first])[:, design],
        harmony=harmony,
        lightness=colours_lab[:, 0],
        warmth=warmth(colours_lab),
        boldness=_boldness(specs, colours_lab),
        in_stock=np.array([variant.in_stock > 0 for variant in variants], dtype=np.bool_),
        design=design,
        shape=_numbered([spec.shape for spec in specs]),
        material=np.array(
            [variant.finish.material is FrameMaterial.METAL for variant in variants], dtype=np.intp
        ),
        colours_lab=colours_lab,
    )
