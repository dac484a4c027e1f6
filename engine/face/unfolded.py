"""The picture of a face laid out flat: one texel for each millimetre of the mean face, whatever the head's pose.

What lies at a place of the face, between the eyes or under the lip, is then found at a fixed place of a small picture.
Knows nothing of what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from engine.asset_paths import FACE_TRIANGLES
from engine.face.mean_face import IRISES, mean_face_mm
from engine.types import ByteArray, FloatArray

Texels = npt.NDArray[np.float32]
Span = tuple[int, int]

_LEFT_MM, _RIGHT_MM, _TOP_MM, _BOTTOM_MM = -75, 75, 75, -105
_BROW_TOP_MM, _BROW_BOTTOM_MM = 130, 20
_FINEST = 1.3
"""Pixels a millimetre about which the picture is looked at: what is finer would only flicker."""
_NOSE_TIP = 4
_UPPER_MM, _MIDDLE_MM = -35.0, 62.0
"""Landmarks above and within these tell where the skull goes on beyond the mesh."""


@dataclass(frozen=True, slots=True, eq=False)
class Unfolded:
    """Texels of 1 mm, blue-green-red 0 to 255; `left_mm`, `top_mm` name the first one in head axes of the mean face."""

    texels: Texels
    """(rows, columns, 3)"""
    left_mm: int
    top_mm: int

    def area(self, x_mm: Span, y_mm: Span) -> Texels:
        """The texels within both spans, ends included; y from below to above."""
        rows = slice(self.top_mm - y_mm[1], self.top_mm - y_mm[0] + 1)
        return self.texels[rows, x_mm[0] - self.left_mm : x_mm[1] - self.left_mm + 1]


def unfold_face(pixels: ByteArray, points_px: FloatArray) -> Unfolded:
    """From forehead to chin, within the mesh; black outside of it. `points_px` (478, 2 or 3)."""
    mesh = _in_triangles()
    at = np.einsum("rcvk,rcv->rck", points_px[:, :2].astype(np.float32)[mesh.corners], mesh.weights)
    texels = _sampled(pixels, at, points_px[:, :2], px_per_mm(points_px))
    return Unfolded(texels * mesh.is_inside[..., None], _LEFT_MM, _TOP_MM)


def unfold_forehead(pixels: ByteArray, points_px: FloatArray) -> Unfolded:
    """From the brows to above the crown, where the mesh ends: the skull goes on as skulls usually do."""
    places, fitted, used = _over_the_brows()
    at = places @ (fitted @ points_px[used, :2]).astype(np.float32)
    border = np.concatenate([at[0], at[-1], at[:, 0], at[:, -1]])
    return Unfolded(_sampled(pixels, at, border, px_per_mm(points_px)), _LEFT_MM, _BROW_TOP_MM)


def px_per_mm(points_px: FloatArray) -> float:
    """Scale of the face in the picture, against the mean face."""
    return float(np.ptp(points_px[:468, 0]) / np.ptp(mean_face_mm()[:468, 0]))


def _sampled(pixels: ByteArray, at: Texels, around: FloatArray | Texels, scale: float) -> Texels:
    """The picture at these places (rows, columns, 2), which lie within the box around some points (n, 2).

    It is reduced first where, at `scale` pixels a millimetre, it is finer than the texels.
    """
    reduction = max(1, round(scale / _FINEST))
    size = np.array([pixels.shape[1], pixels.shape[0]])
    low = np.clip(np.floor(around.min(axis=0)) - 4, 0, size - reduction).astype(int)
    high = np.clip(np.ceil(around.max(axis=0)) + 4, low + reduction, size).astype(int)
    width, height = (high - low) // reduction
    part = pixels[low[1] : low[1] + height * reduction, low[0] : low[0] + width * reduction]
    if reduction > 1:
        part = np.asarray(cv2.resize(part, (int(width), int(height)), interpolation=cv2.INTER_AREA), np.uint8)
    there = (at - low.astype(np.float32)) / np.float32(reduction) - np.float32(0.5)
    seen = cv2.remap(part, there[..., 0], there[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return seen.astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class _Mesh:
    """For each texel the corners of its triangle (rows, columns, 3) and their weights; the tip of the nose outside."""

    corners: npt.NDArray[np.intp]
    weights: Texels
    is_inside: npt.NDArray[np.bool_]


@cache
def _in_triangles() -> _Mesh:
    """Where triangles lie behind one another the foremost counts."""
    face = mean_face_mm()
    across, up = np.arange(_LEFT_MM, _RIGHT_MM + 1), np.arange(_TOP_MM, _BOTTOM_MM - 1, -1)
    grid = np.stack(np.meshgrid(across, up), axis=-1).astype(np.float64)
    corners = np.full((*grid.shape[:2], 3), _NOSE_TIP, np.intp)
    weights = np.full((*grid.shape[:2], 3), 1 / 3)
    nearest = np.full(grid.shape[:2], -np.inf)
    triangles = np.load(FACE_TRIANGLES)
    triangles = triangles[triangles.max(axis=1) < IRISES.start]
    for triangle, to_two in zip(triangles, _to_edges(face[triangles, :2]), strict=True):
        box = _box(face[triangle, :2])
        shares = _shares(face[triangle[0], :2], to_two, grid[box])
        depth = shares @ face[triangle, 2]
        inside = (shares >= -1e-9).all(axis=2) & (depth > nearest[box])
        nearest[box][inside], corners[box][inside], weights[box][inside] = (
            depth[inside],
            triangle,
            shares[inside],
        )
    return _Mesh(corners, weights.astype(np.float32), np.isfinite(nearest))


def _box(triangle: FloatArray) -> tuple[slice, slice]:
    """Rows and columns of the texels around a triangle (3, 2): looking at them all for each takes seconds."""
    (left, low), (right, high) = np.floor(triangle.min(axis=0)), np.ceil(triangle.max(axis=0))
    return (
        slice(max(0, _TOP_MM - int(high)), max(0, _TOP_MM - int(low) + 1)),
        slice(max(0, int(left) - _LEFT_MM), max(0, int(right) - _LEFT_MM + 1)),
    )


def _to_edges(triangles: FloatArray) -> FloatArray:
    """(n, 2, 2): what turns a step from the first corner of each triangle (n, 3, 2) into parts of its two edges.
    In a triangle seen from its edge nothing lies: there it is not a number."""
    edges = np.stack([triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]], axis=2)
    is_seen = np.abs(np.linalg.det(edges)) >= 1e-9
    to_edges = np.full_like(edges, np.nan)
    to_edges[is_seen] = np.linalg.inv(edges[is_seen])
    return to_edges


def _shares(corner: FloatArray, to_edges: FloatArray, grid: FloatArray) -> FloatArray:
    """Barycentric weights (rows, columns, 3) of the places of a grid in the triangle that begins at `corner`."""
    two = (grid - corner) @ to_edges.T
    shares: FloatArray = np.concatenate([1 - two.sum(axis=2, keepdims=True), two], axis=2)
    return shares


@cache
def _over_the_brows() -> tuple[Texels, FloatArray, npt.NDArray[np.intp]]:
    """Places (rows, columns, 4) on the skull, and what turns the landmarks used into their projection (4, n)."""
    face = mean_face_mm()
    used = np.flatnonzero((face[:468, 1] > _UPPER_MM) & (np.abs(face[:468, 0]) < _MIDDLE_MM))
    fitted: FloatArray = np.linalg.pinv(np.column_stack([face[used], np.ones(len(used))]))
    x, y = np.meshgrid(
        np.arange(_LEFT_MM, _RIGHT_MM + 1), np.arange(_BROW_TOP_MM, _BROW_BOTTOM_MM - 1, -1).astype(float)
    )
    depth = 28.0 - 0.011 * x**2 - 28.0 * (np.maximum(y - 50.0, 0.0) / 45.0) ** 2
    return np.stack([x, y, depth, np.ones_like(x)], axis=-1).astype(np.float32), fitted, used
