"""How large this face is: from its irises and from what is known of faces, pooled over the session."""

from __future__ import annotations

import math

import numpy as np

from engine.face.mean_face import IRIS_CENTRES
from engine.types import CameraModel, FloatArray, HeadPose, Landmarks

IRIS_MM = 11.7
"""Horizontal visible iris diameter of adults; standard deviation 0.5 mm."""
_IRIS_SPREAD = 0.053
"""Of the logarithm of the size read off the irises: 4.3 % between people, 3 % that the mesh adds."""
_FACE_SPREAD = 0.045
"""Of the logarithm of face size between adults (bizygomatic breadth, ANSUR II)."""
_IRIS_SHARE = _FACE_SPREAD**2 / (_FACE_SPREAD**2 + _IRIS_SPREAD**2)
_IRIS_ENDS = ((469, 471), (474, 476))
_EYE_CORNERS = ((33, 133), (362, 263))
_LIDS = ((159, 145), (386, 374))
_FRONTAL_DEG = 12.0
"""Beyond, an iris is seen foreshortened: eyes may or may not have turned with the head."""
_BLINK = 0.75
"""Lid gap over this person's usual gap. The mesh makes irises of closing eyes 10 % smaller."""
_MEMORY = 300
"""Readings; later ones count as much as in a mean of so many."""


class SessionScale:
    """Size of this face over the size of the mean face."""

    def __init__(self) -> None:
        self._readings = 0
        self._log_iris_scale = 0.0
        self._usual_gap = 0.0

    @property
    def value(self) -> float:
        """One, until an open-eyed frontal view has been read."""
        return math.exp(_IRIS_SHARE * self._log_iris_scale)

    def read(self, landmarks: Landmarks, pose: HeadPose, shape: FloatArray, camera: CameraModel) -> None:
        """Takes a frame into account; held while the person blinks or is turned away.

        `pose` and `shape` in millimetres of the mean face.
        """
        if abs(pose.yaw_deg) > _FRONTAL_DEG or self._is_blink(landmarks):
            return
        depth = pose.to_camera(shape[list(IRIS_CENTRES)])[:, 2]
        diameters = _lengths(landmarks.points_px, _IRIS_ENDS) * depth / camera.focal_px
        log_scale = math.log(IRIS_MM / float(diameters.mean()))
        self._readings = min(self._readings + 1, _MEMORY)
        self._log_iris_scale += (log_scale - self._log_iris_scale) / self._readings

    def _is_blink(self, landmarks: Landmarks) -> bool:
        points = landmarks.points_px
        gap = float((_lengths(points, _LIDS) / _lengths(points, _EYE_CORNERS)).mean())
        is_blink = gap < _BLINK * self._usual_gap
        share = 1.0 if self._usual_gap == 0.0 else 0.02
        self._usual_gap += share * (gap - self._usual_gap)
        return is_blink


def iris_px(landmarks: Landmarks) -> float:
    """Mean horizontal iris diameter in the picture."""
    return float(_lengths(landmarks.points_px, _IRIS_ENDS).mean())


def _lengths(points_px: FloatArray, pairs: tuple[tuple[int, int], ...]) -> FloatArray:
    """Distances in the picture between pairs of landmarks."""
    ends = points_px[np.array(pairs), :2]
    lengths: FloatArray = np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1)
    return lengths
