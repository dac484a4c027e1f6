"""The mirror's own states, a card held to the forehead: measures as good as from a still picture."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.clock import MonotonicClock
from engine.face.reference_depth import ReferenceTrouble, UnusableReference
from engine.pipeline.assembly import real_loop
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.staff_measurement import CardSession, NotMeasurable
from engine.pipeline.stats import StageTimes
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FaceProblem, Frame, ScaleSource, Watched
from tests.fakes.cards import card_drawn
from tests.fakes.faces import turned

CAMERA = CameraModel(1000.0, 1280, 720)


@pytest.fixture(scope="module")
def seen():
    """States of the first demo customer holding a card to the forehead, and the truth."""
    truths = json.loads(DEMO_CUSTOMERS[0].with_suffix(".json").read_text())[:10]
    slot: LatestSlot[Frame] = LatestSlot()
    loop = real_loop(slot, lambda frame: CAMERA, StageTimes(MonotonicClock()))
    states = []
    for frame, truth in zip(every_frame(DEMO_CUSTOMERS[0]), truths, strict=False):
        slot.put(Frame(with_card(frame.pixels, truth), frame.captured_ns, "demo"))
        states.append(loop.step())
    loop.close()
    return states, truths[0]


def with_card(pixels, truth):
    axes = np.array(truth["R_cv"])
    centre = axes @ (HEAD_TO_CAMERA_AXES @ np.array([0.0, 48.0, 33.0])) + truth["t"]
    rotation = axes @ HEAD_TO_CAMERA_AXES @ turned(0, -12, 0) @ HEAD_TO_CAMERA_AXES
    return card_drawn(pixels, CAMERA, centre, rotation)


def test_a_few_looks_give_the_pd_by_the_card(seen):
    states, truth = seen
    session = CardSession()
    for state in states[-CardSession.ENOUGH :]:
        measured = session.look(state)
    assert session.looks == CardSession.ENOUGH
    assert measured.measures.scale is ScaleSource.REFERENCE
    assert measured.measures.pd.value == pytest.approx(truth["PD"], abs=2.0)
    assert measured.reference_px is not None


def test_a_look_without_a_card_adds_nothing(seen):
    bare = next(every_frame(DEMO_CUSTOMERS[0]))
    session = CardSession()
    with pytest.raises(UnusableReference) as caught:
        session.look(replace(seen[0][0], frame=bare))
    assert caught.value.trouble is ReferenceTrouble.NOT_FOUND
    assert session.looks == 0


def test_a_photo_and_an_empty_place_are_refused(seen):
    state = seen[0][-1]
    photo = replace(state, face=replace(state.face, watched=Watched(is_photo=True)))
    for nobody, problem in ((photo, FaceProblem.PHOTO), (replace(state, face=None), FaceProblem.NO_FACE)):
        with pytest.raises(NotMeasurable) as caught:
            CardSession().look(nobody)
        assert caught.value.problem is problem
