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
    has_keyhole: bool = False
    end_height_mm: float = 9.0
    """Height of an acetate end piece where the temple begins."""
    end_rise: float = 0.0
    """Slope of its upper edge towards the rim; negative where the front sweeps up and out."""
    end_fall: float = 0.45
    """Slope of its lower edge towards the rim."""


STYLES: dict[FrameShape, Style] = {
    FrameShape.ROUND: Style(
        bridge=0.28, hinge=0.40, top=0.95, bottom=0.9, has_keyhole=True, end_height_mm=7.0, end_rise=0.15
    ),
    FrameShape.PANTO: Style(
        bridge=0.34, hinge=0.56, bottom=0.85, has_keyhole=True, end_height_mm=7.5, end_rise=0.1
    ),
    FrameShape.OVAL: Style(bridge=0.22, hinge=0.36, top=0.9, end_height_mm=7.0, end_rise=0.15),
    FrameShape.RECTANGLE: Style(bridge=0.20, hinge=0.60, end_height_mm=8.5),
    FrameShape.SQUARE: Style(bridge=0.26, hinge=0.68, top=1.1, bottom=0.9, end_height_mm=10.0),
    FrameShape.WAYFARER: Style(bridge=0.34, hinge=0.84, top=1.25, end_height_mm=11.5, end_rise=-0.12),
    FrameShape.AVIATOR: Style(bridge=0.30, hinge=0.72, end_height_mm=8.0),
    FrameShape.CAT_EYE: Style(
        bridge=0.22, hinge=0.86, top=1.15, end_height_mm=10.0, end_rise=-0.42, end_fall=0.7
    ),
    FrameShape.BROWLINE: Style(bridge=0.36, hinge=0.78, top=1.5, end_height_mm=10.0, end_rise=-0.05),
    FrameShape.HEXAGONAL: Style(bridge=0.26, hinge=0.34, end_height_mm=7.5, end_rise=0.2),
    FrameShape.BUTTERFLY: Style(
        bridge=0.30, hinge=0.70, top=1.15, end_height_mm=10.5, end_rise=-0.1, end_fall=0.8
    ),
}
