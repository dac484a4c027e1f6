from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.face.quaternion import quaternion_of, rotation_of_quaternion
from engine.face.smoothing import PoseSmoother
from engine.types import HeadPose
from tests.fakes.heads import head_at, head_rotation

angles = st.floats(-180, 180)


def smoothed(poses: list[HeadPose], fps: float = 30.0) -> list[HeadPose]:
    smoother = PoseSmoother()
    return [smoother.smooth(pose, round(number * 1e9 / fps)) for number, pose in enumerate(poses)]


def shaken(count: int, seed: int = 1) -> list[HeadPose]:
    """A still head as a noisy mesh sees it: 0.06 mm, 0.1 degrees."""
    noise = np.random.default_rng(seed)
    return [
        head_at(*noise.normal((0, 0, 600), (0.06, 0.06, 0.3)), *noise.normal(0, 0.1, 3)) for _ in range(count)
    ]


def step_mm(poses: list[HeadPose]) -> float:
    places = np.array([pose.translation_mm for pose in poses])
    return float(np.sqrt((np.diff(places, axis=0)[:, :2] ** 2).sum(axis=1).mean()))


@given(angles, angles, angles)
def test_a_rotation_survives_its_quaternion(yaw, pitch, roll):
    rotation = head_rotation(yaw, pitch, roll)
    assert np.allclose(rotation_of_quaternion(quaternion_of(rotation)), rotation, atol=1e-9)


def test_the_first_pose_is_taken_as_it_is():
    pose = head_at(x_mm=10, yaw_deg=30)
    assert np.allclose(smoothed([pose])[0].rotation, pose.rotation)
    assert np.allclose(smoothed([pose])[0].translation_mm, pose.translation_mm)


def test_a_still_head_stands_five_times_stiller():
    poses = shaken(200)
    assert step_mm(smoothed(poses)[50:]) < step_mm(poses[50:]) / 5


def test_a_moving_head_is_followed_within_half_a_frame():
    poses = [head_at(x_mm=4.0 * number) for number in range(40)]
    behind_mm = poses[-1].translation_mm[0] - smoothed(poses)[-1].translation_mm[0]
    assert behind_mm < 0.5 * 4.0


def test_a_sudden_turn_is_taken_at_once():
    turned = smoothed([head_at()] * 10 + [head_at(yaw_deg=12)])[-1]
    assert turned.yaw_deg > 11.9


def test_smoothing_goes_by_time_not_by_frames():
    def left_after_a_quarter_second(fps: int) -> float:
        return smoothed([head_at()] * fps + [head_at(x_mm=0.4)] * (fps // 4), fps)[-1].translation_mm[0]

    assert abs(left_after_a_quarter_second(30) - left_after_a_quarter_second(60)) < 0.05


def test_after_a_pause_the_head_is_where_it_is_seen():
    smoother = PoseSmoother()
    smoother.smooth(head_at(), 0)
    assert smoother.smooth(head_at(x_mm=1), 2_000_000_000).translation_mm[0] == 1


@given(st.lists(st.tuples(angles, st.floats(-60, 60), angles), min_size=2, max_size=6))
def test_what_comes_out_is_always_a_rotation(turns):
    for pose in smoothed([head_at(0, 0, 600, *turn) for turn in turns]):
        assert np.allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-9)
        assert np.linalg.det(pose.rotation) > 0.99
