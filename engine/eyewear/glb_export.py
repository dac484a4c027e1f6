"""A frame in its finish as a GLB file: metres, y up, z towards the viewer, origin on the back of the bridge.

Nodes Frame, TempleL, TempleR, LensL, LensR; L is the picture's left (x < 0), the wearer's right. Each temple's node
stands on its hinge, so that turning the node about y opens the temple. `extras.varai` of the scene tells where
the frame meets a face (engine.eyewear.contact), in millimetres, so that a page can place it as the mirror does.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from pygltflib import GLTF2, Asset, Attributes, Node, Primitive, Scene
from pygltflib import Mesh as GlbMesh

from engine.eyewear.contact import contact_points
from engine.eyewear.glb_materials import EXTENSIONS, MaterialWriter
from engine.eyewear.glb_write import GlbWriter
from engine.eyewear.mesh import Mesh, Surface
from engine.eyewear.model import EyewearModel, build
from engine.types import Eyewear, FloatArray, FrameSpec

EXTRAS_VERSION = 1
MOST_BYTES = 2**20
_TEXTURES_PX = (1024, 512, 256, 128, 64, 32)
_METRES = 1e-3
_ORIGIN = "back of the bridge where it rests on the nose; metres, y up, z towards the viewer"


def frame_glb(eyewear: Eyewear, model: EyewearModel | None = None) -> bytes:
    """The file of a frame; `model` where its geometry is a supplier's and not built from its spec.

    Pictures of a supplier's model are made smaller until the file keeps to MOST_BYTES.
    """
    shown = model or build(eyewear.spec, eyewear.finish)
    for largest_px in _TEXTURES_PX:
        data = _written(eyewear, shown, largest_px)
        if len(data) <= MOST_BYTES:
            break
    return data


def _written(eyewear: Eyewear, shown: EyewearModel, largest_px: int) -> bytes:
    gltf = GLTF2(
        asset=Asset(version="2.0", generator="VARAi Mirror", extras={"origin": _ORIGIN}),
        scene=0,
        scenes=[Scene(name=eyewear.sku, nodes=[], extras={"varai": wearing_data(eyewear.spec)})],
    )
    writer = GlbWriter(gltf)
    materials = MaterialWriter(writer, shown.worn(eyewear.finish), largest_px)
    hinges = {"TempleL": shown.left_hinge_mm, "TempleR": shown.right_hinge_mm}
    for name, mesh in shown.parts.items():
        _add_part(writer, materials, name, mesh, hinges.get(name, np.zeros(3)))
    used = {extension for material in gltf.materials for extension in material.extensions}
    gltf.extensionsUsed = [extension for extension in EXTENSIONS if extension in used]
    return writer.finished()


def wearing_data(spec: FrameSpec) -> dict[str, Any]:
    """What places the frame on a face, as the file's extras carry it."""
    points = contact_points(spec)
    return {
        "version": EXTRAS_VERSION,
        "lens_width_mm": spec.lens_width_mm,
        "lens_height_mm": spec.lens_height_mm,
        "bridge_mm": spec.bridge_mm,
        "temple_mm": spec.temple_mm,
        "front_width_mm": spec.front_width_mm,
        "pantoscopic_deg": spec.pantoscopic_deg,
        "nose_mm": _rounded(points.nose_mm),
        "lens_centre_mm": _rounded(points.lens_centre_mm),
        "rim_mm": _rounded(points.rim_mm),
        "hinge_mm": _rounded(points.hinge_mm),
    }


def _rounded(points: FloatArray) -> Any:
    return points.round(3).tolist()


def _add_part(
    writer: GlbWriter, materials: MaterialWriter, name: str, mesh: Mesh, origin_mm: FloatArray
) -> None:
    gltf = writer.gltf
    primitives = [_primitive(writer, materials, mesh, surface, origin_mm) for surface in mesh.surfaces]
    gltf.meshes.append(GlbMesh(name=name, primitives=primitives))
    place = (origin_mm * _METRES).tolist() if origin_mm.any() else None
    gltf.nodes.append(Node(name=name, mesh=len(gltf.meshes) - 1, translation=place))
    gltf.scenes[0].nodes.append(len(gltf.nodes) - 1)


def _primitive(
    writer: GlbWriter, materials: MaterialWriter, mesh: Mesh, surface: Surface, origin_mm: FloatArray
) -> Primitive:
    material = materials.of(surface)
    end = surface.first_triangle + surface.triangle_count
    used, corners = np.unique(mesh.triangles[surface.first_triangle : end], return_inverse=True)
    attributes = Attributes(
        POSITION=writer.points((mesh.vertices_mm[used] - origin_mm) * _METRES),
        NORMAL=writer.points(_unit(mesh.normals[used].astype(np.float64))),
    )
    if material.texture_points:
        attributes.TEXCOORD_0 = writer.points(material.texture_points(mesh)[used])
    return Primitive(
        attributes=attributes, indices=writer.indices(corners.reshape(-1, 3)), material=material.index
    )


def _unit(normals: FloatArray) -> FloatArray:
    """Of unit length to the last bit that four bytes hold."""
    unit: FloatArray = normals / np.linalg.norm(normals, axis=1, keepdims=True)
    return unit
