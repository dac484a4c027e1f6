"""Where the mirror picture goes: which part of the camera picture, onto which part of which framebuffer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of the camera picture, in its pixels; pixel (0, 0) covers 0..1."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float

    @property
    def right_px(self) -> float:
        return self.left_px + self.width_px

    @property
    def bottom_px(self) -> float:
        return self.top_px + self.height_px

    @classmethod
    def whole(cls, width_px: int, height_px: int) -> Crop:
        """All of a picture."""
        return cls(0.0, 0.0, float(width_px), float(height_px))

    def clipped(self, to: Crop) -> Crop:
        """The part that lies inside `to`; of no width or height when there is none."""
        left, top = max(self.left_px, to.left_px), max(self.top_px, to.top_px)
        right, bottom = min(self.right_px, to.right_px), min(self.bottom_px, to.bottom_px)
        return Crop(left, top, max(0.0, right - left), max(0.0, bottom - top))


@dataclass(frozen=True, slots=True)
class Viewport:
    """A rectangle of a framebuffer and what fills it."""

    width_px: int
    height_px: int
    left_px: int = 0
    bottom_px: int = 0
    """From the framebuffer's lower left corner, as OpenGL counts."""
    crop: Crop | None = None
    """Of the camera picture; None: all of it. Stretched to fill, so it should have the same aspect."""
    is_mirrored: bool = True
    framebuffer: int = 0
    """OpenGL's name of it; 0 is the window's own."""


def place_in(crop: Crop, part: Crop, is_mirrored: bool) -> tuple[float, float, float, float]:
    """Where a part of the picture lies in the clip space that `crop` fills: left, bottom, right, top; left and
    right of the picture, so that right is smaller than left when mirrored."""
    turn = -1.0 if is_mirrored else 1.0
    return (
        turn * ((part.left_px - crop.left_px) / crop.width_px * 2 - 1),
        1 - (part.bottom_px - crop.top_px) / crop.height_px * 2,
        turn * ((part.right_px - crop.left_px) / crop.width_px * 2 - 1),
        1 - (part.top_px - crop.top_px) / crop.height_px * 2,
    )
