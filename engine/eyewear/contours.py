"""Flat contours of a front: the rim around the lens, and the sheet an acetate front is cut from.

Contours run counter-clockwise around the lens at x > 0, seen from the front; points are flat millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.eyewear.layout import Layout
from engine.eyewear.outlines import lens_outline
from engine.types import FloatArray

Values = npt.NDArray[Any]
GROOVE_MM = 0.6
"""How far a rim covers the edge of its lens."""
HALF_RIM_ENDS = (-0.15, 0.0)
"""Where the upper bar of a half rim ends on the nasal and the temporal side, in half boxes."""
_RAYS = 600
_RAY_STEPS = 100
_BRIDGE_BLEND_MM = 3.5
_END_BLEND_MM = 5.0


def outward(curve: FloatArray, *, closed: bool = True) -> FloatArray:
    """Unit normals (n, 2) of a counter-clockwise curve (n, 2)."""
    along = np.roll(curve, -1, axis=0) - np.roll(curve, 1, axis=0) if closed else np.gradient(curve, axis=0)
    normals: FloatArray = np.stack([along[:, 1], -along[:, 0]], axis=1)
    normals /= np.linalg.norm(along, axis=1, keepdims=True)
    return normals


def spread(curves: tuple[FloatArray, ...], count: int) -> FloatArray:
    """`count` places (fractional indices), ends included, on open curves: closer where a curve bends."""
    density = np.zeros(len(curves[0]) - 1)
    for curve in curves:
        length = np.linalg.norm(np.diff(curve, axis=0), axis=1)
        turning = np.linalg.norm(np.diff(outward(curve, closed=False), axis=0), axis=1)
        density += length / length.sum() + 1.2 * turning / turning.sum()
    covered = np.concatenate([[0.0], np.cumsum(density)])
    places: FloatArray = np.interp(np.linspace(0.0, covered[-1], count), covered, np.arange(len(covered)))
    return places


def at_places(values: FloatArray, places: FloatArray) -> FloatArray:
    """Values (n, d) of an open curve at fractional indices (m,)."""
    first = np.minimum(places.astype(int), len(values) - 2)
    part = (places - first)[:, None]
    found: FloatArray = values[first] * (1 - part) + values[first + 1] * part
    return found


@dataclass(frozen=True, eq=False)
class SheetContours:
    """Both edges of an acetate front, one point of each on every ray from the lens's centre.

    From the lower edge of the bridge at x = 0 around the lens to its upper edge at x = 0: (n, 2) each.
    """

    inner: FloatArray
    outer: FloatArray
    opening: FloatArray
    """(n, 2) the whole lens opening."""

    @property
    def bridge(self) -> tuple[float, float]:
        """Flat y of the lower and upper edge of the bridge at x = 0."""
        return float(self.outer[0, 1]), float(self.outer[-1, 1])


def height_above_ends(layout: Layout, points: FloatArray, ends: tuple[float, float]) -> FloatArray:
    """(n,) mm: how far flat points (n, 2) lie above a line from the nasal to the temporal end (half boxes)."""
    part = np.clip((points[:, 0] - layout.centre_x_mm) / layout.spec.lens_width_mm + 0.5, 0.0, 1.0)
    above: FloatArray = points[:, 1] - (ends[0] + (ends[1] - ends[0]) * part) * layout.spec.lens_height_mm / 2
    return above


def run_of(is_kept: npt.NDArray[np.bool_], *arrays: Values) -> list[Values]:
    """The kept entries of closed curves as open ones, beginning where their one run begins."""
    first = int(np.flatnonzero(is_kept & ~np.roll(is_kept, 1))[0])
    return [np.roll(array, -first, axis=0)[: int(is_kept.sum())] for array in arrays]


def rim_weight(layout: Layout, normals: FloatArray) -> FloatArray:
    """Thickness of the rim over the spec's, by the direction (n, 2) it faces."""
    style = layout.style
    x, y = normals[:, 0], normals[:, 1]
    side = np.where(x > 0, 1.0, style.nasal)
    level = np.where(y > 0, style.top, style.bottom)
    corner = np.clip(normals @ (0.64, 0.77), 0.0, 1.0) ** 6
    weight: FloatArray = side * x * x + level * y * y + style.wing * corner
    return weight


def sheet_contours(layout: Layout, *, has_bridge: bool) -> SheetContours:
    """The edges of the acetate sheet: lens opening, and rim, bridge and end piece run into one.

    Without a bridge both curves run once around the lens from its nasal side.
    """
    spec = layout.spec
    lens = lens_outline(spec.shape, spec.lens_width_mm, spec.lens_height_mm)
    normals = outward(lens)
    opening = lens - GROOVE_MM * normals
    rim = lens + normals * (layout.rim_mm * rim_weight(layout, normals))[:, None]
    low, high = _bridge_edges(layout, rim) if has_bridge else (0.0, 0.0)
    first, last = (np.arctan2(y, -layout.centre_x_mm) % (2 * np.pi) for y in (low, high))
    angle = np.linspace(first, last + 2 * np.pi, _RAYS)
    rays = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    centre = (layout.centre_x_mm, 0.0)
    outer = centre + rays * _reach(layout, rays, _polar(rim, angle), has_bridge)[:, None]
    if has_bridge:
        outer[[0, -1]] = (0.0, low), (0.0, high)
    return SheetContours(centre + rays * _polar(opening, angle)[:, None], outer, centre + opening)


def polar_at(opening: FloatArray, points: FloatArray) -> FloatArray:
    """The points (n, 2) of a lens opening on the rays from its box's centre through flat points (n, 2)."""
    centre = (opening.min(axis=0) + opening.max(axis=0)) / 2
    aside = points - centre
    distance = _polar(opening - centre, np.arctan2(aside[:, 1], aside[:, 0]))
    found: FloatArray = centre + aside * (distance / np.linalg.norm(aside, axis=1))[:, None]
    return found


def _polar(curve: FloatArray, angle: FloatArray) -> FloatArray:
    """Distance from the origin of a closed curve around it, at each angle."""
    distance = np.hypot(curve[:, 0], curve[:, 1])
    return np.asarray(np.interp(angle, np.arctan2(curve[:, 1], curve[:, 0]), distance, period=2 * np.pi))


def _reach(layout: Layout, rays: FloatArray, rim: FloatArray, has_bridge: bool) -> FloatArray:
    """How far the sheet reaches on each ray (n, 2) from the lens's centre, the rim itself ending at `rim` (n,)."""
    longest = np.where(
        rays[:, 0] < 0, layout.centre_x_mm / np.maximum(-rays[:, 0], 1e-9), layout.half_width_mm * 1.2
    )
    longest = np.minimum(longest, layout.half_width_mm * 1.2)
    start = np.minimum(rim - 0.5, longest)
    distance = start[:, None] + (longest - start)[:, None] * np.linspace(0.0, 1.0, _RAY_STEPS)
    x = layout.centre_x_mm + distance * rays[:, :1]
    outside = sheet_distance(layout, x, distance * rays[:, 1:], distance - rim[:, None], has_bridge)
    inside = outside < 0
    last = _RAY_STEPS - 1 - np.argmax(inside[:, ::-1], axis=1)
    after = np.minimum(last + 1, _RAY_STEPS - 1)
    row = np.arange(len(rays))
    here, there = outside[row, last], outside[row, after]
    part = np.where(after > last, here / np.where(here == there, 1.0, here - there), 0.0)
    reach: FloatArray = distance[row, last] + part * (distance[row, after] - distance[row, last])
    return reach


def sheet_distance(
    layout: Layout, x: FloatArray, y: FloatArray, from_rim: FloatArray, has_bridge: bool
) -> FloatArray:
    """About how far flat points lie outside the sheet in mm (inside: negative), given how far outside the rim."""
    blended = from_rim
    if has_bridge:
        blended = _smooth_union(from_rim, _bridge_distance(layout, x, y), _BRIDGE_BLEND_MM)
    return _smooth_union(blended, _end_distance(layout, x, y), _END_BLEND_MM)


def _smooth_union(a: FloatArray, b: FloatArray, blend_mm: float) -> FloatArray:
    """The nearer of two distances, rounded over where they are about equal (polynomial smooth minimum)."""
    overlap = np.maximum(blend_mm - np.abs(a - b), 0.0) / blend_mm
    union: FloatArray = np.minimum(a, b) - overlap * overlap * blend_mm / 4
    return union


def _bridge_height(layout: Layout) -> float:
    return max(4.5, 1.35 * layout.rim_mm)


def _bridge_distance(layout: Layout, x: FloatArray, y: FloatArray) -> FloatArray:
    low = layout.bridge_y_mm
    high = low + _bridge_height(layout) + 0.02 * x * x
    width = 0.42 * layout.spec.bridge_mm
    arch = low - x * x / (1.35 * width)
    if layout.style.has_keyhole:
        arch = low - 2.6 - x * x / (1.1 * width)
    slope = np.sqrt(1 + (1.48 * x / width) ** 2)
    chin = low - 0.3 * layout.spec.lens_height_mm / 2 - 2.0
    band = np.maximum(np.maximum(y - high, (arch - y) / slope), chin - y)
    band = np.maximum(band, x - layout.centre_x_mm / 2)
    if layout.style.has_keyhole:
        hole_mm = 0.17 * layout.spec.bridge_mm
        band = np.maximum(band, hole_mm - np.hypot(x, y - low + hole_mm))
    return np.asarray(band)


def _end_distance(layout: Layout, x: FloatArray, y: FloatArray) -> FloatArray:
    """The end piece: a rounded bar from the rim to the outside of the front."""
    half, corner = layout.style.end_height_mm / 2, 1.6
    aside = x - (layout.half_width_mm - corner)
    above = np.abs(y - layout.hinge_y_mm) - (half - corner)
    outer = np.hypot(np.maximum(aside, 0.0), np.maximum(above, 0.0))
    bar = outer + np.minimum(np.maximum(aside, above), 0.0) - corner
    return np.asarray(np.maximum(bar, layout.centre_x_mm - x))


def _bridge_edges(layout: Layout, rim: FloatArray) -> tuple[float, float]:
    """Flat y of the lower and upper end of the sheet at x = 0."""
    middle = layout.bridge_y_mm + _bridge_height(layout) / 2
    y = middle + np.linspace(-12.0, 12.0, 241)
    away = np.hypot(layout.centre_x_mm, y)
    from_rim = away - _polar(rim, np.arctan2(y, -layout.centre_x_mm))
    outside = sheet_distance(layout, np.zeros_like(y), y, from_rim, has_bridge=True)
    low = np.interp(0.0, -outside[:121], y[:121])
    high = np.interp(0.0, outside[120:], y[120:])
    return float(low), float(high)
