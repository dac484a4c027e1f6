"""The face shape of a visit: pooled over frames, the good ones counting more, and never flickering."""

from __future__ import annotations

import math
from dataclasses import astuple

import numpy as np

from engine.face.shape import judge
from engine.face.shape_contour import ShapeMeasures, frontal_face, outline, shape_measures
from engine.face.shape_model import ShapeModel, shipped_model
from engine.types import FaceShape, FloatArray, Shape, TrackedFace

_YAW_SD_DEG = 8.0
_PITCH_SD_DEG = 10.0
"""A turned face is seen less well: MediaPipe narrows the far cheek from about 15 degrees on."""
_NEAR_IRIS_PX = 10.0
"""From this iris diameter on, being nearer adds nothing (a face 70 cm from a 1280 pixel webcam)."""
_STILL_IRISES = 0.25
"""Movement between frames, in iris diameters, that blurs enough to halve a frame's weight."""
_CLOSED_LIPS = 0.03
_OPEN_LIPS_SD = 0.05
_RESTING_MOUTH = 0.68
_WIDE_MOUTH_SD = 0.08
"""Gap of the lips and width of the mouth over the distance between the outer corners of the eyes."""
_LEAST_WEIGHT = 0.01
_WORTH_KEEPING = 0.3
"""Share of the best frame's weight below which a frame is left out: many poor frames make no good one."""
_ENOUGH = 8.0
"""Frames as good as the best one so far before an answer is given."""
_MARGIN = 0.08
"""Confidence by which a new shape must lead before it takes a place of the two shown."""

_UPPER_LIP, _LOWER_LIP = 13, 14
_MOUTH_CORNERS = (61, 291)
_EYE_CORNERS = (33, 263)


class ShapePool:
    """Collects one person's frames; make a new one for the next person."""

    def __init__(self, model: ShapeModel | None = None) -> None:
        self._model = model or shipped_model()
        self._outline: FloatArray = np.zeros((19, 2))
        self._measures: FloatArray = np.zeros(len(ShapeMeasures.__slots__))
        self._weight = 0.0
        self._best_weight = 0.0
        self._seen_at: FloatArray | None = None
        self._answer: FaceShape | None = None

    def add(self, face: TrackedFace) -> FaceShape | None:
        """The shape known after this frame; None until enough good frames were seen."""
        weight = seen_from_the_front(face) * self._stillness(face)
        if weight >= max(_LEAST_WEIGHT, _WORTH_KEEPING * self._best_weight):
            frontal = frontal_face(face.landmarks.points_px)
            self._collect(frontal, weight * neutrality(frontal))
        return self._answer

    def _stillness(self, face: TrackedFace) -> float:
        """1 at rest, less the faster the face moves across the picture: a stand-in for sharpness."""
        here = face.landmarks.points_px[list(_EYE_CORNERS), :2].mean(axis=0)
        before, self._seen_at = self._seen_at, here
        if before is None:
            return 1.0
        moved = float(np.linalg.norm(here - before)) / max(face.iris_px, 1.0)
        return 1.0 / (1.0 + (moved / _STILL_IRISES) ** 2)

    def _collect(self, frontal: FloatArray, weight: float) -> None:
        if weight < _WORTH_KEEPING * self._best_weight:
            return
        self._best_weight = max(weight, self._best_weight)
        self._outline = self._outline + weight * outline(frontal)
        self._measures = self._measures + weight * np.array(astuple(shape_measures(frontal)))
        self._weight += weight
        if self._weight >= _ENOUGH * self._best_weight:
            measures = ShapeMeasures(*(self._measures / self._weight).tolist())
            self._answer = settled(self._answer, judge(self._outline / self._weight, measures, self._model))


def seen_from_the_front(face: TrackedFace) -> float:
    """How well this view shows the outline, 0 to 1: frontal and near."""
    turned = (face.pose.yaw_deg / _YAW_SD_DEG) ** 2 + (face.pose.pitch_deg / _PITCH_SD_DEG) ** 2
    return math.exp(-turned / 2) * min(1.0, face.iris_px / _NEAR_IRIS_PX)


def neutrality(frontal: FloatArray) -> float:
    """1 for closed lips and a resting mouth, less for speech and smiles; takes a `frontal_face`."""
    eyes = abs(float(frontal[_EYE_CORNERS[0], 0] - frontal[_EYE_CORNERS[1], 0]))
    gap = abs(float(frontal[_UPPER_LIP, 1] - frontal[_LOWER_LIP, 1])) / eyes
    width = abs(float(frontal[_MOUTH_CORNERS[0], 0] - frontal[_MOUTH_CORNERS[1], 0])) / eyes
    open_sd = max(0.0, gap - _CLOSED_LIPS) / _OPEN_LIPS_SD
    wide_sd = max(0.0, width - _RESTING_MOUTH) / _WIDE_MOUTH_SD
    return math.exp(-(open_sd**2 + wide_sd**2) / 2)


def settled(held: FaceShape | None, new: FaceShape) -> FaceShape:
    """The new answer, unless it would swap one of the two shapes shown for a hair's breadth."""
    if held is None:
        return new
    confidence: dict[Shape, float] = dict(new.ranking)
    shown = list(zip(held.ranking[:2], new.ranking[:2], strict=True))
    if all(old[0] is fresh[0] for old, fresh in shown):
        return new
    lead = max(fresh[1] - confidence[old[0]] for old, fresh in shown)
    return new if lead > _MARGIN else held
