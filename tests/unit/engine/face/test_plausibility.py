from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.face.plausibility import problem_of
from engine.pipeline.face_report import locate
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import CameraModel, FaceProblem, HeadPose, Landmarks


@pytest.fixture(scope="module")
def face():
    tracker = FaceMeshTracker()
    frame = next(every_frame(DEMO_CUSTOMERS[0]))
    found = tracker.find(frame)
    tracker.close()
    return locate(found, frame, CameraModel(1000.0, 1280, 720))


def changed(face, points_px):
    return replace(face, landmarks=Landmarks(points_px, 1280, 720))


def test_nothing_speaks_against_a_face(face):
    assert problem_of(face) is None


def test_a_face_that_its_mirror_image_does_not_share_is_none(face):
    assert problem_of(face, disagreement=0.2) is FaceProblem.NOT_A_FACE


def test_landmarks_far_from_every_head_are_no_face(face):
    crooked = replace(face, pose=replace(face.pose, residual_px=40.0))
    assert problem_of(crooked) is FaceProblem.NOT_A_FACE


def test_eyes_like_saucers_are_no_face(face):
    points = face.landmarks.points_px.copy()
    for iris in (range(468, 473), range(473, 478)):
        middle = points[list(iris)].mean(axis=0)
        points[list(iris)] = middle + (points[list(iris)] - middle) * 2.5
    assert problem_of(changed(face, points)) is FaceProblem.NOT_A_FACE


def test_a_face_far_away_is_too_small(face):
    assert problem_of(replace(face, iris_px=3.0)) is FaceProblem.TOO_SMALL


def test_a_profile_is_turned_away(face):
    turned = np.array([[0.2, 0, 0.98], [0, 1, 0], [-0.98, 0, 0.2]])
    pose = HeadPose(turned, face.pose.translation_mm, face.pose.residual_px)
    assert problem_of(replace(face, pose=pose)) is FaceProblem.TURNED_AWAY
