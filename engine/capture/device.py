"""Cameras by OpenCV: V4L2 on Linux, Media Foundation on Windows, AVFoundation on macOS."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from engine.capture.health import PictureHealth
from engine.errors import CameraLost, CameraTrouble
from engine.types import ByteArray, Clock, Frame

_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_MSMF, "darwin": cv2.CAP_AVFOUNDATION}
_READ_TIMEOUT_MS = 1000


@dataclass(frozen=True, slots=True)
class CaptureFormat:
    """What is asked of the camera; it may answer with something near."""

    width_px: int = 1280
    height_px: int = 720
    fps: int = 30


class Device(Protocol):
    """The part of cv2.VideoCapture that is used here."""

    def isOpened(self) -> bool: ...  # noqa: N802 - OpenCV's name

    def grab(self) -> bool: ...

    def retrieve(self) -> tuple[bool, np.ndarray]: ...

    def release(self) -> None: ...


def present_devices() -> tuple[int, ...]:
    """Numbers of the cameras that this machine shows; elsewhere than on Linux the first four are guessed."""
    if sys.platform != "linux":
        return (0, 1, 2, 3)
    return tuple(
        sorted(int(path.name[5:]) for path in Path("/dev").glob("video*") if path.name[5:].isdigit())
    )


def open_device(number: int, wanted: CaptureFormat) -> Device:
    """The opened camera, asked for motion JPEG (the only way most webcams reach 720p at 30).

    Raises CameraLost(UNPLUGGED) when there is no such camera and CameraLost(BUSY) when it cannot be opened.
    """
    if sys.platform == "linux" and number not in present_devices():
        raise CameraLost(CameraTrouble.UNPLUGGED, f"There is no camera {number}: is its cable plugged in?")
    device = cv2.VideoCapture(number, _BACKENDS.get(sys.platform, cv2.CAP_ANY))
    if not device.isOpened():
        device.release()
        raise CameraLost(
            CameraTrouble.BUSY, f"Camera {number} cannot be opened: another program may be using it."
        )
    device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    device.set(cv2.CAP_PROP_FRAME_WIDTH, wanted.width_px)
    device.set(cv2.CAP_PROP_FRAME_HEIGHT, wanted.height_px)
    device.set(cv2.CAP_PROP_FPS, wanted.fps)
    device.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    device.set(cv2.CAP_PROP_READ_TIMEOUT_MSEC, _READ_TIMEOUT_MS)
    return device


class CameraSource:
    """A live camera. Its frames carry the time at which they were grabbed."""

    def __init__(self, number: int, device: Device, clock: Clock) -> None:
        self.name = f"camera {number}"
        self.is_live = True
        self._device = device
        self._clock = clock
        self._health = PictureHealth()

    def read(self) -> Frame:
        """The next picture. Raises CameraLost when none comes or when it shows nothing."""
        grabbed = self._device.grab()
        captured_ns = self._clock.now_ns()
        ok, pixels = self._device.retrieve() if grabbed else (False, None)
        if not ok or pixels is None:
            raise CameraLost(CameraTrouble.SILENT, f"{self.name} stopped delivering pictures.")
        frame = Frame(_as_bgr(pixels), captured_ns, self.name)
        self._health.check(frame)
        return frame

    def close(self) -> None:
        self._device.release()


def _as_bgr(pixels: np.ndarray) -> ByteArray:
    if pixels.ndim == 3 and pixels.shape[2] == 3:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
