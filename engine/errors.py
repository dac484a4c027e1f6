"""What can go wrong with pixels, named by what to do next."""

from __future__ import annotations

from enum import StrEnum


class EngineError(Exception):
    """Something the engine could not pass over; its text is one sentence for people."""


class CameraTrouble(StrEnum):
    """Why no usable picture comes from a camera."""

    UNPLUGGED = "unplugged"
    BUSY = "busy"
    SILENT = "silent"
    BLACK = "black"
    FROZEN = "frozen"


class CameraLost(EngineError):
    """The camera gives no usable picture now; try again shortly."""

    def __init__(self, trouble: CameraTrouble, detail: str) -> None:
        super().__init__(detail)
        self.trouble = trouble


class UnusableSource(EngineError):
    """What was named as a source can never give a picture: wrong path, damaged file. Trying again is useless."""


class GpuUnusable(EngineError):
    """No OpenGL 3.3 here; nothing can be drawn."""
