"""Where a visit stands and what follows: a Qt-free state machine without clock, camera or screen.

attract -> consent -> mirror (or browse, without a camera) -> compare -> goodbye -> attract.
Quiet time asks "still there?", and without an answer everything is wiped.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

GOODBYE_S = 8.0
"""How long the goodbye stays; a touch ends it at once, so nobody waits for it."""


class Screen(StrEnum):
    """What the window shows."""

    ATTRACT = "attract"
    CONSENT = "consent"
    MIRROR = "mirror"
    BROWSE = "browse"
    COMPARE = "compare"
    GOODBYE = "goodbye"


class Wish(StrEnum):
    """What a customer can want."""

    BEGIN = "begin"
    AGREE = "agree"
    DECLINE = "decline"
    COMPARE = "compare"
    RETURN = "return"
    WITHDRAW = "withdraw"
    END = "end"
    STAY = "stay"


class Effect(StrEnum):
    """What a step asks of the world, in this order."""

    RECORD_CONSENT = "record_consent"
    RECORD_WITHDRAWAL = "record_withdrawal"
    START_MIRROR = "start_mirror"
    WIPE = "wipe"
    """Stop the camera and forget everything of the visit."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long quiet time may last."""

    idle_s: float = 60.0
    still_there_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Visit:
    """Where a visit stands."""

    screen: Screen = Screen.ATTRACT
    touched_ns: int = 0
    """When the customer last did something."""
    is_asked: bool = False
    """Whether "still there?" is on the screen."""


@dataclass(frozen=True, slots=True)
class Step:
    """The visit after something happened, and what is to be done."""

    visit: Visit
    effects: tuple[Effect, ...] = ()


_STEPS: dict[tuple[Screen, Wish], tuple[Screen, tuple[Effect, ...]]] = {
    (Screen.ATTRACT, Wish.BEGIN): (Screen.CONSENT, ()),
    (Screen.CONSENT, Wish.AGREE): (Screen.MIRROR, (Effect.RECORD_CONSENT, Effect.START_MIRROR)),
    (Screen.CONSENT, Wish.DECLINE): (Screen.BROWSE, ()),
    (Screen.CONSENT, Wish.END): (Screen.ATTRACT, (Effect.WIPE,)),
    (Screen.BROWSE, Wish.BEGIN): (Screen.CONSENT, ()),
    (Screen.BROWSE, Wish.END): (Screen.GOODBYE, (Effect.WIPE,)),
    (Screen.MIRROR, Wish.COMPARE): (Screen.COMPARE, ()),
    (Screen.MIRROR, Wish.WITHDRAW): (Screen.BROWSE, (Effect.RECORD_WITHDRAWAL, Effect.WIPE)),
    (Screen.MIRROR, Wish.END): (Screen.GOODBYE, (Effect.WIPE,)),
    (Screen.COMPARE, Wish.RETURN): (Screen.MIRROR, ()),
    (Screen.COMPARE, Wish.WITHDRAW): (Screen.BROWSE, (Effect.RECORD_WITHDRAWAL, Effect.WIPE)),
    (Screen.COMPARE, Wish.END): (Screen.GOODBYE, (Effect.WIPE,)),
    (Screen.GOODBYE, Wish.BEGIN): (Screen.ATTRACT, ()),
    (Screen.GOODBYE, Wish.END): (Screen.ATTRACT, ()),
}


def after_wish(visit: Visit, wish: Wish, now_ns: int) -> Step:
    """What a wish leads to; one that makes no sense on this screen only counts as a sign of life."""
    screen, effects = _STEPS.get((visit.screen, wish), (visit.screen, ()))
    return Step(Visit(screen, touched_ns=now_ns), effects)


def after_touch(visit: Visit, now_ns: int) -> Visit:
    """Any touch or key is a sign of life; the question "still there?" is answered by its buttons alone."""
    return visit if visit.is_asked else replace(visit, touched_ns=now_ns)


def after_time(visit: Visit, now_ns: int, patience: Patience) -> Step:
    """What quiet time leads to."""
    quiet_s = (now_ns - visit.touched_ns) / 1e9
    if visit.screen is Screen.ATTRACT:
        return Step(visit)
    if visit.screen is Screen.GOODBYE:
        return Step(Visit(touched_ns=now_ns) if quiet_s >= GOODBYE_S else visit)
    if quiet_s >= patience.idle_s + patience.still_there_s:
        return Step(Visit(touched_ns=now_ns), (Effect.WIPE,))
    return Step(replace(visit, is_asked=quiet_s >= patience.idle_s))


def seconds_to_answer(visit: Visit, now_ns: int, patience: Patience) -> int:
    """What the question's countdown shows; 0 when nothing is asked."""
    if not visit.is_asked:
        return 0
    left_s = patience.idle_s + patience.still_there_s - (now_ns - visit.touched_ns) / 1e9
    return max(0, round(left_s + 0.499))
