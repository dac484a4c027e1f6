"""Which front a spec and a material make."""

from __future__ import annotations

import numpy as np

from engine.eyewear.acetate_front import acetate_front, brow
from engine.eyewear.hardware import pads, rivets
from engine.eyewear.layout import Layout
from engine.eyewear.mesh import Patch, Slot
from engine.eyewear.metal_front import bars, metal_front, nasal_edge_x, thread, wire_rim
from engine.types import FloatArray, FrameMaterial, FrameShape, RimStyle

_BROW_RIM_MM = 1.2


def front(layout: Layout, material: FrameMaterial) -> list[Patch]:
    """The half of the front at x >= 0, flat, with everything that is fixed to it."""
    rim, shape = layout.spec.rim, layout.spec.shape
    if rim is RimStyle.RIMLESS:
        parts = metal_front(layout)
    elif shape is FrameShape.BROWLINE:
        parts = _browline(layout)
    elif material is FrameMaterial.METAL:
        parts = metal_front(layout)
    else:
        parts = acetate_front(layout) + rivets(layout)
        parts += thread(layout) if rim is RimStyle.HALF else []
    return parts + (pads(layout, _arm_root(layout)) if layout.spec.has_nose_pads else [])


def _browline(layout: Layout) -> list[Patch]:
    """A brow of acetate over a rim or a thread, and a metal bridge."""
    lower = thread(layout) if layout.spec.rim is RimStyle.HALF else wire_rim(layout, _BROW_RIM_MM, Slot.METAL)
    return brow(layout) + rivets(layout) + lower + bars(layout, Slot.METAL)


def _arm_root(layout: Layout) -> FloatArray:
    """(3,) flat: where the pad's arm leaves the rim."""
    y = layout.bridge_y_mm - 3.5
    return np.array([nasal_edge_x(layout, y) - 0.3, y, -0.6])
