"""What the passes of one picture share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from engine.render.camera_picture import CameraPicture
from engine.render.contact_shadow import Shade
from engine.render.gl import GL
from engine.render.hair import HairMask
from engine.render.studio import RoomLight
from engine.render.viewport import Crop
from engine.render.worn import Worn
from engine.render.worn_mesh import WornModel
from engine.types import FrameFinish


@dataclass(frozen=True, slots=True, eq=False)
class WornGlasses:
    """A pair of glasses on the GPU."""

    parts: WornModel
    finish: FrameFinish
    shade: Shade


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """The light around."""

    light: RoomLight
    studio: int
    """The texture array of studio.glsl."""


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One picture's glasses, where they are and what is around them."""

    worn: Worn
    glasses: WornGlasses
    picture: CameraPicture
    room: Room
    hair: Mapping[str, HairMask]
    """What hides a temple, by its name; most people's hair hides none."""
    width_px: int
    """Of what is drawn into, as is the height."""
    height_px: int

    def picture_from_pixel(self) -> tuple[float, float, float, float]:
        """Scale and offset from gl_FragCoord to the camera picture's texture coordinates."""
        return self.part_from_pixel(Crop.whole(self.picture.width_px, self.picture.height_px))

    def part_from_pixel(self, part: Crop) -> tuple[float, float, float, float]:
        """The same to texture coordinates of a part of the picture; its first row is the upper one."""
        region = self.worn.region
        return (
            region.width_px / self.width_px / part.width_px,
            -region.height_px / self.height_px / part.height_px,
            (region.left_px - part.left_px) / part.width_px,
            (region.bottom_px - part.top_px) / part.height_px,
        )


@contextmanager
def blending(is_wanted: bool) -> Iterator[None]:
    """Lays what is drawn inside over what is there, premultiplied."""
    if is_wanted:
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
    yield
    GL.glDisable(GL.GL_BLEND)
