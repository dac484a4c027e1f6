"""A photo of a face held before the camera and turned about, as it would be filmed."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from engine.types import ByteArray, CameraModel, FloatArray
from tests.fakes.faces import turned

FACE_ON_PHOTO_MM = 120.0


def photo_turned(
    photo: ByteArray,
    face_px: FloatArray,
    camera: CameraModel,
    views: int = 30,
    most_yaw_deg: float = 35.0,
) -> Iterator[ByteArray]:
    """Pictures of a print, swinging to both sides about the middle of the face on it; `face_px` its landmarks."""
    for view in range(views):
        phase = 2 * np.pi * view / views
        rotation = turned(
            most_yaw_deg * np.sin(phase), most_yaw_deg / 2 * np.sin(2 * phase + 1), 5 * np.sin(phase)
        )
        yield _seen(photo, face_px, camera, rotation, np.array([25 * np.sin(phase + 2), 0.0, 430.0]))


def points_turned(
    face_px: FloatArray, camera: CameraModel, rotation: FloatArray, place_mm: FloatArray
) -> FloatArray:
    """(478, 3) where the landmarks on the print are seen; their relief is what a tracker would guess: unchanged."""
    matrix = _homography(face_px, camera, rotation, place_mm)
    seen = cv2.perspectiveTransform(face_px[None, :, :2].astype(np.float64), matrix)[0]
    return np.column_stack([seen, face_px[:, 2]])


def _seen(
    photo: ByteArray, face_px: FloatArray, camera: CameraModel, rotation: FloatArray, place_mm: FloatArray
) -> ByteArray:
    room = np.full((camera.height_px, camera.width_px, 3), 110, np.uint8)
    size = (camera.width_px, camera.height_px)
    matrix = _homography(face_px, camera, rotation, place_mm)
    return cv2.warpPerspective(photo, matrix, size, dst=room, borderMode=cv2.BORDER_TRANSPARENT)


def _homography(
    face_px: FloatArray, camera: CameraModel, rotation: FloatArray, place_mm: FloatArray
) -> FloatArray:
    mm_per_px = FACE_ON_PHOTO_MM / float(np.ptp(face_px[:468, 0]))
    x, y = face_px[:468, :2].mean(axis=0)
    onto_print = np.array([[mm_per_px, 0, -x * mm_per_px], [0, mm_per_px, -y * mm_per_px], [0, 0, 1]])
    middle = (camera.width_px / 2, camera.height_px / 2)
    lens = np.array([[camera.focal_px, 0, middle[0]], [0, camera.focal_px, middle[1]], [0, 0, 1]])
    return lens @ np.column_stack([rotation[:, 0], rotation[:, 1], place_mm]) @ onto_print
