"""Where the pupils stand in the lenses of the frame that is on."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.eyewear.fit import fit
from engine.face.measure import MeasurePool
from engine.face.measure_gaze import Gaze
from engine.face.measure_worn import worn_measures
from engine.types import FrameShape, FrameSpec, WornMeasures
from tests.fakes.faces import CAMERA, Person


def worn(pd_mm: float = 63.3, lens_width_mm: float = 48.0, bridge_mm: float = 18.0) -> WornMeasures:
    spec = FrameSpec(FrameShape.PANTO, lens_width_mm, 42.0, bridge_mm, 145.0)
    face = Person(pd_mm, 11.7).before()
    measures = MeasurePool(Gaze.FAR).add(face, CAMERA)
    assert measures is not None
    return worn_measures(spec, fit(spec, face), measures)


def test_every_interval_holds_its_value() -> None:
    measures = worn()
    for field in fields(measures):
        one = getattr(measures, field.name)
        assert one.low <= one.value <= one.high


def test_a_frame_as_wide_as_the_eyes_are_apart_centres_them() -> None:
    centred = worn(lens_width_mm=45.3, bridge_mm=18.0)
    assert centred.right_decentration.value == pytest.approx(0, abs=0.5)
    assert centred.left_eye_across.value == pytest.approx(0.5, abs=0.015)


@given(st.floats(42, 56))
def test_a_wider_lens_moves_the_eye_towards_the_nose(lens_width_mm: float) -> None:
    narrow, wide = worn(lens_width_mm=lens_width_mm), worn(lens_width_mm=lens_width_mm + 2)
    assert wide.right_decentration.value > narrow.right_decentration.value
    assert wide.right_eye_across.value < narrow.right_eye_across.value
    assert wide.width_ratio.value > narrow.width_ratio.value


def test_the_eye_stands_above_the_middle_of_the_lens_and_behind_it() -> None:
    measures = worn()
    assert 0.5 < measures.eye_up.value < 0.8
    assert measures.fitting_height.value == pytest.approx(measures.eye_up.value * 42)
    assert 8 < measures.vertex_distance.value < 20
    assert 0 < measures.pantoscopic_deg.value < 16
