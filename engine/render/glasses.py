"""Draws glasses as worn into a small picture of their own: premultiplied sRGB, smooth edges."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from engine.render.camera_picture import CameraPicture
from engine.render.frame_pass import FramePass
from engine.render.gl import GL
from engine.render.hair import HairMask
from engine.render.head_pass import HeadPass
from engine.render.lens_pass import LensPass
from engine.render.scene import Room, Scene, WornGlasses
from engine.render.surfaces import BGRA, SmoothSurface
from engine.render.worn import Worn

SAMPLES = 4
_ROOM_STEP_PX = 64
"""The picture's memory grows in such steps, so that a moving head seldom asks for more."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Where the glasses were drawn."""

    texture: int
    used_width: float
    """Part of the texture's width in use, from the left."""
    used_height: float
    """From the bottom."""


class GlassesPicture:
    """Keeps the passes and the surface they draw into, which grows with the glasses on screen."""

    def __init__(self) -> None:
        self._passes = (HeadPass(), FramePass(), LensPass())
        self._surface: SmoothSurface | None = None

    def draw(
        self,
        worn: Worn,
        glasses: WornGlasses,
        picture: CameraPicture,
        room: Room,
        hair: Mapping[str, HairMask],
        scale: float,
    ) -> Drawn:
        """Draws at `scale` pixels a camera pixel; leaves its own framebuffer and viewport bound."""
        width_px = max(1, round(worn.region.width_px * scale))
        height_px = max(1, round(worn.region.height_px * scale))
        surface = self._room_for(width_px, height_px)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, surface.framebuffer)
        GL.glViewport(0, 0, width_px, height_px)
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        GL.glEnable(GL.GL_DEPTH_TEST)
        for each in self._passes:
            each.draw(Scene(worn, glasses, picture, room, hair, width_px, height_px))
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glDisable(GL.GL_DEPTH_TEST)
        surface.resolve(width_px, height_px)
        return Drawn(surface.resolved.texture, width_px / surface.width_px, height_px / surface.height_px)

    def release(self) -> None:
        for each in self._passes:
            each.release()
        if self._surface is not None:
            self._surface.release()

    def _room_for(self, width_px: int, height_px: int) -> SmoothSurface:
        surface = self._surface
        if surface is None or surface.width_px < width_px or surface.height_px < height_px:
            if surface is not None:
                surface.release()
            surface = self._surface = SmoothSurface(BGRA, _stepped(width_px), _stepped(height_px), SAMPLES)
        return surface


def _stepped(pixels: int) -> int:
    return math.ceil(pixels / _ROOM_STEP_PX) * _ROOM_STEP_PX
