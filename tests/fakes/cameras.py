"""Cameras without a camera: scripted devices and sources, honest about time and failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from engine.capture.source import FrameSource
from engine.errors import CameraLost, CameraTrouble
from engine.types import ByteArray, Clock, Frame


def noise(seed: int, height_px: int = 72, width_px: int = 128) -> ByteArray:
    """A picture as a sensor gives it: never the same twice."""
    return np.random.default_rng(seed).integers(0, 255, (height_px, width_px, 3), dtype=np.uint8)


class ScriptedDevice:
    """Stands for cv2.VideoCapture: delivers its pictures, then nothing."""

    def __init__(self, pictures: Iterable[ByteArray]) -> None:
        self._pictures: Iterator[ByteArray] = iter(pictures)
        self._current: ByteArray | None = None
        self.is_released = False

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return not self.is_released

    def grab(self) -> bool:
        self._current = next(self._pictures, None)
        return self._current is not None

    def retrieve(self) -> tuple[bool, ByteArray | None]:
        return self._current is not None, self._current

    def release(self) -> None:
        self.is_released = True


class ScriptedSource:
    """Gives a number of frames at 30 a second, then its trouble."""

    def __init__(self, clock: Clock, frames: int, is_live: bool = True, name: str = "camera 0") -> None:
        self.name = name
        self.is_live = is_live
        self.is_closed = False
        self._clock = clock
        self._left = frames

    def read(self) -> Frame:
        if not self._left:
            raise CameraLost(CameraTrouble.SILENT, f"{self.name} stopped delivering pictures.")
        self._left -= 1
        self._clock.wait_until_ns(self._clock.now_ns() + 33_333_333)
        return Frame(noise(self._left), self._clock.now_ns(), self.name)

    def close(self) -> None:
        self.is_closed = True


class ScriptedOpener:
    """Opens the sources it was given, one after another; a trouble in the list is raised instead."""

    def __init__(self, *answers: FrameSource | Exception, reopen: bool = False) -> None:
        self._answers = list(answers)
        self.reopen = reopen
        self.asked: list[bool] = []

    def open(self, may_be_demo: bool = True) -> FrameSource:
        self.asked.append(may_be_demo)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def should_reopen(self, source: FrameSource) -> bool:
        return self.reopen and not source.is_live
