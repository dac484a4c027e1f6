"""The finish of a frame as the numbers of the shaders: linear colours, codes of patterns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from engine.eyewear.colour_space import linear
from engine.eyewear.finishes import lens_look, look_of
from engine.eyewear.mesh import Surface
from engine.types import FrameFinish, LensFinish, Pattern, Rgb


class PatternCode(IntEnum):
    """As pattern.glsl counts them."""

    SOLID = 0
    TORTOISE = 1
    CRYSTAL = 2
    TWO_TONE = 3
    TEXTURED = 4


_CODES = {
    Pattern.SOLID: PatternCode.SOLID,
    Pattern.TORTOISE: PatternCode.TORTOISE,
    Pattern.CRYSTAL: PatternCode.CRYSTAL,
    Pattern.TWO_TONE: PatternCode.TWO_TONE,
}


@dataclass(frozen=True, slots=True)
class Material:
    """One surface of a frame."""

    colour: Rgb
    """Linear."""
    second_colour: Rgb = (0.0, 0.0, 0.0)
    pattern: PatternCode = PatternCode.SOLID
    metalness: float = 0.0
    roughness: float = 0.15
    cover: float = 1.0
    has_holes: bool = False
    """In its texture."""


@dataclass(frozen=True, slots=True)
class LensMaterial:
    """A lens; colours linear."""

    tint: Rgb
    gradient: float
    mirror: Rgb
    coating: Rgb


def material(finish: FrameFinish, surface: Surface) -> Material:
    """How a surface of a frame with this finish looks."""
    look = look_of(finish, surface)
    return Material(
        linear(look.colour),
        linear(look.second_colour),
        PatternCode.TEXTURED if look.texture else _CODES[look.pattern],
        look.metallic,
        look.roughness,
        look.cover,
        look.texture is not None and look.texture.has_holes,
    )


def lens_material(finish: LensFinish) -> LensMaterial:
    """How a lens looks."""
    look = lens_look(finish)
    red, green, blue = linear(look.tint)
    tint = (red * look.transmittance, green * look.transmittance, blue * look.transmittance)
    return LensMaterial(tint, float(look.is_gradient), linear(look.mirror), look.reflectance)
