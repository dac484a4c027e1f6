import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.eyewear.model import build
from tests.unit.engine.eyewear.specs import (
    ACETATE,
    CRYSTAL,
    EVERY_KIND,
    FINISHES,
    METAL,
    corners,
    directed_edges,
    frame_specs,
    volume,
    welded,
)

every_kind = pytest.mark.parametrize(
    ("spec", "finish"),
    EVERY_KIND,
    ids=lambda kind: getattr(kind, "shape", None) or getattr(kind, "material", None),
)


@every_kind
def test_a_frame_is_five_closed_parts(spec, finish):
    parts = build(spec, finish).parts
    assert list(parts) == ["Frame", "TempleL", "TempleR", "LensL", "LensR"]
    for mesh in parts.values():
        _, sharing = np.unique(np.sort(directed_edges(welded(mesh)), axis=1), axis=0, return_counts=True)
        assert (sharing == 2).all()


@settings(max_examples=20, deadline=None)
@given(frame_specs, st.sampled_from(FINISHES))
def test_any_frame_within_sane_sizes_is_closed_and_faces_outwards(spec, finish):
    for mesh in build(spec, finish).parts.values():
        edges = directed_edges(welded(mesh))
        assert len(np.unique(edges, axis=0)) == len(edges)
        assert np.array_equal(np.unique(edges, axis=0), np.unique(edges[:, ::-1], axis=0))
        assert volume(mesh) > 0


@every_kind
def test_normals_are_unit_and_agree_with_their_triangles(spec, finish):
    for mesh in build(spec, finish).parts.values():
        assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1.0, atol=1e-4)
        a, b, c = np.moveaxis(corners(mesh), 1, 0)
        facing = np.cross(b - a, c - a)
        agreeing = np.einsum("ij,ij->i", facing, mesh.normals[mesh.triangles].sum(axis=1)) > 0
        assert agreeing.mean() > 0.99


@settings(max_examples=20, deadline=None)
@given(frame_specs, st.sampled_from(FINISHES))
def test_right_and_left_mirror_each_other(spec, finish):
    parts = build(spec, finish).parts
    for left, right in (("TempleL", "TempleR"), ("LensL", "LensR")):
        assert np.array_equal(parts[left].vertices_mm * (-1, 1, 1), parts[right].vertices_mm)
    points = {tuple(point) for point in np.round(parts["Frame"].vertices_mm, 3).tolist()}
    assert points == {(-x, y, z) for x, y, z in points}


def test_triangles_stay_within_the_software_rasterisers_budget():
    assert max(build(spec, finish).triangle_count for spec, finish in EVERY_KIND) <= 15_000


def test_surfaces_cover_all_triangles_once():
    for spec, finish in EVERY_KIND:
        for mesh in build(spec, finish).parts.values():
            ends = [surface.first_triangle + surface.triangle_count for surface in mesh.surfaces]
            assert [surface.first_triangle for surface in mesh.surfaces] == [0, *ends[:-1]]
            assert ends[-1] == len(mesh.triangles)


def test_colours_share_one_model_and_crystal_shows_its_core():
    spec = EVERY_KIND[0][0]
    assert build(spec, ACETATE) is build(spec, ACETATE)
    assert build(spec, CRYSTAL).triangle_count > build(spec, ACETATE).triangle_count
    assert build(spec, METAL) is not build(spec, ACETATE)
