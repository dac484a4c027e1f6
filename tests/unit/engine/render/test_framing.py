"""The window on the camera picture: eyes high, head clear of the sheet, gently following, always inside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.render.framing import (
    EYES_AT,
    Framing,
    Screen,
    Window,
    follow,
    held,
    largest_height,
    largest_part,
    resting,
    wanted,
)
from engine.types import CameraModel
from tests.fakes.faces import Person
from tests.fakes.worn import plain_frame, worn

CAMERA = CameraModel(1000.0, 1280, 720)
PORTRAIT = Screen(1080, 1920, sheet_px=600)
LANDSCAPE = Screen(1920, 1080, sheet_px=260)
screens = st.builds(Screen, st.integers(600, 2200), st.integers(600, 2200), st.integers(0, 500))
windows = st.builds(Window, st.floats(-500, 2000), st.floats(-500, 1500), st.floats(100, 2000))


def face_at(x_mm: float = 0.0, y_mm: float = 0.0, distance_mm: float = 700.0):
    return Person().before(CAMERA, distance_mm, aside_mm=(x_mm, y_mm))


def eyes_part(window: Window, y_mm: float, distance_mm: float) -> float:
    eyes_px = CAMERA.height_px / 2 + y_mm * CAMERA.focal_px / distance_mm
    return (eyes_px - window.top_px) / window.height_px


@pytest.mark.parametrize("screen", [PORTRAIT, LANDSCAPE, Screen(1080, 1920), Screen(1200, 1200, 300)])
@pytest.mark.parametrize("distance_mm", [650, 800, 1000])
def test_eyes_stand_at_their_height_when_the_picture_allows(screen, distance_mm):
    window = wanted(face_at(y_mm=-60, distance_mm=distance_mm), CAMERA, screen)
    assert eyes_part(window, -60, distance_mm) == pytest.approx(EYES_AT, abs=0.05)


@pytest.mark.parametrize("distance_mm", [520, 700, 1000])
def test_the_whole_head_is_clear_of_the_sheet(distance_mm):
    window = wanted(face_at(40, -20, distance_mm), CAMERA, PORTRAIT)
    chin_px = CAMERA.height_px / 2 + (-20 + 115) * CAMERA.focal_px / distance_mm
    assert chin_px <= window.top_px + window.height_px


@given(screens, windows)
def test_a_window_held_lies_inside_the_picture(screen, window):
    inside = held(window, CAMERA, screen)
    half_width = inside.height_px * screen.width_px / screen.visible_px / 2
    assert inside.centre_px - half_width >= -1e-6
    assert inside.centre_px + half_width <= CAMERA.width_px + 1e-6
    assert inside.top_px >= -1e-6
    assert inside.top_px + inside.height_px <= CAMERA.height_px + 1e-6


@given(screens)
def test_the_crop_has_the_aspect_of_the_screen(screen):
    crop = resting(CAMERA, screen).crop(screen)
    assert crop.width_px / crop.height_px == pytest.approx(screen.width_px / screen.height_px)


@given(windows, windows, st.floats(0, 10))
def test_no_step_jumps(window, goal, elapsed_s):
    step = follow(window, goal, elapsed_s)
    assert abs(step.top_px - window.top_px) <= 0.09 * abs(goal.top_px - window.top_px)
    assert abs(step.centre_px - window.centre_px) <= 0.09 * abs(goal.centre_px - window.centre_px)


def walk(framing: Framing, states, screen: Screen = PORTRAIT, period_ns: int = 33_000_000):
    return [
        framing.crop(replace(state, frame=replace(state.frame, captured_ns=count * period_ns)), screen)
        for count, state in enumerate(states)
    ]


def test_the_window_comes_to_rest_on_a_face_that_stands_still():
    state = worn(face=face_at(120, -30))
    crops = walk(Framing(), [state] * 300)
    assert abs(crops[-1].left_px - crops[-2].left_px) < 0.05
    goal = wanted(face_at(120, -30), CAMERA, PORTRAIT).crop(PORTRAIT)
    assert abs(crops[-1].left_px - goal.left_px) < 0.06 * goal.height_px


def test_a_nodding_head_does_not_move_the_room():
    framing = Framing()
    walk(framing, [worn(face=face_at())] * 300)
    small = [worn(face=face_at(0, 4 * (-1) ** count)) for count in range(60)]
    tops = [crop.top_px for crop in walk(framing, small)]
    assert max(tops) - min(tops) < 4  # of the 11 pixels the head moves


def test_after_everybody_left_the_window_returns_to_the_middle():
    framing = Framing()
    walk(framing, [worn(face=face_at(200))] * 200)
    gone = replace(worn(), face=None, fit=None)
    last = walk(framing, [gone] * 400)[-1]
    assert last.left_px + last.width_px / 2 == pytest.approx(640, abs=30)


def test_a_growing_sheet_never_bares_the_edge_of_the_picture():
    framing, state = Framing(), worn(face=face_at(y_mm=60))
    for count, sheet_px in enumerate(range(0, 900, 30)):
        frame = replace(plain_frame(), captured_ns=count)
        screen = Screen(1080, 1920, sheet_px)
        crop = framing.crop(replace(state, frame=frame), screen)
        visible_px = crop.height_px * screen.visible_px / screen.height_px
        assert crop.top_px + visible_px <= CAMERA.height_px + 1e-6


def test_the_largest_window_touches_the_picture():
    assert largest_height(CAMERA, PORTRAIT) == 720
    assert largest_height(CAMERA, Screen(2560, 1080)) == pytest.approx(540)


def seen(x_mm: float):
    return worn(face=face_at(x_mm), frame=plain_frame(camera=CAMERA), camera=CAMERA)


def test_a_picture_of_the_same_shape_is_shown_whole():
    crop = largest_part(seen(90.0), Screen(640, 360))
    assert (crop.left_px, crop.top_px, crop.width_px, crop.height_px) == pytest.approx((0, 0, 1280, 720))


@pytest.mark.parametrize("x_mm", [-200.0, 0.0, 200.0])
def test_a_picture_of_another_shape_keeps_its_proportions_and_the_face(x_mm):
    crop = largest_part(seen(x_mm), Screen(512, 512))
    eyes_px = CAMERA.width_px / 2 + x_mm * CAMERA.focal_px / 700
    assert crop.width_px == pytest.approx(crop.height_px)
    assert crop.left_px + 90 < eyes_px < crop.right_px - 90
