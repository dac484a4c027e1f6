"""The models of a shop's frames: a supplier's file where one is kept, else built from the frame's dimensions.

What reads and writes such files is loaded when there is one: it is large, and most mirrors have none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from engine.eyewear.model import EyewearModel, build
from engine.types import Eyewear, FrameFinish, FrameSpec


class SuppliedModels:
    """Files were checked when they were taken in; one that has gone or broken since gives way to the built model."""

    def __init__(self, frames: Iterable[Eyewear], file_of: Callable[[str], Path]) -> None:
        """`file_of` tells where a SKU's file would lie."""
        self._frames = tuple(frames)
        self._file_of = file_of
        self._supplied = cache(self._read)

    def build(self, spec: FrameSpec, finish: FrameFinish) -> EyewearModel:
        """The model to draw, as `engine.eyewear.model.build` gives it."""
        return self._supplied(spec, finish) or build(spec, finish)

    def glb(self, eyewear: Eyewear) -> bytes:
        """The file for a page: what the mirror draws."""
        from engine.eyewear.glb_export import frame_glb  # noqa: PLC0415

        return frame_glb(eyewear, self.build(eyewear.spec, eyewear.finish))

    def mark(self, eyewear: Eyewear) -> bytes:
        """Changes when another file is taken in for the frame; empty where there is none."""
        file = self._file_of_frame(eyewear.spec, eyewear.finish)
        return hashlib.blake2b(file.read_bytes(), digest_size=12).digest() if file else b""

    def _read(self, spec: FrameSpec, finish: FrameFinish) -> EyewearModel | None:
        file = self._file_of_frame(spec, finish)
        if file is None:
            return None
        from engine.eyewear.glb_file import UnusableGlb  # noqa: PLC0415
        from engine.eyewear.glb_import import import_glb  # noqa: PLC0415

        try:
            return import_glb(file.read_bytes(), spec).model
        except (OSError, UnusableGlb):
            return None

    def _file_of_frame(self, spec: FrameSpec, finish: FrameFinish) -> Path | None:
        skus = (frame.sku for frame in self._frames if (frame.spec, frame.finish) == (spec, finish))
        return next((file for file in map(self._file_of, skus) if file.is_file()), None)
