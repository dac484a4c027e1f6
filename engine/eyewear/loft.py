"""Patches spun between rings of points: the one way all parts of a frame are made.

A loft is a grid (stations, columns, 3): walking the columns at one station goes around the section, walking the
stations goes along the part. Faces look outward when columns turn counter-clockwise seen along the walk.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from engine.eyewear.mesh import Patch, Slot
from engine.types import FloatArray

IntArray = npt.NDArray[np.int64]
UP: FloatArray = np.array([0.0, 1.0, 0.0])


def grid_quads(stations: int, columns: int, *, closed_along: bool, closed_around: bool) -> IntArray:
    """The quads of a grid as (rows, cells, 4) vertex numbers, counter-clockwise seen from outside."""
    index = np.arange(stations * columns).reshape(stations, columns)
    after = np.roll(index, -1, axis=0)
    quads = np.stack([index, after, np.roll(after, -1, axis=1), np.roll(index, -1, axis=1)], axis=-1)
    rows = stations if closed_along else stations - 1
    cells = columns if closed_around else columns - 1
    chosen: IntArray = quads[:rows, :cells]
    return chosen


def quads_to_triangles(quads: IntArray) -> IntArray:
    """Two triangles for each quad: (..., 4) to (m, 3)."""
    flat = quads.reshape(-1, 4)
    triangles: IntArray = np.stack([flat[:, [0, 1, 2]], flat[:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    return triangles


def loft(
    grid: FloatArray,
    slot: Slot,
    *,
    closed_along: bool = False,
    closed_around: bool = True,
    uv: FloatArray | None = None,
) -> Patch:
    """The smooth patch through a (stations, columns, 3) grid; uv (stations, columns, 2), else x and y."""
    stations, columns = grid.shape[:2]
    quads = grid_quads(stations, columns, closed_along=closed_along, closed_around=closed_around)
    sheet = grid[..., :2] if uv is None else uv
    return Patch(grid.reshape(-1, 3), sheet.reshape(-1, 2).copy(), quads_to_triangles(quads), slot)


def cap(ring: FloatArray, slot: Slot, *, at_start: bool, uv: FloatArray | None = None) -> Patch:
    """A flat lid on the first or last ring of a loft: (columns, 3)."""
    columns = len(ring)
    sheet = ring[:, :2] if uv is None else uv
    around = np.arange(columns)
    fan = np.stack([np.full(columns, columns), around, np.roll(around, -1)], axis=1)
    vertices = np.concatenate([ring, ring.mean(axis=0, keepdims=True)])
    return Patch(
        vertices,
        np.concatenate([sheet, sheet.mean(axis=0, keepdims=True)]),
        fan if at_start else fan[:, ::-1],
        slot,
    )


def rounded_section(columns: int, squareness: float) -> FloatArray:
    """A unit section as superellipse: (columns, 2) across and up; squareness 2 is round, 5 nearly square."""
    angle = (np.arange(columns) + 0.5) * (2 * np.pi / columns)
    x, y = np.cos(angle), np.sin(angle)
    radius = (np.abs(x) ** squareness + np.abs(y) ** squareness) ** (-1 / squareness)
    section: FloatArray = np.stack([radius * x, radius * y], axis=1)
    return section


def sweep(
    path: FloatArray, half_width: FloatArray, half_height: FloatArray, section: FloatArray
) -> FloatArray:
    """The grid of a section carried along a path (s, 3): width lies level, height in the upright plane.

    `half_width` and `half_height` are (s,) or scalars. The path must not run straight up.
    """
    tangent = np.gradient(path, axis=0)
    across = np.cross(tangent, UP)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    upward = np.cross(across, tangent)
    upward /= np.linalg.norm(upward, axis=1, keepdims=True)
    width = np.broadcast_to(half_width, len(path))[:, None, None] * section[None, :, :1]
    height = np.broadcast_to(half_height, len(path))[:, None, None] * section[None, :, 1:]
    grid: FloatArray = path[:, None] + across[:, None] * width + upward[:, None] * height
    return grid


def rod(path: FloatArray, radius_mm: float, slot: Slot, columns: int = 8) -> list[Patch]:
    """A closed round wire along a path."""
    radius = np.full(len(path), radius_mm)
    return solid(sweep(path, radius, radius, rounded_section(columns, 2.0)), slot)


def solid(grid: FloatArray, slot: Slot, uv: FloatArray | None = None) -> list[Patch]:
    """A closed body: the loft of a grid with a lid on either end."""
    ends = (None, None) if uv is None else (uv[0], uv[-1])
    return [
        loft(grid, slot, uv=uv),
        cap(grid[0], slot, at_start=True, uv=ends[0]),
        cap(grid[-1], slot, at_start=False, uv=ends[1]),
    ]
