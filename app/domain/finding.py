"""What a customer looks for, and what there is to choose from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from app.domain.listing import FrameListing
from app.domain.products import ColourFamily
from engine.types import FrameMaterial, FrameShape


class SizeBand(StrEnum):
    """How wide a frame is, as shops sort them."""

    NARROW = "narrow"
    MEDIUM = "medium"
    WIDE = "wide"


MEDIUM_FROM_MM = 129.0
WIDE_FROM_MM = 136.0
"""Widths across the front where shops draw the lines: narrow is under 129 mm, wide from 136 mm."""


def size_band(front_width_mm: float) -> SizeBand:
    if front_width_mm < MEDIUM_FROM_MM:
        return SizeBand.NARROW
    return SizeBand.MEDIUM if front_width_mm < WIDE_FROM_MM else SizeBand.WIDE


@dataclass(frozen=True, slots=True)
class FrameQuery:
    """What the customer wants; an empty set means anything. Within a set any, across sets all must hold."""

    words: str = ""
    shapes: frozenset[FrameShape] = frozenset()
    materials: frozenset[FrameMaterial] = frozenset()
    colours: frozenset[ColourFamily] = frozenset()
    sizes: frozenset[SizeBand] = frozenset()
    brands: frozenset[str] = frozenset()
    least_minor: int | None = None
    most_minor: int | None = None


@dataclass(frozen=True, slots=True)
class PriceBand:
    """From `least_minor` up to, but not including, `below_minor` (None: no end)."""

    least_minor: int
    below_minor: int | None


@dataclass(frozen=True, slots=True)
class Facets:
    """How many frames each choice would leave, given all the other choices. Choices that leave none are absent."""

    shapes: dict[FrameShape, int] = field(default_factory=dict)
    materials: dict[FrameMaterial, int] = field(default_factory=dict)
    colours: dict[ColourFamily, int] = field(default_factory=dict)
    sizes: dict[SizeBand, int] = field(default_factory=dict)
    brands: dict[str, int] = field(default_factory=dict)
    prices: dict[PriceBand, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FramePlace:
    """Where a page ended: the last frame's rank and place in the shop's order."""

    rank: float
    position: int
    product_id: str
    size: str


@dataclass(frozen=True, slots=True)
class FramePage:
    """Some of the frames that were found."""

    frames: tuple[FrameListing, ...]
    found: int
    """All of them, on every page."""
    next: FramePlace | None
    """Give it back for the next page; None on the last."""
