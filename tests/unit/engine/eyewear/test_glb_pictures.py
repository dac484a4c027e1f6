"""What suppliers' files show is kept: pictures, holes, colours of their own; packed or not, heavy or light."""

from __future__ import annotations

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image
from pygltflib import GLTF2

from engine.eyewear.glb_export import MOST_BYTES, frame_glb
from engine.eyewear.glb_file import UnusableGlb
from engine.eyewear.glb_import import import_glb
from engine.eyewear.glb_picture import picture_of
from engine.eyewear.glb_reading import read_model
from engine.eyewear.glb_textures import LARGEST_PX
from engine.eyewear.model import build
from engine.types import Eyewear, FrameFinish, FrameMaterial, LensFinish, LensKind
from tests.unit.engine.eyewear.supplied_files import (
    BY_GLTFPACK,
    CYAN,
    FINISH,
    RED,
    SPEC,
    draco_packed,
    printed,
    put_together,
    stripes,
    supplied,
    taken_apart,
)

BLACK = FrameFinish(FrameMaterial.ACETATE, (0.0, 0.0, 0.0))


def front_look(imported):
    (surface,) = (s for s in imported.model.parts["Frame"].surfaces if s.look and s.look.texture)
    return surface.look


def shown_at(imported, x_mm, y_mm=15.0):
    """(4,) what the texture shows where the front comes nearest to a place."""
    mesh, texture = imported.model.parts["Frame"], front_look(imported).texture
    (surface,) = (s for s in mesh.surfaces if s.look and s.look.texture)
    end = surface.first_triangle + surface.triangle_count
    used = np.unique(mesh.triangles[surface.first_triangle : end])
    nearest = used[np.linalg.norm(mesh.vertices_mm[used, :2] - (x_mm, y_mm), axis=1).argmin()]
    height, width = texture.pixels.shape[:2]
    column, row = np.floor(mesh.uv[nearest] * (width, height)).astype(int) % (width, height)
    return texture.pixels[row, column]


@pytest.fixture(scope="module")
def files():
    plain = printed()
    return {"plain": plain, "Draco": draco_packed(plain), "meshopt": BY_GLTFPACK.read_bytes()}


@pytest.mark.parametrize("packing", ["plain", "Draco", "meshopt"])
def test_a_picture_lies_where_the_supplier_laid_it(files, packing):
    imported = import_glb(files[packing], SPEC)
    for x_mm, colour in ((-61.0, RED), (-44.0, CYAN), (-26.0, RED), (44.0, RED), (61.0, CYAN)):
        np.testing.assert_allclose(shown_at(imported, x_mm)[:3], colour, atol=3)


@pytest.mark.parametrize("packing", ["Draco", "meshopt"])
def test_a_packed_file_has_the_frame_s_own_points(files, packing):
    imported = import_glb(files[packing], SPEC)
    own = np.concatenate([mesh.vertices_mm for mesh in build(SPEC, FINISH).parts.values()])
    for mesh in imported.model.parts.values():
        np.testing.assert_allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-3)
        for point in mesh.vertices_mm[::31]:
            assert np.linalg.norm(own - point, axis=1).min() < 0.3


@pytest.mark.parametrize(
    ("transform", "left", "right"),
    [
        ({"scale": [0.0, 0.0], "offset": [0.2, 0.5]}, CYAN, CYAN),
        ({"scale": [-1.0, 1.0], "offset": [1.0, 0.0]}, CYAN, RED),
        ({"rotation": np.pi / 2, "offset": [0.02, 0.0], "scale": [0.0, 0.1]}, RED, RED),
    ],
)
def test_a_picture_moved_turned_or_stretched_is_shown_so(transform, left, right):
    imported = import_glb(printed(transform=transform), SPEC)
    np.testing.assert_allclose(shown_at(imported, -61.0)[:3], left, atol=3)
    np.testing.assert_allclose(shown_at(imported, 61.0)[:3], right, atol=3)


@pytest.mark.parametrize(("mode", "cyan_is_there"), [("MASK", 0), ("BLEND", 0), ("OPAQUE", 255)])
def test_holes_are_holes_where_the_material_says_so(mode, cyan_is_there):
    imported = import_glb(printed(stripes(with_holes=True), alphaMode=mode), SPEC)
    assert shown_at(imported, -61.0)[3] == 255
    assert shown_at(imported, -44.0)[3] == cyan_is_there
    assert front_look(imported).texture.has_holes == (cyan_is_there == 0)


def test_large_pictures_become_small_and_that_is_told():
    imported = import_glb(printed(stripes(2048)), SPEC)
    assert front_look(imported).texture.pixels.shape == (LARGEST_PX, LARGEST_PX, 4)
    assert any("reduced" in finding for finding in imported.findings)


def test_what_cannot_be_shown_is_told():
    data, binary = taken_apart(printed())
    for material in data["materials"]:
        material |= {"normalTexture": {"index": 0}, "emissiveTexture": {"index": 0}}
    assert "Not shown: its glow, its relief." in import_glb(put_together(data, binary), SPEC).findings


def test_the_file_for_pages_keeps_the_picture_and_to_its_size():
    noise = cv2.imencode(".png", np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), np.uint8))[1]
    for picture, holes in ((stripes(), False), (stripes(with_holes=True), True), (noise.tobytes(), False)):
        imported = import_glb(printed(picture, alphaMode="BLEND" if holes else "OPAQUE"), SPEC)
        data = frame_glb(Eyewear("X", SPEC, BLACK), imported.model)
        assert len(data) <= MOST_BYTES
        again = import_glb(data, SPEC)
        assert front_look(again).texture.has_holes == holes
    assert front_look(again).texture.pixels.shape[0] < LARGEST_PX


def test_what_was_taken_in_once_is_taken_in_again_unchanged():
    once = import_glb(printed(), SPEC)
    again = import_glb(frame_glb(Eyewear("X", SPEC, BLACK), once.model), SPEC)
    for name, mesh in once.model.parts.items():
        np.testing.assert_allclose(
            again.model.parts[name].vertices_mm.max(0), mesh.vertices_mm.max(0), atol=0.01
        )
    np.testing.assert_allclose(shown_at(again, -44.0)[:3], CYAN, atol=12)


def test_every_surface_keeps_the_colour_of_its_own():
    data, binary = taken_apart(supplied())
    red = {"baseColorFactor": [1.0, 0.0, 0.0, 1.0], "roughnessFactor": 0.5}
    data["materials"].append({"name": "gloss", "pbrMetallicRoughness": red})
    (temple,) = (mesh for mesh in data["meshes"] if mesh["name"] == "TempleL")
    for primitive in temple["primitives"]:
        primitive["material"] = len(data["materials"]) - 1
    imported = import_glb(put_together(data, binary), SPEC)
    looks = {s.slot: s.look for s in imported.model.parts["TempleL"].surfaces}
    assert looks["temple"].colour == pytest.approx((1.0, 0.0, 0.0), abs=1e-6)
    assert looks["temple"].metallic == 1.0
    assert looks["temple"].roughness == 0.5


def test_an_open_sheet_is_seen_from_both_sides_where_the_file_says_so():
    """A closed shell has its own inner side already and is left as it is."""
    closed, binary = taken_apart(supplied())
    for material in closed["materials"]:
        material["doubleSided"] = True
    plain = read_model(put_together(taken_apart(supplied())[0], binary)).surfaces
    both = read_model(put_together(closed, binary)).surfaces
    assert [len(s.triangles) for s in both] == [len(s.triangles) for s in plain]
    for mesh in closed["meshes"]:
        for primitive in mesh["primitives"]:
            closed["accessors"][primitive["indices"]]["count"] -= 30
    opened = read_model(put_together(closed, binary)).surfaces
    assert [len(s.triangles) for s in opened] == [2 * (len(s.triangles) - 10) for s in plain]


def test_without_a_material_the_catalogue_says_how_it_looks():
    data, binary = taken_apart(supplied())
    for primitive in (each for mesh in data["meshes"] for each in mesh["primitives"]):
        primitive.pop("material")
    data.pop("materials")
    imported = import_glb(put_together(data, binary), SPEC)
    assert all(surface.look is None for surface in imported.model.parts["Frame"].surfaces)


def test_a_tint_of_its_own_stands_only_before_clear_lenses():
    sun = replace(FINISH, lens=LensFinish(LensKind.TINTED, (0.3, 0.32, 0.35), 0.5))
    model = import_glb(supplied(finish=sun), SPEC).model
    mirrored = replace(FINISH, lens=LensFinish(LensKind.MIRRORED))
    assert model.worn(FINISH).lens.kind is LensKind.TINTED
    assert model.worn(mirrored) == mirrored
    assert import_glb(supplied(), SPEC).model.worn(FINISH) == FINISH


def test_the_picture_of_the_frame_shows_its_print():
    imported = import_glb(printed(), SPEC)
    picture = picture_of(imported.model, imported.finish).astype(int)
    blue, green, red = picture[..., 0], picture[..., 1], picture[..., 2]
    assert ((red - blue) > 60).sum() > 1000
    assert ((blue - red) > 60).sum() > 1000
    assert green.shape == red.shape


def test_a_heavy_model_is_made_lighter_and_says_so():
    data, binary = taken_apart(supplied())
    gltf = GLTF2().load_from_bytes(supplied())
    extra = bytearray(binary)
    for mesh in data["meshes"]:
        for primitive in mesh["primitives"]:
            _split_corners(data, extra, gltf, primitive)
    imported = import_glb(put_together(data, bytes(extra)), SPEC)
    assert any("lighter" in finding for finding in imported.findings)
    assert len(frame_glb(Eyewear("X", SPEC, FINISH), imported.model)) < MOST_BYTES
    assert imported.model.triangle_count > 10_000


def _split_corners(data, extra, gltf, primitive):
    """Four triangles for each, no corner shared: as careless exporters write it."""
    corners = _numbers(gltf, extra, primitive["indices"], 1).ravel()
    for name in ("POSITION", "NORMAL"):
        values = _numbers(gltf, extra, primitive["attributes"][name], 3)[corners].reshape(-1, 3, 3)
        middles = (values + np.roll(values, -1, axis=1)) / 2
        finer = [np.stack([values[:, i], middles[:, i], middles[:, i - 1]], axis=1) for i in range(3)]
        points = np.concatenate([*finer, middles]).reshape(-1, 3).astype(np.float32)
        view = {"buffer": 0, "byteOffset": len(extra), "byteLength": points.nbytes}
        extra += points.tobytes()
        data["bufferViews"].append(view)
        told = {"bufferView": len(data["bufferViews"]) - 1, "componentType": 5126, "type": "VEC3"}
        data["accessors"].append(told | {"count": len(points)})
        primitive["attributes"][name] = len(data["accessors"]) - 1
    primitive.pop("indices")


def _numbers(gltf, binary, index, width):
    accessor = gltf.accessors[index]
    kind = {5123: np.uint16, 5125: np.uint32, 5126: np.float32}[accessor.componentType]
    start = gltf.bufferViews[accessor.bufferView].byteOffset
    return np.frombuffer(bytes(binary), kind, accessor.count * width, start).reshape(-1, width)


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (b"no picture at all", "damaged"),
        (stripes()[:200], "damaged"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0\1\0\0" * 2 + b"\x08\2\0\0\0\xac3\xa6\x9a",
            "too large|damaged",
        ),
    ],
)
def test_a_broken_picture_is_refused_in_words(picture, said):
    with pytest.raises(UnusableGlb, match=said):
        import_glb(printed(picture), SPEC)


def test_pictures_elsewhere_and_of_unknown_kinds_are_refused_in_words():
    data, binary = taken_apart(printed())
    elsewhere = data | {"images": [{"uri": "front.png"}] * len(data["images"])}
    with pytest.raises(UnusableGlb, match="other files"):
        import_glb(put_together(elsewhere, binary), SPEC)
    unknown = data | {
        "textures": [{"extensions": {"KHR_texture_basisu": {"source": 0}}}] * len(data["textures"])
    }
    with pytest.raises(UnusableGlb, match="PNG or JPEG"):
        import_glb(put_together(unknown, binary), SPEC)


def test_jpeg_and_webp_are_read_too():
    picture = Image.open(io.BytesIO(stripes()))
    for kind in ("JPEG", "WEBP"):
        encoded = io.BytesIO()
        picture.save(encoded, kind)
        imported = import_glb(printed(encoded.getvalue()), SPEC)
        np.testing.assert_allclose(shown_at(imported, -44.0)[:3], CYAN, atol=12)
