from __future__ import annotations

import numpy as np

from engine.face.follow import FaceFollower
from engine.face.mean_face import mean_face_mm
from engine.tracking.replay import ReplayTracker
from engine.types import FollowedFace, Hint, Landmarks
from tests.fakes.heads import CAMERA, frame_at, head_at, landmarks_of


def follow(recorded: list[Landmarks | None], fps: float = 30.0) -> list[FollowedFace]:
    follower = FaceFollower(ReplayTracker(recorded))
    return [follower.follow(frame_at(number / fps), CAMERA) for number in range(len(recorded))]


def test_a_head_is_found_where_it_is():
    followed = follow([landmarks_of(head_at(x_mm=40, y_mm=-20, z_mm=600, roll_deg=8))] * 30)[-1]
    assert followed.face is not None
    pose = followed.face.pose
    assert abs(pose.roll_deg - 8) < 0.1
    assert np.allclose(
        pose.translation_mm / pose.translation_mm[2], np.array([40, -20, 600]) / 600, atol=1e-3
    )
    assert (followed.opacity, followed.hint) == (1.0, Hint.NONE)


def test_the_surface_lies_on_the_landmarks():
    truth = landmarks_of(head_at(yaw_deg=10))
    face = follow([truth] * 30)[-1].face
    assert face is not None
    drawn = CAMERA.project(face.pose.to_camera(face.surface_mm))
    assert np.abs(drawn - truth.points_px[:, :2])[:468].max() < 4.0


def test_turning_the_head_does_not_change_its_size():
    heads = [landmarks_of(head_at(yaw_deg=20 * np.sin(number / 10))) for number in range(120)]
    widths = [np.ptp(each.face.surface_mm[:468, 0]) for each in follow(heads) if each.face]
    assert np.std(widths[10:]) / np.mean(widths) < 0.002


def test_a_face_just_lost_stays_while_it_fades():
    here = landmarks_of(head_at())
    followed = follow([here] * 10 + [None] * 20)
    assert followed[11].face is followed[9].face
    assert 0 < followed[11].opacity < 1
    assert followed[-1].face is None
    assert followed[-1].opacity == 0


def test_without_a_face_the_hint_says_so():
    followed = follow([None] * 20)[-1]
    assert (followed.face, followed.opacity, followed.hint) == (None, 0.0, Hint.NO_FACE)


def test_a_face_found_again_is_drawn_where_it_is_now():
    followed = follow([landmarks_of(head_at())] * 10 + [None] * 3 + [landmarks_of(head_at(x_mm=15))])[-1]
    assert followed.face is not None
    assert abs(followed.face.pose.translation_mm[0] / followed.face.pose.distance_mm - 15 / 600) < 1e-3


def large_nosed() -> np.ndarray:
    shape = mean_face_mm().copy()
    shape[1, 1] -= 8.0
    return shape


def test_another_face_is_not_taken_for_the_last_one():
    first = [landmarks_of(head_at(x_mm=-150), large_nosed())] * 60
    followed = follow([*first, landmarks_of(head_at(x_mm=150))])
    noses = [each.face.surface_mm[1, 1] for each in (followed[-2], followed[-1]) if each.face]
    assert noses[0] < mean_face_mm()[1, 1] - 3
    assert abs(noses[1] - mean_face_mm()[1, 1]) < 1


def test_frames_with_the_same_time_do_no_harm():
    follower = FaceFollower(ReplayTracker([landmarks_of(head_at())] * 3))
    assert all(follower.follow(frame_at(1.0), CAMERA).face is not None for _ in range(3))
