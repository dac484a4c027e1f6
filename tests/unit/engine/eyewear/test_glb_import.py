from __future__ import annotations

import numpy as np
import pytest
from pygltflib import GLTF2

from engine.eyewear.glb_export import frame_glb
from engine.eyewear.glb_file import MOST_BYTES, UnusableGlb
from engine.eyewear.glb_import import import_glb
from engine.eyewear.glb_picture import HEIGHT_PX, WIDTH_PX, picture_of
from engine.eyewear.model import build
from engine.types import (
    Eyewear,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    LensFinish,
    LensKind,
    RimStyle,
)
from tests.unit.engine.eyewear.supplied_files import BROWN, FINISH, SPEC, UPRIGHT, damaged, supplied

QUARTER = np.sqrt(0.5)
TURNS = {
    "as it should": UPRIGHT,
    "z up": [QUARTER, 0, 0, QUARTER],
    "looking back": [0, 1, 0, 0],
    "upside down": [0, 0, 1, 0],
    "looking right": [0, QUARTER, 0, QUARTER],
}


def furthest_mm(model, expected) -> float:
    """Of any corner of a part from the nearest one of the part it should be, over a sample."""
    worst = 0.0
    for name, mesh in expected.parts.items():
        found = model.parts[name].vertices_mm.astype(float)
        for point in mesh.vertices_mm[::97].astype(float):
            worst = max(worst, float(np.linalg.norm(found - point, axis=1).min()))
    return worst


@pytest.mark.parametrize(
    ("turn", "scale", "unit"),
    [
        ("as it should", 1.0, "metres"),
        ("z up", 1000.0, "millimetres"),
        ("looking back", 100.0, "centimetres"),
        ("upside down", 1000.0, "millimetres"),
        ("looking right", 1.0, "metres"),
    ],
)
def test_units_and_axes_are_found_out(turn, scale, unit):
    imported = import_glb(supplied(scale=scale, turn=TURNS[turn]), SPEC)
    assert furthest_mm(imported.model, build(SPEC, FINISH)) < 0.5
    assert f"made in {unit}" in imported.findings[0]


@pytest.mark.parametrize(
    ("shape", "rim"),
    list(zip([FrameShape.AVIATOR, FrameShape.CAT_EYE, FrameShape.RECTANGLE], RimStyle, strict=True)),
)
def test_frames_of_every_rim_find_their_place(shape, rim):
    spec = FrameSpec(shape, 54.0, 40.0, 17.0, 140.0, rim, has_nose_pads=True)
    metal = FrameFinish(FrameMaterial.METAL, (0.8, 0.7, 0.4))
    imported = import_glb(supplied(spec, metal, turn=TURNS["looking back"]), spec)
    assert furthest_mm(imported.model, build(spec, metal)) < 1.0
    assert imported.finish.material is FrameMaterial.METAL


def test_parts_without_names_are_told_apart_by_where_they_lie():
    imported = import_glb(supplied(is_named=False), SPEC)
    assert set(imported.model.parts) == {"Frame", "TempleL", "TempleR", "LensL", "LensR"}
    assert imported.model.parts["LensR"].vertices_mm[:, 0].min() > 0
    assert imported.model.parts["TempleL"].vertices_mm[:, 2].max() < 5


def test_a_frame_is_sized_to_its_boxing_dimensions_whatever_its_unit():
    imported = import_glb(supplied(scale=3.7), SPEC)
    lens = imported.model.parts["LensR"].vertices_mm
    assert np.ptp(lens[:, 0]) == pytest.approx(50.0, abs=1.0)
    assert "no usual one" in imported.findings[0]


def test_what_differs_from_the_boxing_dimensions_is_told():
    other = FrameSpec(FrameShape.PANTO, 50.0, 37.0, 19.0, 145.0)
    assert any("high" in finding and "37.0" in finding for finding in import_glb(supplied(), other).findings)


def test_the_colour_and_the_tint_are_kept():
    sun = FrameFinish(FrameMaterial.ACETATE, BROWN, lens=LensFinish(LensKind.TINTED, (0.3, 0.32, 0.35), 0.5))
    imported = import_glb(supplied(finish=sun), SPEC)
    np.testing.assert_allclose(imported.finish.colour, BROWN, atol=0.03)
    assert imported.finish.lens.kind is LensKind.TINTED
    assert import_glb(supplied(), SPEC).finish.lens.kind is LensKind.CLEAR


def test_an_imported_frame_goes_out_as_a_file_like_any_other():
    imported = import_glb(supplied(scale=1000.0), SPEC)
    data = frame_glb(Eyewear("X", SPEC, imported.finish), imported.model)
    assert [node.name for node in GLTF2().load_from_bytes(data).nodes] == list(build(SPEC, FINISH).parts)


def test_a_picture_shows_the_frame():
    imported = import_glb(supplied(), SPEC)
    picture = picture_of(imported.model, imported.finish)
    assert picture.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert (picture.max(axis=2) < 150).mean() > 0.02


def test_the_model_of_another_frame_is_refused():
    with pytest.raises(UnusableGlb, match="another frame"):
        import_glb(supplied(), FrameSpec(FrameShape.RECTANGLE, 56.0, 28.0, 14.0, 145.0))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no binary glTF"),
        (b"solid cube" * 10, "no binary glTF"),
        (supplied()[:5000], "cut off|damaged"),
        (supplied()[: len(supplied()) // 2], "damaged"),
        (damaged(extensionsRequired=["KHR_texture_basisu"]), "KHR_texture_basisu"),
        (damaged(meshes=[]), "damaged|nothing to see"),
        (damaged(meshes=[{"primitives": [{"attributes": {"POSITION": 999}}]}]), "damaged"),
        (damaged(accessors=[]), "damaged"),
        (damaged(nodes="x"), "damaged"),
        (damaged(bufferViews=[{"buffer": 0, "byteOffset": 10**9, "byteLength": 4}]), "damaged"),
    ],
)
def test_a_broken_file_is_refused_in_words(data, said):
    with pytest.raises(UnusableGlb, match=said):
        import_glb(data, SPEC)


def test_a_file_too_large_is_refused_before_it_is_read():
    with pytest.raises(UnusableGlb, match="MB"):
        import_glb(b"\0" * (MOST_BYTES + 1), SPEC)


def test_a_model_with_too_many_triangles_is_refused_before_it_is_read():
    with pytest.raises(UnusableGlb, match="triangles"):
        import_glb(damaged(accessors=[{"count": 10**9}] * 200), SPEC)
