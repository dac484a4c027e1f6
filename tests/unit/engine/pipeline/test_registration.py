from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import UnusableSource
from engine.pipeline.registration import Registration, TrueHead, front_points, read_truth, score
from engine.types import FloatArray, HeadPose
from tests.fakes.heads import CAMERA, head_at, head_rotation

FRONT = front_points(130.0, 40.0)
ON_THE_NOSE = np.array([1.0, 3.0, 30.0])


def turning(count: int = 120) -> list[HeadPose]:
    """A head that turns, nods, tilts and moves, all at once."""
    return [
        head_at(
            x_mm=30 * math.sin(now / 9),
            z_mm=550 + 40 * math.cos(now / 11),
            yaw_deg=25 * math.sin(now / 13),
            pitch_deg=8 * math.sin(now / 7),
            roll_deg=6 * math.cos(now / 10),
        )
        for now in range(count)
    ]


def scored(
    drawn: list[HeadPose], truth: list[HeadPose], where: FloatArray = ON_THE_NOSE, size: float = 1.0
) -> Registration:
    heads = [TrueHead(pose, CAMERA) for pose in truth]
    return score(heads, [pose.to_camera(size * FRONT + where) for pose in drawn], FRONT)


def moved(pose: HeadPose, x_mm: float = 0.0, times: float = 1.0, roll_deg: float = 0.0) -> HeadPose:
    place = (pose.translation_mm + np.array([x_mm, 0.0, 0.0])) * times
    return HeadPose(head_rotation(roll_deg=roll_deg) @ pose.rotation, place)


@given(st.floats(-20, 20), st.floats(0, 50), st.floats(0.9, 1.1))
def test_where_and_how_large_a_frame_sits_all_through_is_no_error(up_mm, forward_mm, size):
    figures = scored(turning(), turning(), np.array([0.0, up_mm, forward_mm]), size)
    assert figures.bridge_rms_mm < 0.01
    assert figures.corner_rms_mm < 0.01
    assert abs(figures.size_percent - 100 * (size - 1)) < 0.01


def test_a_frame_that_shakes_by_a_millimetre_is_a_millimetre_off():
    drawn = [moved(pose, x_mm=(-1) ** number) for number, pose in enumerate(turning())]
    figures = scored(drawn, turning())
    assert figures.bridge_rms_mm == pytest.approx(1.0, abs=0.05)
    assert figures.jitter_mm == pytest.approx(2.0, abs=0.1)


def test_distance_that_swings_by_one_percent_moves_the_sides_by_one_percent_of_their_reach():
    drawn = [moved(pose, times=1 + 0.01 * (-1) ** number) for number, pose in enumerate(turning())]
    figures = scored(drawn, turning())
    assert figures.distance_rms_mm == pytest.approx(0.65 * 550 / 520, abs=0.02)
    assert figures.depth_rms_mm == pytest.approx(5.2, abs=0.3)


def test_roll_is_told_in_degrees_and_at_the_sides():
    drawn = [moved(pose, roll_deg=0.5 * (-1) ** number) for number, pose in enumerate(turning())]
    figures = scored(drawn, turning())
    assert figures.roll_rms_deg == pytest.approx(0.5, abs=0.02)
    assert figures.roll_rms_mm == pytest.approx(math.radians(0.5) * 65, abs=0.03)


@pytest.mark.parametrize("lag", [0, 1])
def test_the_lag_is_counted_in_frames(lag):
    truth = turning()
    drawn = [truth[max(0, number - lag)] for number in range(len(truth))]
    assert scored(drawn, truth).lag_frames == pytest.approx(lag, rel=0.1, abs=0.01)


def test_a_still_head_has_nothing_to_lag_behind():
    assert scored([head_at()] * 20, [head_at()] * 20).lag_frames == 0.0


def test_frames_without_a_face_are_counted_and_left_out():
    truth = [TrueHead(pose, CAMERA) for pose in turning(40)]
    drawn = [head.pose.to_camera(FRONT + ON_THE_NOSE) for head in truth]
    figures = score(truth, [*drawn[:30], *[None] * 10], FRONT)
    assert (figures.frames, figures.lost_frames) == (40, 10)
    assert figures.bridge_rms_mm < 0.01


def test_a_clip_without_faces_cannot_be_scored():
    with pytest.raises(ValueError, match="two frames"):
        score([TrueHead(head_at(), CAMERA)] * 3, [None] * 3, FRONT)


def truth_text(**changes: object) -> str:
    frame = {"R_cv": np.eye(3).tolist(), "t": [0, 0, 500], "f": 1000, "W": 1280, "H": 720} | changes
    return json.dumps([frame])


def test_truth_in_camera_axes_becomes_a_head_pose():
    turned = np.diag([1, -1, -1]) @ head_rotation(20, 5, -3) @ np.diag([1, -1, -1])
    head = read_truth(truth_text(R_cv=turned.tolist()))[0]
    assert (round(head.pose.yaw_deg), round(head.pose.pitch_deg), round(head.pose.roll_deg)) == (20, 5, -3)
    assert head.camera == CAMERA


@pytest.mark.parametrize(
    "text", ["{", "{}", "[]", "[3]", truth_text(t="far"), truth_text(R_cv=[1, 2]), '[{"t": 1}]']
)
def test_a_truth_that_is_none_is_said_to_be_none(text):
    with pytest.raises(UnusableSource):
        read_truth(text)
