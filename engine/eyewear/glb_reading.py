"""A supplier's GLB as plain triangles with a material each, placed as its scene places them.

Knows nothing of eyewear: units, axes and parts are found out by `engine.eyewear.glb_import`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.eyewear.glb_file import BROKEN, GlbFile, UnusableGlb, opened
from engine.eyewear.glb_looks import MaterialReader, RawMaterial
from engine.eyewear.glb_numbers import MOST_TRIANGLES, Primitive, primitive_of
from engine.eyewear.mesh import is_closed, smooth_normals
from engine.types import FloatArray

_MOST_SURFACES, _MOST_NODES = 1000, 10_000
_ATTRIBUTES = ("POSITION", "NORMAL", "TEXCOORD_0", "TEXCOORD_1")


@dataclass(frozen=True, slots=True, eq=False)
class RawSurface:
    """Triangles of one material, in the file's own units and axes."""

    name: str
    """Of its node and mesh."""
    points: FloatArray
    """(n, 3)"""
    normals: FloatArray
    """(n, 3)"""
    triangles: npt.NDArray[np.int64]
    """(m, 3)"""
    material: RawMaterial
    uv: FloatArray | None
    """(n, 2) where the material's texture lies; None where it has none."""


@dataclass(frozen=True, slots=True)
class RawModel:
    """What a file shows, and what of it is left out or was changed, in sentences."""

    surfaces: tuple[RawSurface, ...]
    findings: tuple[str, ...]


def read_model(data: bytes) -> RawModel:
    """All surfaces of a GLB. Raises UnusableGlb."""
    file = opened(data)
    materials = MaterialReader(file)
    try:
        with np.errstate(all="ignore"):
            surfaces = tuple(_surfaces(file, materials))
    except BROKEN as problem:
        raise UnusableGlb(f"The file is damaged and cannot be read ({type(problem).__name__}).") from problem
    if not surfaces:
        raise UnusableGlb("There is nothing to see in this file: it holds no triangles.")
    return RawModel(surfaces, materials.findings())


def _surfaces(file: GlbFile, materials: MaterialReader) -> Iterator[RawSurface]:
    triangles = surfaces = 0
    for name, place, mesh in _placed_meshes(file):
        for entry in mesh["primitives"]:
            read = primitive_of(file, entry, _ATTRIBUTES)
            if read is None or not len(read.triangles):
                continue
            triangles, surfaces = triangles + len(read.triangles), surfaces + 1
            if triangles > MOST_TRIANGLES or surfaces > _MOST_SURFACES:
                raise UnusableGlb(
                    f"The model has more than {MOST_TRIANGLES:,} triangles, or more than {_MOST_SURFACES:,} "
                    "surfaces; so many are not read here. Ask for a lighter one."
                )
            yield _surface(name, place, read, materials.of(entry.get("material")))


def _surface(name: str, place: FloatArray, read: Primitive, material: RawMaterial) -> RawSurface:
    points = read.attributes["POSITION"][:, :3] @ place[:3, :3].T + place[:3, 3]
    triangles = read.triangles[:, ::-1] if np.linalg.det(place[:3, :3]) < 0 else read.triangles
    uv = material.texture_points(read.attributes)
    if not np.isfinite(points).all() or not (uv is None or np.isfinite(uv).all()):
        raise UnusableGlb("The file is damaged: some of its points are not numbers.")
    normals = _normals(place, read.attributes.get("NORMAL"))
    if normals is None:
        normals = smooth_normals(points, triangles)
    front = RawSurface(name, points, normals, triangles, material, uv)
    is_open_sheet = material.is_seen_from_behind and not is_closed(points, triangles)
    return _with_back(front) if is_open_sheet else front


def _with_back(front: RawSurface) -> RawSurface:
    """The same sheet with a side for each way: what turns away is not drawn."""
    return replace(
        front,
        points=np.concatenate([front.points, front.points]),
        normals=np.concatenate([front.normals, -front.normals]),
        triangles=np.concatenate([front.triangles, front.triangles[:, ::-1] + len(front.points)]),
        uv=None if front.uv is None else np.concatenate([front.uv, front.uv]),
    )


def _normals(place: FloatArray, given: FloatArray | None) -> FloatArray | None:
    """Placed, of unit length; None when they are missing or no directions."""
    if given is None:
        return None
    turned = given[:, :3] @ np.linalg.inv(place[:3, :3])
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not (lengths > 0).all():
        return None
    unit: FloatArray = turned / lengths
    return unit


def _placed_meshes(file: GlbFile) -> Iterator[tuple[str, FloatArray, dict[str, Any]]]:
    """Name, place (4, 4) and mesh of every node of the scene that has one."""
    nodes, meshes = file.listed("nodes"), file.listed("meshes")
    waiting = [(index, np.eye(4)) for index in _roots(file)]
    met = 0
    while waiting:
        index, above = waiting.pop()
        node, met = nodes[index], met + 1
        if met > _MOST_NODES:
            raise UnusableGlb("The file is damaged: its parts contain each other, or are far too many.")
        place = above @ _place(node)
        waiting += [(child, place) for child in node.get("children", ())]
        if "mesh" in node:
            mesh = meshes[node["mesh"]]
            yield f"{node.get('name', '')} {mesh.get('name', '')}", place, mesh


def _roots(file: GlbFile) -> list[int]:
    scenes = file.listed("scenes")
    if scenes:
        return list(scenes[file.description.get("scene", 0)].get("nodes", ()))
    nodes = file.listed("nodes")
    below = {child for node in nodes for child in node.get("children", ())}
    return [index for index in range(len(nodes)) if index not in below]


def _place(node: dict[str, Any]) -> FloatArray:
    if "matrix" in node:
        return np.array(node["matrix"], dtype=np.float64).reshape(4, 4).T
    place = np.eye(4)
    scale = np.array(node.get("scale", (1.0, 1.0, 1.0)), dtype=np.float64)
    place[:3, :3] = _turn(*(float(part) for part in node.get("rotation", (0.0, 0.0, 0.0, 1.0)))) * scale
    place[:3, 3] = node.get("translation", (0.0, 0.0, 0.0))
    return place


def _turn(x: float, y: float, z: float, w: float) -> FloatArray:
    """The rotation of a unit quaternion."""
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
