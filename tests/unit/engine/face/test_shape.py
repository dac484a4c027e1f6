from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.asset_paths import SHAPE_MODEL
from engine.face.shape import classify
from engine.face.shape_contour import UnusableLandmarks, frontal_face, shape_measures
from engine.face.shape_model import UnusableModel, model_text, parse_model, shipped_model
from engine.types import UNVALIDATED_SHAPES, Shape
from tests.fakes.faces import turned
from tests.fakes.shaped_faces import face_with, landmarks_px, mean_face

proportions = st.floats(0.9, 1.1)
faces = st.builds(face_with, proportions, proportions, proportions)
angles = st.floats(-20, 20)


def mirrored(points_px):
    left = mean_face() * (-1, 1, 1)
    partner = np.linalg.norm(mean_face()[None] - left[:, None], axis=2).argmin(axis=1)
    return points_px[partner] * (-1, 1, 1)


@given(faces)
def test_every_shape_is_ranked_and_confidences_add_up_to_one(face):
    ranking = classify(landmarks_px(face)).ranking
    confidences = [confidence for _, confidence in ranking]
    assert {shape for shape, _ in ranking} == set(Shape)
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1)


@given(faces)
def test_shapes_nobody_validated_get_no_confidence(face):
    assert all(
        confidence == 0
        for shape, confidence in classify(landmarks_px(face)).ranking
        if shape in UNVALIDATED_SHAPES
    )


@given(faces, angles, angles, angles, st.floats(0.5, 4))
def test_turning_and_nearing_the_head_changes_nothing(face, yaw, pitch, roll, px_per_mm):
    front = classify(landmarks_px(face))
    aside = classify(landmarks_px(face, turned(yaw, pitch, roll), px_per_mm))
    assert dict(aside.ranking) == pytest.approx(dict(front.ranking), abs=1e-6)


@given(faces, angles)
def test_the_mirrored_picture_gets_the_same_answer(face, yaw):
    points = landmarks_px(face, turned(yaw))
    assert dict(classify(mirrored(points)).ranking) == pytest.approx(dict(classify(points).ranking), abs=1e-6)


def confidence_in(shape, **proportions):
    return dict(classify(landmarks_px(face_with(**proportions))).ranking)[shape]


def test_a_longer_face_is_more_oblong_and_less_round():
    assert confidence_in(Shape.OBLONG, length=1.08) > confidence_in(Shape.OBLONG)
    assert confidence_in(Shape.ROUND, length=1.08) < confidence_in(Shape.ROUND, length=0.95)


def test_a_wider_jaw_is_more_square():
    assert confidence_in(Shape.SQUARE, jaw=1.06) > confidence_in(Shape.SQUARE)


def test_the_reasons_name_two_or_three_different_measures():
    reasons = classify(landmarks_px(face_with(jaw=1.08))).reasons
    assert 2 <= len(reasons) <= 3
    assert len({reason.key for reason in reasons}) == len(reasons)
    assert "shape.jaw.high" in {reason.key for reason in reasons}


def test_a_heavy_jaw_may_be_called_triangle_and_narrow_ends_diamond_by_rule_only():
    assert classify(landmarks_px(face_with(jaw=1.2, forehead=0.9))).by_convention is Shape.TRIANGLE
    assert classify(landmarks_px(face_with(jaw=0.9, forehead=0.9))).by_convention is Shape.DIAMOND
    assert classify(landmarks_px(mean_face())).by_convention is None


def test_measures_are_proportions_of_the_frontal_face():
    short = shape_measures(frontal_face(landmarks_px(face_with(length=0.9))))
    long = shape_measures(frontal_face(landmarks_px(face_with(length=1.1))))
    assert long.length / short.length == pytest.approx(1.1 / 0.9, rel=0.02)


@pytest.mark.parametrize(
    "points", [np.zeros((468, 3)), np.full((478, 3), np.nan), np.ones((478, 3)), np.zeros((478, 2))]
)
def test_points_that_are_no_face_are_refused_in_words(points):
    with pytest.raises(UnusableLandmarks, match="face mesh"):
        classify(points)


def test_the_shipped_model_survives_writing_and_reading():
    model = shipped_model()
    again = parse_model(model_text(model, "test"))
    assert np.array_equal(again.weights, model.weights)
    assert again.triangle_above == model.triangle_above


@pytest.mark.parametrize("damage", [{"version": 99}, {"weights": [1, 2]}, {"bias": None}])
def test_a_model_of_another_version_or_damaged_is_refused(damage):
    fields = json.loads(SHAPE_MODEL.read_text()) | damage
    with pytest.raises(UnusableModel):
        parse_model(json.dumps(fields))


def test_a_file_that_is_no_model_is_refused():
    with pytest.raises(UnusableModel, match="cannot be read"):
        parse_model("not json")
