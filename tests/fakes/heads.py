"""Landmarks of a head whose pose, size and shape are known exactly."""

from __future__ import annotations

import math

import numpy as np

from engine.face.mean_face import mean_face_mm
from engine.types import CameraModel, FloatArray, Frame, HeadPose, Landmarks

CAMERA = CameraModel(1000.0, 1280, 720)
_PIXELS = np.zeros((CAMERA.height_px, CAMERA.width_px, 3), np.uint8)


def head_rotation(yaw_deg: float = 0.0, pitch_deg: float = 0.0, roll_deg: float = 0.0) -> FloatArray:
    """Rz(roll) @ Ry(yaw) @ Rx(pitch)."""
    y, p, r = (math.radians(angle) for angle in (yaw_deg, pitch_deg, roll_deg))
    about_z = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    about_y = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    rotation: FloatArray = about_z @ about_y @ about_x
    return rotation


def head_at(
    x_mm: float = 0.0,
    y_mm: float = 0.0,
    z_mm: float = 600.0,
    yaw_deg: float = 0.0,
    pitch_deg: float = 0.0,
    roll_deg: float = 0.0,
) -> HeadPose:
    return HeadPose(head_rotation(yaw_deg, pitch_deg, roll_deg), np.array([x_mm, y_mm, z_mm]))


def landmarks_of(
    pose: HeadPose,
    shape_mm: FloatArray | None = None,
    camera: CameraModel = CAMERA,
    noise_px: float = 0.0,
    seed: int = 0,
) -> Landmarks:
    """What a perfect (or evenly noisy) mesh would find on this head."""
    placed = pose.to_camera(mean_face_mm() if shape_mm is None else shape_mm)
    relief = (placed[:, 2:] - placed[:, 2:].mean()) * camera.focal_px / pose.translation_mm[2]
    points = np.hstack((camera.project(placed), relief))
    points[:, :2] += np.random.default_rng(0).normal(0.0, noise_px, (len(points), 2))
    return Landmarks(points, camera.width_px, camera.height_px)


def frame_at(second: float) -> Frame:
    """A black frame taken at this moment."""
    return Frame(_PIXELS, round(second * 1e9), "test")
