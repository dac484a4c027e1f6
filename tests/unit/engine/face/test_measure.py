"""Measures in millimetres: true on faces of known size, honest about what is not known."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.face.measure import KnownDepth, MeasurePool, measures_of
from engine.face.measure_gaze import Gaze, far_over_seen, near_over_far, screen_share
from engine.face.measure_reading import FaceReading, read_face
from engine.face.measure_scale import POPULATION_IRIS, POPULATION_PD, LogLength, combined
from engine.types import Frame, Measure, ScaleSource, TrackedFace
from tests.fakes.faces import CAMERA, Person, eyes_drawn, turned

small_turns = st.floats(-25, 25)


def reading_of(face: TrackedFace, *, with_pixels: bool = False) -> FaceReading:
    reading = read_face(face, CAMERA, eyes_drawn(face, CAMERA) if with_pixels else None)
    assert reading is not None
    return reading


def holds(measure: Measure, value: float) -> bool:
    return measure.low <= value <= measure.high


@given(
    pd_mm=st.floats(54, 74),
    yaw=small_turns,
    pitch=small_turns,
    roll=small_turns,
    distance=st.floats(350, 900),
    aside=st.tuples(st.floats(-120, 120), st.floats(-80, 80)),
)
def test_a_known_distance_gives_the_pd_however_the_head_is_turned(
    pd_mm: float, yaw: float, pitch: float, roll: float, distance: float, aside: tuple[float, float]
) -> None:
    face = Person(pd_mm).before(CAMERA, distance, turned(yaw, pitch, roll), aside)
    pupils = face.pose.to_camera(face.surface_mm[[468, 473]])
    seen_mm = pupils[:, 2].mean() / reading_of(face).depth
    assert seen_mm == pytest.approx(pd_mm, abs=0.15)


@given(pd_mm=st.floats(54, 74), yaw=st.floats(-15, 15), distance=st.floats(350, 900))
def test_parts_of_the_face_keep_their_proportion_to_the_pd(pd_mm: float, yaw: float, distance: float) -> None:
    reading = reading_of(Person(pd_mm).before(CAMERA, distance, turned(yaw)))
    assert reading.face_width == pytest.approx(135.27 / 63, rel=0.01)
    assert reading.bridge_width == pytest.approx(19.2 / 63, rel=0.01)
    assert reading.right_share == pytest.approx(0.5, abs=0.005)


@pytest.mark.parametrize("distance_mm", [450, 550, 700])
def test_an_average_iris_on_an_average_face_gives_its_pd(distance_mm: float) -> None:
    reading = reading_of(Person(63.3, 11.7).before(distance_mm=distance_mm), with_pixels=True)
    measures = measures_of([reading], Gaze.FAR)
    assert reading.is_iris_edge
    assert measures.pd.value == pytest.approx(63.3, abs=0.5)
    assert measures.pd.high - measures.pd.low < 7
    assert measures.scale is ScaleSource.IRIS


def test_eyes_on_the_screen_converge_and_the_far_pd_undoes_it() -> None:
    face = Person(64, looks_at_camera=True).before(distance_mm=500)
    known = [LogLength.about(float(face.pose.to_camera(face.surface_mm[[468]])[0, 2]), 0.005)]
    reading = reading_of(face)
    seen = [known[0].times(1 / reading.depth)]
    at_screen, far = (measures_of([reading], gaze, seen).pd.value for gaze in (Gaze.SCREEN, Gaze.FAR))
    assert at_screen == pytest.approx(64, abs=0.3)
    assert far == pytest.approx(64 - 1.3, abs=0.3)


@pytest.mark.parametrize("yaw", [-20, 20])
def test_a_turned_head_tells_whether_its_eyes_are_on_the_camera(yaw: float) -> None:
    on, off = (
        reading_of(Person(looks_at_camera=looks).before(rotation=turned(yaw))).screen_log_odds
        for looks in (True, False)
    )
    assert screen_share(Gaze.UNKNOWN, on) > 0.9
    assert screen_share(Gaze.UNKNOWN, off) < 0.1


def test_near_pd_is_three_to_four_and_a_half_millimetres_smaller() -> None:
    assert 3 < 63 * (1 - near_over_far()) < 4.5


@given(share=st.floats(0, 1), distance=st.floats(300, 1000))
def test_far_pd_is_never_smaller_than_the_pupils_seen(share: float, distance: float) -> None:
    factor, spread = far_over_seen(share, distance)
    assert 1 <= factor < 1.04
    assert 0 < spread < 0.02


@given(st.lists(st.tuples(st.floats(40, 90), st.floats(0.01, 0.2)), min_size=1, max_size=6))
def test_together_sources_know_more_than_the_best_of_them(said: list[tuple[float, float]]) -> None:
    sources = [LogLength.about(*one) for one in said]
    together = combined(sources)
    assert together.spread <= min(source.spread for source in sources) + 1e-12
    assert min(s.log_mm for s in sources) - 1e-9 <= together.log_mm <= max(s.log_mm for s in sources) + 1e-9


def test_the_interval_holds_nine_of_ten_people_drawn_from_the_population() -> None:
    dice = np.random.default_rng(11)
    hits = 0
    for _ in range(400):
        pd_mm = POPULATION_PD.median_mm * math.exp(dice.normal(0, POPULATION_PD.spread))
        iris_mm = POPULATION_IRIS.median_mm * math.exp(dice.normal(0, POPULATION_IRIS.spread))
        hits += holds(
            measures_of([reading_of(Person(pd_mm, iris_mm).before(), with_pixels=False)], Gaze.FAR).pd, pd_mm
        )
    assert hits / 400 >= 0.86


def test_a_reference_narrows_the_interval_below_a_millimetre() -> None:
    face = Person(58, 12.6).before()
    frame = Frame(eyes_drawn(face, CAMERA), 0, "test")
    depth_mm = float(face.pose.to_camera(face.surface_mm[[468, 473]])[:, 2].mean())
    measures = MeasurePool(Gaze.FAR).add(face, CAMERA, frame, KnownDepth(depth_mm, 0.004))
    assert measures is not None
    assert measures.scale is ScaleSource.REFERENCE
    assert measures.pd.value == pytest.approx(58, abs=0.3)
    assert measures.pd.high - measures.pd.low < 2


def test_a_head_turned_far_away_gives_no_measure() -> None:
    assert MeasurePool().add(Person().before(rotation=turned(65)), CAMERA) is None


def test_one_blink_among_many_frames_changes_nothing() -> None:
    good = reading_of(Person(66).before())
    blink = reading_of(Person(66, 8.0).before())
    calm = measures_of([good] * 20, Gaze.FAR).pd.value
    assert measures_of([*[good] * 20, blink], Gaze.FAR).pd.value == pytest.approx(calm, abs=0.05)


def test_the_pool_keeps_its_best_frames_and_counts_them() -> None:
    pool = MeasurePool()
    frontal, turned_away = Person().before(), Person().before(rotation=turned(40))
    for _ in range(pool.MOST_READINGS):
        pool.add(turned_away, CAMERA)
    for _ in range(pool.MOST_READINGS):
        measures = pool.add(frontal, CAMERA)
    assert measures is not None
    assert measures.frame_count == pool.MOST_READINGS
    assert measures.right_pd.value == pytest.approx(measures.left_pd.value, rel=0.01)


def test_measuring_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no reading"):
        measures_of([], Gaze.FAR)


def test_bridge_and_widths_are_told_in_millimetres() -> None:
    measures = MeasurePool(Gaze.FAR).add(Person(63.3, 11.7).before(), CAMERA)
    assert measures is not None
    assert holds(measures.face_width, 135.9)
    assert holds(measures.temple_width, 137)
    assert holds(measures.bridge_width, 19.3)
    assert holds(measures.bridge_height, 0.2)
    assert measures.near_pd.value < measures.pd.value
    assert measures.right_pd.value + measures.left_pd.value == pytest.approx(measures.pd.value, rel=0.001)
