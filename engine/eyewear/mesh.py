"""Closed triangle meshes of spectacle parts, and the smooth patches they are joined from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from engine.eyewear.look import SurfaceLook
from engine.types import FloatArray

Float32Array = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.uint32]
MIRROR_X: FloatArray = np.array([-1.0, 1.0, 1.0])


class Slot(StrEnum):
    """What a surface is made of; `engine.eyewear.finishes` says how each looks."""

    FRONT = "front"
    TEMPLE = "temple"
    TIP = "tip"
    PAD = "pad"
    METAL = "metal"
    """Hinges, screws, pad arms, wire, and the metal rim below a browline."""
    THREAD = "thread"
    """The nylon that holds the lower edge of a half-rimmed lens."""
    LENS = "lens"


@dataclass(frozen=True, slots=True)
class Surface:
    """A run of a mesh's triangles that share a material."""

    slot: Slot
    first_triangle: int
    triangle_count: int
    look: SurfaceLook | None = None
    """Its own, in a supplier's model; None: as the frame's finish says."""


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """One part as a renderer takes it: closed shells, outward normals, counter-clockwise triangles."""

    vertices_mm: Float32Array
    """(n, 3) eyewear frame."""
    normals: Float32Array
    """(n, 3) unit length; a crease has its vertices twice."""
    uv: Float32Array
    """(n, 2) millimetres on the sheet a part was cut from (v = 0 on the boxes' middle line); on lenses
    -1 to 1 across the box, v = 1 at the top; under a texture, where it lies, v = 0 at its first row."""
    triangles: IndexArray
    """(m, 3)"""
    surfaces: tuple[Surface, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A surface that is smooth within itself; patches that meet in a crease repeat their common vertices."""

    vertices_mm: FloatArray
    """(n, 3)"""
    uv: FloatArray
    """(n, 2)"""
    triangles: npt.NDArray[np.int64]
    """(m, 3), counter-clockwise seen from outside."""
    slot: Slot
    normals: FloatArray | None = None
    """(n, 3) where the exact ones are known; else they follow from the triangles."""
    look: SurfaceLook | None = None

    def mirrored(self) -> Patch:
        """The same on the other side of the nose."""
        normals = None if self.normals is None else self.normals * MIRROR_X
        flipped = self.triangles[:, ::-1]
        return Patch(
            self.vertices_mm * MIRROR_X, self.uv * MIRROR_X[:2], flipped, self.slot, normals, self.look
        )

    def with_normals(self) -> Patch:
        """Smooth normals, weighted by area so that broad faces stay calm beside narrow bevels.

        On the plane of symmetry they lie in that plane: the two halves of a front shade as one.
        """
        if self.normals is not None:
            return self
        sums = _facing_sums(self.vertices_mm, self.triangles)
        sums[np.abs(self.vertices_mm[:, 0]) < 1e-6, 0] = 0.0
        return replace(self, normals=sums / np.linalg.norm(sums, axis=1, keepdims=True))


def smooth_normals(points: FloatArray, triangles: npt.NDArray[np.int64]) -> FloatArray:
    """(n, 3) of unit length from any triangles; of a point in none of them, nothing."""
    sums = _facing_sums(points, triangles)
    unit: FloatArray = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return unit


def is_closed(points: FloatArray, triangles: npt.NDArray[np.int64]) -> bool:
    """Whether every edge has a triangle on both sides, points at the same place being one."""
    places = np.unique(points, axis=0, return_inverse=True)[1].reshape(-1)[triangles]
    ends = np.sort(np.stack([places, np.roll(places, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    edges = ends[:, 0] * len(points) + ends[:, 1]
    return bool((np.unique(edges[ends[:, 0] != ends[:, 1]], return_counts=True)[1] % 2 == 0).all())


def _facing_sums(points: FloatArray, triangles: npt.NDArray[np.int64]) -> FloatArray:
    corners = points[triangles]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    weights = np.repeat(facing, 3, axis=0)
    where = triangles.ravel()
    sums = [np.bincount(where, weights[:, axis], len(points)) for axis in range(3)]
    return np.stack(sums, axis=1)


def join(patches: Sequence[Patch]) -> Mesh:
    """One mesh, its triangles grouped by slot and look."""
    groups: dict[tuple[Slot, SurfaceLook | None], list[Patch]] = {}
    for patch in sorted(patches, key=lambda patch: list(Slot).index(patch.slot)):
        groups.setdefault((patch.slot, patch.look), []).append(patch.with_normals())
    ordered = [patch for group in groups.values() for patch in group]
    starts = np.cumsum([0, *(len(patch.vertices_mm) for patch in ordered)])
    triangles = [patch.triangles + start for patch, start in zip(ordered, starts[:-1], strict=True)]
    return Mesh(
        _frozen(np.concatenate([patch.vertices_mm for patch in ordered])),
        _frozen(np.concatenate([patch.normals for patch in ordered if patch.normals is not None])),
        _frozen(np.concatenate([patch.uv for patch in ordered])),
        np.ascontiguousarray(np.concatenate(triangles), dtype=np.uint32),
        _surfaces(groups),
    )


def _frozen(values: FloatArray) -> Float32Array:
    array: Float32Array = np.ascontiguousarray(values, dtype=np.float32)
    array.flags.writeable = False
    return array


def _surfaces(groups: Mapping[tuple[Slot, SurfaceLook | None], Sequence[Patch]]) -> tuple[Surface, ...]:
    surfaces = []
    first = 0
    for (slot, look), patches in groups.items():
        count = sum(len(patch.triangles) for patch in patches)
        surfaces.append(Surface(slot, first, count, look))
        first += count
    return tuple(surfaces)
