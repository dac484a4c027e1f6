"""How frame shapes differ beyond their lens outline: where bridge and hinge sit, how the rim's weight is spread."""

from __future__ import annotations

from dataclasses import dataclass

from engine.types import FrameShape


@dataclass(frozen=True, slots=True)
class Style:
    """Proportions as drawn by us after common frames; heights in half boxes from the boxes' middle line."""

    bridge: float
    """Underside of the bridge in the middle."""
    hinge: float
    """Where the temple hangs."""
    top: float = 1.0
    """Rim weight at the top; 1 is the rim thickness of the spec."""
    bottom: float = 0.8
    nasal: float = 0.6
    wing: float = 0.0
    """Extra rim weight at the outer upper corner."""
    has_keyhole: bool = False
    end_height_mm: float = 9.0
    """Height of an acetate end piece where the temple begins."""


STYLES: dict[FrameShape, Style] = {
    FrameShape.ROUND: Style(
        bridge=0.28, hinge=0.36, top=0.95, bottom=0.9, has_keyhole=True, end_height_mm=7.5
    ),
    FrameShape.PANTO: Style(bridge=0.34, hinge=0.48, bottom=0.85, has_keyhole=True, end_height_mm=7.5),
    FrameShape.OVAL: Style(bridge=0.22, hinge=0.34, top=0.9, end_height_mm=7.0),
    FrameShape.RECTANGLE: Style(bridge=0.20, hinge=0.46, end_height_mm=8.5),
    FrameShape.SQUARE: Style(bridge=0.26, hinge=0.52, top=1.1, bottom=0.9, end_height_mm=10.0),
    FrameShape.WAYFARER: Style(bridge=0.34, hinge=0.66, top=1.25, wing=0.55, end_height_mm=11.5),
    FrameShape.AVIATOR: Style(bridge=0.30, hinge=0.56, end_height_mm=8.0),
    FrameShape.CAT_EYE: Style(bridge=0.22, hinge=0.72, top=1.1, wing=0.9, end_height_mm=9.5),
    FrameShape.BROWLINE: Style(bridge=0.36, hinge=0.64, top=1.5, wing=0.3, end_height_mm=10.0),
    FrameShape.HEXAGONAL: Style(bridge=0.26, hinge=0.34, end_height_mm=7.5),
    FrameShape.BUTTERFLY: Style(bridge=0.30, hinge=0.56, top=1.15, wing=0.6, end_height_mm=10.5),
}
