"""A video file as a camera: plays at its own speed and begins again at the end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from engine.errors import UnusableSource
from engine.types import ByteArray, Clock, Frame

_USUAL_FPS = 30.0
_MOST_SKIPPED = 4
"""Frames between two that are read."""


class VideoSource:
    """Plays a file in a loop; a frame is due 1/fps after the one before, and late readers skip frames."""

    def __init__(self, path: Path, clock: Clock, name: str | None = None) -> None:
        self.name = name or path.name
        self.is_live = False
        self._path = path
        self._clock = clock
        self._video, self.fps = _open(path)
        self._period_ns = round(1e9 / self.fps)
        self._due_ns = clock.now_ns()

    def read(self) -> Frame:
        """The frame that is due. Raises UnusableSource when the file breaks off without a picture."""
        self._catch_up()
        pixels = self._next_picture()
        self._clock.wait_until_ns(self._due_ns)
        frame = Frame(pixels, self._due_ns, self.name)
        self._due_ns += self._period_ns
        return frame

    def close(self) -> None:
        self._video.release()

    def _catch_up(self) -> None:
        """Passes over what is past, but never for long: on a machine that decodes more slowly than the film runs,
        the film goes on from where it is instead of standing still."""
        for _ in range(_MOST_SKIPPED):
            if self._clock.now_ns() - self._due_ns <= self._period_ns:
                return
            self._video.grab()
            self._due_ns += self._period_ns
        self._due_ns = max(self._due_ns, self._clock.now_ns() - self._period_ns)

    def _next_picture(self) -> ByteArray:
        ok, pixels = self._video.read()
        if not ok:
            self._video.release()
            self._video, _ = _open(self._path)
            ok, pixels = self._video.read()
        if not ok:
            raise UnusableSource(f"{self.name} holds no readable picture.")
        return np.asarray(pixels, dtype=np.uint8)


def every_frame(path: Path) -> Iterator[Frame]:
    """All frames of a file once, as fast as they are taken, with the capture times its frame rate says.

    Raises UnusableSource when the file cannot be read.
    """
    video, fps = _open(path)
    try:
        number = 0
        while True:
            ok, pixels = video.read()
            if not ok:
                return
            yield Frame(np.asarray(pixels, dtype=np.uint8), round(number * 1e9 / fps), path.name)
            number += 1
    finally:
        video.release()


def _open(path: Path) -> tuple[cv2.VideoCapture, float]:
    if not path.is_file():
        raise UnusableSource(f"There is no file {path}.")
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    if not video.isOpened() or not video.grab():
        video.release()
        raise UnusableSource(f"{path} is not a video this program can read.")
    fps = video.get(cv2.CAP_PROP_FPS)
    video.release()
    return cv2.VideoCapture(str(path), cv2.CAP_FFMPEG), fps if 1.0 <= fps <= 240.0 else _USUAL_FPS
