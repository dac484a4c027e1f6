"""The light of the room as the picture tells it: brightness, colour and side; followed slowly."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.render.room_light import LightFollower, between, estimate
from engine.render.studio import BRIGHTEST, RoomLight, packed, paint
from engine.types import CameraModel, Frame
from tests.fakes.faces import Person
from tests.fakes.worn import plain_frame, worn

CAMERA = CameraModel(500.0, 640, 360)


def lit(pixels: np.ndarray, captured_ns: int = 0):
    return worn(
        face=Person().before(CAMERA), frame=Frame(pixels.astype(np.uint8), captured_ns, "lit"), camera=CAMERA
    )


def even(grey: int, captured_ns: int = 0):
    return lit(plain_frame(grey, CAMERA).pixels, captured_ns)


def test_a_brighter_picture_means_a_brighter_room():
    exposures = [estimate(even(grey)).exposure for grey in (30, 90, 160, 230)]
    assert exposures == sorted(exposures)
    assert exposures[0] < 0.5 * exposures[-1]


def test_a_warm_picture_means_warm_light_and_half_of_it_is_believed():
    pixels = plain_frame(150, CAMERA).pixels.copy()
    pixels[..., 0] = 90
    red, green, blue = estimate(lit(pixels)).colour
    assert red == pytest.approx(green)
    assert 0.5 < blue / red < 0.9
    assert (red + green + blue) / 3 == pytest.approx(1.0)


@pytest.mark.parametrize("brighter", ["left", "right"])
def test_the_side_of_the_light_is_read_from_the_skin(brighter):
    ramp = np.linspace(120, 40, 140)
    pixels = np.full((360, 640, 3), 90.0)
    pixels[:, 250:390] = (ramp if brighter == "left" else ramp[::-1])[None, :, None]
    from_left = estimate(lit(pixels)).from_left
    assert (from_left > 1.05) if brighter == "left" else (from_left < 0.95)


def test_even_skin_means_even_light():
    light = estimate(even(140))
    assert light.from_left == pytest.approx(1.0, abs=0.02)
    assert light.from_above == pytest.approx(1.0, abs=0.02)


def test_without_a_face_the_light_comes_from_everywhere():
    light = estimate(replace(even(140), face=None))
    assert (light.from_left, light.from_above) == (1.0, 1.0)


def test_the_follower_looks_once_a_second_and_goes_there_slowly():
    follower = LightFollower()
    dark = follower.follow(even(40))
    assert follower.follow(even(220, 500_000_000)) is None
    after_a_second = follower.follow(even(220, 1_000_000_000))
    assert dark.exposure < after_a_second.exposure < estimate(even(220)).exposure


def test_a_follower_shown_an_earlier_picture_begins_anew():
    follower = LightFollower()
    follower.follow(even(40, 9_000_000_000))
    assert follower.follow(even(220, 0)) == estimate(even(220))


def test_between_two_lights_lies_their_mixture():
    assert between(RoomLight(0.2), RoomLight(0.6), 0.25).exposure == pytest.approx(0.3)


def test_the_studio_is_as_bright_as_its_light_and_brighter_on_the_lights_side():
    dim, bright = paint(RoomLight(0.2)), paint(RoomLight(0.8))
    assert np.allclose(bright, dim * 4)
    left = paint(RoomLight(0.5, from_left=1.6))[-1]
    assert left[:, :32].sum() > left[:, 32:].sum() * 1.1


def test_packed_light_keeps_its_value_within_a_step():
    light = paint(RoomLight(0.5))
    root = packed(light)[..., 2::-1].astype(float) / 255
    assert np.abs(root - np.sqrt(np.clip(light / BRIGHTEST, 0, 1))).max() <= 0.5 / 255 + 1e-9
