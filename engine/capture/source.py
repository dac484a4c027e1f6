"""What every source of frames can do."""

from __future__ import annotations

from typing import Protocol

from engine.types import Frame


class FrameSource(Protocol):
    """Gives one frame after another. Used by one thread; `close` may be called once, by that thread."""

    @property
    def name(self) -> str:
        """What people call it: `camera 0`, `demo customer`, a file name."""
        ...

    @property
    def is_live(self) -> bool:
        """Whether real people stand before it."""
        ...

    def read(self) -> Frame:
        """The next frame, waiting for it. Raises CameraLost when there is none now."""
        ...

    def close(self) -> None: ...
