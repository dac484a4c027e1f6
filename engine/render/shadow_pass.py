"""Draws the soft shadow of the glasses onto the face: into the camera picture, which lenses then look at."""

from __future__ import annotations

import math

from engine.render.camera_picture import CameraPicture
from engine.render.contact_shadow import Shade, light_slope, place_from_mm
from engine.render.gl import GL
from engine.render.head import FACE_POINTS, face_triangles
from engine.render.program import Program
from engine.render.projection import clip_from_camera, inverted
from engine.render.scene import blending
from engine.render.studio import RoomLight
from engine.render.vertices import VertexArray
from engine.render.viewport import Crop
from engine.render.worn import Worn

_FROM_ABOVE, _FROM_ASIDE = 0.55, 0.35
"""Slopes of a shop's light: ceiling and windows, for one unit towards the mirror."""


class ShadowPass:
    """Streams the face of each picture to the GPU."""

    def __init__(self) -> None:
        self._program = Program("shadow.vert.glsl", "shadow.frag.glsl")
        self._array = VertexArray((3,), face_triangles())

    def draw(
        self, worn: Worn, shade: Shade, picture: CameraPicture, light: RoomLight, opacity: float
    ) -> None:
        """Leaves the picture's framebuffer bound."""
        region = _whole_pixels(worn.region)
        picture.bind_for_drawing(region)
        self._array.fill(worn.head_mm[:FACE_POINTS])
        self._set_up(worn, shade, region, light, opacity)
        self._draw_foremost()

    def release(self) -> None:
        self._program.release()
        self._array.release()

    def _draw_foremost(self) -> None:
        """Depth first: a cheek behind the nose must not lay its shadow upon the nose's."""
        GL.glEnable(GL.GL_DEPTH_TEST)
        GL.glColorMask(False, False, False, False)
        self._array.draw()
        GL.glColorMask(True, True, True, True)
        GL.glDepthFunc(GL.GL_LEQUAL)
        with blending(True):
            self._array.draw()
        GL.glDepthFunc(GL.GL_LESS)
        GL.glDisable(GL.GL_DEPTH_TEST)

    def _set_up(self, worn: Worn, shade: Shade, region: Crop, light: RoomLight, opacity: float) -> None:
        program, eyewear = self._program, worn.camera_from["Frame"]
        aside = (1 - light.from_left) * _FROM_ASIDE
        program.use()
        program.set_matrix("u_clip_from_camera", clip_from_camera(worn.camera, region))
        program.set_matrix("u_eyewear_from_camera", inverted(eyewear))
        program.set_floats("u_front_mm", *shade.front_mm)
        program.set_floats("u_light_slope", *light_slope(eyewear, aside, _FROM_ABOVE * light.from_above))
        program.set_floats("u_place_from_mm", *place_from_mm())
        program.set_floats("u_opacity", min(opacity, 1.0))
        program.set_texture("u_coverage", 0, shade.texture)


def _whole_pixels(region: Crop) -> Crop:
    left, top = math.floor(region.left_px), math.floor(region.top_px)
    return Crop(left, top, math.ceil(region.right_px) - left, math.ceil(region.bottom_px) - top)
