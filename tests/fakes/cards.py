"""Bank-size cards drawn into pictures where a real card would be seen."""

from __future__ import annotations

import cv2
import numpy as np

from engine.face.reference_card import CARD_CORNERS_MM, CARD_HEIGHT_MM, CARD_WIDTH_MM
from engine.types import ByteArray, CameraModel, FloatArray

_PX_PER_MM = 12
_RADIUS_MM = 3.18


def card_drawn(
    pixels: ByteArray,
    camera: CameraModel,
    centre_mm: FloatArray,
    rotation: FloatArray,
    colour: tuple[int, int, int] = (190, 120, 40),
    fingers: bool = False,
) -> ByteArray:
    """The picture with a card in it: `rotation` turns card axes (x along, y down, z away) into camera axes."""
    face, mask = _artwork(colour, fingers)
    corners_px = camera.project(CARD_CORNERS_MM @ rotation.T + centre_mm)
    height, width = face.shape[:2]
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    fine = 4
    to_fine = _homography(flat - 0.5, corners_px * fine - 0.5)
    size = (camera.width_px * fine, camera.height_px * fine)
    ink = cv2.warpPerspective(face, to_fine, size, flags=cv2.INTER_AREA)
    share = cv2.warpPerspective(mask, to_fine, size, flags=cv2.INTER_LINEAR)
    small = (camera.width_px, camera.height_px)
    ink = cv2.resize(ink * (share[..., None] / 255.0), small, interpolation=cv2.INTER_AREA)
    share = cv2.resize(share / 255.0, small, interpolation=cv2.INTER_AREA)[..., None]
    return np.asarray(np.round(pixels * (1 - share) + ink), np.uint8)


def _artwork(colour: tuple[int, int, int], fingers: bool) -> tuple[ByteArray, ByteArray]:
    """What the card shows, and where it is: round corners, a chip, a stripe, a line of print, perhaps two fingers."""
    width, height, radius = (round(mm * _PX_PER_MM) for mm in (CARD_WIDTH_MM, CARD_HEIGHT_MM, _RADIUS_MM))
    mask = np.zeros((height, width), np.uint8)
    cv2.rectangle(mask, (radius, 0), (width - radius, height), 255, -1)
    cv2.rectangle(mask, (0, radius), (width, height - radius), 255, -1)
    for x in (radius, width - radius):
        for y in (radius, height - radius):
            cv2.circle(mask, (x, y), radius, 255, -1, cv2.LINE_AA)
    face = np.full((height, width, 3), colour, np.uint8)
    cv2.rectangle(face, (90, 220), (230, 320), (80, 190, 220), -1)
    cv2.rectangle(face, (0, 470), (width, 560), tuple(int(c * 0.7) for c in colour), -1)
    cv2.putText(face, "5412 7512 3412 3456", (90, 440), cv2.FONT_HERSHEY_SIMPLEX, 2.2, (240, 240, 240), 5)
    if fingers:
        for x in (int(width * 0.3), int(width * 0.55)):
            cv2.ellipse(face, (x, height), (90, 160), 0, 0, 360, (150, 170, 215), -1)
            cv2.ellipse(mask, (x, height), (90, 30), 0, 180, 360, 0, -1)
    return face, mask


def _homography(start: FloatArray, end: FloatArray) -> FloatArray:
    return np.asarray(
        cv2.getPerspectiveTransform(start.astype(np.float32), end.astype(np.float32)), np.float64
    )
