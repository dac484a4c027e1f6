"""Draws the head: it hides temples behind it, and the face takes the shadow of the glasses."""

from __future__ import annotations

from engine.render.contact_shadow import light_slope, place_from_mm
from engine.render.gl import GL
from engine.render.head import occluder_triangles, roles
from engine.render.program import Program
from engine.render.projection import inverted
from engine.render.scene import Scene
from engine.render.vertices import VertexArray

_SET_BACK_MM = 6.0
"""How far pads and temples may sink into the skin and still be seen."""
_FROM_ABOVE, _FROM_ASIDE = 0.55, 0.35
"""Slopes of a shop's light: ceiling and windows, for one unit towards the mirror."""


class HeadPass:
    """Streams the head of each picture to the GPU."""

    def __init__(self) -> None:
        self._program = Program("head.vert.glsl", "head.frag.glsl")
        self._array = VertexArray((3, 1, 1), occluder_triangles())

    def draw(self, scene: Scene) -> None:
        """Into colour (the shadow, premultiplied) and depth."""
        program, worn, shade = self._program, scene.worn, scene.glasses.shade
        eyewear = worn.camera_from["Frame"]
        self._array.fill(worn.head_mm, *roles())
        program.use()
        program.set_matrix("u_clip_from_camera", worn.clip_from_camera)
        program.set_floats("u_set_back_mm", _SET_BACK_MM)
        program.set_matrix("u_eyewear_from_camera", inverted(eyewear))
        program.set_floats("u_front_mm", *shade.front_mm)
        light = scene.room.light
        aside = (1 - light.from_left) * _FROM_ASIDE
        program.set_floats("u_light_slope", *light_slope(eyewear, aside, _FROM_ABOVE * light.from_above))
        program.set_floats("u_place_from_mm", *place_from_mm())
        program.set_texture("u_coverage", 0, shade.texture)
        GL.glDisable(GL.GL_CULL_FACE)
        self._array.draw()

    def release(self) -> None:
        self._program.release()
        self._array.release()
