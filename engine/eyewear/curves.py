"""Plane curves as arrays of points (n, 2), counter-clockwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from engine.types import FloatArray

Values = npt.NDArray[Any]


def outward(curve: FloatArray, *, closed: bool = True) -> FloatArray:
    """Unit normals (n, 2) of a curve."""
    along = np.roll(curve, -1, axis=0) - np.roll(curve, 1, axis=0) if closed else np.gradient(curve, axis=0)
    normals: FloatArray = np.stack([along[:, 1], -along[:, 0]], axis=1)
    normals /= np.linalg.norm(along, axis=1, keepdims=True)
    return normals


def spread(inner: FloatArray, outer: FloatArray, count: int) -> FloatArray:
    """`count` places (fractional indices), ends included, on two open curves: closer where one bends."""
    density = np.zeros(len(inner) - 1)
    for curve, weight in ((inner, 1.0), (outer, 2.5)):
        length = np.linalg.norm(np.diff(curve, axis=0), axis=1)
        turning = np.linalg.norm(np.diff(outward(curve, closed=False), axis=0), axis=1)
        density += length / length.sum() + weight * turning / turning.sum()
    covered = np.concatenate([[0.0], np.cumsum(density)])
    places: FloatArray = np.interp(np.linspace(0.0, covered[-1], count), covered, np.arange(len(covered)))
    return places


def at_places(values: FloatArray, places: FloatArray) -> FloatArray:
    """Values (n, d) of an open curve at fractional indices (m,)."""
    first = np.minimum(places.astype(int), len(values) - 2)
    part = (places - first)[:, None]
    found: FloatArray = values[first] * (1 - part) + values[first + 1] * part
    return found


def run_of(is_kept: npt.NDArray[np.bool_], *arrays: Values) -> list[Values]:
    """The kept entries of closed curves as open ones, beginning where their one run begins."""
    first = int(np.flatnonzero(is_kept & ~np.roll(is_kept, 1))[0])
    return [np.roll(array, -first, axis=0)[: int(is_kept.sum())] for array in arrays]


def distance_at(curve: FloatArray, angle: FloatArray) -> FloatArray:
    """Distance from the origin of a closed curve around it, in each direction (radians)."""
    distance = np.hypot(curve[:, 0], curve[:, 1])
    return np.asarray(np.interp(angle, np.arctan2(curve[:, 1], curve[:, 0]), distance, period=2 * np.pi))


def crossing_x(curve: FloatArray, y: FloatArray) -> FloatArray:
    """x of a curve that runs up or down through heights (m,); its points in any order."""
    order = np.argsort(curve[:, 1])
    return np.asarray(np.interp(y, curve[order, 1], curve[order, 0]))
