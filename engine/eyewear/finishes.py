"""What the surfaces of a frame are made of, as physical values for whoever draws or exports them. Colours sRGB."""

from __future__ import annotations

from dataclasses import dataclass

from engine.eyewear.look import SurfaceLook
from engine.eyewear.mesh import Slot, Surface
from engine.types import FrameFinish, FrameMaterial, LensFinish, LensKind, Pattern, Rgb


@dataclass(frozen=True, slots=True)
class LensLook:
    """A lens of two surfaces."""

    tint: Rgb
    transmittance: float
    """Of light in the colour of the tint."""
    is_gradient: bool
    """The tint fades to clear towards the lower rim."""
    mirror: Rgb
    """Of a mirror coating; black: none."""
    reflectance: Rgb
    """Linear, of both surfaces at a right angle, without the mirror."""


BARE: Rgb = (0.078, 0.078, 0.078)
"""Uncoated, index 1.5: 3.9 % a surface (Fresnel)."""
ANTI_REFLEX: Rgb = (0.006, 0.011, 0.007)
"""Coated; what is left is green, as broadband coatings have it."""
CRYSTAL_COVER = 0.35
_STEEL = SurfaceLook((0.78, 0.77, 0.75), metallic=1.0, roughness=0.3)
_PAD = SurfaceLook((0.93, 0.92, 0.90), pattern=Pattern.CRYSTAL, roughness=0.3, cover=CRYSTAL_COVER)
_THREAD = SurfaceLook((0.85, 0.85, 0.85), pattern=Pattern.CRYSTAL, roughness=0.3, cover=CRYSTAL_COVER)
_TIP = SurfaceLook((0.05, 0.045, 0.04), roughness=0.2)
_LACQUERED_BELOW = 0.16
"""A metal darker than this is a lacquer over metal: no metal is black."""


def surface_look(finish: FrameFinish, slot: Slot) -> SurfaceLook:
    """What a surface of a frame with this finish is made of; lenses have their own look."""
    is_metal = finish.material is FrameMaterial.METAL
    always = {Slot.PAD: _PAD, Slot.THREAD: _THREAD}
    if slot in always:
        return always[slot]
    if is_metal:
        return _TIP if slot is Slot.TIP else _metal(finish.colour)
    return _STEEL if slot is Slot.METAL else _acetate(finish)


def look_of(finish: FrameFinish, surface: Surface) -> SurfaceLook:
    """The look a surface brings along, else what the finish says."""
    return surface.look or surface_look(finish, surface.slot)


def lens_look(finish: LensFinish) -> LensLook:
    """How a lens looks: coated against reflexes unless it is a sun lens."""
    mirror = finish.mirror if finish.kind is LensKind.MIRRORED else (0.0, 0.0, 0.0)
    coating = ANTI_REFLEX if finish.kind is LensKind.CLEAR else BARE
    return LensLook(finish.tint, finish.transmittance, finish.kind is LensKind.GRADIENT, mirror, coating)


def _acetate(finish: FrameFinish) -> SurfaceLook:
    cover = CRYSTAL_COVER if finish.pattern is Pattern.CRYSTAL else 1.0
    return SurfaceLook(finish.colour, finish.second_colour, finish.pattern, cover=cover)


def _metal(colour: Rgb) -> SurfaceLook:
    if max(colour) < _LACQUERED_BELOW:
        return SurfaceLook(colour, roughness=0.28)
    return SurfaceLook(colour, metallic=1.0, roughness=0.22)
