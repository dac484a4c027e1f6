"""Product pictures kept on the disk from run to run: drawn once for each frame, finish and version of the program.

Only glasses on a plain ground are kept; a customer's look passes through and is never written.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from engine.types import ByteArray, Eyewear, MirrorState
from ui.kiosk.ports import Studio

_MOST_KEPT = 4000
"""Files; a large shop's shelf is some hundred."""


class KeptShots:
    """A Studio that remembers. One thread uses it; what cannot be read or written is drawn."""

    def __init__(self, studio: Studio, folder: Path, drawn_as: Callable[[Eyewear], str]) -> None:
        """`drawn_as` names everything beside dimensions and finish that decides how a picture looks."""
        self._studio = studio
        self._folder = folder
        self._drawn_as = drawn_as
        self._is_tidy = False

    def shot(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float = 0.0) -> ByteArray:
        """(height, width, 3) RGB; see StageStudio.shot."""
        path = self._folder / self._name(eyewear, width_px, height_px, yaw_deg)
        kept = _read(path, width_px, height_px)
        if kept is not None:
            return kept
        drawn = self._studio.shot(eyewear, width_px, height_px, yaw_deg)
        with contextlib.suppress(OSError):
            self._tidy()
            _write(path, drawn)
        return drawn

    def look(self, state: MirrorState, width_px: int, height_px: int) -> ByteArray:
        return self._studio.look(state, width_px, height_px)

    def _name(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float) -> str:
        words = repr(
            (self._drawn_as(eyewear), eyewear.spec, eyewear.finish, width_px, height_px, round(yaw_deg, 3))
        )
        return hashlib.sha256(words.encode()).hexdigest()[:32] + ".png"

    def _tidy(self) -> None:
        """Once a run: makes the folder, and lets the oldest pictures go when there are too many."""
        if self._is_tidy:
            return
        self._is_tidy = True
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = sorted(self._folder.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in kept[:-_MOST_KEPT]:
            path.unlink()


def _read(path: Path, width_px: int, height_px: int) -> ByteArray | None:
    """The picture in a file; None when there is none, or something else."""
    try:
        encoded = np.fromfile(path, np.uint8)
    except OSError:
        return None
    pixels = cv2.imdecode(encoded, cv2.IMREAD_COLOR_RGB) if encoded.size else None
    is_asked_for = pixels is not None and pixels.shape == (height_px, width_px, 3)
    return np.asarray(pixels, np.uint8) if is_asked_for else None


def _write(path: Path, pixels: ByteArray) -> None:
    """All of it or nothing, also when the power goes."""
    _, encoded = cv2.imencode(".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR))
    part = path.with_suffix(".part")
    part.write_bytes(encoded.tobytes())
    part.replace(path)
