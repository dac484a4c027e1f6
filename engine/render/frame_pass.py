"""Draws fronts and temples: acetate and metal under the light of the studio."""

from __future__ import annotations

from engine.render.flecks import make_flecks
from engine.render.gl import GL
from engine.render.materials import Material, material
from engine.render.program import Program
from engine.render.scene import Scene, blending
from engine.render.studio import LEVELS


class FramePass:
    """Keeps the shaders and the pattern of tortoise-shell."""

    def __init__(self) -> None:
        self._program = Program("frame.vert.glsl", "frame.frag.glsl")
        self._flecks = make_flecks()

    def draw(self, scene: Scene) -> None:
        program = self._program
        program.use()
        program.set_matrix("u_clip_from_camera", scene.worn.clip_from_camera)
        program.set_texture("u_studio", 1, scene.room.studio, GL.GL_TEXTURE_2D_ARRAY)
        program.set_texture("u_flecks", 2, self._flecks)
        GL.glEnable(GL.GL_CULL_FACE)
        for name in ("TempleL", "TempleR", "Frame"):
            program.set_matrix("u_camera_from_part", scene.worn.camera_from[name])
            for slot, array in scene.glasses.parts[name].surfaces:
                look = material(scene.glasses.finish, slot)
                _set_material(program, look)
                with blending(look.cover < 1.0):
                    array.draw()

    def release(self) -> None:
        self._program.release()
        GL.glDeleteTextures(1, [self._flecks])


def _set_material(program: Program, look: Material) -> None:
    program.set_floats("u_colour", *look.colour)
    program.set_floats("u_second_colour", *look.second_colour)
    program.set_int("u_pattern", int(look.pattern))
    program.set_floats("u_cover", look.cover)
    program.set_floats("u_metalness", look.metalness)
    program.set_floats("u_level", round(look.roughness * (LEVELS - 1)))
