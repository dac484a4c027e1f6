"""Flat contours of a front around the lens at x > 0: the lens itself, its rim, their nasal and temporal sides."""

from __future__ import annotations

import numpy as np

from engine.eyewear.curves import crossing_x, outward
from engine.eyewear.layout import Layout
from engine.eyewear.outlines import lens_outline
from engine.types import FloatArray

GROOVE_MM = 0.6
"""How far a rim covers the edge of its lens."""
FLARE_MM, FLARE_SLOPE = 2.2, 0.5
"""Most of the nose flare, and how far its back edge stands off the nose for each millimetre of it."""
HALF_RIM_ENDS = (-0.3, -0.1)
"""Where the upper bar of a half rim ends on the nasal and the temporal side, in half boxes."""


def lens_edge(layout: Layout) -> FloatArray:
    """(n, 2) flat, closed, counter-clockwise from the temporal side."""
    spec = layout.spec
    edge = lens_outline(spec.shape, spec.lens_width_mm, spec.lens_height_mm).copy()
    edge[:, 0] += layout.centre_x_mm
    return edge


def rim_edge(layout: Layout) -> FloatArray:
    """(n, 2) the outside of the rim around the lens, without bridge and end piece."""
    edge = lens_edge(layout)
    facing = outward(edge)
    rim: FloatArray = edge + facing * (layout.rim_mm * rim_weight(layout, facing))[:, None]
    return rim


def rim_weight(layout: Layout, facing: FloatArray) -> FloatArray:
    """Thickness of the rim over the spec's, by the direction (n, 2) it faces."""
    style = layout.style
    x, y = facing[:, 0], facing[:, 1]
    side = np.where(x > 0, 1.0, style.nasal)
    level = np.where(y > 0, style.top, style.bottom)
    weight: FloatArray = side * x * x + level * y * y
    return weight


def nose_flare(layout: Layout, y: FloatArray) -> FloatArray:
    """(n,) mm: how far the nasal rim swells backwards at flat heights, to lie along the flank of the nose."""
    if layout.spec.has_nose_pads:
        return np.zeros_like(y)
    below = (layout.bridge_y_mm - y) / (layout.spec.lens_height_mm / 2)
    along = np.clip(1 - np.abs(below - 0.42) / 0.42, 0.0, 1.0)
    flare: FloatArray = FLARE_MM * along * along * (3 - 2 * along)
    return flare


def height_above_ends(layout: Layout, points: FloatArray, ends: tuple[float, float]) -> FloatArray:
    """(n,) mm: how far flat points (n, 2) lie above a line from the nasal to the temporal end (half boxes)."""
    part = np.clip((points[:, 0] - layout.centre_x_mm) / layout.spec.lens_width_mm + 0.5, 0.0, 1.0)
    above: FloatArray = points[:, 1] - (ends[0] + (ends[1] - ends[0]) * part) * layout.spec.lens_height_mm / 2
    return above


def nasal_x(layout: Layout, contour: FloatArray, y: FloatArray) -> FloatArray:
    """Flat x of a contour's side towards the nose at heights (m,)."""
    return crossing_x(contour[contour[:, 0] < layout.centre_x_mm], y)


def temporal_x(layout: Layout, contour: FloatArray, y: FloatArray) -> FloatArray:
    """Flat x of a contour's side towards the temple at heights (m,)."""
    return crossing_x(contour[contour[:, 0] > layout.centre_x_mm], y)
