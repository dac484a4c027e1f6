"""The iris edge is found to a fraction of a pixel, whatever the skin, and not where there is none."""

import numpy as np
import pytest

from engine.face.limbus import LEFT_EYE, RIGHT_EYE, EyePoints, find_limbus, tracked_iris_px
from engine.types import Landmarks
from tests.fakes.faces import CAMERA, Person, eyes_drawn

FACE = Person().before(distance_mm=520)
EYES = [RIGHT_EYE, LEFT_EYE]


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(("skin", "iris"), [(230, 60), (150, 30), (60, 45), (200, 140)])
def test_the_iris_is_as_wide_as_it_was_drawn_on_every_skin(eye: EyePoints, skin: int, iris: int) -> None:
    limbus = find_limbus(eyes_drawn(FACE, CAMERA, skin, iris), FACE.landmarks, eye)
    assert limbus is not None
    assert limbus.diameter_px == pytest.approx(tracked_iris_px(FACE.landmarks, eye), rel=0.01)
    assert limbus.centre_px == pytest.approx(FACE.landmarks.points_px[eye.iris, :2], abs=0.2)


@pytest.mark.parametrize("wrong", [0.85, 1.2])
def test_a_tracker_that_is_wrong_about_the_iris_does_not_change_it(wrong: float) -> None:
    pixels = eyes_drawn(FACE, CAMERA)
    points = FACE.landmarks.points_px.copy()
    ring = slice(LEFT_EYE.iris + 1, LEFT_EYE.iris + 5)
    points[ring] = points[LEFT_EYE.iris] + (points[ring] - points[LEFT_EYE.iris]) * wrong
    limbus = find_limbus(pixels, Landmarks(points, CAMERA.width_px, CAMERA.height_px), LEFT_EYE)
    assert limbus is not None
    assert limbus.diameter_px == pytest.approx(tracked_iris_px(FACE.landmarks, LEFT_EYE), rel=0.015)


@pytest.mark.parametrize("eye", EYES)
def test_no_iris_is_found_on_plain_skin_or_noise(eye: EyePoints) -> None:
    shape = (CAMERA.height_px, CAMERA.width_px, 3)
    plain = np.full(shape, 140, np.uint8)
    noise = np.random.default_rng(4).integers(100, 140, shape, np.uint8)
    assert find_limbus(plain, FACE.landmarks, eye) is None
    assert find_limbus(noise, FACE.landmarks, eye) is None


def test_a_closed_eye_gives_no_iris() -> None:
    points = FACE.landmarks.points_px.copy()
    lids = list(RIGHT_EYE.lids)
    points[lids, 1] = points[lids, 1].mean() + (points[lids, 1] - points[lids, 1].mean()) * 0.1
    closed = Landmarks(points, CAMERA.width_px, CAMERA.height_px)
    assert find_limbus(eyes_drawn(FACE, CAMERA), closed, RIGHT_EYE) is None


def test_an_eye_outside_the_picture_gives_no_iris() -> None:
    moved = Landmarks(FACE.landmarks.points_px + np.array([900, 0, 0]), CAMERA.width_px, CAMERA.height_px)
    assert find_limbus(eyes_drawn(FACE, CAMERA), moved, LEFT_EYE) is None


def test_an_iris_of_a_few_pixels_is_too_small_to_measure() -> None:
    far = Person().before(distance_mm=3000)
    assert find_limbus(eyes_drawn(far, CAMERA), far.landmarks, LEFT_EYE) is None
