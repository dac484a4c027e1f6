"""Faces made from the mean face: sized, turned, smiling; no picture needed."""

from __future__ import annotations

import math

import numpy as np

from engine.asset_paths import MEAN_FACE
from engine.types import HEAD_TO_CAMERA_AXES, FloatArray, HeadPose, Landmarks, TrackedFace


def mean_face() -> FloatArray:
    """(478, 3) mm, head axes."""
    with np.load(MEAN_FACE) as archive:
        return archive["vertices_mm"].astype(np.float64)


def face_with(length: float = 1.0, jaw: float = 1.0, forehead: float = 1.0) -> FloatArray:
    """The mean face with its height, jaw width and forehead width scaled; (478, 3) mm, head axes."""
    face = mean_face()
    down = np.clip(-face[:, 1] / 90, 0, 1)
    up = np.clip((face[:, 1] - 10) / 50, 0, 1)
    face[:, 0] *= 1 + (jaw - 1) * down + (forehead - 1) * up
    face[:, 1] *= length
    return face


def rotation(yaw_deg: float = 0.0, pitch_deg: float = 0.0, roll_deg: float = 0.0) -> FloatArray:
    """(3, 3) = Rz(roll) @ Ry(yaw) @ Rx(pitch)."""
    yaw, pitch, roll = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    about_x = [[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]]
    about_y = [[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]]
    about_z = [[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]]
    return np.array(about_z) @ np.array(about_y) @ np.array(about_x)


def landmarks_px(
    face_mm: FloatArray, turn: FloatArray | None = None, px_per_mm: float = 2.0, centre_px: float = 400.0
) -> FloatArray:
    """What the tracker would report of a face seen from afar: (478, 3) px."""
    turned = face_mm @ (np.eye(3) if turn is None else turn).T
    return turned @ HEAD_TO_CAMERA_AXES * px_per_mm + (centre_px, centre_px, 0.0)


def tracked(
    face_mm: FloatArray, yaw_deg: float = 0.0, pitch_deg: float = 0.0, centre_px: float = 400.0
) -> TrackedFace:
    """A tracked face 60 cm away with the given turn."""
    turn = rotation(yaw_deg, pitch_deg)
    points = Landmarks(landmarks_px(face_mm, turn, centre_px=centre_px), 1280, 720)
    return TrackedFace(points, HeadPose(turn, np.array([0.0, 0.0, 600.0])), face_mm, 2 * 11.7)
