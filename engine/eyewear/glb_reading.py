"""A supplier's GLB as plain triangles with a material each; refuses what cannot be read, before it costs memory.

Knows nothing of eyewear: units, axes and parts are found out by `engine.eyewear.glb_import`.
"""

from __future__ import annotations

import io
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import trimesh

from engine.errors import EngineError
from engine.types import FloatArray, Rgb

MOST_BYTES = 60 * 2**20
MOST_TRIANGLES = 600_000
_MAGIC, _JSON = 0x46546C67, 0x4E4F534A
_READ_HERE = {
    "KHR_materials_transmission",
    "KHR_materials_ior",
    "KHR_materials_specular",
    "KHR_materials_volume",
    "KHR_materials_clearcoat",
    "KHR_texture_transform",
    "KHR_mesh_quantization",
}
_BROKEN = (
    *(ValueError, KeyError, IndexError, TypeError, AttributeError, struct.error, OverflowError),
    *(RecursionError, NotImplementedError, AssertionError, UnicodeDecodeError, OSError, MemoryError),
)
"""What reading damaged numbers may raise inside the library."""


class UnusableGlb(EngineError):
    """The file cannot become a frame; the text says why and what to ask the supplier for."""


@dataclass(frozen=True, slots=True)
class RawMaterial:
    """What a surface looks like, as far as a frame's finish can say it."""

    name: str
    colour: Rgb
    """sRGB, mean of its texture."""
    opacity: float
    metallic: float
    is_textured: bool


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


def read_surfaces(data: bytes) -> list[RawSurface]:
    """All surfaces of a GLB, placed as its scene places them. Raises UnusableGlb."""
    gltf = _checked_json(data)
    try:
        scene = trimesh.load_scene(io.BytesIO(data), file_type="glb", process=False, skip_materials=False)
        surfaces = list(_surfaces(scene, gltf))
    except _BROKEN as problem:
        raise UnusableGlb(f"The file is damaged and cannot be read ({type(problem).__name__}).") from problem
    if not surfaces:
        raise UnusableGlb("There is nothing to see in this file: it holds no triangles.")
    if not all(np.isfinite(surface.points).all() for surface in surfaces):
        raise UnusableGlb("The file is damaged: some of its points are not numbers.")
    return surfaces


def _checked_json(data: bytes) -> dict[str, Any]:
    """The file's description, once its size, kind and needs are known to be bearable."""
    if len(data) > MOST_BYTES:
        raise UnusableGlb(
            f"The file has {len(data) / 2**20:.0f} MB; at most {MOST_BYTES >> 20} are read here."
        )
    if len(data) < 20 or struct.unpack_from("<II", data) != (_MAGIC, 2):
        raise UnusableGlb("This is no binary glTF 2.0 file. Ask the supplier for a .glb.")
    length, kind = struct.unpack_from("<II", data, 12)
    if kind != _JSON or 20 + length > len(data):
        raise UnusableGlb("The file is cut off. Copy or download it again.")
    try:
        gltf = json.loads(data[20 : 20 + length])
        needs = set(gltf.get("extensionsRequired", [])) - _READ_HERE
        triangles = sum(int(accessor["count"]) for accessor in _index_accessors(gltf)) // 3
    except _BROKEN as problem:
        raise UnusableGlb("The file is damaged: its description cannot be read.") from problem
    if needs:
        raise UnusableGlb(
            f"The file is packed with {', '.join(sorted(needs))}. Ask for one without compression."
        )
    if triangles > MOST_TRIANGLES:
        raise UnusableGlb(f"The model has {triangles:,} triangles; at most {MOST_TRIANGLES:,} are read here.")
    return dict(gltf)


def _index_accessors(gltf: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for mesh in gltf.get("meshes", []):
        for primitive in mesh["primitives"]:
            number = primitive.get("indices", primitive["attributes"]["POSITION"])
            if not 0 <= number < len(gltf["accessors"]):
                raise IndexError(number)
            yield gltf["accessors"][number]


def _surfaces(scene: trimesh.Scene, gltf: dict[str, Any]) -> Iterator[RawSurface]:
    materials = {str(entry.get("name")): entry for entry in gltf.get("materials", [])}
    for node in scene.graph.nodes_geometry:
        place, geometry = scene.graph[node]
        mesh = scene.geometry[geometry]
        if not isinstance(mesh, trimesh.Trimesh) or not len(mesh.faces):
            continue
        points = trimesh.transform_points(mesh.vertices, place)
        turn = np.linalg.inv(place[:3, :3]).T
        normals = np.asarray(mesh.vertex_normals) @ turn.T
        lengths = np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
        faces = np.asarray(mesh.faces, dtype=np.int64)
        mirrored = np.linalg.det(place[:3, :3]) < 0
        yield RawSurface(
            f"{node} {geometry}",
            np.asarray(points, dtype=np.float64),
            np.asarray(normals / lengths, dtype=np.float64),
            faces[:, ::-1] if mirrored else faces,
            _material(mesh, materials),
        )


def _material(mesh: trimesh.Trimesh, described: dict[str, Any]) -> RawMaterial:
    found = getattr(mesh.visual, "material", None)
    name = str(getattr(found, "name", "") or "")
    entry = described.get(name, {})
    pbr = entry.get("pbrMetallicRoughness", {})
    red, green, blue, alpha = (float(part) for part in (*pbr.get("baseColorFactor", [1.0] * 4),)[:4])
    linear = np.array([red, green, blue])
    image = getattr(found, "baseColorTexture", None)
    if image is not None:
        pixels = np.asarray(image.convert("RGB").resize((16, 16)), dtype=np.float64) / 255
        linear = linear * (pixels.reshape(-1, 3) ** 2.2).mean(axis=0)
    seen_through = (
        entry.get("extensions", {}).get("KHR_materials_transmission", {}).get("transmissionFactor", 0.0)
    )
    is_blended = entry.get("alphaMode", "OPAQUE") == "BLEND"
    opacity = (alpha if is_blended else 1.0) * (1.0 - float(seen_through))
    r, g, b = np.clip(linear, 0.0, 1.0) ** (1 / 2.2)
    metallic = float(pbr.get("metallicFactor", 1.0 if pbr else 0.0))
    return RawMaterial(name, (float(r), float(g), float(b)), opacity, metallic, image is not None)
