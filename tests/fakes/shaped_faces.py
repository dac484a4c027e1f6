"""Faces made from the mean face: sized, turned, smiling; no picture needed."""

from __future__ import annotations

import numpy as np

from engine.asset_paths import MEAN_FACE
from engine.types import HEAD_TO_CAMERA_AXES, FloatArray, HeadPose, Landmarks, TrackedFace
from tests.fakes.faces import turned


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


def landmarks_px(
    face_mm: FloatArray, turn: FloatArray | None = None, px_per_mm: float = 2.0, centre_px: float = 400.0
) -> FloatArray:
    """What the tracker would report of a face seen from afar: (478, 3) px."""
    facing = face_mm @ (np.eye(3) if turn is None else turn).T
    return facing @ HEAD_TO_CAMERA_AXES * px_per_mm + (centre_px, centre_px, 0.0)


def tracked(
    face_mm: FloatArray, yaw_deg: float = 0.0, pitch_deg: float = 0.0, centre_px: float = 400.0
) -> TrackedFace:
    """A tracked face 60 cm away with the given turn."""
    turn = turned(yaw_deg, pitch_deg)
    points = Landmarks(landmarks_px(face_mm, turn, centre_px=centre_px), 1280, 720)
    return TrackedFace(points, HeadPose(turn, np.array([0.0, 0.0, 600.0])), face_mm, 2 * 11.7)
