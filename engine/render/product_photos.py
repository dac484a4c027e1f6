"""Pictures, outlines and models of frames for web pages, drawn by the mirror's own renderer and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from threading import Lock

import cv2
import numpy as np
from PIL import Image

from engine.errors import GpuUnusable
from engine.eyewear.outlines import lens_outline
from engine.eyewear.supplied_models import SuppliedModels
from engine.render.cut_out import cut_out, table_shadow
from engine.render.offscreen import OffscreenStage
from engine.render.product_state import product_state
from engine.types import ByteArray, Eyewear, FrameSpec

_LARGE, _SMALL = (960, 640), (480, 320)
_DRAWN = (1440, 960)
"""Drawn so much larger and then reduced: thin metal stays a line."""
_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)
_VIEWS = (("front", 0.0, 176.0), ("turned", 32.0, 206.0))
"""Name, yaw in degrees, and how many millimetres the picture is wide."""
_QUALITY = 76
_COVER_QUALITY = {_LARGE: 80, _SMALL: 74}
"""Sixteen small ones stand in a list: some eleven kilobytes each."""
_EVERY_NTH_POINT = 6
_MADE_BY = b"2"
"""Raised when pictures come out different from before."""


@dataclass(frozen=True, slots=True)
class ProductPhoto:
    """A picture without a ground, as WebP: glasses and their shadow."""

    webp: bytes
    width_px: int
    height_px: int


class ProductPhotos:
    """Draws each frame once and keeps its pictures in `folder`. For many threads; close it at the end."""

    def __init__(self, folder: Path, models: SuppliedModels | None = None) -> None:
        """`models`: where some frames have a supplier's geometry; else all are built from their dimensions."""
        self._folder = folder
        self._models = models or SuppliedModels((), Path)
        self._lock = Lock()
        self._stage: OffscreenStage | None = None
        self._can_draw = True

    def outline_mm(self, spec: FrameSpec) -> tuple[tuple[float, float], ...]:
        """The lens on the picture's right, from the middle of its box, y up."""
        return _outline(spec)

    def photos(self, eyewear: Eyewear) -> Sequence[ProductPhoto]:
        """From the front, then turned; each large, then small. Empty where nothing can be drawn."""
        key = self._key(eyewear)
        found: list[ProductPhoto] = []
        for name, yaw_deg, shown_mm in _VIEWS:
            paths = [self._folder / f"{key}-{name}-{width}.webp" for width, _ in (_LARGE, _SMALL)]
            if not all(path.is_file() for path in paths) and not self._draw(
                eyewear, yaw_deg, shown_mm, paths
            ):
                return ()
            found += [
                ProductPhoto(_read(path), *size) for path, size in zip(paths, (_LARGE, _SMALL), strict=True)
            ]
        return found

    def glb(self, eyewear: Eyewear) -> bytes:
        """The frame in its finish as binary glTF."""
        path = self._folder / f"{self._key(eyewear)}.glb"
        if not path.is_file():
            _write(path, self._models.glb(eyewear))
        return _read(path)

    def close(self) -> None:
        if self._stage is not None:
            self._stage.close()
            self._stage = None

    def _draw(self, eyewear: Eyewear, yaw_deg: float, shown_mm: float, paths: list[Path]) -> bool:
        with self._lock:
            if not self._can_draw:
                return False
            try:
                self._stage = self._stage or OffscreenStage(*_DRAWN, self._models.build)
            except GpuUnusable:
                self._can_draw = False
                return False
            on_white, on_black = (
                _reduced(
                    self._stage.render(product_state(eyewear, *_DRAWN, yaw_deg, ground, shown_mm)), _LARGE
                )
                for ground in (_WHITE, _BLACK)
            )
        model = self._models.build(eyewear.spec, eyewear.finish)
        shadow = table_shadow(product_state(eyewear, *_LARGE, yaw_deg, _WHITE, shown_mm), model)
        picture = cut_out(on_white, on_black, shadow)
        for path, size in zip(paths, (_LARGE, _SMALL), strict=True):
            _write(path, _webp(_reduced(picture, size), _COVER_QUALITY[size]))
        return True

    def _key(self, eyewear: Eyewear) -> str:
        what = repr((eyewear.spec, eyewear.finish)).encode() + self._models.mark(eyewear)
        return hashlib.blake2b(what + _MADE_BY, digest_size=12).hexdigest()


@lru_cache(maxsize=1024)
def _outline(spec: FrameSpec) -> tuple[tuple[float, float], ...]:
    outline = lens_outline(spec.shape, spec.lens_width_mm, spec.lens_height_mm)
    return tuple((float(x), float(y)) for x, y in outline[::_EVERY_NTH_POINT].round(2))


@lru_cache(maxsize=512)
def _read(path: Path) -> bytes:
    """A kept file; its name is made of its content's source, so it never changes."""
    return path.read_bytes()


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    beside.replace(path)


def _reduced(picture: ByteArray, size: tuple[int, int]) -> ByteArray:
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _webp(picture: ByteArray, cover_quality: int) -> bytes:
    file = BytesIO()
    Image.fromarray(picture).save(file, "WEBP", quality=_QUALITY, alpha_quality=cover_quality, method=6)
    return file.getvalue()
