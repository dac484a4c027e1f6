"""How far from the camera the pupils are, told by something of known size on the face: the scale of staff measurement.

The card or the marks lie nearer to the camera than the pupils; that difference is undone with the relief of the
face, and what is not known of it goes into the spread.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engine.errors import EngineError
from engine.face.limbus import LEFT_EYE, RIGHT_EYE
from engine.face.measure import KnownDepth
from engine.face.reference_card import ReferenceCard, find_card
from engine.types import HEAD_TO_CAMERA_AXES, ByteArray, CameraModel, FloatArray, TrackedFace

_BEHIND_CARD_MM = 1.8
"""From the printed side of the card to the skin: 0.76 mm of card, and skin and hair under it."""
_GAP_SPREAD_MM = 2.0
_RELIEF_SPREAD_MM = 3.5
"""Of forehead and chin against the pupils, between this face's mesh and the real face."""
_WEARING_MM = 16.0
"""From the plane of the pupils to the front of a frame being worn: vertex distance 12-14 mm and 3 mm of eye."""
_WEARING_SPREAD_MM = 3.0
_EDGE_SPREAD = 0.003
_MARK_SPREAD_PX = 1.0
_SMALLEST, _LARGEST = 0.78, 1.28
"""Head by the reference against head by the iris: beyond, the reference is not on the face or not of that size."""
_MOST_TURN_TO_FACE_DEG = 40.0


class ReferenceTrouble(StrEnum):
    """Why a reference gives no scale."""

    NOT_FOUND = "card_not_found"
    NOT_ON_FACE = "card_not_on_face"
    NOT_PLAUSIBLE = "reference_not_plausible"


class UnusableReference(EngineError):
    """The reference gives no scale; its text says what to do."""

    def __init__(self, trouble: ReferenceTrouble) -> None:
        super().__init__(_WORDS[trouble])
        self.trouble = trouble


_WORDS: Final = {
    ReferenceTrouble.NOT_FOUND: (
        "No card was found. Hold a bank-size card flat against the forehead or the chin, all four edges in view, "
        "against something of another colour."
    ),
    ReferenceTrouble.NOT_ON_FACE: "Hold the card flat against the forehead or the chin, facing the camera.",
    ReferenceTrouble.NOT_PLAUSIBLE: (
        "The reference and the face do not fit together. Check its size, and that it touches the face."
    ),
}


def find_card_on_face(pixels: ByteArray, face: TrackedFace, camera: CameraModel) -> ReferenceCard:
    """The card held against forehead or chin. Raises UnusableReference."""
    points = face.landmarks.points_px[:468, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    region = np.stack([low - (high - low) * (0.5, 0.8), high + (high - low) * (0.5, 0.6)])
    card = find_card(pixels, camera, region, camera.focal_px / float(face.pose.translation_mm[2]))
    if card is None:
        raise UnusableReference(ReferenceTrouble.NOT_FOUND)
    return card


def depth_by_card(card: ReferenceCard, face: TrackedFace) -> KnownDepth:
    """Depth of the pupils when the face, made larger or smaller, just touches the card from behind.

    Raises UnusableReference when the card does not lie on this face.
    """
    ahead = HEAD_TO_CAMERA_AXES @ face.pose.rotation[:, 2]
    covered = _covered(card.corners_px, face)
    if covered.size == 0 or float(ahead @ card.normal) < math.cos(math.radians(_MOST_TURN_TO_FACE_DEG)):
        raise UnusableReference(ReferenceTrouble.NOT_ON_FACE)
    skin_mm = card.offset_mm - _BEHIND_CARD_MM
    growth = float((skin_mm / (face.pose.to_camera(face.surface_mm[covered]) @ card.normal)).max())
    return _known(face, growth, math.hypot(_GAP_SPREAD_MM, _RELIEF_SPREAD_MM))


def depth_by_marks(
    marks_px: FloatArray, length_mm: float, face: TrackedFace, camera: CameraModel
) -> KnownDepth:
    """Depth of the pupils from two marks (2, 2) on the front of a frame that is worn, this far apart.

    The line between them runs across the head. Raises UnusableReference when that cannot be.
    """
    centre = np.array([camera.width_px / 2, camera.height_px / 2])
    rays = np.column_stack([(marks_px - centre) / camera.focal_px, np.ones(2)])
    across = HEAD_TO_CAMERA_AXES @ face.pose.rotation[:, 0] * length_mm
    depths, *_ = np.linalg.lstsq(np.column_stack([-rays[0], rays[1]]), across, rcond=None)
    pupils_mm = float(np.mean(depths)) + _WEARING_MM * float(face.pose.rotation[2, 2])
    growth = pupils_mm / _pupil_depth(face)
    apart_px = float(np.linalg.norm(marks_px[1] - marks_px[0]))
    known = _known(face, growth, _WEARING_SPREAD_MM)
    return KnownDepth(known.depth_mm, math.hypot(known.spread, _MARK_SPREAD_PX * math.sqrt(2) / apart_px))


def depth_by_scale(px_per_mm: float, camera: CameraModel, spread: float = 0.004) -> KnownDepth:
    """Depth of the pupils where the scale in their plane is known."""
    return KnownDepth(camera.focal_px / px_per_mm, spread)


def believable(known: KnownDepth, face: TrackedFace) -> KnownDepth:
    """The depth itself. Raises UnusableReference when it would make a head of this face that nobody has."""
    return _within_reason(known, known.depth_mm / _pupil_depth(face))


def _covered(corners_px: FloatArray, face: TrackedFace) -> npt.NDArray[np.intp]:
    """Numbers of the landmarks behind the card, or just beside it."""
    grown = corners_px.mean(axis=0) + (corners_px - corners_px.mean(axis=0)) * 1.15
    outline = grown.astype(np.float32)
    points = face.landmarks.points_px[:468, :2]
    inside = [cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=False) >= 0 for x, y in points]
    return np.flatnonzero(inside)


def _pupil_depth(face: TrackedFace) -> float:
    return float(face.pose.to_camera(face.surface_mm[[RIGHT_EYE.iris, LEFT_EYE.iris]])[:, 2].mean())


def _known(face: TrackedFace, growth: float, spread_mm: float) -> KnownDepth:
    depth_mm = growth * _pupil_depth(face)
    return _within_reason(KnownDepth(depth_mm, math.hypot(spread_mm / depth_mm, _EDGE_SPREAD)), growth)


def _within_reason(known: KnownDepth, growth: float) -> KnownDepth:
    if not _SMALLEST < growth < _LARGEST:
        raise UnusableReference(ReferenceTrouble.NOT_PLAUSIBLE)
    return known
