"""Keeps frames coming: opens the source, notices when it fails, opens it again. Owns no thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from engine.capture.source import FrameSource
from engine.errors import CameraLost, CameraTrouble
from engine.pipeline.latest_slot import LatestSlot
from engine.types import Clock, Frame

RETRY_NS = 500_000_000
"""Between two tries to open a lost camera; the picture is back within 2 s of the camera's return."""
LOOK_FOR_CAMERA_NS = 2_000_000_000
"""Between two looks for a camera while the demo customer plays."""


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """What staff may know of the camera."""

    source_name: str = ""
    is_live: bool = False
    trouble: CameraTrouble | None = None
    detail: str = ""
    """The cause in one sentence; empty when all is well."""


class Opener(Protocol):
    """Opens the chosen source; engine.capture.opening.SourceOpener is the real one."""

    def open(self, may_be_demo: bool = True) -> FrameSource: ...

    def should_reopen(self, source: FrameSource) -> bool: ...


class CameraWatch:
    """Called again and again by the camera thread: each step puts one frame into the slot, or tries to get there."""

    def __init__(
        self,
        opener: Opener,
        slot: LatestSlot[Frame],
        clock: Clock,
        on_status: Callable[[CameraStatus], None],
    ) -> None:
        self._opener = opener
        self._slot = slot
        self._clock = clock
        self._on_status = on_status
        self._source: FrameSource | None = None
        self._had_camera = False
        self._look_ns = 0

    def step(self) -> Frame | None:
        """Reads a frame into the slot. Raises UnusableSource when the source can never work."""
        try:
            source = self._source or self._open()
            frame = source.read()
        except CameraLost as lost:
            self._lose(lost)
            return None
        self._slot.put(frame)
        self._look_for_camera(source)
        return frame

    def close(self) -> None:
        if self._source is not None:
            self._source.close()
            self._source = None

    def _open(self) -> FrameSource:
        source = self._opener.open(may_be_demo=not self._had_camera)
        self._source = source
        self._had_camera |= source.is_live
        self._look_ns = self._clock.now_ns() + LOOK_FOR_CAMERA_NS
        self._on_status(CameraStatus(source.name, source.is_live))
        return source

    def _lose(self, lost: CameraLost) -> None:
        name = self._source.name if self._source else ""
        self.close()
        self._on_status(CameraStatus(name, is_live=True, trouble=lost.trouble, detail=str(lost)))
        self._clock.wait_until_ns(self._clock.now_ns() + RETRY_NS)

    def _look_for_camera(self, source: FrameSource) -> None:
        if source.is_live or self._clock.now_ns() < self._look_ns:
            return
        self._look_ns = self._clock.now_ns() + LOOK_FOR_CAMERA_NS
        if self._opener.should_reopen(source):
            self.close()
