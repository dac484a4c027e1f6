"""Fronts cut from a sheet of acetate: rim, bridge and end piece in one body with rounded edges."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from engine.eyewear.contours import FLARE_SLOPE, HALF_RIM_ENDS, height_above_ends, nose_flare
from engine.eyewear.curves import at_places, outward, run_of, spread
from engine.eyewear.layout import Layout
from engine.eyewear.loft import cap, grid_quads, quads_to_triangles
from engine.eyewear.mesh import Patch, Slot
from engine.eyewear.sheet import SheetContours, sheet_contours
from engine.types import FloatArray, RimStyle

_STATIONS = 124
_BRIDGE_STATIONS = 5
_CROWN_MM = 0.3
"""How far the front face swells between its edges."""
_BACK_EDGE_MM = 0.6
_THINNING_MM = 6.0
_BROW_ENDS = (0.1, 0.1)
_WALL = (3, 8)
"""Columns of the skin between which lies its outer wall; the cut through the bridge has none."""


@dataclass(frozen=True, eq=False)
class _Stations:
    """Matching points on both edges and the way each edge faces, walked counter-clockwise; (n, 2) each."""

    inner: FloatArray
    inner_out: FloatArray
    outer: FloatArray
    outer_out: FloatArray
    is_cut: npt.NDArray[np.bool_]
    """(n,) on the plane x = 0, the bridge's edges included."""

    def then(self, others: _Stations) -> _Stations:
        """These and the others in one walk."""
        pairs = ((getattr(self, field.name), getattr(others, field.name)) for field in fields(self))
        return _Stations(*(np.concatenate(pair) for pair in pairs))

    def run(self, is_kept: npt.NDArray[np.bool_]) -> _Stations:
        """The kept ones, beginning where their run around the lens begins."""
        return _Stations(*run_of(is_kept, *(getattr(self, field.name) for field in fields(self))))


def acetate_front(layout: Layout) -> list[Patch]:
    """The half of the front at x >= 0, flat; open at x = 0, where the other half goes on."""
    contours = sheet_contours(layout, has_bridge=True)
    free = _free_stations(contours)
    free.outer_out[[0, -1]] = (0.0, -1.0), (0.0, 1.0)
    stations = _cut_stations(contours, _edge_mm(layout), free.inner_out[:1]).then(free)
    if layout.spec.rim is RimStyle.HALF:
        return _upper_body(layout, stations, HALF_RIM_ENDS)
    skin = _skin(stations, layout)
    return [
        _patch(skin, stations.is_cut, _WALL, closed=True),
        _patch(_rebate(stations, layout, skin), stations.is_cut, (0, 0), closed=True),
    ]


def brow(layout: Layout) -> list[Patch]:
    """The upper piece of a browline over one lens, flat and closed."""
    return _upper_body(layout, _free_stations(sheet_contours(layout, has_bridge=False)), _BROW_ENDS)


def _upper_body(layout: Layout, around: _Stations, ends: tuple[float, float]) -> list[Patch]:
    """The body above two ends, thinning out towards them."""
    stations = _thinned(around.run(height_above_ends(layout, around.inner, ends) > 0))
    skin = _skin(stations, layout)
    rebate = _rebate(stations, layout, skin)
    lids = np.concatenate([skin, rebate[:, 1:-1]], axis=1)
    return [
        _patch(skin, stations.is_cut, _WALL, closed=False),
        _patch(rebate, stations.is_cut, (0, 0), closed=False),
        cap(lids[0], Slot.FRONT, at_start=True),
        cap(lids[-1], Slot.FRONT, at_start=False),
    ]


def _thinned(stations: _Stations) -> _Stations:
    """Less rim towards both ends; the bridge keeps its full height."""
    steps = np.linalg.norm(np.diff(stations.inner, axis=0), axis=1)
    covered = np.concatenate([[0.0], np.cumsum(steps)])
    to_end = covered[-1] - covered
    ramp = min(_THINNING_MM, float(to_end[stations.is_cut].min(initial=np.inf)))
    part = np.minimum(np.clip(covered / _THINNING_MM, 0.0, 1.0), np.clip(to_end / ramp, 0.0, 1.0))
    weight = 0.35 + 0.65 * np.sin(part * np.pi / 2)
    return replace(stations, outer=stations.inner + (stations.outer - stations.inner) * weight[:, None])


def _edge_mm(layout: Layout) -> float:
    """Radius of the rounded front edge."""
    return min(1.3, 0.32 * layout.rim_mm, 0.3 * layout.spec.rim_depth_mm)


def _cut_stations(contours: SheetContours, edge_mm: float, nasal: FloatArray) -> _Stations:
    """Down the cut through the bridge, between its rounded edges."""
    low, high = contours.bridge
    y = np.linspace(high - edge_mm, low + edge_mm, _BRIDGE_STATIONS + 2)[1:-1]
    cut = np.stack([np.zeros_like(y), y], axis=1)
    facing = np.broadcast_to(nasal, cut.shape)
    return _Stations(contours.opposite(cut), facing, cut, np.zeros_like(cut), np.full(len(y), True))


def _free_stations(contours: SheetContours) -> _Stations:
    """Around the lens."""
    places = spread(contours.inner, contours.outer, _STATIONS)
    inner, inner_out, outer, outer_out = (
        at_places(values, places)
        for curve in (contours.inner, contours.outer)
        for values in (curve, outward(curve, closed=False))
    )
    return _Stations(inner, inner_out, outer, outer_out, outer[:, 0] == 0.0)


def _skin(stations: _Stations, layout: Layout) -> FloatArray:
    """(n, 12, 3): the back face outwards, around the outer edge, the front face inwards."""
    depth, edge = layout.spec.rim_depth_mm / 2, _edge_mm(layout)
    outer, out = stations.outer, stations.outer_out
    flare = nose_flare(layout, outer[:, 1]) * np.clip(-out[:, 0] - 0.3, 0.0, 0.7) / 0.7
    behind, back = outer - out * (FLARE_SLOPE * flare)[:, None], -depth - flare
    inner_front, inner_back = (
        stations.inner + 0.5 * stations.inner_out,
        stations.inner + 0.3 * stations.inner_out,
    )
    front_edge, back_edge = outer - edge * out, behind - _BACK_EDGE_MM * out
    swell = _CROWN_MM * np.minimum(np.linalg.norm(front_edge - inner_front, axis=1) / 4.0, 1.0)
    columns = [
        (inner_back, -depth),
        (_between(inner_back, back_edge, 0.35), -depth + 0.35 * (back + depth)),
        (_between(inner_back, back_edge, 0.75), -depth + 0.75 * (back + depth)),
        (back_edge, back),
        (behind - 0.3 * _BACK_EDGE_MM * out, back + 0.3 * _BACK_EDGE_MM),
        (behind, back + _BACK_EDGE_MM),
        (outer, depth - edge),
        (outer - 0.3 * edge * out, depth - 0.3 * edge),
        (front_edge, depth),
        (_between(front_edge, inner_front, 0.33), depth + swell),
        (_between(front_edge, inner_front, 0.67), depth + swell),
        (inner_front, depth),
    ]
    return _grid(columns)


def _rebate(stations: _Stations, layout: Layout, skin: FloatArray) -> FloatArray:
    """(n, 4, 3): the wall of the lens opening, front to back, from the skin's last column to its first."""
    depth = layout.spec.rim_depth_mm / 2
    walls = _grid([(stations.inner, depth - 0.5), (stations.inner, -depth + 0.3)])
    return np.concatenate([skin[:, -1:], walls, skin[:, :1]], axis=1)


def _between(start: FloatArray, end: FloatArray, part: float) -> FloatArray:
    return start + (end - start) * part


def _grid(columns: list[tuple[FloatArray, FloatArray | float]]) -> FloatArray:
    """Columns of flat points (n, 2) at heights as a grid (n, columns, 3)."""
    points = [np.column_stack([xy, np.broadcast_to(z, len(xy))]) for xy, z in columns]
    return np.stack(points, axis=1)


def _patch(grid: FloatArray, is_cut: npt.NDArray[np.bool_], wall: tuple[int, int], *, closed: bool) -> Patch:
    """The patch of a grid, without its wall where two neighbouring stations lie on the cut."""
    quads = grid_quads(*grid.shape[:2], closed_along=closed, closed_around=False)
    missing = np.zeros(quads.shape[:2], dtype=bool)
    missing[(is_cut & np.roll(is_cut, -1))[: len(quads)], slice(*wall)] = True
    used, triangles = np.unique(quads_to_triangles(quads[~missing]), return_inverse=True)
    vertices = grid.reshape(-1, 3)[used]
    return Patch(vertices, vertices[:, :2].copy(), triangles.reshape(-1, 3), Slot.FRONT)
