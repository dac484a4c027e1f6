from __future__ import annotations

import numpy as np

from engine.face.shape import classify
from engine.face.shape_contour import frontal_face
from engine.face.shape_pool import ShapePool, neutrality, seen_from_the_front, settled
from engine.types import FaceShape, Shape
from tests.fakes.shaped_faces import face_with, landmarks_px, mean_face, tracked

SQUARE = face_with(length=0.97, jaw=1.06)


def smiling(face):
    """Lips apart, mouth corners out, jaw down: what a laugh does to the mesh."""
    laugh = face.copy()
    lower_lip_mm = face[14, 1]
    mouth = np.linalg.norm(face[:, :2] - face[[13, 14], :2].mean(axis=0), axis=1) < 28
    laugh[mouth, 0] *= 1.2
    laugh[:, 1] -= 10.0 * np.clip((lower_lip_mm + 1.0 - face[:, 1]) / 1.0, 0, 1)
    return laugh


def pooled(*visits):
    pool, answer = ShapePool(), None
    for face, yaw, frames in visits:
        for _ in range(frames):
            answer = pool.add(tracked(face, yaw_deg=yaw))
    return answer


def test_no_answer_is_given_on_the_first_frame():
    assert pooled((SQUARE, 0, 1)) is None


def test_a_still_frontal_face_gets_the_answer_of_its_single_frame():
    assert pooled((SQUARE, 0, 12)).best is classify(landmarks_px(SQUARE)).best


def test_a_face_that_never_looks_at_the_mirror_gets_no_answer():
    assert pooled((SQUARE, 40, 200)) is None


def test_a_laugh_after_a_calm_start_does_not_change_the_answer():
    calm = pooled((SQUARE, 0, 30))
    assert pooled((SQUARE, 0, 30), (smiling(SQUARE), 0, 300)) == calm


def test_what_a_turned_head_pretends_does_not_change_the_answer():
    calm = pooled((SQUARE, 0, 30))
    assert pooled((SQUARE, 0, 30), (face_with(jaw=0.9), 25, 100)).best is calm.best


def test_a_better_look_replaces_a_poor_first_impression():
    narrow = face_with(length=1.08, jaw=0.97)
    assert pooled((narrow, 15, 60), (SQUARE, 0, 600)).best is classify(landmarks_px(SQUARE)).best


def test_a_frontal_near_face_weighs_most():
    frontal, turned = tracked(SQUARE), tracked(SQUARE, yaw_deg=20)
    assert seen_from_the_front(frontal) == 1.0
    assert seen_from_the_front(turned) < 0.1


def test_a_laugh_weighs_less_than_a_calm_face():
    points = [frontal_face(landmarks_px(face)) for face in (smiling(mean_face()), mean_face())]
    assert neutrality(points[0]) < 0.5 * neutrality(points[1])


def test_a_moving_face_needs_longer_than_a_still_one():
    pool = ShapePool()
    answers = [pool.add(tracked(SQUARE, centre_px=300 + 20 * step)) for step in range(12)]
    assert answers[-1] is None


def ranked(**confidences):
    order = sorted(confidences.items(), key=lambda item: -item[1])
    return FaceShape(tuple((Shape(name), confidence) for name, confidence in order))


def test_a_hairs_breadth_does_not_swap_the_shapes_shown():
    held = ranked(oval=0.41, round=0.39, heart=0.2)
    assert settled(held, ranked(oval=0.39, round=0.41, heart=0.2)) is held
    assert settled(held, ranked(oval=0.42, round=0.28, heart=0.3)) is held


def test_a_clear_lead_swaps_them():
    held = ranked(oval=0.41, round=0.39, heart=0.2)
    clear = ranked(oval=0.3, round=0.5, heart=0.2)
    assert settled(held, clear) is clear


def test_the_same_two_shapes_follow_the_newest_confidence():
    newer = ranked(oval=0.5, round=0.3, heart=0.2)
    assert settled(ranked(oval=0.41, round=0.39, heart=0.2), newer) is newer
