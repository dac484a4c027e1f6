"""Parallax tells a head from its photo, and says nothing when nothing turns."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.face.flatness import FlatnessPool, ViewErrors, homography_error, is_flat
from engine.types import Landmarks
from tests.fakes.faces import CAMERA, turned
from tests.fakes.heads import head_at, landmarks_of
from tests.fakes.photos import points_turned

YAWS = np.linspace(-30, 30, 13)


def pooled(views):
    pool = FlatnessPool()
    return [pool.add(landmarks, CAMERA) for landmarks in views][-1]


def of_photo(yaws=YAWS, noise_px=0.0):
    print_px = landmarks_of(head_at(z_mm=500)).points_px
    rng = np.random.default_rng(1)
    for yaw in yaws:
        points = points_turned(print_px, CAMERA, turned(yaw, yaw / 3), np.array([0.0, 0.0, 430.0]))
        points[:, :2] += rng.normal(0, noise_px, (478, 2))
        yield Landmarks(points, CAMERA.width_px, CAMERA.height_px)


def test_a_photo_that_turns_is_noticed():
    assert pooled(of_photo(noise_px=0.5))


def test_a_head_that_turns_is_no_photo():
    yaws = [*YAWS[6:], *YAWS]
    assert not pooled(landmarks_of(head_at(z_mm=600, yaw_deg=yaw), noise_px=0.5) for yaw in yaws)


def test_a_photo_held_still_cannot_be_told():
    assert not pooled(of_photo(yaws=[0.0] * 20, noise_px=0.5))


def test_a_few_views_are_not_enough():
    assert not is_flat([ViewErrors(0.01, 0.2)] * 7)
    assert is_flat([ViewErrors(0.01, 0.2)] * 8)


def test_a_face_turned_away_is_no_first_view():
    pool = FlatnessPool()
    assert not any(pool.add(landmarks_of(head_at(yaw_deg=40)), CAMERA) for _ in range(20))


@given(st.tuples(*[st.floats(-0.4, 0.4)] * 8))
def test_a_homography_leaves_no_error(bend):
    points = np.random.default_rng(3).uniform(-1, 1, (40, 2))
    matrix = np.eye(3) + np.array([*bend[:6], bend[6] / 4, bend[7] / 4, 0.0]).reshape(3, 3)
    moved = np.column_stack([points, np.ones(40)]) @ matrix.T
    error = homography_error(points, moved[:, :2] / moved[:, 2:], np.full(40, 1 / 40))
    assert error < 1e-6
