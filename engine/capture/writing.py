"""Drawn pictures into files, for the command line only: the kiosk never writes a picture."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

import cv2
import numpy as np

from engine.errors import EngineError
from engine.types import ByteArray

_FPS = 30.0


class CannotWrite(EngineError):
    """A file could not be written."""


def write_picture(path: Path, picture: ByteArray) -> None:
    """Writes (h, w, 3) RGB in the format its ending names. Raises CannotWrite."""
    ok, encoded = cv2.imencode(path.suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    if not ok:
        raise CannotWrite(f"{path} could not be written as {path.suffix}.")
    try:
        path.write_bytes(encoded.tobytes())
    except OSError as error:
        raise CannotWrite(f"{path} could not be written: {error.strerror}.") from error


class VideoFile:
    """A video that grows picture by picture, 30 a second; use in a `with`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: cv2.VideoWriter | None = None

    def __enter__(self) -> VideoFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.release()

    def add(self, picture: ByteArray) -> None:
        """(h, w, 3) RGB, all of one size. Raises CannotWrite."""
        if self._writer is None:
            height_px, width_px = picture.shape[:2]
            code = cv2.VideoWriter.fourcc(*("MJPG" if self._path.suffix.lower() == ".avi" else "mp4v"))
            self._writer = cv2.VideoWriter(str(self._path), code, _FPS, (width_px, height_px))
            if not self._writer.isOpened():
                raise CannotWrite(f"{self._path} could not be written as a video.")
        self._writer.write(np.ascontiguousarray(picture[:, :, ::-1]))
