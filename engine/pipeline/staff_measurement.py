"""One measurement by staff: a picture, a face that can be measured, and the reference that gives it its scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

import numpy as np

from engine.errors import EngineError
from engine.eyewear.fit import fit
from engine.face.coverings import coverings
from engine.face.measure import KnownDepth, MeasurePool
from engine.face.measure_gaze import Gaze
from engine.face.measure_reading import CHEEKBONES
from engine.face.measure_worn import worn_measures
from engine.face.plausibility import problem_of
from engine.face.reference_depth import believable, depth_by_card, depth_by_marks, find_card_on_face
from engine.pipeline.face_report import locate
from engine.tracking.still import StillTracker, find_in_still
from engine.types import (
    CameraModel,
    Covering,
    FaceMeasures,
    FaceProblem,
    FloatArray,
    Frame,
    FrameSpec,
    Landmarks,
    MirrorState,
    TrackedFace,
    WornMeasures,
)


class Card(Enum):
    """A card of bank size is looked for on forehead or chin."""

    ON_FACE = 1


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Two marks across the front of a frame that is worn, such as a ruler's."""

    ends_px: FloatArray
    """(2, 2)"""
    apart_mm: float


Reference = Card | Marks | KnownDepth | None
"""What gives the scale; None: the irises."""


class NotMeasurable(EngineError):
    """The picture shows no face that can be measured; `problem` says why."""

    def __init__(self, problem: FaceProblem) -> None:
        super().__init__(
            f"No face could be measured ({problem.value}): look into the camera, near and upright."
        )
        self.problem = problem


@dataclass(frozen=True, slots=True, eq=False)
class StaffMeasurement:
    """The measures of one face and where they were taken."""

    face: TrackedFace
    measures: FaceMeasures
    reference_px: FloatArray | None
    """What gave the scale: (4, 2) corners of the card, or (2, 2) the two marks."""
    coverings: frozenset[Covering] = frozenset()
    """What should be taken off before the measures are trusted."""

    @property
    def landmarks(self) -> Landmarks:
        return self.face.landmarks

    def worn(self, spec: FrameSpec) -> WornMeasures:
        """Where the eyes stand in this frame on this face, the face as large as was measured."""
        left, right = self.face.surface_mm[list(CHEEKBONES)]
        growth = self.measures.face_width.value / float(np.linalg.norm(right - left))
        face = replace(self.face, surface_mm=self.face.surface_mm * growth)
        return worn_measures(spec, fit(spec, face), self.measures)


def measure_face(
    frame: Frame,
    camera: CameraModel,
    tracker: StillTracker,
    gaze: Gaze,
    reference: Reference = None,
) -> StaffMeasurement:
    """Measures the nearest face. Raises NotMeasurable without a face, UnusableReference when that gives no scale."""
    seen = find_in_still(tracker, frame)
    face = None if seen is None else locate(seen.landmarks, frame, camera)
    if seen is None or face is None:
        raise NotMeasurable(FaceProblem.NO_FACE)
    with_card = isinstance(reference, Card)
    problem = problem_of(face) if with_card else problem_of(face, seen.disagreement)
    if problem is not None:
        raise NotMeasurable(problem)
    return _measured(MeasurePool(gaze), Sight(frame, camera, face), reference)


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A face in a picture."""

    frame: Frame
    camera: CameraModel
    face: TrackedFace


class CardSession:
    """Measures the face in the mirror by the card held to it, pooled over looks. One for each measurement."""

    ENOUGH: Final = 4
    """Looks with the card after which more would tell little new."""

    def __init__(self) -> None:
        self._pool = MeasurePool(Gaze.SCREEN)
        self.looks = 0

    def look(self, state: MirrorState) -> StaffMeasurement:
        """What is known after this picture too. Raises NotMeasurable, UnusableReference: nothing was added."""
        face = state.face
        if face is None:
            raise NotMeasurable(FaceProblem.NO_FACE)
        problem = FaceProblem.PHOTO if face.watched.is_photo else problem_of(face)
        if problem is not None:
            raise NotMeasurable(problem)
        measured = _measured(self._pool, Sight(state.frame, state.camera, face), Card.ON_FACE)
        self.looks += 1
        return measured


def _measured(pool: MeasurePool, sight: Sight, reference: Reference) -> StaffMeasurement:
    frame, camera, face = sight.frame, sight.camera, sight.face
    known, reference_px = _scale(sight, reference)
    measures = pool.add(face, camera, frame, known)
    if measures is None:
        raise NotMeasurable(FaceProblem.TURNED_AWAY)
    worn = coverings(frame.pixels, face) or frozenset()
    return StaffMeasurement(face, measures, reference_px, worn - _BROUGHT.get(type(reference), frozenset()))


_BROUGHT: Final = {Card: frozenset({Covering.HAT}), Marks: frozenset({Covering.GLASSES})}
"""What a reference looks like: a card may lie on the forehead, marks lie on a frame."""


def _scale(sight: Sight, reference: Reference) -> tuple[KnownDepth | None, FloatArray | None]:
    """How far away the pupils are by the reference, and where it was seen."""
    match reference:
        case Card():
            card = find_card_on_face(sight.frame.pixels, sight.face, sight.camera)
            return depth_by_card(card, sight.face), card.corners_px
        case Marks(ends_px, apart_mm):
            return depth_by_marks(ends_px, apart_mm, sight.face, sight.camera), ends_px
        case KnownDepth():
            return believable(reference, sight.face), None
        case None:
            return None, None
