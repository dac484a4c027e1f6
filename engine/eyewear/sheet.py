"""The flat sheet an acetate front is cut from: rim, bridge and end piece run into one.

Its edge is found on rays from a point in the lens at the height of the bridge, so that the arch over the nose,
which opens level there, is met by rays close together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.eyewear.contours import GROOVE_MM, lens_edge, rim_edge
from engine.eyewear.curves import distance_at, outward
from engine.eyewear.layout import Layout
from engine.types import FloatArray

_RAYS, _FAN, _FANNED_RAD = 400, 28, 0.12
_RAY_STEPS = 72
_BRIDGE_BLEND_MM = 3.0
_END_BLEND_MM = 6.0
_FLANK_MM, _KEYHOLE_FLANK_MM, _FLANK_LENGTH = 6.0, 9.0, 0.8
"""How much the rim gains where the bridge meets it, and over how much of the half box it loses that again."""


@dataclass(frozen=True, eq=False)
class SheetContours:
    """Both edges of the sheet, one point of each on every ray: (n, 2) each.

    From the lower edge of the bridge at x = 0 around the lens to its upper edge at x = 0; without a bridge once
    around the lens from below.
    """

    inner: FloatArray
    outer: FloatArray
    middle: FloatArray
    """(2,) where the rays begin."""
    opening: FloatArray
    """(m, 2) the whole lens opening, seen from the middle."""

    @property
    def bridge(self) -> tuple[float, float]:
        """Flat y of the lower and upper edge of the bridge at x = 0."""
        return float(self.outer[0, 1]), float(self.outer[-1, 1])

    def opposite(self, points: FloatArray) -> FloatArray:
        """The points (n, 2) of the lens opening on the rays to flat points (n, 2)."""
        aside = points - self.middle
        distance = distance_at(self.opening, np.arctan2(aside[:, 1], aside[:, 0]))
        found: FloatArray = self.middle + aside * (distance / np.linalg.norm(aside, axis=1))[:, None]
        return found


def sheet_contours(layout: Layout, *, has_bridge: bool) -> SheetContours:
    """The edges of the sheet."""
    middle = np.array([layout.centre_x_mm, layout.bridge_y_mm])
    lens = lens_edge(layout)
    opening, rim = lens - GROOVE_MM * outward(lens) - middle, rim_edge(layout) - middle
    low, high = _bridge_edges(layout, rim)
    ends = [np.arctan2(y - middle[1], -middle[0]) % (2 * np.pi) for y in (low, high)]
    angle = _angles(*ends) if has_bridge else _angles(-np.pi / 2, -np.pi / 2)
    rays = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    outer = middle + rays * _reach(layout, rays, distance_at(rim, angle), has_bridge)[:, None]
    if has_bridge:
        outer[[0, -1]] = (0.0, low), (0.0, high)
    return SheetContours(middle + rays * distance_at(opening, angle)[:, None], outer, middle, opening)


def _angles(first: float, last: float) -> FloatArray:
    """Directions of rays once around: evenly, and close together at both ends, where the edge runs along them."""
    last += 2 * np.pi
    even = np.linspace(first + _FANNED_RAD, last - _FANNED_RAD, _RAYS)[1:-1]
    fan = _FANNED_RAD * np.linspace(0.0, 1.0, _FAN) ** 2
    return np.concatenate([first + fan, even, last - fan[::-1]])


def _reach(layout: Layout, rays: FloatArray, rim: FloatArray, has_bridge: bool) -> FloatArray:
    """How far the sheet reaches on each ray (n, 2), the rim itself ending at `rim` (n,)."""
    longest = layout.centre_x_mm / np.maximum(-rays[:, 0], 1e-9)
    longest = np.where(
        rays[:, 0] < 0, np.minimum(longest, layout.half_width_mm * 1.2), layout.half_width_mm * 1.2
    )
    start = np.minimum(rim - 0.5, longest)
    distance = start[:, None] + (longest - start)[:, None] * np.linspace(0.0, 1.0, _RAY_STEPS)
    x, y = layout.centre_x_mm + distance * rays[:, :1], layout.bridge_y_mm + distance * rays[:, 1:]
    outside = _sheet_distance(layout, x, y, distance - rim[:, None], has_bridge)
    last = _RAY_STEPS - 1 - np.argmax(outside[:, ::-1] < 0, axis=1)
    after = np.minimum(last + 1, _RAY_STEPS - 1)
    row = np.arange(len(rays))
    here, there = outside[row, last], outside[row, after]
    part = np.where(after > last, here / np.where(here == there, 1.0, here - there), 0.0)
    reach: FloatArray = distance[row, last] + part * (distance[row, after] - distance[row, last])
    return reach


def _bridge_edges(layout: Layout, rim: FloatArray) -> tuple[float, float]:
    """Flat y of the lower and upper end of the sheet at x = 0."""
    above = _bridge_height(layout) / 2 + np.linspace(-12.0, 12.0, 241)
    away = np.hypot(layout.centre_x_mm, above) - distance_at(rim, np.arctan2(above, -layout.centre_x_mm))
    y = layout.bridge_y_mm + above
    outside = _sheet_distance(layout, np.zeros_like(y), y, away, has_bridge=True)
    low, high = np.interp(0.0, -outside[:121], y[:121]), np.interp(0.0, outside[120:], y[120:])
    return float(low), float(high)


def _sheet_distance(
    layout: Layout, x: FloatArray, y: FloatArray, from_rim: FloatArray, has_bridge: bool
) -> FloatArray:
    """About how far flat points lie outside the sheet in mm (inside: negative), given how far outside the rim."""
    blended = from_rim
    if has_bridge:
        blended = _smooth_union(from_rim, _bridge_distance(layout, x, y, from_rim), _BRIDGE_BLEND_MM)
    return _smooth_union(blended, _end_distance(layout, x, y), _END_BLEND_MM)


def _smooth_union(a: FloatArray, b: FloatArray, blend_mm: float) -> FloatArray:
    """The nearer of two distances, rounded over where they are about equal (polynomial smooth minimum)."""
    overlap = np.maximum(blend_mm - np.abs(a - b), 0.0) / blend_mm
    union: FloatArray = np.minimum(a, b) - overlap * overlap * blend_mm / 4
    return union


def _smooth_common(a: FloatArray, b: FloatArray, blend_mm: float) -> FloatArray:
    """What lies in both, its corners rounded."""
    return -_smooth_union(-a, -b, blend_mm)


def _bridge_height(layout: Layout) -> float:
    return max(4.5, 1.35 * layout.rim_mm)


def _bridge_distance(layout: Layout, x: FloatArray, y: FloatArray, from_rim: FloatArray) -> FloatArray:
    """The bridge between its upper edge and the nose, running out along the nasal side of the rim."""
    low, half_box = layout.bridge_y_mm, layout.spec.lens_height_mm / 2
    upper = y - low - _bridge_height(layout) - 0.02 * x * x
    gain = np.clip((y - low) / half_box / _FLANK_LENGTH + 1, 0.0, 1.0)
    most = _KEYHOLE_FLANK_MM if layout.style.has_keyhole else _FLANK_MM
    flank = from_rim - most * gain * gain + _BRIDGE_BLEND_MM * (1 - gain) ** 2
    flank -= 0.6 * np.maximum(y - low + 4.0, 0.0) ** 2
    body = _smooth_common(_smooth_common(upper, -_nose_room(layout, x, y), 1.0), flank, 3.0)
    return np.maximum(body, x - layout.centre_x_mm / 2)


def _nose_room(layout: Layout, x: FloatArray, y: FloatArray) -> FloatArray:
    """About how far outside the opening for the nose: an arch, below a round hole when there is a keyhole."""
    low, width = layout.bridge_y_mm, 0.5 * layout.spec.bridge_mm
    if not layout.style.has_keyhole:
        return _arch_distance(x, y, low, 0.75 * width)
    hole_mm = 0.165 * layout.spec.bridge_mm
    hole = np.hypot(x, y - low + hole_mm) - hole_mm
    return _smooth_union(hole, _arch_distance(x, y, low - 1.55 * hole_mm, 0.55 * width), 1.0)


def _arch_distance(x: FloatArray, y: FloatArray, top: float, width: float) -> FloatArray:
    """About how far outside the parabola that opens downwards from its top."""
    distance: FloatArray = (y - top + x * x / width) / np.sqrt(1 + (2 * x / width) ** 2)
    return distance


def _end_distance(layout: Layout, x: FloatArray, y: FloatArray) -> FloatArray:
    """The end piece: from the rim to the outside of the front, higher towards the rim."""
    style, corner = layout.style, 1.8
    inwards = layout.half_width_mm - x
    above = y - layout.hinge_y_mm - style.end_height_mm / 2 - style.end_rise * inwards
    below = layout.hinge_y_mm - style.end_height_mm / 2 - y - style.end_fall * inwards
    level = _smooth_common(above, below / np.sqrt(1 + style.end_fall**2), 1.0)
    outer = np.hypot(np.maximum(-inwards + corner, 0.0), np.maximum(level + corner, 0.0))
    bar = outer + np.minimum(np.maximum(-inwards, level) + corner, 0.0) - corner
    return np.asarray(np.maximum(bar, layout.centre_x_mm - x))
