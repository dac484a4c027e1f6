"""Which colour customers would look under for a finish."""

from __future__ import annotations

import colorsys
from functools import lru_cache

from app.domain.products import ColourFamily
from engine.types import FrameFinish, FrameMaterial, Pattern

_HUES = (
    (15, ColourFamily.RED),
    (42, ColourFamily.ORANGE),
    (70, ColourFamily.YELLOW),
    (165, ColourFamily.GREEN),
    (255, ColourFamily.BLUE),
    (300, ColourFamily.PURPLE),
    (345, ColourFamily.PINK),
    (361, ColourFamily.RED),
)
"""Upper ends of hue ranges in degrees, named as people name colours of that hue."""


@lru_cache(maxsize=4096)
def colour_family(finish: FrameFinish) -> ColourFamily:
    """The family of a finish, from its pattern first, its colour else."""
    if finish.pattern is Pattern.TORTOISE:
        return ColourFamily.TORTOISE
    hue, lightness, saturation = colorsys.rgb_to_hls(*finish.colour)
    family = _family_of(hue * 360, lightness, saturation)
    if finish.pattern is Pattern.CRYSTAL and family in {ColourFamily.WHITE, ColourFamily.GREY}:
        return ColourFamily.CRYSTAL
    return _as_metal(family) if finish.material is FrameMaterial.METAL else family


def _family_of(hue_deg: float, lightness: float, saturation: float) -> ColourFamily:
    if lightness < 0.12 or (lightness < 0.2 and saturation < 0.2):
        return ColourFamily.BLACK
    if saturation < 0.15:
        return ColourFamily.WHITE if lightness > 0.85 else ColourFamily.GREY
    if 10 <= hue_deg < 50 and lightness < 0.45:
        return ColourFamily.BROWN
    return next(family for end, family in _HUES if hue_deg < end)


def _as_metal(family: ColourFamily) -> ColourFamily:
    """Bright grey metal is called silver, yellow and orange metal gold."""
    if family in {ColourFamily.ORANGE, ColourFamily.YELLOW, ColourFamily.BROWN}:
        return ColourFamily.GOLD
    return ColourFamily.SILVER if family in {ColourFamily.GREY, ColourFamily.WHITE} else family
