"""Who may open the staff panel: guessing the number gets slow. Qt-free."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

FREE_TRIES = 3
SHUT_S = 30
"""How long the door stays shut after the free tries, and after each miss from then on."""


@dataclass(frozen=True, slots=True)
class Door:
    """Misses since the last right number, and when the last one was."""

    misses: int = 0
    missed_ns: int = 0


def seconds_shut(door: Door, now_ns: int) -> int:
    """How long until the next try; 0 when there may be one now."""
    if door.misses < FREE_TRIES:
        return 0
    return max(0, round(SHUT_S - (now_ns - door.missed_ns) / 1e9 + 0.499))


def is_shut(door: Door, now_ns: int) -> bool:
    return seconds_shut(door, now_ns) > 0


def after_try(door: Door, typed: str, pin: str, now_ns: int) -> Door:
    """The door after a number was typed; the right one clears all misses."""
    if hmac.compare_digest(typed.encode(), pin.encode()):
        return Door()
    return Door(door.misses + 1, now_ns)
