"""How a finish looks under light: the numbers of the shaders for each surface of a frame. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from engine.eyewear.mesh import Slot
from engine.types import FloatArray, FrameFinish, FrameMaterial, LensFinish, LensKind, Pattern, Rgb


class PatternCode(IntEnum):
    """As pattern.glsl counts them."""

    SOLID = 0
    TORTOISE = 1
    CRYSTAL = 2
    TWO_TONE = 3


_CODES = {
    Pattern.SOLID: PatternCode.SOLID,
    Pattern.TORTOISE: PatternCode.TORTOISE,
    Pattern.CRYSTAL: PatternCode.CRYSTAL,
    Pattern.TWO_TONE: PatternCode.TWO_TONE,
}
_BARE = (0.078, 0.078, 0.078)
"""Both faces of an uncoated lens of index 1.5: 3.9 % each."""
_ANTI_REFLEX = (0.010, 0.020, 0.013)
"""Both faces coated; the rest of the reflection is greenish."""


@dataclass(frozen=True, slots=True)
class Material:
    """One surface of a frame."""

    colour: Rgb
    """Linear."""
    second_colour: Rgb = (0.0, 0.0, 0.0)
    pattern: PatternCode = PatternCode.SOLID
    metalness: float = 0.0
    roughness: float = 0.15


@dataclass(frozen=True, slots=True)
class LensMaterial:
    """A lens; colours linear."""

    tint: Rgb
    gradient: float
    mirror: Rgb
    coating: Rgb


def linear(colour: Rgb) -> Rgb:
    """From sRGB (IEC 61966-2-1)."""
    c = np.asarray(colour, dtype=np.float64)
    red, green, blue = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(red), float(green), float(blue)


def encoded(colour: FloatArray) -> FloatArray:
    """Linear values to sRGB."""
    c = np.clip(colour, 0.0, 1.0)
    srgb: FloatArray = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    return srgb


STEEL = Material(linear((0.78, 0.77, 0.75)), metalness=1.0, roughness=0.3)
PAD = Material(linear((0.93, 0.92, 0.9)), pattern=PatternCode.CRYSTAL, roughness=0.3)
THREAD = Material(linear((0.85, 0.85, 0.85)), pattern=PatternCode.CRYSTAL, roughness=0.3)


def material(finish: FrameFinish, slot: Slot) -> Material:
    """How a surface of a frame with this finish looks."""
    if slot is Slot.PAD:
        return PAD
    if slot is Slot.THREAD:
        return THREAD
    if finish.material is FrameMaterial.METAL:
        if slot is Slot.TIP:
            return Material(linear((0.05, 0.045, 0.04)), roughness=0.2)
        return Material(linear(finish.colour), metalness=1.0, roughness=0.22)
    if slot is Slot.METAL:
        return STEEL
    return Material(linear(finish.colour), linear(finish.second_colour), _CODES[finish.pattern])


def lens_material(finish: LensFinish) -> LensMaterial:
    """How a lens looks: coated against reflexes unless it is mirrored or dark."""
    tint = tuple(value * finish.transmittance for value in linear(finish.tint))
    is_sun = finish.kind is not LensKind.CLEAR
    return LensMaterial(
        (tint[0], tint[1], tint[2]),
        1.0 if finish.kind is LensKind.GRADIENT else 0.0,
        linear(finish.mirror) if finish.kind is LensKind.MIRRORED else (0.0, 0.0, 0.0),
        _BARE if is_sun else _ANTI_REFLEX,
    )
