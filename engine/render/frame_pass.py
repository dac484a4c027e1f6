"""Draws fronts and temples: acetate and metal under the light of the studio, temples behind hair that covers ears."""

from __future__ import annotations

from engine.render.flecks import make_flecks
from engine.render.gl import GL
from engine.render.hair import HairMask
from engine.render.materials import Material, PatternCode, material
from engine.render.program import Program
from engine.render.scene import Scene, blending
from engine.render.studio import LEVELS
from engine.render.surfaces import GREY, fill_texture, smooth_and_clamped


class FramePass:
    """Keeps the shaders, one pair for each pattern and for what hair may hide, and the flecks of tortoise-shell."""

    def __init__(self) -> None:
        self._programs: dict[tuple[PatternCode, bool], Program] = {}
        self._flecks = make_flecks()
        self._hair = int(GL.glGenTextures(1))

    def draw(self, scene: Scene) -> None:
        GL.glEnable(GL.GL_CULL_FACE)
        for name in ("TempleL", "TempleR", "Frame"):
            hair = scene.hair.get(name)
            for worn in scene.glasses.parts[name].surfaces:
                look = material(scene.glasses.finish, worn.surface)
                program = self._set_up(scene, name, look, hair is not None)
                if worn.texture is not None:
                    program.set_texture("u_texture", 4, worn.texture)
                if hair is not None:
                    self._show_hair(program, scene, hair)
                with blending(look.cover < 1.0 or look.has_holes or hair is not None):
                    worn.array.draw()

    def release(self) -> None:
        for program in self._programs.values():
            program.release()
        GL.glDeleteTextures(2, [self._flecks, self._hair])

    def _set_up(self, scene: Scene, part: str, look: Material, is_behind_hair: bool) -> Program:
        program = self._program(look.pattern, is_behind_hair)
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
        return program

    def _show_hair(self, program: Program, scene: Scene, hair: HairMask) -> None:
        program.set_texture("u_hair", 3, self._hair)
        fill_texture(GREY, hair.hidden)
        smooth_and_clamped(GL.GL_TEXTURE_2D)
        program.set_floats("u_hair_from_pixel", *scene.part_from_pixel(hair.part))

    def _program(self, pattern: PatternCode, is_behind_hair: bool) -> Program:
        key = (pattern, is_behind_hair)
        if key not in self._programs:
            hair = {"BEHIND_HAIR": 1} if is_behind_hair else {}
            self._programs[key] = Program("frame.vert.glsl", "frame.frag.glsl", PATTERN=pattern, **hair)
        return self._programs[key]
