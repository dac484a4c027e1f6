"""From the words of `--camera auto|N|PATH|demo` to a source of frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.device import CameraSource, CaptureFormat, open_device, present_devices
from engine.capture.picture import UnusablePicture, read_picture
from engine.capture.source import FrameSource
from engine.capture.still import StillSource
from engine.capture.video import VideoSource
from engine.errors import CameraLost, CameraTrouble, UnusableSource
from engine.types import Clock

DEMO_NAME = "demo customer"
_PICTURE_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".bmp", ".tif", ".tiff", ".gif"}


@dataclass(frozen=True, slots=True)
class SourceOpener:
    """Opens what was asked for, as often as needed: after a lost camera it is called again."""

    choice: str
    """`auto` (a camera if there is one, else the demo customer), a camera number, a file, or `demo`."""
    wanted: CaptureFormat
    clock: Clock
    present: Callable[[], tuple[int, ...]] = present_devices

    def check(self) -> None:
        """Raises UnusableSource when the choice can never work: no such file, damaged file."""
        if not self._is_device():
            self.open().close()

    def open(self, may_be_demo: bool = True) -> FrameSource:
        """Raises CameraLost (try again shortly) or UnusableSource (trying again is useless).

        Once a real camera has been there, `auto` asks for one again (`may_be_demo=False`): a customer is never
        replaced by the demo customer.
        """
        if self.choice == "auto":
            return self._open_any(may_be_demo)
        if self.choice == "demo":
            return self._open_demo()
        if self.choice.isdecimal():
            return self._open_camera(int(self.choice))
        return self._open_file(Path(self.choice))

    def should_reopen(self, source: FrameSource) -> bool:
        """Whether a camera has appeared while `auto` is showing the demo customer."""
        return self.choice == "auto" and not source.is_live and bool(self.present())

    def _is_device(self) -> bool:
        return self.choice == "auto" or self.choice.isdecimal()

    def _open_any(self, may_be_demo: bool) -> FrameSource:
        source = self._open_first_camera() or (self._open_demo() if may_be_demo else None)
        if source is None:
            raise CameraLost(CameraTrouble.UNPLUGGED, "No camera answers: is its cable plugged in?")
        return source

    def _open_first_camera(self) -> FrameSource | None:
        for number in self.present():
            try:
                return self._open_camera(number)
            except CameraLost:
                continue
        return None

    def _open_camera(self, number: int) -> FrameSource:
        return CameraSource(number, open_device(number, self.wanted), self.clock)

    def _open_demo(self) -> FrameSource:
        return VideoSource(DEMO_CUSTOMERS[0], self.clock, DEMO_NAME)

    def _open_file(self, path: Path) -> FrameSource:
        if path.suffix.lower() not in _PICTURE_ENDINGS:
            return VideoSource(path, self.clock)
        try:
            return StillSource(read_picture(path).pixels, self.clock, path.name)
        except UnusablePicture as reason:
            raise UnusableSource(f"{path}: {reason}") from reason
