from __future__ import annotations

import numpy as np

from engine.face.mean_face import mean_face_mm, stillness
from engine.face.person import PersonShape
from engine.face.pose import solve_pose
from engine.face.surface import FaceSurface
from engine.types import FloatArray, HeadPose, Landmarks
from tests.fakes.heads import CAMERA, head_at, landmarks_of

WEIGHTS = stillness() / stillness().sum()
NOSE_TIP = 1
MOUTH = 14


def long_nosed() -> FloatArray:
    shape = mean_face_mm().copy()
    shape[NOSE_TIP, 2] += 6.0
    return shape


def learn(person: PersonShape, shape: FloatArray, yaws_deg: list[float]) -> None:
    for number, yaw_deg in enumerate(yaws_deg):
        landmarks = landmarks_of(head_at(yaw_deg=yaw_deg), shape)
        pose = solve_pose(landmarks.points_px, person.shape, WEIGHTS, CAMERA)
        person.learn(landmarks, pose, CAMERA, number * 100_000_000)


def test_nobody_is_average_until_seen():
    assert np.array_equal(PersonShape(WEIGHTS).shape, mean_face_mm())


def test_a_nose_is_learnt_by_turning_not_by_staring():
    staring, turning = PersonShape(WEIGHTS), PersonShape(WEIGHTS)
    learn(staring, long_nosed(), [0.0] * 40)
    learn(turning, long_nosed(), [30.0 * np.sin(number / 6) for number in range(40)])
    grown = [person.shape[NOSE_TIP, 2] - mean_face_mm()[NOSE_TIP, 2] for person in (staring, turning)]
    assert abs(grown[0]) < 1.0
    assert grown[1] > 3.0


def test_the_shape_keeps_size_and_place_of_the_mean_face():
    person = PersonShape(WEIGHTS)
    learn(person, 1.1 * long_nosed(), [-20.0, 0.0, 20.0] * 10)
    assert np.allclose(WEIGHTS @ person.shape, WEIGHTS @ mean_face_mm(), atol=1e-6)
    assert abs(np.ptp(person.shape[:468, 0]) / np.ptp(mean_face_mm()[:468, 0]) - 1) < 0.02


def test_views_a_moment_apart_count_once():
    person = PersonShape(WEIGHTS)
    landmarks = landmarks_of(head_at(), long_nosed() + 1.0)
    person.learn(landmarks, head_at(), CAMERA, 0)
    once = person.shape
    person.learn(landmarks, head_at(), CAMERA, 33_000_000)
    assert person.shape is once


def bent(surface: FaceSurface, seen: FloatArray, pose: HeadPose, passed_s: float = 1 / 30) -> FloatArray:
    landmarks: Landmarks = landmarks_of(pose, seen)
    return surface.bend(mean_face_mm(), landmarks, pose, CAMERA, passed_s)


def open_mouthed() -> FloatArray:
    shape = mean_face_mm().copy()
    shape[MOUTH, 1] -= 15.0
    return shape


def test_the_surface_opens_its_mouth_with_the_wearer():
    surface = bent(FaceSurface(), open_mouthed(), head_at(yaw_deg=15))
    assert np.allclose(surface[MOUTH], open_mouthed()[MOUTH], atol=1.5)


def test_the_bridge_of_the_nose_is_rigid():
    seen = mean_face_mm() + np.array([0.8, 0.0, 0.0])
    surface = bent(FaceSurface(), seen, head_at())
    assert np.allclose(surface[168], mean_face_mm()[168], atol=0.05)


def test_expressions_are_followed_smoothly():
    surface = FaceSurface()
    bent(surface, mean_face_mm(), head_at())
    after_one_frame = bent(surface, open_mouthed(), head_at())[MOUTH, 1] - mean_face_mm()[MOUTH, 1]
    assert -12 < after_one_frame < -3
