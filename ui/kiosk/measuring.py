"""How a staff measurement goes on, decided from values. Qt-free."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import EngineError
from engine.face.measurement_sheet import Measurement
from engine.face.reference_depth import ReferenceTrouble, UnusableReference
from engine.pipeline.staff_measurement import NotMeasurable, StaffMeasurement
from engine.types import ByteArray, Covering, FaceProblem

FEWEST_INITIALS, MOST_INITIALS = 2, 3


class Stage(StrEnum):
    """What the measuring screen asks for."""

    OFF = "off"
    WHO = "who"
    """Who measures."""
    LOOK = "look"
    """The card is held to the face; the mirror looks."""
    SHEET = "sheet"


class Guide(StrEnum):
    """What to do so that the card can be measured by; keys of words after `measure_`."""

    CARD = "card"
    CARD_ON_FACE = "card_on_face"
    CARD_ODD = "card_odd"
    FACE = "face"
    NEARER = "nearer"
    STRAIGHT = "straight"
    PHOTO = "photo"
    GLASSES = "glasses"
    HOLD = "hold"


_CARD = {
    ReferenceTrouble.NOT_FOUND: Guide.CARD,
    ReferenceTrouble.NOT_ON_FACE: Guide.CARD_ON_FACE,
    ReferenceTrouble.NOT_PLAUSIBLE: Guide.CARD_ODD,
}
_FACE = {
    FaceProblem.TOO_SMALL: Guide.NEARER,
    FaceProblem.TURNED_AWAY: Guide.STRAIGHT,
    FaceProblem.PHOTO: Guide.PHOTO,
}


def guide_for(error: EngineError) -> Guide:
    """What to do after a look that gave nothing."""
    if isinstance(error, UnusableReference):
        return _CARD[error.trouble]
    if isinstance(error, NotMeasurable):
        return _FACE.get(error.problem, Guide.FACE)
    return Guide.FACE


def guide_after(measured: StaffMeasurement) -> Guide:
    """What to do after a look that gave measures."""
    return Guide.GLASSES if Covering.GLASSES in measured.coverings else Guide.HOLD


def with_letter(initials: str, letter: str) -> str:
    """Initials after a key; a further letter than the most is not taken."""
    return (initials + letter.upper())[:MOST_INITIALS]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A finished measurement and its page; belongs to the vault."""

    measurement: Measurement
    page: ByteArray
    """(1754, 1240, 3) RGB."""
