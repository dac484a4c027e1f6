"""Matrices between eyewear, head, camera and picture. Pure; agrees exactly with CameraModel.project."""

from __future__ import annotations

import numpy as np

from engine.render.viewport import Crop
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose

NEAR_MM, FAR_MM = 50.0, 5000.0


def clip_from_camera(camera: CameraModel, crop: Crop) -> FloatArray:
    """(4, 4): camera frame, mm, to clip space in which `crop` fills -1..1, upright and not mirrored."""
    half_width, half_height = crop.width_px / 2, crop.height_px / 2
    x_offset_px = camera.width_px / 2 - crop.left_px - half_width
    y_offset_px = camera.height_px / 2 - crop.top_px - half_height
    depth = FAR_MM - NEAR_MM
    return np.array(
        [
            [camera.focal_px / half_width, 0.0, x_offset_px / half_width, 0.0],
            [0.0, -camera.focal_px / half_height, -y_offset_px / half_height, 0.0],
            [0.0, 0.0, (FAR_MM + NEAR_MM) / depth, -2 * FAR_MM * NEAR_MM / depth],
            [0.0, 0.0, 1.0, 0.0],
        ]
    )


def camera_from_head(pose: HeadPose) -> FloatArray:
    """(4, 4): head frame to camera frame, mm."""
    matrix = np.eye(4)
    matrix[:3, :3] = HEAD_TO_CAMERA_AXES @ pose.rotation
    matrix[:3, 3] = pose.translation_mm
    return matrix


def turned_about(point_mm: FloatArray, axis: FloatArray, angle_deg: float) -> FloatArray:
    """(4, 4): a turn by the right-hand rule about an axis through a point (Rodrigues' formula)."""
    x, y, z = axis / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(angle_deg)
    rotation = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    matrix = np.eye(4)
    matrix[:3, :3] = rotation
    matrix[:3, 3] = point_mm - rotation @ point_mm
    return matrix


def inverted(matrix: FloatArray) -> FloatArray:
    """The way back through a rigid (4, 4)."""
    back = np.eye(4)
    back[:3, :3] = matrix[:3, :3].T
    back[:3, 3] = -matrix[:3, :3].T @ matrix[:3, 3]
    return back


def transformed(matrix: FloatArray, points_mm: FloatArray) -> FloatArray:
    """Points (n, 3) through a rigid (4, 4)."""
    moved: FloatArray = points_mm @ matrix[:3, :3].T + matrix[:3, 3]
    return moved
