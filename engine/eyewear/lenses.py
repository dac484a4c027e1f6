"""Lenses: two spheres of the base curve, an edge that shows where no rim hides it."""

from __future__ import annotations

import numpy as np

from engine.eyewear.layout import Layout
from engine.eyewear.loft import loft
from engine.eyewear.mesh import Patch, Slot
from engine.eyewear.outlines import lens_outline
from engine.types import FloatArray, RimStyle

_STATIONS = 72
_RINGS = np.array([0.0, 0.3, 0.55, 0.78, 1.0])
"""Of the half width; the first is the centre."""
RIMMED_EDGE_MM, BARE_EDGE_MM = 1.6, 2.2
"""Thickness of a lens; one that is drilled or grooved is made thicker."""


def thickness_mm(layout: Layout) -> float:
    """Of the lens, centre and edge alike."""
    return RIMMED_EDGE_MM if layout.spec.rim is RimStyle.FULL else BARE_EDGE_MM


def lens(layout: Layout) -> list[Patch]:
    """The lens at x > 0, flat: front, back and edge."""
    outline = lens_outline(layout.spec.shape, layout.spec.lens_width_mm, layout.spec.lens_height_mm)
    edge = outline[:: len(outline) // _STATIONS]
    half = thickness_mm(layout) / 2
    front, back = _disc(edge, half, layout), _disc(edge, -half, layout)
    rim = np.stack([edge, edge], axis=1)
    walls = np.concatenate([rim, np.broadcast_to([[[-half], [half]]], (*rim.shape[:2], 1))], axis=2)
    uv = _uv(walls, layout)
    walls[..., 0] += layout.centre_x_mm
    return [front, _turned(back), loft(walls, Slot.LENS, closed_along=True, closed_around=False, uv=uv)]


def _disc(edge: FloatArray, height_mm: float, layout: Layout) -> Patch:
    """A face of the lens: rings from the edge to the centre."""
    rings = edge[:, None, :] * _RINGS[None, ::-1, None]
    grid = np.concatenate([rings, np.full((*rings.shape[:2], 1), height_mm)], axis=2)
    uv = _uv(grid, layout)
    grid[..., 0] += layout.centre_x_mm
    return _with_one_centre(loft(grid, Slot.LENS, closed_along=True, closed_around=False, uv=uv), len(_RINGS))


def _with_one_centre(disc: Patch, columns: int) -> Patch:
    """The disc without the slivers of its innermost ring, which has shrunk to a point."""
    triangles = disc.triangles.copy()
    triangles[triangles % columns == columns - 1] = columns - 1
    is_sliver = (triangles == np.roll(triangles, 1, axis=1)).any(axis=1)
    used, kept = np.unique(triangles[~is_sliver], return_inverse=True)
    return Patch(disc.vertices_mm[used], disc.uv[used], kept.reshape(-1, 3), disc.slot)


def _turned(disc: Patch) -> Patch:
    return Patch(disc.vertices_mm, disc.uv, disc.triangles[:, ::-1], disc.slot)


def _uv(grid: FloatArray, layout: Layout) -> FloatArray:
    """-1 to 1 across the box of points around its centre."""
    uv: FloatArray = grid[..., :2] / (layout.spec.lens_width_mm / 2, layout.spec.lens_height_mm / 2)
    return uv
