"""Is what the camera delivers a picture? Black and frozen pictures are as good as none."""

from __future__ import annotations

import zlib

from engine.errors import CameraLost, CameraTrouble
from engine.types import ByteArray, Frame

BLACK_LEVEL = 6
"""Grey level below which everything counts as black: a covered lens with sensor noise stays below it."""
PATIENCE_NS = 1_500_000_000
"""How long a camera may deliver black or identical pictures before it counts as lost."""


class PictureHealth:
    """Watches a camera's frames. A real sensor never delivers the same noise twice."""

    def __init__(self) -> None:
        self._checksum = 0
        self._changed_ns: int | None = None
        self._bright_ns: int | None = None

    def check(self, frame: Frame) -> None:
        """Raises CameraLost when pictures have been black or identical for longer than the patience."""
        sample = frame.pixels[::8, ::8]
        self._note(sample, frame.captured_ns)
        assert self._changed_ns is not None
        assert self._bright_ns is not None
        if frame.captured_ns - self._bright_ns > PATIENCE_NS:
            raise CameraLost(
                CameraTrouble.BLACK, f"{frame.source} delivers black pictures: is its lens covered?"
            )
        if frame.captured_ns - self._changed_ns > PATIENCE_NS:
            raise CameraLost(
                CameraTrouble.FROZEN, f"{frame.source} delivers the same picture again and again."
            )

    def _note(self, sample: ByteArray, captured_ns: int) -> None:
        checksum = zlib.crc32(sample.tobytes())
        if self._changed_ns is None or checksum != self._checksum:
            self._changed_ns, self._checksum = captured_ns, checksum
        if self._bright_ns is None or int(sample.max()) > BLACK_LEVEL:
            self._bright_ns = captured_ns
