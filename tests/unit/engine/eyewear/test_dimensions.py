"""The built frame measures what its boxing data say."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.products import SPEC_LIMITS
from engine.eyewear.layout import layout_of
from engine.eyewear.model import build
from engine.eyewear.temples import temple_points
from engine.types import FrameShape, FrameSpec, RimStyle
from tests.unit.engine.eyewear.specs import (
    ACETATE,
    FINISHES,
    METAL,
    directed_edges,
    frame_specs,
    rotated,
    welded,
)

FLAT = FrameSpec(FrameShape.SQUARE, 54, 44, 18, 145, wrap_deg=0.0, pantoscopic_deg=0.0)


@settings(max_examples=30, deadline=None)
@given(frame_specs)
def test_each_lens_is_a_by_b_in_its_own_plane(spec):
    vertices = build(spec, ACETATE).parts["LensR"].vertices_mm.astype(float)
    in_plane = rotated(rotated(vertices, "x", -spec.pantoscopic_deg), "y", -spec.wrap_deg)
    assert np.ptp(in_plane[:, 0]) == pytest.approx(spec.lens_width_mm, abs=0.1)
    assert np.ptp(in_plane[:, 1]) == pytest.approx(spec.lens_height_mm, abs=0.1)


@pytest.mark.parametrize("shape", FrameShape)
@pytest.mark.parametrize("rim", RimStyle)
@pytest.mark.parametrize("finish", [ACETATE, METAL])
def test_lenses_stand_dbl_apart_and_the_front_is_as_wide_as_said(shape, rim, finish):
    spec = replace(FLAT, shape=shape, rim=rim)
    parts = build(spec, finish).parts
    assert 2 * parts["LensR"].vertices_mm[:, 0].min() == pytest.approx(spec.bridge_mm, abs=0.1)
    assert np.ptp(parts["Frame"].vertices_mm[:, 0]) == pytest.approx(spec.front_width_mm, abs=0.1)


@given(st.floats(115, 155))
def test_a_temple_is_as_long_as_said_along_its_bend(temple_mm):
    spec = replace(FLAT, temple_mm=temple_mm)
    points = temple_points(layout_of(spec), np.linspace(0, temple_mm, 2000))
    assert np.linalg.norm(np.diff(points, axis=0), axis=1).sum() == pytest.approx(temple_mm, abs=0.3)


def test_the_origin_lies_on_the_back_of_the_bridge():
    frame = build(FLAT, ACETATE).parts["Frame"].vertices_mm
    at_bridge = frame[np.abs(frame[:, 0]) < 1e-6]
    underside = at_bridge[at_bridge[:, 1] < at_bridge[:, 1].min() + 1.5]
    assert underside[:, 1].min() == pytest.approx(0.0, abs=0.3)
    assert underside[:, 2].min() == pytest.approx(0.0, abs=0.15)


def test_the_front_tilts_towards_the_cheek_and_wraps_towards_the_temple():
    lens = build(replace(FLAT, wrap_deg=6.0, pantoscopic_deg=9.0), ACETATE).parts["LensR"]
    centre = (np.abs(lens.uv).max(axis=1) < 1e-6) & (lens.normals[:, 2] > 0)
    outwards, up, forwards = lens.normals[centre][0]
    assert math.degrees(math.atan2(-up, forwards)) == pytest.approx(9.0, abs=0.3)
    assert math.degrees(math.asin(outwards)) == pytest.approx(6.0, abs=0.3)


def test_temples_hang_at_the_hinges_and_turn_down_behind_the_ear():
    model = build(FLAT, METAL)
    temple = model.parts["TempleR"].vertices_mm
    assert np.abs(temple[temple[:, 2].argmax()] - model.right_hinge_mm).max() < 3
    assert temple[temple[:, 2].argmin(), 1] < model.right_hinge_mm[1] - 15
    assert np.array_equal(model.left_hinge_mm, model.right_hinge_mm * (-1, 1, 1))


slips = st.builds(
    FrameSpec,
    shape=st.sampled_from(FrameShape),
    rim=st.sampled_from(RimStyle),
    has_nose_pads=st.booleans(),
    **{name: st.floats(least, most) for name, (least, most) in SPEC_LIMITS.items()},
)


@settings(max_examples=20, deadline=None)
@given(slips, st.sampled_from(FINISHES))
def test_whatever_the_store_holds_can_be_drawn(spec, finish):
    for mesh in build(spec, finish).parts.values():
        assert np.isfinite(mesh.vertices_mm).all()
        assert np.isfinite(mesh.normals).all()
        edges = directed_edges(welded(mesh))
        assert len(np.unique(edges, axis=0)) == len(edges)
