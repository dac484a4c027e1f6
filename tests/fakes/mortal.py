"""A program that dies at a chosen step: it looks at a clock before and after everything it does, and one look kills."""

from __future__ import annotations

from datetime import datetime

from tests.fakes.clock import ManualClock, ManualWallClock
from tests.fakes.platform import PowerCut


class Fuse:
    """Burns down with every look at a clock; None lasts for ever. What burnt down stays dead."""

    def __init__(self, looks: int | None = None) -> None:
        self._left = looks

    def burn(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            raise PowerCut
        self._left -= 1


class MortalClock(ManualClock):
    """Asked around every request."""

    def __init__(self, fuse: Fuse) -> None:
        super().__init__()
        self._fuse = fuse

    def now_ns(self) -> int:
        self._fuse.burn()
        return super().now_ns()


class MortalWallClock:
    """The time of day of another clock; asked at the start of every transaction."""

    def __init__(self, clock: ManualWallClock, fuse: Fuse) -> None:
        self._clock = clock
        self._fuse = fuse

    def now(self) -> datetime:
        self._fuse.burn()
        return self._clock.now()
