"""Stands for the eyes that look for a card: each look ends as it is told."""

from __future__ import annotations

from dataclasses import replace

from engine.pipeline.staff_measurement import StaffMeasurement
from engine.types import Covering, Landmarks, MirrorState, ScaleSource
from tests.fakes.faces import CAMERA, Person
from tests.fakes.mirror_parts import measures


class ScriptedLooks:
    """Sees the card, unless there is an error to raise."""

    def __init__(self, error: Exception | None = None, coverings: frozenset[Covering] = frozenset()) -> None:
        self.looks = 0
        self.error = error
        self._coverings = coverings

    def look(self, state: MirrorState) -> StaffMeasurement:
        if self.error is not None:
            raise self.error
        self.looks += 1
        face = Person().before(CAMERA)
        seen = face.landmarks.points_px * state.frame.width_px / CAMERA.width_px
        face = replace(face, landmarks=Landmarks(seen, state.frame.width_px, state.frame.height_px))
        by_card = replace(measures(), scale=ScaleSource.REFERENCE)
        return StaffMeasurement(face, by_card, None, self._coverings)
