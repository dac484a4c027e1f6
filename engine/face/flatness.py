"""A photo held before the camera, told from a head by parallax: when it turns, nothing moves against anything else.

The points of a flat thing follow a homography from view to view; those of a head follow the projection of a turning
solid, its nose moving against its cheeks. Each view is held against the first one under both laws; over a session the
law with the smaller errors is right, if anything has turned at all. A film of a turning head is not told from a head.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from engine.face.mean_face import mean_face_mm, stillness
from engine.face.pose import solve_pose
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose, Landmarks

_UNSTEADY = (
    *(33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    *(362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
    *(70, 63, 105, 66, 107, 55, 65, 52, 53, 46, 300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
"""Lids and brows."""
_EDGE_MM, _HAIRLINE_MM = 60.0, 45.0
"""Landmarks farther out slide along the edge of the face as it turns."""
_FIRST_YAW_DEG = 25.0
_LEAST_VIEWS: Final = 8
_MOST_VIEWS: Final = 60
_LEAST_ERROR = 0.045
"""Of the head's law, as a part of the spread of the points: below, too little has turned to tell."""
_FLAT_RATIO = 2.2
"""Of the squared errors, head over flat. Turned photos reach 2.5 to 5, people who talk and look around at most 1.34."""


@dataclass(frozen=True, slots=True)
class ViewErrors:
    """RMS errors of one view against the first, as parts of the spread of the points."""

    as_flat: float
    as_head: float


def is_flat(views: list[ViewErrors]) -> bool:
    """Whether what was seen turned like a flat thing; False as long as that cannot be told."""
    if len(views) < _LEAST_VIEWS:
        return False
    flat = sum(view.as_flat**2 for view in views)
    head = sum(view.as_head**2 for view in views)
    return head > len(views) * _LEAST_ERROR**2 and head > _FLAT_RATIO * flat


class FlatnessPool:
    """Collects views of one face, a few a second; one pool per visit."""

    def __init__(self) -> None:
        self._first: _FirstView | None = None
        self._views: deque[ViewErrors] = deque(maxlen=_MOST_VIEWS)

    def add(self, landmarks: Landmarks, camera: CameraModel) -> bool:
        """Whether it is a photo, as far as known after this view."""
        if self._first is None:
            self._first = _first_view(landmarks, camera)
        else:
            self._views.append(self._first.errors_of(landmarks, camera))
        return is_flat(list(self._views))


@dataclass(frozen=True, slots=True, eq=False)
class _FirstView:
    points_px: FloatArray
    solid: FloatArray
    """(478, 3) the face as it would be if it were a head: this view's outline, the mean face's relief."""

    def errors_of(self, landmarks: Landmarks, camera: CameraModel) -> ViewErrors:
        weights = _weights()
        used = weights > 0
        seen, share = landmarks.points_px[used, :2], weights[used]
        spread = math.sqrt(float(share @ ((seen - share @ seen) ** 2).sum(axis=1)))
        pose = solve_pose(landmarks.points_px, self.solid, weights, camera)
        flat = homography_error(self.points_px[used, :2], seen, share)
        return ViewErrors(flat / spread, pose.residual_px / spread)


def _first_view(landmarks: Landmarks, camera: CameraModel) -> _FirstView | None:
    """None when the face is turned too far to begin with."""
    pose = solve_pose(landmarks.points_px, mean_face_mm(), _weights(), camera)
    if abs(pose.yaw_deg) > _FIRST_YAW_DEG:
        return None
    return _FirstView(landmarks.points_px, _lifted(landmarks, pose, camera))


def _lifted(landmarks: Landmarks, pose: HeadPose, camera: CameraModel) -> FloatArray:
    """The landmarks put back into the head frame, each as far from the camera as the mean face has it."""
    rays = (landmarks.points_px[:, :2] - (camera.width_px / 2, camera.height_px / 2)) / camera.focal_px
    depth = pose.to_camera(mean_face_mm())[:, 2:]
    placed = np.hstack([rays * depth, depth])
    solid: FloatArray = (placed - pose.translation_mm) @ (HEAD_TO_CAMERA_AXES @ pose.rotation)
    return solid


def homography_error(start: FloatArray, end: FloatArray, weights: FloatArray) -> float:
    """RMS distance of `end` (n, 2) from the best homography of `start`, in pixels; `weights` (n,) sum to one.

    Direct linear transformation on normalised points (Hartley 1997).
    """
    (p, _), (q, size) = _normalised(start, weights), _normalised(end, weights)
    ones, none = np.ones((len(p), 1)), np.zeros((len(p), 3))
    plain = np.hstack([p, ones])
    rows = np.vstack([np.hstack([plain, none, -q[:, :1] * p]), np.hstack([none, plain, -q[:, 1:] * p])])
    roots = np.tile(np.sqrt(weights), 2)
    found = np.linalg.lstsq(rows * roots[:, None], q.T.ravel() * roots, rcond=None)[0]
    scale = 1 + p @ found[6:]
    moved = np.column_stack([plain @ found[:3], plain @ found[3:6]]) / scale[:, None]
    return math.sqrt(float(weights @ ((moved - q) ** 2).sum(axis=1))) * size


def _normalised(points: FloatArray, weights: FloatArray) -> tuple[FloatArray, float]:
    around = points - weights @ points
    size = max(math.sqrt(float(weights @ (around**2).sum(axis=1)) / 2), 1e-9)
    return around / size, size


@cache
def _weights() -> FloatArray:
    """(478,) sum to one: landmarks that keep their place on a face that talks and looks around."""
    face = mean_face_mm()
    weights: FloatArray = stillness().copy()
    weights[list(_UNSTEADY)] = 0.0
    weights[(np.abs(face[:, 0]) > _EDGE_MM) | (face[:, 1] > _HAIRLINE_MM) | (weights < 0.02)] = 0.0
    weights /= weights.sum()
    return weights
