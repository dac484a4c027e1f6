"""A still picture as a camera."""

from __future__ import annotations

from engine.types import ByteArray, Clock, Frame

_PERIOD_NS = 100_000_000


class StillSource:
    """Shows one picture ten times a second, so that everything that settles over time can settle."""

    def __init__(self, pixels: ByteArray, clock: Clock, name: str) -> None:
        self.name = name
        self.is_live = False
        self._pixels = pixels
        self._clock = clock
        self._due_ns = clock.now_ns()

    def read(self) -> Frame:
        """The picture, with the time at which it was due."""
        self._clock.wait_until_ns(self._due_ns)
        frame = Frame(self._pixels, self._due_ns, self.name)
        self._due_ns += _PERIOD_NS
        return frame

    def close(self) -> None:
        """Nothing is held open."""
