"""Product pictures on demand: drawn once off the main thread, then kept in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

from engine.types import ByteArray, Eyewear
from ui.bridge.errands import Errands
from ui.kiosk.pictures import ShotKey, ShotProvider
from ui.kiosk.ports import Studio

_SIZES = {"small": (280, 140), "large": (1200, 600)}
TURN_STEPS = 40
"""Pictures of a frame turning once to either side and back."""
_TURN_SIZE = (840, 420)
_TURN_DEG = 38.0
_IN_WORK = 2
"""Pictures with the errands at a time: one is drawn, the next is at hand."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A picture to be drawn."""

    eyewear: Eyewear
    size_px: tuple[int, int]
    yaw_deg: float


class Shots:
    """Gives the address of a picture, or an empty one now and a call when it has been drawn.

    Orders wait here, not with the errands, so that what comes into view can still go first. Cards are ordered long
    before they are seen; anything larger is asked for when it is shown, and overtakes them.
    """

    def __init__(self, provider: ShotProvider, studio: Studio, errands: Errands) -> None:
        self._provider = provider
        self._studio = studio
        self._errands = errands
        self._listeners: dict[ShotKey, list[Callable[[str], None]]] = {}
        self._waiting: dict[ShotKey, _Order] = {}
        self._with_errands = 0

    def drawn_small(self, sku: str) -> str:
        """The address of a card's picture that is there; empty for one that is not, and nothing is ordered."""
        key = ShotKey(sku, "small")
        return key.url if self._provider.has(key) else ""

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

    def small_first(self, skus: Sequence[str]) -> None:
        """Cards that are looked at now: of all cards that wait, these are drawn first, in this order."""
        larger = {key: order for key, order in self._waiting.items() if key.kind != "small"}
        keys = [ShotKey(sku, "small") for sku in skus]
        first = {key: self._waiting[key] for key in keys if key in self._waiting}
        self._waiting = larger | first | self._waiting

    def _ask(
        self,
        key: ShotKey,
        eyewear: Eyewear,
        size: tuple[int, int],
        yaw_deg: float,
        ready: Callable[[str], None],
    ) -> str:
        if self._provider.has(key):
            return key.url
        if key not in self._listeners:
            self._listeners[key] = []
            order = {key: _Order(eyewear, size, yaw_deg)}
            self._waiting = self._waiting | order if key.kind == "small" else order | self._waiting
            self._hand_out()
        if self._provider.has(key):
            return key.url
        if key in self._listeners:
            self._listeners[key].append(ready)
        return ""

    def _hand_out(self) -> None:
        while self._waiting and self._with_errands < _IN_WORK:
            key = next(iter(self._waiting))
            self._with_errands += 1
            self._draw(key, self._waiting.pop(key))

    def _draw(self, key: ShotKey, order: _Order) -> None:
        self._errands.run(
            lambda: self._studio.shot(order.eyewear, *order.size_px, order.yaw_deg),
            lambda pixels: self._arrive(key, cast(ByteArray, pixels)),
            lambda _: self._give_up(key),
        )

    def _arrive(self, key: ShotKey, pixels: ByteArray) -> None:
        self._with_errands -= 1
        self._provider.put(key, pixels)
        for ready in self._listeners.pop(key, ()):
            ready(key.url)
        self._hand_out()

    def _give_up(self, key: ShotKey) -> None:
        """A frame that cannot be drawn keeps its plain card; it can still be tried on."""
        self._with_errands -= 1
        self._listeners.pop(key, None)
        self._hand_out()


def turn_yaw_deg(step: int) -> float:
    """How far a turning frame is turned: to one side, to the other and back, slowly at the ends."""
    phase = step % TURN_STEPS / TURN_STEPS
    swing = 4 * phase - 1 if phase < 0.5 else 3 - 4 * phase
    return _TURN_DEG * swing * (1.5 - 0.5 * swing * swing)
