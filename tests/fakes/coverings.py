"""Masks and hats drawn onto faces in pictures, lit about as the face is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import cv2
import numpy as np

from engine.types import ByteArray, CameraModel, FloatArray, TrackedFace

_MASK_TOPS: Final = (
    (93, 123, 50, 36, 198, 195, 420, 266, 280, 352, 323),
    (234, 227, 117, 118, 100, 126, 197, 355, 329, 347, 346, 447, 454),
    (132, 147, 205, 203, 129, 5, 358, 423, 425, 376, 361),
)
"""How high masks sit, from usual to low."""
_JAW = (361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150, 136, 172, 58, 132)
_FOREHEAD = 10


class HatKind(StrEnum):
    BEANIE = "beanie"
    CAP = "cap"
    BRIM = "brim"


@dataclass(frozen=True)
class Hat:
    kind: HatKind
    rim_mm: float
    """Height of its lower edge above the eyes."""
    colour: tuple[int, int, int]


def masked(
    pixels: ByteArray, face: TrackedFace, colour: tuple[int, int, int] = (225, 205, 160), top: int = 0
) -> ByteArray:
    """The picture with a mask over nose, mouth and chin; `colour` blue-green-red in full light."""
    points = face.landmarks.points_px[:, :2]
    share = _share(pixels, points[[*_MASK_TOPS[top], *_JAW]])
    width = float(np.ptp(points[:468, 0]))
    light = cv2.GaussianBlur(
        cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY).astype(np.float32), (0, 0), width * 0.06
    )
    inside = light[share > 0.5]
    shading = (light / max(float(np.median(inside)), 1.0)) ** 0.6
    level = np.clip(np.percentile(inside, 90) / 170, 0.35, 1.0)
    return _laid(pixels, share, np.array(colour) * (shading * level)[..., None])


def hatted(pixels: ByteArray, face: TrackedFace, camera: CameraModel, hat: Hat) -> ByteArray:
    """The picture with a hat on."""
    half = float(np.ptp(face.surface_mm[:468, 0])) / 2
    front = float(face.surface_mm[_FOREHEAD, 2])
    around = np.linspace(0, np.pi, 40)
    cos, sin = np.cos(around), np.sin(around)
    rim = np.column_stack([-half * 1.06 * cos, np.full(40, hat.rim_mm), front - 90 + 95 * sin])
    crown = np.column_stack([half * 1.08 * cos, hat.rim_mm + 115 * sin, np.full(40, front - 60)])
    ink = np.array(hat.colour, float) * _level(pixels, face)
    worn = _filled(pixels, face, camera, np.vstack([rim, crown]), ink * _cloth(pixels))
    if hat.kind is HatKind.BEANIE:
        return worn
    reach, width = (100, 0.95) if hat.kind is HatKind.CAP else (90, 1.6)
    brim = np.vstack(
        [
            np.column_stack([-half * width * cos, np.full(40, hat.rim_mm - 4), front - 40 + reach * sin]),
            np.column_stack([half * width * cos, np.full(40, hat.rim_mm + 5), front - 40 - reach * sin / 2]),
        ]
    )
    return _filled(worn, face, camera, brim, 0.8 * ink)


def _level(pixels: ByteArray, face: TrackedFace) -> float:
    x, y = np.clip(face.landmarks.points_px[50, :2], 0, np.array(pixels.shape[1::-1]) - 1).astype(int)
    return float(np.clip(pixels[y, x].mean() / 160, 0.4, 1.0))


def _cloth(pixels: ByteArray) -> FloatArray:
    noise = np.random.default_rng(1).normal(0, 1, pixels.shape[:2])
    soft = cv2.GaussianBlur(noise, (0, 0), 1.2)
    return 1 + 0.06 * (soft / soft.std())[..., None]


def _filled(
    pixels: ByteArray, face: TrackedFace, camera: CameraModel, outline_mm: FloatArray, ink: FloatArray
) -> ByteArray:
    hull = cv2.convexHull(camera.project(face.pose.to_camera(outline_mm)).astype(np.float32))[:, 0]
    return _laid(pixels, _share(pixels, hull), np.broadcast_to(ink, pixels.shape))


def _share(pixels: ByteArray, outline_px: FloatArray) -> FloatArray:
    share = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(share, [np.round(outline_px * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(share, (0, 0), 0.8).astype(float) / 255


def _laid(pixels: ByteArray, share: FloatArray, ink: FloatArray) -> ByteArray:
    part = share[..., None]
    return np.clip(pixels * (1 - part) + np.clip(ink, 0, 255) * part, 0, 255).astype(np.uint8)
