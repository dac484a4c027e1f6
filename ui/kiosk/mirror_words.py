"""What the mirror says about its picture, decided from values. Qt-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.errors import CameraTrouble
from engine.types import FaceShape, Hint, MirrorState, Reason

SECOND_SHAPE_FROM = 0.12
"""A second shape is named from this confidence on."""
TREMBLE = 0.04
"""Smaller changes of confidence are not shown."""

_SAID_ELSEWHERE = ("recommend.width.", "recommend.stock.")


class MirrorStatus(StrEnum):
    """What fills the mirror."""

    OFF = "off"
    STARTING = "starting"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Told:
    """All words of the mirror; equal values mean that nothing is to be repainted but the picture."""

    status: MirrorStatus = MirrorStatus.OFF
    hint: str = ""
    shape: FaceShape | None = None


def told_of(state: MirrorState, shape: FaceShape | None) -> Told:
    """What is said about a picture; `shape` is what is known of the face so far."""
    if state.hint is Hint.CAMERA_LOST:
        return Told(MirrorStatus.LOST, shape=shape)
    hint = "" if state.hint is Hint.NONE else state.hint.value
    return Told(MirrorStatus.LIVE, hint, shape)


def steady_shape(shown: FaceShape | None, new: FaceShape | None) -> FaceShape | None:
    """What to show: the new answer when it says something else, the shown one while it only trembles."""
    if shown is None or new is None:
        return new or shown
    same = [kind for kind, _ in shown.ranking[:2]] == [kind for kind, _ in new.ranking[:2]]
    trembles = abs(shown.confidence - new.confidence) < TREMBLE
    return shown if same and trembles else new


def shape_words(shape: FaceShape | None) -> list[dict[str, object]]:
    """The one or two likeliest shapes with their confidence."""
    if shape is None:
        return []
    second = [(kind, sure) for kind, sure in shape.ranking[1:2] if sure >= SECOND_SHAPE_FROM]
    return [{"shape": kind.value, "confidence": sure} for kind, sure in (shape.ranking[0], *second)]


def reason_text(reason: Reason, words: Mapping[str, str]) -> str:
    """A reason as a sentence; empty when the language has no words for it."""
    sentence = words.get(reason.key, "")
    for name, value in reason.parameters:
        text = words.get(f"shape_{value}", value) if isinstance(value, str) else f"{value:.0f}"
        sentence = sentence.replace(f"{{{name}}}", text)
    return sentence


def reason_texts(shape: FaceShape | None, words: Mapping[str, str]) -> list[str]:
    """Why the face is called so, and what others might call it."""
    if shape is None:
        return []
    by_rule = shape.by_convention
    also = (Reason("shape_by_convention", (("shape", by_rule.value),)),) if by_rule else ()
    texts = (reason_text(reason, words) for reason in (*shape.reasons, *also))
    return [text for text in texts if text]


def telling_reason(reasons: Sequence[Reason], words: Mapping[str, str]) -> str:
    """The first reason that says more than the verdict and the stock, which stand on the screen anyway."""
    texts = (reason_text(reason, words) for reason in reasons if not reason.key.startswith(_SAID_ELSEWHERE))
    return next((text for text in texts if text), "")


def source_word(source: str, is_live: bool) -> str:
    """How a picture that shows no customer is labelled: `demo`, `recording`, or nothing for a live camera."""
    if is_live or not source:
        return ""
    return "demo" if source.startswith("demo") else "recording"


def trouble_status(trouble: CameraTrouble | None, now: MirrorStatus) -> MirrorStatus:
    """What a report about the camera means for the customer."""
    return MirrorStatus.LOST if trouble is not None else now
