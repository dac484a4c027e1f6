from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.eyewear.contact import contact_points
from engine.eyewear.fit import fit, verdict_of
from engine.eyewear.nose import nose_of, sockets_of
from engine.types import FaceMeasures, FitVerdict, FrameShape, FrameSpec, Measure
from tests.fakes.faces import Person
from tests.unit.engine.eyewear.specs import frame_specs

PANTO = FrameSpec(FrameShape.PANTO, 48, 43, 21, 145)
AVIATOR = FrameSpec(
    FrameShape.AVIATOR, 58, 50, 14, 140, rim_thickness_mm=1.4, rim_depth_mm=2.2, has_nose_pads=True
)
both_bridges = pytest.mark.parametrize("spec", [PANTO, AVIATOR], ids=["saddle", "pads"])
VERDICTS = list(FitVerdict)


def moved(face, change_mm):
    return replace(face, surface_mm=face.surface_mm + change_mm)


def measures(temple_width_mm=136.0, face_width_mm=140.0, pd_mm=63.0):
    unknown = Measure(0, 0, 0)
    known = {"pd": pd_mm, "temple_width": temple_width_mm, "face_width": face_width_mm}
    return FaceMeasures(
        **{
            name: Measure(known[name], known[name], known[name]) if name in known else unknown
            for name in FaceMeasures.__dataclass_fields__
        }
    )


@settings(max_examples=60, deadline=None)
@given(frame_specs, st.floats(52, 74))
def test_nothing_is_stretched_to_the_face(spec, pd_mm):
    matrix = fit(spec, Person(pd_mm).before()).eyewear_to_head
    assert np.allclose(matrix[:3, :3] @ matrix[:3, :3].T, np.eye(3), atol=1e-9)
    assert np.linalg.det(matrix[:3, :3]) == pytest.approx(1.0)
    assert np.array_equal(matrix[3], [0, 0, 0, 1])


@settings(max_examples=60, deadline=None)
@given(frame_specs, st.floats(55, 72))
def test_pads_and_saddles_rest_on_the_nose_and_never_in_it(spec, pd_mm):
    face = Person(pd_mm).before()
    matrix, nose = fit(spec, face).eyewear_to_head, nose_of(face.surface_mm)
    touching = contact_points(spec).nose_mm @ matrix[:3, :3].T + matrix[:3, 3]
    above_skin = touching[:, 2] - nose.height(touching[:, 0] - nose.middle_x_mm, touching[:, 1])
    assert above_skin.min() > -0.3


@both_bridges
def test_the_frame_touches_the_nose_before_the_eyes_at_the_usual_distance(spec):
    worn = fit(spec, Person().before())
    assert 11.5 < worn.vertex_distance_mm < 16.5
    assert spec.lens_height_mm / 2 < worn.fitting_height_mm < 0.75 * spec.lens_height_mm
    assert -2 < worn.pantoscopic_deg < 15


@both_bridges
def test_a_wider_bridge_lets_the_frame_sit_nearer_or_lower(spec):
    tight, loose = (
        fit(replace(spec, bridge_mm=bridge), Person().before()).eyewear_to_head for bridge in (13.0, 26.0)
    )
    assert loose[2, 3] < tight[2, 3]


@both_bridges
@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000))
def test_a_surface_that_trembles_moves_the_fit_no_more_than_it_trembles(spec, seed):
    face = Person().before()
    tremble = np.random.default_rng(seed).normal(0, 0.05, face.surface_mm.shape)
    still, shaken = (fit(spec, moved(face, change)) for change in (0.0, tremble))
    assert np.abs(shaken.eyewear_to_head - still.eyewear_to_head)[:3, 3].max() < 0.25
    assert abs(shaken.left_splay_deg - still.left_splay_deg) < 0.2
    assert abs(shaken.pantoscopic_deg - still.pantoscopic_deg) < 0.2


@both_bridges
def test_growing_faces_move_the_fit_without_jumps(spec):
    sizes = np.linspace(56.0, 70.0, 141)
    places = np.array([fit(spec, Person(pd).before()).eyewear_to_head[:3, 3] for pd in sizes])
    assert np.abs(np.diff(places, axis=0)).max() < 0.2


@settings(max_examples=40, deadline=None)
@given(frame_specs, st.floats(56, 70))
def test_open_temples_pass_the_ears(spec, pd_mm):
    face = Person(pd_mm).before()
    worn, ears = fit(spec, face), sockets_of(face.surface_mm)
    hinge = worn.eyewear_to_head[:3, :3] @ contact_points(spec).hinge_mm + worn.eyewear_to_head[:3, 3]
    opening = np.degrees(np.arctan2(ears.right_ear_mm[0] + 2.2 - hinge[0], hinge[2] - ears.right_ear_mm[2]))
    if 0 < opening < 10:
        assert worn.right_splay_deg == pytest.approx(opening, abs=1.5)


def test_a_crooked_head_opens_one_temple_more():
    face = Person().before()
    to_the_right = face.surface_mm.copy()
    to_the_right[[356, 454, 323], 0] += 6
    worn = fit(PANTO, replace(face, surface_mm=to_the_right))
    assert worn.right_splay_deg > worn.left_splay_deg + 2


@pytest.mark.parametrize(
    ("wider_mm", "verdict"),
    [
        (-10.1, FitVerdict.TOO_NARROW),
        (-4.1, FitVerdict.NARROW),
        (-4.0, FitVerdict.GOOD),
        (0.0, FitVerdict.GOOD),
        (6.0, FitVerdict.WIDE),
        (12.0, FitVerdict.TOO_WIDE),
    ],
)
def test_too_narrow_and_too_wide_are_said(wider_mm, verdict):
    assert verdict_of(wider_mm) is verdict


@given(st.floats(110, 170), st.floats(110, 170))
def test_a_wider_face_never_makes_a_frame_wider(narrow_mm, wide_mm):
    narrow_mm, wide_mm = sorted((narrow_mm, wide_mm))
    assert VERDICTS.index(verdict_of(140 - narrow_mm)) >= VERDICTS.index(verdict_of(140 - wide_mm))


def test_measures_of_the_session_are_believed_over_the_surface():
    face = replace(
        Person().before(), measures=measures(temple_width_mm=120.0, face_width_mm=128.0, pd_mm=58.0)
    )
    worn = fit(PANTO, face)
    assert worn.verdict is FitVerdict.TOO_WIDE
    assert worn.width_ratio == pytest.approx(PANTO.front_width_mm / 128.0)
    assert worn.decentration_mm == pytest.approx((48 + 21 - 58) / 2, abs=0.3)


def test_cheeks_carry_a_frame_that_would_sink_into_them():
    face = Person().before()
    chubby = face.surface_mm.copy()
    chubby[[280, 330, 50, 101, 347, 118], 2] += 25
    assert fit(PANTO, replace(face, surface_mm=chubby)).vertex_distance_mm > (
        fit(PANTO, face).vertex_distance_mm + 1
    )
