"""The slow film of the attract screen: one frame after another, turning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot

from app.domain.listing import FrameListing
from engine.types import Eyewear
from ui.kiosk.shots import TURN_STEPS, Shots

STEP_MS = 120
SHOWN = 3
"""Frames in the film; each costs about 2 MB and 2 s of drawing, once."""


class AttractView(QObject):
    """Shows the next picture of the turn when it has been drawn; a frame turns once, then the next."""

    changed = Signal()

    def __init__(self, shots: Shots, frames: Callable[[], Sequence[FrameListing]], interval_ms: int) -> None:
        super().__init__()
        self._shots = shots
        self._frames = frames
        self._step = 0
        self._picture = ""
        self._timer = QTimer(self)
        self._timer.setInterval(interval_ms)
        self._timer.timeout.connect(self.advance)

    @Slot(bool)
    def turn(self, is_on: bool) -> None:
        """Lets the film run, or stops it."""
        if is_on:
            self.advance()
            self._timer.start()
        else:
            self._timer.stop()

    @Slot()
    def advance(self) -> None:
        """The next picture; waits with the one before until it has been drawn."""
        eyewear = self._eyewear(self._step // TURN_STEPS)
        if eyewear is None:
            return
        url = self._shots.turning(eyewear, self._step, lambda _: None)
        if url:
            self._step += 1
            self._show(url)

    def frames_came(self) -> None:
        """The catalogue has been read."""
        self.changed.emit()
        if self._timer.isActive():
            self.advance()

    def _show(self, url: str) -> None:
        if url != self._picture:
            self._picture = url
            self.changed.emit()

    def _eyewear(self, turn: int) -> Eyewear | None:
        frames = self._frames()[:SHOWN]
        if not frames:
            return None
        frame = frames[turn % len(frames)]
        return frame.eyewear(frame.variants[0].sku)

    def _hero(self) -> str:
        eyewear = self._eyewear(0)
        return self._shots.large(eyewear, lambda _: self.changed.emit()) if eyewear else ""

    picture = Property(str, lambda self: self._picture, notify=changed)
    hero = Property(str, _hero, notify=changed)
