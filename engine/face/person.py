"""This person's face, learnt while they look around: the mean face, corrected landmark by landmark.

Each landmark is a Gaussian in the head frame. Every view adds what a picture can tell: much across the line of
sight, nothing along it; so depth is learnt when the head turns. Size is not learnt here (engine.face.scale): the
shape is kept as large, as upright and as frontal as the mean face. Nothing here identifies anyone, and it is
forgotten with its follower.
"""

from __future__ import annotations

import numpy as np

from engine.face.mean_face import mean_face_mm
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose, Landmarks

_SPREAD_MM = np.array([3.0, 3.0, 6.0])
"""Of faces around the mean face."""
_VIEW_ERROR_MM = 3.0
"""Of a landmark in one view. Single views are nearer (1.3 mm), but those 0.1 s apart err alike."""
_BETWEEN_VIEWS_NS = 90_000_000


class PersonShape:
    """The face of one person; in the size of the mean face."""

    def __init__(self, weights: FloatArray) -> None:
        """`weights` (478,) sum to one: the landmarks by which the shape is held against the mean face."""
        self._weights = weights
        self.shape: FloatArray = mean_face_mm()
        """(478, 3) head frame, millimetres of the mean face."""
        self._certainty = np.broadcast_to(np.diag(1 / _SPREAD_MM**2), (len(self.shape), 3, 3)).copy()
        self._last_ns: int | None = None

    def learn(self, landmarks: Landmarks, pose: HeadPose, camera: CameraModel, captured_ns: int) -> None:
        """Adds one view, at most about ten a second; `pose` is in millimetres of the mean face."""
        if self._last_ns is not None and 0 <= captured_ns - self._last_ns < _BETWEEN_VIEWS_NS:
            return
        self._last_ns = captured_ns
        across, off_mm = _what_a_view_tells(self.shape, landmarks.points_px, pose, camera)
        told = np.einsum("nai,naj->nij", across, across) / _VIEW_ERROR_MM**2
        self._certainty += told
        change = np.einsum("nai,na->ni", across, off_mm) / _VIEW_ERROR_MM**2
        learnt = self.shape + np.linalg.solve(self._certainty, change[:, :, None])[:, :, 0]
        self.shape = _held_against(mean_face_mm(), learnt, self._weights)


def _what_a_view_tells(
    shape: FloatArray, points_px: FloatArray, pose: HeadPose, camera: CameraModel
) -> tuple[FloatArray, FloatArray]:
    """The two directions across each line of sight (n, 2, 3), head frame, and how far off the shape is along them."""
    placed = pose.to_camera(shape)
    ray = placed[:, :2] / placed[:, 2:]
    axes = HEAD_TO_CAMERA_AXES @ pose.rotation
    across = axes[None, :2, :] - ray[:, :, None] * axes[None, 2:, :]
    off_mm = (points_px[:, :2] - camera.project(placed)) * placed[:, 2:] / camera.focal_px
    return across, off_mm


def _held_against(mean: FloatArray, shape: FloatArray, weights: FloatArray) -> FloatArray:
    """The shape moved, turned and sized to lie on the mean face as well as it can (weighted Procrustes)."""
    centre, mean_centre = weights @ shape, weights @ mean
    around, mean_around = shape - centre, mean - mean_centre
    left, sizes, right = np.linalg.svd((mean_around * weights[:, None]).T @ around)
    signs = np.array([1.0, 1.0, np.linalg.det(left @ right)])
    size = float(sizes @ signs) / float(weights @ (around**2).sum(axis=1))
    held: FloatArray = size * around @ ((left * signs) @ right).T + mean_centre
    return held
