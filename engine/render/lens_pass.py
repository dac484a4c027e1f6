"""Draws lenses: our own video seen through them, tinted and bent, and what they reflect."""

from __future__ import annotations

from engine.render.gl import GL
from engine.render.materials import lens_material
from engine.render.program import Program
from engine.render.scene import Scene

_BEND_MM = 4.0
"""Distance over which a lens shifts what is seen through it, at a slope of 1."""


class LensPass:
    """Comes after the frame: it dims what is drawn behind it already, and elsewhere brings its own view."""

    def __init__(self) -> None:
        self._program = Program("lens.vert.glsl", "lens.frag.glsl")

    def draw(self, scene: Scene) -> None:
        self._set_up(scene)
        GL.glEnable(GL.GL_CULL_FACE)
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFuncSeparate(GL.GL_ONE_MINUS_DST_ALPHA, GL.GL_SRC1_COLOR, GL.GL_ONE, GL.GL_ZERO)
        for name in ("LensL", "LensR"):
            self._program.set_matrix("u_camera_from_part", scene.worn.camera_from[name])
            for worn in scene.glasses.parts[name].surfaces:
                worn.array.draw()
        GL.glDisable(GL.GL_BLEND)

    def release(self) -> None:
        self._program.release()

    def _set_up(self, scene: Scene) -> None:
        program, look, picture = self._program, lens_material(scene.glasses.finish.lens), scene.picture
        focal_px = scene.worn.camera.focal_px
        program.use()
        program.set_matrix("u_clip_from_camera", scene.worn.clip_from_camera)
        program.set_texture("u_picture", 0, picture.texture)
        program.set_texture("u_studio", 1, scene.room.studio, GL.GL_TEXTURE_2D_ARRAY)
        program.set_floats("u_picture_from_pixel", *scene.picture_from_pixel())
        program.set_floats("u_picture_from_mm", focal_px / picture.width_px, focal_px / picture.height_px)
        program.set_floats("u_bend_mm", _BEND_MM)
        program.set_floats("u_tint", *look.tint)
        program.set_floats("u_gradient", look.gradient)
        program.set_floats("u_mirror", *look.mirror)
        program.set_floats("u_coating", *look.coating)
