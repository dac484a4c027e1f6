from __future__ import annotations

import numpy as np

from engine.face.mean_face import mean_face_mm
from engine.face.scale import IRIS_MM, SessionScale, iris_px
from engine.types import FloatArray
from tests.fakes.heads import CAMERA, head_at, landmarks_of


def face_with_iris_mm(diameter_mm: float) -> FloatArray:
    """The mean face with horizontal irises of this size."""
    shape = mean_face_mm().copy()
    for centre, right, left in ((468, 469, 471), (473, 474, 476)):
        shape[right], shape[left] = shape[centre], shape[centre]
        shape[right, 0] += diameter_mm / 2
        shape[left, 0] -= diameter_mm / 2
    return shape


def with_lids(shape: FloatArray, gap_mm: float) -> FloatArray:
    shape = shape.copy()
    for upper, lower in ((159, 145), (386, 374)):
        shape[upper, 1], shape[lower, 1] = gap_mm / 2, -gap_mm / 2
    return shape


def read(scale: SessionScale, shape: FloatArray, yaw_deg: float = 0.0, times: int = 1) -> float:
    pose = head_at(yaw_deg=yaw_deg)
    for _ in range(times):
        scale.read(landmarks_of(pose, shape), pose, mean_face_mm(), CAMERA)
    return scale.value


def test_an_average_iris_is_an_average_face():
    assert abs(read(SessionScale(), face_with_iris_mm(IRIS_MM)) - 1) < 0.002


def test_small_irises_mean_a_larger_face_but_not_all_of_it():
    scale = read(SessionScale(), face_with_iris_mm(IRIS_MM / 1.10))
    assert 1.02 < scale < 1.06


def test_nothing_is_read_off_a_turned_head():
    assert read(SessionScale(), face_with_iris_mm(9.0), yaw_deg=30) == 1.0


def test_the_scale_is_held_while_the_eyes_close():
    scale = SessionScale()
    before = read(scale, with_lids(face_with_iris_mm(IRIS_MM), 10.0), times=20)
    assert read(scale, with_lids(face_with_iris_mm(9.0), 3.0), times=3) == before


def test_one_odd_reading_hardly_counts_after_many():
    scale = SessionScale()
    before = read(scale, face_with_iris_mm(IRIS_MM), times=200)
    assert abs(read(scale, face_with_iris_mm(IRIS_MM * 1.02)) / before - 1) < 1e-4


def test_the_iris_is_measured_in_the_picture():
    landmarks = landmarks_of(head_at(z_mm=600), face_with_iris_mm(12.0))
    assert np.isclose(iris_px(landmarks), 12.0 * 1000 / (600 - 16.7), rtol=0.01)
