"""Product pictures on demand: drawn once off the main thread, then kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from engine.types import ByteArray, Eyewear
from ui.kiosk.pictures import ShotKey, ShotProvider
from ui.kiosk.ports import Errands, Studio

_SIZES = {"small": (280, 140), "large": (1200, 600)}
TURN_STEPS = 40
"""Pictures of a frame turning once to either side and back."""
_TURN_SIZE = (840, 420)
_TURN_DEG = 38.0


class Shots:
    """Gives the address of a picture, or an empty one now and a call when it has been drawn."""

    def __init__(self, provider: ShotProvider, studio: Studio, errands: Errands) -> None:
        self._provider = provider
        self._studio = studio
        self._errands = errands
        self._listeners: dict[str, list[Callable[[str], None]]] = {}

    def small(self, eyewear: Eyewear, ready: Callable[[str], None]) -> str:
        """For a card on the shelf."""
        return self._ask(ShotKey(eyewear.sku, "small"), eyewear, _SIZES["small"], 12.0, ready)

    def large(self, eyewear: Eyewear, ready: Callable[[str], None]) -> str:
        """For the middle of the screen."""
        return self._ask(ShotKey(eyewear.sku, "large"), eyewear, _SIZES["large"], 18.0, ready)

    def turning(self, eyewear: Eyewear, step: int, ready: Callable[[str], None]) -> str:
        """One picture of a slow turn; `step` counts up for ever."""
        key = ShotKey(eyewear.sku, f"turn{step % TURN_STEPS}")
        return self._ask(key, eyewear, _TURN_SIZE, turn_yaw_deg(step), ready)

    def _ask(
        self,
        key: ShotKey,
        eyewear: Eyewear,
        size: tuple[int, int],
        yaw_deg: float,
        ready: Callable[[str], None],
    ) -> str:
        if not self._provider.has(key) and key.url not in self._listeners:
            self._listeners[key.url] = []
            self._errands.run(
                lambda: self._studio.shot(eyewear, *size, yaw_deg),
                lambda pixels: self._arrive(key, cast(ByteArray, pixels)),
                lambda _: self._give_up(key),
            )
        if self._provider.has(key):
            return key.url
        if key.url in self._listeners:
            self._listeners[key.url].append(ready)
        return ""

    def _arrive(self, key: ShotKey, pixels: ByteArray) -> None:
        self._provider.put(key, pixels)
        for ready in self._listeners.pop(key.url, ()):
            ready(key.url)

    def _give_up(self, key: ShotKey) -> None:
        """A frame that cannot be drawn keeps its plain card; it can still be tried on."""
        self._listeners.pop(key.url, None)


def turn_yaw_deg(step: int) -> float:
    """How far a turning frame is turned: to one side, to the other and back, slowly at the ends."""
    phase = step % TURN_STEPS / TURN_STEPS
    swing = 4 * phase - 1 if phase < 0.5 else 3 - 4 * phase
    return _TURN_DEG * swing * (1.5 - 0.5 * swing * swing)
