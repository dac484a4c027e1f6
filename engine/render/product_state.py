"""Glasses alone before a plain ground, as product pictures show them: a mirror picture without a face to be seen."""

from __future__ import annotations

import math

import numpy as np

from engine.types import (
    CameraModel,
    Eyewear,
    Fit,
    FitVerdict,
    FloatArray,
    Frame,
    HeadPose,
    Hint,
    Landmarks,
    MirrorState,
    TrackedFace,
)

_MIDDLE_MM = 62.0
"""From the front of a frame to the middle of its depth, about which it turns."""
_DISTANCE_MM = 620.0
_PITCH_DEG = 7.0
_FAR_BEHIND_MM = -400.0


def product_state(
    eyewear: Eyewear,
    width_px: int,
    height_px: int,
    yaw_deg: float,
    ground: tuple[int, int, int],
    shown_mm: float,
) -> MirrorState:
    """Glasses alone before a plain ground, as a mirror picture whose head is too far behind to be seen."""
    pixels = np.empty((height_px, width_px, 3), np.uint8)
    pixels[:] = ground[::-1]
    camera = CameraModel(width_px * _DISTANCE_MM / shown_mm, width_px, height_px)
    pose = HeadPose(_turned(yaw_deg, _PITCH_DEG), np.array([0.0, 0.0, _DISTANCE_MM]))
    face = TrackedFace(Landmarks(np.zeros((478, 3)), width_px, height_px), pose, _no_head(), iris_px=1.0)
    place = np.eye(4)
    place[1, 3], place[2, 3] = eyewear.spec.lens_height_mm / 8, _MIDDLE_MM
    fit = Fit(place, 0.0, 0.0, FitVerdict.GOOD, 1.0, eyewear.spec.pantoscopic_deg, 13.0)
    return MirrorState(Frame(pixels, 0, "product"), camera, face, eyewear, fit, 1.0, Hint.NONE)


def _no_head() -> FloatArray:
    return np.random.default_rng(1).normal((0.0, 0.0, _FAR_BEHIND_MM), 0.5, (478, 3))


def _turned(yaw_deg: float, pitch_deg: float) -> FloatArray:
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    cos_y, sin_y, cos_p, sin_p = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    about_y = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
    about_x = np.array([[1, 0, 0], [0, cos_p, -sin_p], [0, sin_p, cos_p]])
    return np.asarray(about_x @ about_y)
