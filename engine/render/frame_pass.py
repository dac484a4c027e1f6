"""Draws fronts and temples: acetate and metal under the light of the studio."""

from __future__ import annotations

from engine.render.flecks import make_flecks
from engine.render.gl import GL
from engine.render.materials import Material, PatternCode, material
from engine.render.program import Program
from engine.render.scene import Scene, blending
from engine.render.studio import LEVELS


class FramePass:
    """Keeps the shaders, one pair a pattern, and the flecks of tortoise-shell."""

    def __init__(self) -> None:
        self._programs: dict[PatternCode, Program] = {}
        self._flecks = make_flecks()

    def draw(self, scene: Scene) -> None:
        GL.glEnable(GL.GL_CULL_FACE)
        for name in ("TempleL", "TempleR", "Frame"):
            for slot, array in scene.glasses.parts[name].surfaces:
                look = material(scene.glasses.finish, slot)
                self._set_up(scene, name, look)
                with blending(look.cover < 1.0):
                    array.draw()

    def release(self) -> None:
        for program in self._programs.values():
            program.release()
        GL.glDeleteTextures(1, [self._flecks])

    def _set_up(self, scene: Scene, part: str, look: Material) -> None:
        program = self._program(look.pattern)
        program.use()
        program.set_matrix("u_clip_from_camera", scene.worn.clip_from_camera)
        program.set_matrix("u_camera_from_part", scene.worn.camera_from[part])
        program.set_texture("u_studio", 1, scene.room.studio, GL.GL_TEXTURE_2D_ARRAY)
        program.set_texture("u_flecks", 2, self._flecks)
        program.set_floats("u_colour", *look.colour)
        program.set_floats("u_second_colour", *look.second_colour)
        program.set_floats("u_cover", look.cover)
        program.set_floats("u_metalness", look.metalness)
        program.set_floats("u_level", round(look.roughness * (LEVELS - 1)))

    def _program(self, pattern: PatternCode) -> Program:
        if pattern not in self._programs:
            self._programs[pattern] = Program("frame.vert.glsl", "frame.frag.glsl", PATTERN=pattern)
        return self._programs[pattern]
