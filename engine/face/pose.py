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
    roots = np.sqrt(weights)
    for _ in range(_STEPS_FROM_LAST if start else _STEPS_FROM_GUESS):
        step = _step(points_px, model, roots, camera, rotation, translation)
        rotation = rotation_of(step[:3]) @ rotation
        translation = translation + step[3:] * translation[2]
        if np.abs(step).max() < _CONVERGED:
            break
    head = HEAD_TO_CAMERA_AXES @ rotation
    return HeadPose(head, translation, _residual_px(points_px, model, weights, camera, rotation, translation))


def rotation_of(turn: FloatArray) -> FloatArray:
    """(3, 3) rotation about the axis `turn` by its length in radians (Rodrigues)."""
    angle = float(np.linalg.norm(turn))
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = turn / angle
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    rotation: FloatArray = np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross
    return rotation


def _step(
    points_px: FloatArray,
    model: FloatArray,
    roots: FloatArray,
    camera: CameraModel,
    rotation: FloatArray,
    translation: FloatArray,
) -> FloatArray:
    """(6,): small turn in camera axes, shift in parts of the distance."""
    turned = model @ rotation.T
    placed = turned + translation
    depth = placed[:, 2]
    u, v = placed[:, 0] / depth, placed[:, 1] / depth
    near = translation[2] / depth
    x, y, z = turned[:, 0] / depth, turned[:, 1] / depth, turned[:, 2] / depth
    zero = np.zeros_like(u)
    slope = np.concatenate(
        (
            np.stack((-u * y, z + u * x, -y, near, zero, -u * near), axis=1) * roots[:, None],
            np.stack((-z - v * y, v * x, x, zero, near, -v * near), axis=1) * roots[:, None],
        )
    )
    missing: FloatArray = np.concatenate(
        (
            ((points_px[:, 0] - camera.width_px / 2) / camera.focal_px - u) * roots,
            ((points_px[:, 1] - camera.height_px / 2) / camera.focal_px - v) * roots,
        )
    )
    return np.asarray(np.linalg.solve(slope.T @ slope, slope.T @ missing), dtype=np.float64)


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


def _residual_px(
    points_px: FloatArray,
    model: FloatArray,
    weights: FloatArray,
    camera: CameraModel,
    rotation: FloatArray,
    translation: FloatArray,
) -> float:
    off = camera.project(model @ rotation.T + translation) - points_px[:, :2]
    return float(np.sqrt(weights @ (off**2).sum(axis=1)))
