"""Faces of known size: the mean face, scaled, placed before a pinhole camera, with irises drawn where they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from engine.asset_paths import MEAN_FACE
from engine.face.limbus import LEFT_EYE, RIGHT_EYE
from engine.types import (
    HEAD_TO_CAMERA_AXES,
    ByteArray,
    CameraModel,
    FloatArray,
    HeadPose,
    Landmarks,
    TrackedFace,
)

CAMERA = CameraModel(1000.0, 1280, 720)
MEAN_PD_MM = 63.0
_TO_TURNING_POINT_MM = 10.5


def turned(yaw_deg: float = 0.0, pitch_deg: float = 0.0, roll_deg: float = 0.0) -> FloatArray:
    """R = Rz(roll) Ry(yaw) Rx(pitch), head axes."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    about_x = np.array(
        [[1, 0, 0], [0, math.cos(pitch), -math.sin(pitch)], [0, math.sin(pitch), math.cos(pitch)]]
    )
    about_y = np.array([[math.cos(yaw), 0, math.sin(yaw)], [0, 1, 0], [-math.sin(yaw), 0, math.cos(yaw)]])
    about_z = np.array([[math.cos(roll), -math.sin(roll), 0], [math.sin(roll), math.cos(roll), 0], [0, 0, 1]])
    rotation: FloatArray = about_z @ about_y @ about_x
    return rotation


@dataclass(frozen=True)
class Person:
    """A mean face made this large, with irises of this size; eyes straight ahead unless they converge."""

    pd_mm: float = MEAN_PD_MM
    iris_mm: float = 11.7
    looks_at_camera: bool = False

    def surface_mm(self, pose: HeadPose) -> FloatArray:
        """(478, 3) head frame."""
        with np.load(MEAN_FACE) as stored:
            surface = stored["vertices_mm"].astype(float) * self.pd_mm / MEAN_PD_MM
        for eye in (RIGHT_EYE, LEFT_EYE):
            towards = self._gaze(surface[eye.iris], pose)
            surface[eye.iris] += (towards - (0, 0, 1)) * _TO_TURNING_POINT_MM
            across = np.cross((0, 1, 0), towards)
            across *= self.iris_mm / 2 / np.linalg.norm(across)
            up = np.cross(towards, across)
            surface[eye.iris + 1 : eye.iris + 5] = surface[eye.iris] + np.array([across, up, -across, -up])
        return surface

    def _gaze(self, pupil_mm: FloatArray, pose: HeadPose) -> FloatArray:
        """Unit vector in head axes: straight ahead, or from the eye's turning point to the camera."""
        if not self.looks_at_camera:
            return np.array([0.0, 0.0, 1.0])
        camera_mm = -(HEAD_TO_CAMERA_AXES @ pose.rotation).T @ pose.translation_mm
        towards: FloatArray = camera_mm - pupil_mm + (0, 0, _TO_TURNING_POINT_MM)
        return towards / np.linalg.norm(towards)

    def before(
        self,
        camera: CameraModel = CAMERA,
        distance_mm: float = 550.0,
        rotation: FloatArray | None = None,
        aside_mm: tuple[float, float] = (0.0, 0.0),
    ) -> TrackedFace:
        """This person as a perfect tracker would see them."""
        pose = HeadPose(turned() if rotation is None else rotation, np.array([*aside_mm, distance_mm]))
        surface = self.surface_mm(pose)
        placed = pose.to_camera(surface)
        px_per_mm = camera.focal_px / distance_mm
        points = np.column_stack([camera.project(placed), (placed[:, 2] - distance_mm) * px_per_mm])
        landmarks = Landmarks(points, camera.width_px, camera.height_px)
        return TrackedFace(landmarks, pose, surface, self.iris_mm * px_per_mm)


def eyes_drawn(face: TrackedFace, camera: CameraModel, skin: int = 150, iris: int = 60) -> ByteArray:
    """A picture with skin, whites and round irises where the landmarks say, edges one pixel soft."""
    across, down = np.meshgrid(np.arange(camera.width_px) + 0.5, np.arange(camera.height_px) + 0.5)
    grey = np.full((camera.height_px, camera.width_px), float(skin))
    for eye in (RIGHT_EYE, LEFT_EYE):
        lids = np.zeros(grey.shape, np.uint8)
        outline = (face.landmarks.points_px[list(eye.lids), :2] - 0.5) * 16
        cv2.fillPoly(lids, [np.round(outline).astype(np.int32)], 255, cv2.LINE_AA, 4)
        ring = face.landmarks.points_px[eye.iris + 1 : eye.iris + 5, :2]
        x, y = face.landmarks.points_px[eye.iris, :2]
        radius = np.linalg.norm(ring[0] - ring[2]) / 2
        inside = np.clip(radius + 0.5 - np.hypot(across - x, down - y), 0, 1)
        ball = 225 + (iris - 225) * inside
        grey += (ball - grey) * (lids / 255.0)
    return np.repeat(np.round(grey).astype(np.uint8)[:, :, None], 3, axis=2)
