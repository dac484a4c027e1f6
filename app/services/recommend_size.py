"""How well the size of frames suits a face, in millimetres: width, bridge, and eyes in the middle of the lenses."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.services.recommend_table import CatalogueTable, IntArray
from engine.types import FaceMeasures, FloatArray

_BEST_WIDER_MM = 1.0
"""A front as wide as the face, its sides just clear of the head (Brooks and Borish)."""
_WIDTH_GOOD_MM, _WIDTH_WEARABLE_MM = 5.0, 11.0
_BRIDGE_GOOD_MM, _BRIDGE_WEARABLE_MM = 2.5, 5.5
_PADS_GIVE_MM = 2.0
"""What adjustable nose pads make up for on either side."""
_BEST_CENTRES_WIDER_MM = 6.0
"""A 50□20 frame before a PD of 64 mm, the commonest of cases: pupils 3 mm an eye inside the middle of the lenses."""
_CENTRING_GOOD_MM, _CENTRING_WEARABLE_MM = 6.0, 12.0
"""Both eyes together. From the middle of the lens to 6 mm inside it looks right and asks for no thick edge."""


class SizeClass(IntEnum):
    """Better sizes always come first, whatever else speaks for a frame."""

    FITS = 0
    WEARABLE = 1
    WRONG = 2


@dataclass(frozen=True, slots=True, eq=False)
class SizeFit:
    """One entry a variant."""

    size_class: IntArray
    """Values of `SizeClass`."""
    score: FloatArray
    """1 for the perfect size, falling with the square of what is off."""
    wider_mm: FloatArray
    """Front width minus face width."""
    bridge_off_mm: FloatArray
    """Distance between lenses minus width of the nose, what pads make up for taken off."""
    centres_off_mm: FloatArray
    """Distance between lens centres minus pupillary distance, from the best value."""


def face_width_mm(measures: FaceMeasures) -> float:
    """The width a front is held against: the mean of cheekbones (how it looks) and temples (how it sits)."""
    return (measures.face_width.value + measures.temple_width.value) / 2


def size_fit(table: CatalogueTable, measures: FaceMeasures) -> SizeFit:
    """Every variant's size against one face."""
    wider = table.front_width_mm - face_width_mm(measures)
    bridge = table.bridge_mm - measures.bridge_width.value
    give = np.where(table.has_nose_pads, _PADS_GIVE_MM, 0.0)
    bridge = np.sign(bridge) * np.maximum(np.abs(bridge) - give, 0.0)
    centres = table.centres_mm - measures.pd.value - _BEST_CENTRES_WIDER_MM
    off = np.abs(np.stack([wider - _BEST_WIDER_MM, bridge, centres]))
    good = np.array([[_WIDTH_GOOD_MM], [_BRIDGE_GOOD_MM], [_CENTRING_GOOD_MM]])
    wearable = np.array([[_WIDTH_WEARABLE_MM], [_BRIDGE_WEARABLE_MM], [_CENTRING_WEARABLE_MM]])
    size_class = (off > good).any(axis=0).astype(np.intp) + (off > wearable).any(axis=0)
    return SizeFit(size_class, 1.0 - ((off / wearable) ** 2).mean(axis=0), wider, bridge, centres)
