"""The wearer's face as it is in this frame: their own shape, with the mouth and lids where the picture has them."""

from __future__ import annotations

import math

from engine.face.mean_face import stillness
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose, Landmarks

_FOLLOWS_WITHIN_S = 0.06


class FaceSurface:
    """Bends the person's shape to each frame's expression, smoothly; what does not move in a face stays rigid."""

    def __init__(self) -> None:
        self._bend: FloatArray | None = None

    def restart(self) -> None:
        """The next frame's expression is taken as it is."""
        self._bend = None

    def bend(
        self, shape: FloatArray, landmarks: Landmarks, pose: HeadPose, camera: CameraModel, passed_s: float
    ) -> FloatArray:
        """(478, 3) head frame: `shape` under this frame's expression, in the unit of shape and pose."""
        seen = _off_the_shape(shape, landmarks.points_px, pose, camera) * (1 - stillness())[:, None]
        share = 1.0 if self._bend is None else 1 - math.exp(-passed_s / _FOLLOWS_WITHIN_S)
        self._bend = seen if self._bend is None else self._bend + share * (seen - self._bend)
        return shape + self._bend


def _off_the_shape(
    shape: FloatArray, points_px: FloatArray, pose: HeadPose, camera: CameraModel
) -> FloatArray:
    """(n, 3) head frame: from the shape to each landmark, parallel to the picture."""
    placed = pose.to_camera(shape)
    off = (points_px[:, :2] - camera.project(placed)) * placed[:, 2:] / camera.focal_px
    in_head: FloatArray = off @ (HEAD_TO_CAMERA_AXES @ pose.rotation)[:2]
    return in_head
