"""Recorded landmarks as a FaceTracker: what was found once is found again, without any model."""

from __future__ import annotations

from collections.abc import Iterable

from engine.types import Frame, Landmarks


class ReplayTracker:
    """Gives the recorded finds in their order, one a frame; nothing after the last."""

    def __init__(self, recorded: Iterable[Landmarks | None]) -> None:
        self._left = iter(recorded)

    def find(self, frame: Frame) -> Landmarks | None:
        """The next recorded find; the frame's pixels are not looked at."""
        del frame
        return next(self._left, None)

    def close(self) -> None:
        """Nothing is held open."""
