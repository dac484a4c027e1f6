"""The points of a frame that meet the face, in the eyewear frame, made once for each spec."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.eyewear.contours import FLARE_SLOPE, nasal_x, nose_flare, rim_edge
from engine.eyewear.hardware import PAD_FACE, pad_centre
from engine.eyewear.layout import Layout, layout_of
from engine.eyewear.lenses import thickness_mm
from engine.types import FloatArray, FrameSpec

SADDLE_DEPTHS = np.array([-0.35, -0.2, -0.05, 0.1, 0.22])
"""Heights on the nasal rim in half boxes."""


@dataclass(frozen=True, slots=True, eq=False)
class ContactPoints:
    """Eyewear frame, x >= 0; the frame is symmetric."""

    nose_mm: FloatArray
    """(n, 3) where pads, or saddle and nasal rims, rest on the nose."""
    lens_centre_mm: FloatArray
    """(3,) back of the lens in the middle of its box."""
    rim_mm: FloatArray
    """(r, 3) back of the rim along brow and cheek."""
    hinge_mm: FloatArray
    """(3,)"""


@lru_cache(maxsize=256)
def contact_points(spec: FrameSpec) -> ContactPoints:
    """The contact points of a frame."""
    layout = layout_of(spec)
    nose = _pad_points(layout) if spec.has_nose_pads else _saddle_points(layout)
    centre = np.array([layout.centre_x_mm, 0.0, -thickness_mm(layout) / 2])
    return ContactPoints(
        layout.place(nose), layout.place(centre), layout.place(_rim_back(layout)), layout.hinge_mm
    )


def _pad_points(layout: Layout) -> FloatArray:
    """Middle, top and bottom of a pad, and the bridge, which must clear the crest."""
    centre = pad_centre(layout)
    up = np.array([0.0, 4.0, 4.0 * -PAD_FACE[1] / PAD_FACE[2]])
    bridge = np.array([0.0, layout.bridge_y_mm, -layout.spec.rim_depth_mm / 2])
    return np.stack([centre, centre + up, centre - up, bridge])


def _saddle_points(layout: Layout) -> FloatArray:
    """The back of the bridge, and the front and back edges of the nasal rims."""
    y = SADDLE_DEPTHS * layout.spec.lens_height_mm / 2
    x, flare, depth = (
        nasal_x(layout, rim_edge(layout), y),
        nose_flare(layout, y),
        layout.spec.rim_depth_mm / 2,
    )
    front = np.column_stack([x, y, np.full(len(y), depth - 1.0)])
    back = np.column_stack([x + FLARE_SLOPE * flare, y, -depth - flare])
    return np.concatenate([[[0.0, layout.bridge_y_mm, -depth]], front, back])


def _rim_back(layout: Layout) -> FloatArray:
    edge = rim_edge(layout)[::30]
    return np.column_stack([edge, np.full(len(edge), -layout.spec.rim_depth_mm / 2)])
