from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.face.mean_face import mean_face_mm, stillness
from engine.face.mesh_bias import without_mesh_bias
from engine.face.pose import solve_pose
from engine.types import HeadPose
from tests.fakes.heads import CAMERA, head_at, landmarks_of

WEIGHTS = stillness() / stillness().sum()
heads = st.builds(
    head_at,
    x_mm=st.floats(-150, 150),
    y_mm=st.floats(-80, 80),
    z_mm=st.floats(300, 1400),
    yaw_deg=st.floats(-60, 60),
    pitch_deg=st.floats(-40, 40),
    roll_deg=st.floats(-60, 60),
)


def solved(truth: HeadPose, start: HeadPose | None = None, noise_px: float = 0.0) -> HeadPose:
    points = landmarks_of(truth, noise_px=noise_px).points_px
    return solve_pose(points, mean_face_mm(), WEIGHTS, CAMERA, start)


@given(heads)
def test_the_pose_of_perfect_landmarks_is_exact(truth):
    pose = solved(truth)
    assert np.allclose(pose.rotation, truth.rotation, atol=1e-5)
    assert np.allclose(pose.translation_mm, truth.translation_mm, atol=0.01)
    assert pose.residual_px < 0.01


@given(heads)
def test_the_last_pose_leads_to_the_next(truth):
    near = HeadPose(truth.rotation @ head_at(yaw_deg=3, pitch_deg=-2).rotation, truth.translation_mm * 1.02)
    assert np.allclose(solved(truth, start=near).rotation, truth.rotation, atol=1e-3)


def test_half_a_pixel_of_noise_costs_less_than_half_a_degree():
    truth = head_at(yaw_deg=20, pitch_deg=10, roll_deg=-5)
    pose = solved(truth, noise_px=0.5)
    assert abs(pose.yaw_deg - 20) < 0.5
    assert abs(pose.pitch_deg - 10) < 0.5
    assert abs(pose.roll_deg + 5) < 0.5


def test_twice_the_face_in_the_same_unit_is_twice_as_far():
    points = landmarks_of(head_at(z_mm=500)).points_px
    assert np.isclose(solve_pose(points, 2 * mean_face_mm(), WEIGHTS, CAMERA).translation_mm[2], 1000)


def test_a_head_looking_ahead_carries_no_mesh_bias():
    truth = head_at(x_mm=30, roll_deg=12)
    pose = without_mesh_bias(truth, WEIGHTS @ mean_face_mm())
    assert np.allclose(pose.rotation, truth.rotation)
    assert np.allclose(pose.translation_mm, truth.translation_mm)


@given(heads)
def test_taking_the_bias_back_moves_no_face_in_the_picture(truth):
    centre = WEIGHTS @ mean_face_mm()
    pose = without_mesh_bias(truth, centre)
    before, after = (CAMERA.project(each.to_camera(centre[None])) for each in (truth, pose))
    assert np.allclose(before, after, atol=1e-6)
    assert np.allclose(pose.rotation @ pose.rotation.T, np.eye(3), atol=1e-9)


def test_a_nod_is_deeper_and_a_turned_head_farther_than_the_mesh_says():
    centre = WEIGHTS @ mean_face_mm()
    assert without_mesh_bias(head_at(pitch_deg=20), centre).pitch_deg > 22
    assert without_mesh_bias(head_at(yaw_deg=40), centre).distance_mm > 605
