"""What one surface of a frame looks like: metal and roughness as in glTF 2.0, perhaps with a picture over it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.types import ByteArray, Pattern, Rgb


@dataclass(frozen=True, slots=True, eq=False)
class Texture:
    """A picture laid over a surface; its colour multiplies the surface's own."""

    pixels: ByteArray
    """(rows, columns, 4) sRGB red-green-blue and coverage: 0 leaves the surface out; first row at v = 0."""
    wrap: int
    """What lies beyond its edge, as glTF and OpenGL number it: 10497 repeats, 33648 mirrors, 33071 holds on."""

    @property
    def has_holes(self) -> bool:
        return bool(self.pixels[..., 3].min() < 255)


@dataclass(frozen=True, slots=True)
class SurfaceLook:
    """One surface in the metal-and-roughness model; colours sRGB."""

    colour: Rgb
    second_colour: Rgb = (0.0, 0.0, 0.0)
    pattern: Pattern = Pattern.SOLID
    metallic: float = 0.0
    roughness: float = 0.15
    """Polished acetate; tumbled for days, it shines like glass."""
    cover: float = 1.0
    """How much of what lies behind it it hides, apart from its gloss."""
    texture: Texture | None = None
