from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.loop import hint_for
from engine.types import Covering, Frame, Hint, Watched
from tests.fakes.cameras import noise
from tests.fakes.mirror_parts import GLASSES, SUNGLASSES, scripted_loop


def frame(number: int) -> Frame:
    return Frame(noise(number), number, "test")


@pytest.fixture
def slot():
    return LatestSlot()


def test_the_newest_frame_wins_and_the_unread_one_is_counted(slot):
    slot.put(frame(1))
    slot.put(frame(2))
    assert slot.wait(0)
    assert slot.take().captured_ns == 2
    assert (slot.take(), slot.dropped, slot.wait(0)) == (None, 1, False)


def test_a_state_carries_the_frame_it_was_computed_from(slot):
    loop = scripted_loop(slot)
    loop.wear(GLASSES)
    for number in (1, 2, 3):
        slot.put(frame(number))
        state = loop.step()
        assert state.frame.captured_ns == number
        assert state.face.iris_px == number  # the scripted follower marks its face with the frame's time


def test_without_a_new_frame_nothing_is_published(slot):
    loop = scripted_loop(slot)
    slot.put(frame(1))
    loop.step()
    assert loop.step() is None


def test_new_glasses_go_on_the_last_frame_when_no_new_one_comes(slot):
    loop = scripted_loop(slot)
    loop.wear(GLASSES)
    slot.put(frame(1))
    first = loop.step()
    loop.wear(SUNGLASSES)
    second = loop.step()
    assert (first.eyewear, second.eyewear) == (GLASSES, SUNGLASSES)
    assert second.frame is first.frame
    assert loop.step() is None


def test_taking_glasses_off_leaves_the_face(slot):
    loop = scripted_loop(slot)
    loop.wear(GLASSES)
    slot.put(frame(1))
    loop.step()
    loop.wear(None)
    bare = loop.step()
    assert (bare.eyewear, bare.fit) == (None, None)
    assert bare.face is not None


def test_measures_and_shape_travel_with_the_face(slot):
    loop = scripted_loop(slot)
    slot.put(frame(1))
    face = loop.step().face
    assert face.measures.pd.value == 63.0
    assert face.shape.best == "oval"


def test_no_face_means_no_glasses_but_still_the_picture(slot):
    loop = scripted_loop(slot, faces=False)
    loop.wear(GLASSES)
    slot.put(frame(1))
    state = loop.step()
    assert (state.face, state.fit, state.hint) == (None, None, Hint.NO_FACE)
    assert state.frame.captured_ns == 1


def test_a_new_visit_begins_with_new_parts_and_no_old_state(slot):
    made = []
    loop = scripted_loop(slot, made=made)
    slot.put(frame(1))
    loop.step()
    loop.begin_visit()
    assert loop.step() is None
    assert loop.lose_camera() is None
    assert len(made) == 2


def test_a_lost_camera_shows_the_last_picture_without_a_face(slot):
    loop = scripted_loop(slot)
    assert loop.lose_camera() is None
    slot.put(frame(1))
    loop.step()
    state = loop.lose_camera()
    assert (state.hint, state.face, state.opacity) == (Hint.CAMERA_LOST, None, 0.0)
    assert np.array_equal(state.frame.pixels, noise(1))


def test_what_a_person_wears_is_said_when_nothing_else_is(slot):
    noticed = Watched(frozenset({Covering.GLASSES}), Covering.GLASSES)
    assert hint_for(Hint.NONE, noticed) is Hint.GLASSES_ON
    assert hint_for(Hint.TOO_FAR, noticed) is Hint.TOO_FAR
    assert hint_for(Hint.NONE, replace(noticed, to_say=None)) is Hint.NONE


def test_a_photo_gives_no_measures_and_is_said(slot):
    loop = scripted_loop(slot, watched=Watched(is_photo=True))
    slot.put(frame(1))
    state = loop.step()
    assert (state.face.measures, state.face.shape, state.hint) == (None, None, Hint.PHOTO)


def test_under_a_mask_no_shape_is_told(slot):
    loop = scripted_loop(slot, watched=Watched(frozenset({Covering.MASK})))
    slot.put(frame(1))
    face = loop.step().face
    assert face.shape is None
    assert face.measures is not None
