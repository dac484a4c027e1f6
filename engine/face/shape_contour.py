"""The frontal, symmetric outline of a face: what the shape classifier looks at, and measures with names.

Knows nothing of classes; `engine.face.shape` judges what is measured here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from engine.face.mean_face import mean_face_mm, mirror_index
from engine.types import HEAD_TO_CAMERA_AXES, FloatArray

MESH_POINTS = 478
_SKIN_POINTS = 468
"""The rest of the mesh are the irises, which move on their own."""

HALF_OUTLINE = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323),
    *(361, 288, 397, 365, 379, 378, 400, 377, 152),
)
"""MediaPipe's face oval from the top of the forehead down the image-right side to the chin."""
_EYE_CORNERS = (33, 133, 263, 362)
_BELOW_NOSE_MM = -45.0
"""Mouth and jaw move when one speaks or smiles: the turn to frontal rests on what lies above."""

_TOP, _CHIN = 10, 152
_CHEEK, _FOREHEAD, _JAW, _CHIN_SIDE = 454, 284, 397, 400
_CORNER = (361, 397, 378)


@dataclass(frozen=True, slots=True)
class ShapeMeasures:
    """Proportions of a frontal face that people can check with their own eyes."""

    length: float
    """From forehead to chin over the width of the cheekbones."""
    forehead: float
    """Width of the forehead over the width of the cheekbones."""
    jaw: float
    """Width between the corners of the jaw over the width of the cheekbones."""
    chin: float
    """Width of the chin over the width of the jaw."""
    corner_deg: float
    """How sharply the outline turns at the corner of the jaw: 0 would be a straight line."""


class UnusableLandmarks(ValueError):
    """The points are no face mesh; the message says why."""


@cache
def _steady_points() -> npt.NDArray[np.bool_]:
    steady: npt.NDArray[np.bool_] = mean_face_mm()[:, 1] >= _BELOW_NOSE_MM
    steady[_SKIN_POINTS:] = False
    return steady


def _rotation_between(points: FloatArray, target: FloatArray) -> FloatArray:
    """The (3, 3) rotation that best turns centred `points` onto centred `target` (Kabsch 1976)."""
    left, _, right = np.linalg.svd(points.T @ target)
    handedness = np.sign(np.linalg.det(left @ right))
    rotation: FloatArray = (left @ np.diag([1.0, 1.0, handedness]) @ right).T
    return rotation


def _turned_to_front(points: FloatArray) -> FloatArray:
    steady = _steady_points()
    target = mean_face_mm()[steady]
    centre = points[steady].mean(axis=0)
    rotation = _rotation_between(points[steady] - centre, target - target.mean(axis=0))
    turned: FloatArray = (points - centre) @ rotation.T
    return turned


def frontal_face(points_px: FloatArray) -> FloatArray:
    """The face turned to the front and averaged with its mirror image: (478, 3), head axes, unit free.

    Takes MediaPipe's points, x right, y down, z away, one scale. Raises `UnusableLandmarks`.
    The picture and its mirror image give the same result, and so does any rigid turn of the points.
    """
    if points_px.shape != (MESH_POINTS, 3):
        raise UnusableLandmarks(f"a face mesh has {MESH_POINTS} points of 3, not {points_px.shape}")
    if not np.isfinite(points_px).all():
        raise UnusableLandmarks("a point of the face mesh is not a number")
    head = points_px.astype(np.float64) @ HEAD_TO_CAMERA_AXES
    mirrored = head[mirror_index()] * (-1.0, 1.0, 1.0)
    face: FloatArray = (_turned_to_front(head) + _turned_to_front(mirrored)) / 2
    if np.ptp(face[:, 0]) <= 0.0:
        raise UnusableLandmarks("all points of the face mesh are the same")
    return face


def outline(frontal: FloatArray) -> FloatArray:
    """Half the outline, 19 points from forehead to chin, about the eyes and of unit size: (19, 2)."""
    points = frontal[list(HALF_OUTLINE), :2] - frontal[list(_EYE_CORNERS), :2].mean(axis=0)
    scaled: FloatArray = points / np.sqrt((points**2).sum())
    return scaled


def _width(frontal: FloatArray, point: int) -> float:
    """Across a symmetric face at `point`."""
    middle = (frontal[_TOP, 0] + frontal[_CHIN, 0]) / 2
    return 2 * abs(float(frontal[point, 0] - middle))


def _turn_deg(frontal: FloatArray) -> float:
    above, corner, below = (frontal[index, :2] for index in _CORNER)
    first, second = corner - above, below - corner
    turn = np.arctan2(first[0] * second[1] - first[1] * second[0], first @ second)
    return abs(float(np.degrees(turn)))


def shape_measures(frontal: FloatArray) -> ShapeMeasures:
    """Proportions of a face from `frontal_face`."""
    cheek, jaw = _width(frontal, _CHEEK), _width(frontal, _JAW)
    return ShapeMeasures(
        length=float(frontal[_TOP, 1] - frontal[_CHIN, 1]) / cheek,
        forehead=_width(frontal, _FOREHEAD) / cheek,
        jaw=jaw / cheek,
        chin=_width(frontal, _CHIN_SIDE) / jaw,
        corner_deg=_turn_deg(frontal),
    )
