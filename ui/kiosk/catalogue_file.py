"""The demo catalogue as frames on the shelf: `assets/catalogue/demo.json`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from app.domain.listing import FrameListing, VariantListing
from app.domain.money import Money
from engine.types import FrameFinish, FrameSpec

_SPEC, _FINISH = TypeAdapter(FrameSpec), TypeAdapter(FrameFinish)


class FileCatalogue:
    """Reads the file once. Raises OSError or ValueError when it is missing or damaged."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all_frames(self) -> tuple[FrameListing, ...]:
        return _read(self._path)


@cache
def _read(path: Path) -> tuple[FrameListing, ...]:
    frames = json.loads(path.read_text(encoding="utf-8"))["frames"]
    return tuple(_listing(frame) for frame in frames)


def _listing(frame: dict[str, Any]) -> FrameListing:
    price = Money(frame["price_minor"], frame["currency"])
    variants = tuple(
        VariantListing(v["sku"], v["colour"], _FINISH.validate_python(v["finish"]), price, v["stock"])
        for v in frame["variants"]
    )
    spec = _SPEC.validate_python(frame["spec"])
    return FrameListing(frame["id"], frame["name"], frame["brand"], spec, variants)
