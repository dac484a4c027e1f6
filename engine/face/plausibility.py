"""Is this a living face before the camera? From the geometry of the landmarks, not from the detector's word.

The detector also fires on animals, toys and planets. Thresholds: 88 frames of real people and 62 rendered heads on
one side, drawings, toys, animals and things on which the mesh found a "face" on the other (docs/benchmarks.md).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from engine.face.limbus import LEFT_EYE, RIGHT_EYE, tracked_iris_px
from engine.types import FaceProblem, FloatArray, Landmarks, TrackedFace

MOST_DISAGREEMENT: Final = 0.032
"""Of the landmarks of a picture and of its mirror image: faces reach 0.018, things begin at 0.045."""
_MOST_RESIDUAL = 0.024
"""Of the pose fit, as a part of the face's width: faces reach 0.020."""
_IRIS_OF_PD = (0.12, 0.29)
"""Width of the iris over the distance of the pupils; adults lie within 0.15 and 0.23."""
_LEAST_IRIS_PX = 4.5
_MOST_TURN = 0.64
"""Cosine of the largest turn of the head at which lengths can be read (50 degrees)."""


def problem_of(face: TrackedFace, disagreement: float = 0.0) -> FaceProblem | None:
    """Why this face gives no measures; None when nothing speaks against it.

    `disagreement` is known of stills only (engine.tracking.still).
    """
    if disagreement > MOST_DISAGREEMENT or not _has_proportions_of_a_face(face):
        return FaceProblem.NOT_A_FACE
    if face.iris_px < _LEAST_IRIS_PX:
        return FaceProblem.TOO_SMALL
    if float(face.pose.rotation[2, 2]) < _MOST_TURN:
        return FaceProblem.TURNED_AWAY
    return None


def _has_proportions_of_a_face(face: TrackedFace) -> bool:
    points = face.landmarks.points_px
    width_px = float(np.ptp(points[:468, 0]))
    is_near_model = face.pose.residual_px < _MOST_RESIDUAL * width_px
    iris = _iris_px(face.landmarks) / max(_apart(points), 1e-6)  # a turned head foreshortens both alike
    return is_near_model and _IRIS_OF_PD[0] < iris < _IRIS_OF_PD[1]


def _iris_px(landmarks: Landmarks) -> float:
    return (tracked_iris_px(landmarks, RIGHT_EYE) + tracked_iris_px(landmarks, LEFT_EYE)) / 2


def _apart(points: FloatArray) -> float:
    return float(np.linalg.norm(points[LEFT_EYE.iris, :2] - points[RIGHT_EYE.iris, :2]))
