from __future__ import annotations

import numpy as np
import pytest
from pygltflib import GLTF2

from engine.eyewear.glb_export import frame_glb
from engine.eyewear.model import build
from engine.types import (
    Eyewear,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    LensFinish,
    LensKind,
    Pattern,
    RimStyle,
)

SPEC = FrameSpec(FrameShape.PANTO, 50.0, 42.0, 19.0, 145.0)
BROWN, BLACK = (0.45, 0.25, 0.1), (0.05, 0.05, 0.05)
SUN = LensFinish(LensKind.MIRRORED, (0.3, 0.3, 0.35), 0.2, (0.5, 0.4, 0.2))


def finished(pattern=Pattern.SOLID, lens=SUN, material=FrameMaterial.ACETATE):
    return Eyewear("A-1", SPEC, FrameFinish(material, BROWN, pattern, BLACK, lens))


def opened(eyewear):
    return GLTF2().load_from_bytes(frame_glb(eyewear))


def accessor(gltf, index):
    entry = gltf.accessors[index]
    view = gltf.bufferViews[entry.bufferView]
    kind, width = (
        {5126: np.float32, 5123: np.uint16}[entry.componentType],
        {"VEC3": 3, "VEC2": 2, "SCALAR": 1},
    )
    data = gltf.binary_blob()[view.byteOffset : view.byteOffset + view.byteLength]
    return np.frombuffer(data, kind).reshape(entry.count, width[entry.type])


def corners_mm(gltf, node):
    """(m, 3, 3) of the triangles of a node, in the eyewear frame."""
    parts = []
    for primitive in gltf.meshes[node.mesh].primitives:
        place = accessor(gltf, primitive.attributes.POSITION) + (node.translation or [0, 0, 0])
        parts.append(1000 * place[accessor(gltf, primitive.indices).reshape(-1, 3)])
    return np.concatenate(parts)


def test_the_five_parts_are_there_by_name_and_where_they_were_built():
    gltf, model = opened(finished()), build(SPEC, finished().finish)
    assert [node.name for node in gltf.nodes] == ["Frame", "TempleL", "TempleR", "LensL", "LensR"]
    for node in gltf.nodes:
        mesh = model.parts[node.name]
        np.testing.assert_allclose(corners_mm(gltf, node), mesh.vertices_mm[mesh.triangles], atol=1e-3)


def test_a_temple_turns_about_its_hinge():
    gltf, model = opened(finished()), build(SPEC, finished().finish)
    temple = next(node for node in gltf.nodes if node.name == "TempleR")
    np.testing.assert_allclose(np.array(temple.translation) * 1000, model.right_hinge_mm)


def test_triangles_face_the_way_their_normals_point():
    gltf = opened(finished())
    for mesh in gltf.meshes:
        for primitive in mesh.primitives:
            place, normal = (
                accessor(gltf, primitive.attributes.POSITION),
                accessor(gltf, primitive.attributes.NORMAL),
            )
            triangles = accessor(gltf, primitive.indices).reshape(-1, 3)
            one, two, three = (place[triangles[:, corner]].astype(float) for corner in range(3))
            facing = np.cross(two - one, three - one)
            agree = (facing * normal[triangles].sum(axis=1)).sum(axis=1)
            assert (agree > 0).mean() > 0.995


def test_a_lens_lets_its_tint_through_and_shows_its_mirror():
    lens = next(material for material in opened(finished()).materials if material.name == "lens")
    assert lens.extensions["KHR_materials_transmission"] == {"transmissionFactor": 1.0}
    assert lens.pbrMetallicRoughness.baseColorFactor[0] == pytest.approx(0.0732 * 0.2, abs=1e-4)
    assert lens.extensions["KHR_materials_specular"]["specularColorFactor"][0] == pytest.approx(
        0.214 / 0.04, abs=0.01
    )


@pytest.mark.parametrize("pattern", [Pattern.TORTOISE, Pattern.TWO_TONE])
def test_a_pattern_becomes_a_texture(pattern):
    gltf = opened(finished(pattern))
    front = next(material for material in gltf.materials if material.name == "front")
    assert front.pbrMetallicRoughness.baseColorTexture is not None
    assert len(gltf.images) == 1


def test_crystal_acetate_is_seen_through():
    front = next(m for m in opened(finished(Pattern.CRYSTAL)).materials if m.name == "front")
    assert front.extensions["KHR_materials_transmission"]["transmissionFactor"] == pytest.approx(0.65)


def test_metal_is_metal():
    front = next(m for m in opened(finished(material=FrameMaterial.METAL)).materials if m.name == "front")
    assert front.pbrMetallicRoughness.metallicFactor == 1.0


@pytest.mark.parametrize("rim", list(RimStyle))
@pytest.mark.parametrize("pattern", list(Pattern))
def test_a_file_is_light_enough_for_a_page(rim, pattern):
    spec = FrameSpec(FrameShape.BROWLINE, 58.0, 48.0, 21.0, 150.0, rim, has_nose_pads=True)
    finish = FrameFinish(
        FrameMaterial.ACETATE, BROWN, pattern, BLACK, LensFinish(LensKind.GRADIENT, BROWN, 0.3)
    )
    assert len(frame_glb(Eyewear("B", spec, finish))) < 1_000_000


def test_the_same_frame_gives_the_same_bytes():
    assert frame_glb(finished()) == frame_glb(finished())
