"""Where the head is, from landmarks in the picture and a model of the face: perspective, weighted least squares."""

from __future__ import annotations

import numpy as np

from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose

_STEPS_FROM_GUESS = 8
_STEPS_FROM_LAST = 2
_CONVERGED = 1e-5
"""Radians, and parts of the distance."""


def solve_pose(
    points_px: FloatArray,
    model: FloatArray,
    weights: FloatArray,
    camera: CameraModel,
    start: HeadPose | None = None,
) -> HeadPose:
    """The pose under which the model's projection is nearest to the landmarks (Gauss-Newton).

    `points_px` (n, 3) landmarks; z is used for a first guess only. `model` (n, 3) head frame, in any unit: the
    translation comes in the same unit. `weights` (n,) sum to one. `start`: a pose near by saves the guess.
    """
    pose = start or _guess(points_px, model, weights, camera)
    rotation: FloatArray = HEAD_TO_CAMERA_AXES @ pose.rotation
    translation = pose.translation_mm
    rays = (points_px[:, :2] - (camera.width_px / 2, camera.height_px / 2)) / camera.focal_px
    roots = np.sqrt(weights)
    left = np.zeros(0)
    for _ in range(_STEPS_FROM_LAST if start else _STEPS_FROM_GUESS):
        slope, missing = _linearised(rays, model, roots, rotation, translation)
        step: FloatArray = np.asarray(np.linalg.solve(slope.T @ slope, slope.T @ missing), dtype=np.float64)
        left = missing - slope @ step
        rotation = rotation_of(step[:3]) @ rotation
        translation = translation + step[3:] * translation[2]
        if np.abs(step).max() < _CONVERGED:
            break
    return HeadPose(
        HEAD_TO_CAMERA_AXES @ rotation, translation, float(np.sqrt(left @ left)) * camera.focal_px
    )


def rotation_of(turn: FloatArray) -> FloatArray:
    """(3, 3) rotation about the axis `turn` by its length in radians (Rodrigues)."""
    angle = float(np.linalg.norm(turn))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = turn / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    rotation: FloatArray = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return rotation


def _linearised(
    rays: FloatArray, model: FloatArray, roots: FloatArray, rotation: FloatArray, translation: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Slope (2n, 6) of the projections by a small turn in camera axes and a shift in parts of the distance,
    and what they miss (2n,); both weighted."""
    turned = model @ rotation.T
    placed = turned + translation
    nearness = 1.0 / placed[:, 2]
    seen = placed[:, :2] * nearness[:, None]
    (x, y, z), (u, v) = (turned * nearness[:, None]).T, seen.T
    near = translation[2] * nearness
    slope = np.zeros((6, 2, len(model)))
    slope[0, 0], slope[0, 1] = -u * y, -z - v * y
    slope[1, 0], slope[1, 1] = z + u * x, v * x
    slope[2, 0], slope[2, 1] = -y, x
    slope[3, 0] = slope[4, 1] = near
    slope[5, 0], slope[5, 1] = -u * near, -v * near
    slope *= roots
    missing = (rays - seen) * roots[:, None]
    return slope.reshape(6, -1).T, missing.T.ravel()


def _guess(points_px: FloatArray, model: FloatArray, weights: FloatArray, camera: CameraModel) -> HeadPose:
    """The rotation and size that turn the model onto the landmarks' own relief (weighted Procrustes)."""
    relief = points_px * (1.0, -1.0, -1.0)
    relief = relief - weights @ relief
    centre = weights @ model
    around = model - centre
    left, sizes, right = np.linalg.svd((relief * weights[:, None]).T @ around)
    signs = np.array([1.0, 1.0, np.linalg.det(left @ right)])
    rotation = (left * signs) @ right
    px_per_unit = float(sizes @ signs) / float(weights @ (around**2).sum(axis=1))
    distance = camera.focal_px / px_per_unit
    middle = weights @ points_px[:, :2] - (camera.width_px / 2, camera.height_px / 2)
    towards = np.array([*(middle / camera.focal_px * distance), distance])
    return HeadPose(rotation, towards - HEAD_TO_CAMERA_AXES @ rotation @ centre)
