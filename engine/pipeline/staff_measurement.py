"""One measurement by staff: a picture, a face that can be measured, and the reference that gives it its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine.errors import EngineError
from engine.face.coverings import coverings
from engine.face.measure import KnownDepth, MeasurePool
from engine.face.measure_gaze import Gaze
from engine.face.plausibility import problem_of
from engine.face.reference_depth import depth_by_card, find_card_on_face
from engine.pipeline.face_report import locate
from engine.tracking.still import StillTracker, find_in_still
from engine.types import (
    CameraModel,
    Covering,
    FaceMeasures,
    FaceProblem,
    FloatArray,
    Frame,
    Landmarks,
    MirrorState,
    TrackedFace,
)


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

    landmarks: Landmarks
    measures: FaceMeasures
    card_px: FloatArray | None
    """(4, 2) corners of the card that gave the scale."""
    coverings: frozenset[Covering] = frozenset()
    """What should be taken off before the measures are trusted."""


def measure_face(
    frame: Frame,
    camera: CameraModel,
    tracker: StillTracker,
    gaze: Gaze,
    *,
    with_card: bool,
    known: KnownDepth | None = None,
) -> StaffMeasurement:
    """Measures the nearest face; by the card held to it, a known depth, or else the iris.

    Raises NotMeasurable without a face, UnusableReference without the card.
    """
    seen = find_in_still(tracker, frame)
    face = None if seen is None else locate(seen.landmarks, frame, camera)
    if seen is None or face is None:
        raise NotMeasurable(FaceProblem.NO_FACE)
    problem = problem_of(face) if with_card else problem_of(face, seen.disagreement)
    if problem is not None:
        raise NotMeasurable(problem)
    return _measured(MeasurePool(gaze), Sight(frame, camera, face), with_card, known)


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
        measured = _measured(self._pool, Sight(state.frame, state.camera, face), with_card=True, known=None)
        self.looks += 1
        return measured


def _measured(pool: MeasurePool, sight: Sight, with_card: bool, known: KnownDepth | None) -> StaffMeasurement:
    frame, camera, face = sight.frame, sight.camera, sight.face
    card = find_card_on_face(frame.pixels, face, camera) if with_card else None
    if card is not None:
        known = depth_by_card(card, face)
    measures = pool.add(face, camera, frame, known)
    if measures is None:
        raise NotMeasurable(FaceProblem.TURNED_AWAY)
    worn = coverings(frame.pixels, face) or frozenset()
    if with_card:
        worn -= {Covering.HAT}  # the card itself may lie on the forehead
    return StaffMeasurement(face.landmarks, measures, None if card is None else card.corners_px, worn)
