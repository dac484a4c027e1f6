"""Draws glasses as worn into a small picture of their own: premultiplied, linear light, smooth edges."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from engine.eyewear.model import EyewearModel, Mesh, Slot
from engine.render.camera_picture import CameraPicture
from engine.render.flecks import make_flecks
from engine.render.gl import GL
from engine.render.head import occluder_triangles
from engine.render.materials import LensMaterial, Material, lens_material, material
from engine.render.program import Program
from engine.render.studio import LEVELS
from engine.render.surfaces import BGRA, SmoothSurface
from engine.render.vertices import VertexArray
from engine.render.worn import Worn
from engine.types import FrameFinish

SAMPLES = 4
_ROOM_STEP_PX = 64
"""The picture's memory grows in such steps, so that a moving head seldom asks for more."""
_LENS_BEND_MM = 4.0
"""Distance over which a lens shifts what is seen through it, at a slope of 1."""
_MESH_WIDTHS = (3, 3, 2)


class WornMesh:
    """A part of a model on the GPU, one vertex array a surface."""

    def __init__(self, mesh: Mesh) -> None:
        columns = (mesh.vertices_mm, mesh.normals, mesh.uv)
        self.surfaces: list[tuple[Slot, VertexArray]] = []
        for surface in mesh.surfaces:
            end = surface.first_triangle + surface.triangle_count
            triangles = mesh.triangles[surface.first_triangle : end]
            array = VertexArray(_MESH_WIDTHS, triangles)
            array.fill(*columns, usage=GL.GL_STATIC_DRAW)
            self.surfaces.append((surface.slot, array))

    def release(self) -> None:
        for _, array in self.surfaces:
            array.release()


WornModel = dict[str, WornMesh]


def upload(model: EyewearModel) -> WornModel:
    """The model's parts on the GPU."""
    return {name: WornMesh(mesh) for name, mesh in model.parts.items()}


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Where the glasses were drawn."""

    texture: int
    used_width: float
    """Part of the texture's width in use, from the left."""
    used_height: float
    """From the bottom."""


class GlassesPass:
    """Keeps shaders and the surface drawn into, which grows with the glasses on screen."""

    def __init__(self) -> None:
        self._head_program = Program("head.vert.glsl", "head.frag.glsl")
        self._frame_program = Program("frame.vert.glsl", "frame.frag.glsl")
        self._lens_program = Program("lens.vert.glsl", "lens.frag.glsl")
        self._head = VertexArray((3,), occluder_triangles())
        self._flecks = make_flecks()
        self._surface: SmoothSurface | None = None

    def draw(
        self,
        worn: Worn,
        parts: WornModel,
        finish: FrameFinish,
        picture: CameraPicture,
        studio: int,
        scale: float,
    ) -> Drawn:
        """Draws at `scale` pixels a camera pixel; disturbs framebuffer, viewport, depth and blend state."""
        width_px = max(1, round(worn.region.width_px * scale))
        height_px = max(1, round(worn.region.height_px * scale))
        surface = self._room_for(width_px, height_px)
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, surface.framebuffer)
        GL.glViewport(0, 0, width_px, height_px)
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT | GL.GL_DEPTH_BUFFER_BIT)
        GL.glEnable(GL.GL_DEPTH_TEST)
        self._draw_head(worn)
        GL.glEnable(GL.GL_CULL_FACE)
        self._draw_frame(worn, parts, finish, studio)
        self._draw_lenses(worn, parts, finish, picture, studio, (width_px, height_px))
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glDisable(GL.GL_DEPTH_TEST)
        surface.resolve(width_px, height_px)
        return Drawn(surface.resolved.texture, width_px / surface.width_px, height_px / surface.height_px)

    def release(self) -> None:
        for program in (self._head_program, self._frame_program, self._lens_program):
            program.release()
        self._head.release()
        GL.glDeleteTextures(1, [self._flecks])
        if self._surface is not None:
            self._surface.release()

    def _room_for(self, width_px: int, height_px: int) -> SmoothSurface:
        surface = self._surface
        if surface is None or surface.width_px < width_px or surface.height_px < height_px:
            if surface is not None:
                surface.release()
            surface = self._surface = SmoothSurface(BGRA, _stepped(width_px), _stepped(height_px), SAMPLES)
        return surface

    def _draw_head(self, worn: Worn) -> None:
        self._head.fill(worn.head_mm)
        self._head_program.use()
        self._head_program.set_matrix("u_clip_from_camera", worn.clip_from_camera)
        self._head.draw()

    def _draw_frame(self, worn: Worn, parts: WornModel, finish: FrameFinish, studio: int) -> None:
        program = self._frame_program
        program.use()
        program.set_matrix("u_clip_from_camera", worn.clip_from_camera)
        program.set_texture("u_studio", 1, studio, GL.GL_TEXTURE_2D_ARRAY)
        program.set_texture("u_flecks", 2, self._flecks)
        for name in ("TempleL", "TempleR", "Frame"):
            program.set_matrix("u_camera_from_part", worn.camera_from[name])
            for slot, array in parts[name].surfaces:
                look = material(finish, slot)
                _set_material(program, look)
                with blending(look.cover < 1.0):
                    array.draw()

    def _draw_lenses(
        self,
        worn: Worn,
        parts: WornModel,
        finish: FrameFinish,
        picture: CameraPicture,
        studio: int,
        size_px: tuple[int, int],
    ) -> None:
        program = self._lens_program
        program.use()
        program.set_matrix("u_clip_from_camera", worn.clip_from_camera)
        program.set_texture("u_picture", 0, picture.texture)
        program.set_texture("u_studio", 1, studio, GL.GL_TEXTURE_2D_ARRAY)
        program.set_floats("u_picture_from_pixel", *picture_from_pixel(worn, picture, size_px))
        focal_px = worn.camera.focal_px
        program.set_floats("u_picture_from_mm", focal_px / picture.width_px, focal_px / picture.height_px)
        program.set_floats("u_bend_mm", _LENS_BEND_MM)
        _set_lens(program, lens_material(finish.lens))
        GL.glEnable(GL.GL_BLEND)
        # Where something lies behind the lens already, it is dimmed; elsewhere the lens brings its own view.
        GL.glBlendFuncSeparate(GL.GL_ONE_MINUS_DST_ALPHA, GL.GL_SRC1_COLOR, GL.GL_ONE, GL.GL_ZERO)
        for name in ("LensL", "LensR"):
            program.set_matrix("u_camera_from_part", worn.camera_from[name])
            for _, array in parts[name].surfaces:
                array.draw()
        GL.glDisable(GL.GL_BLEND)


def picture_from_pixel(worn: Worn, picture: CameraPicture, size_px: tuple[int, int]) -> tuple[float, ...]:
    """Scale and offset from gl_FragCoord to the picture's texture coordinates."""
    region = worn.region
    return (
        region.width_px / size_px[0] / picture.width_px,
        -region.height_px / size_px[1] / picture.height_px,
        region.left_px / picture.width_px,
        region.bottom_px / picture.height_px,
    )


@contextmanager
def blending(is_wanted: bool) -> Iterator[None]:
    """Lays what is drawn inside over what is there, premultiplied."""
    if is_wanted:
        GL.glEnable(GL.GL_BLEND)
        GL.glBlendFunc(GL.GL_ONE, GL.GL_ONE_MINUS_SRC_ALPHA)
    yield
    GL.glDisable(GL.GL_BLEND)


def _set_material(program: Program, look: Material) -> None:
    program.set_floats("u_colour", *look.colour)
    program.set_floats("u_second_colour", *look.second_colour)
    program.set_int("u_pattern", int(look.pattern))
    program.set_floats("u_cover", look.cover)
    program.set_floats("u_metalness", look.metalness)
    program.set_floats("u_level", round(look.roughness * (LEVELS - 1)))


def _set_lens(program: Program, look: LensMaterial) -> None:
    program.set_floats("u_tint", *look.tint)
    program.set_floats("u_gradient", look.gradient)
    program.set_floats("u_mirror", *look.mirror)
    program.set_floats("u_coating", *look.coating)


def _stepped(pixels: int) -> int:
    return int(np.ceil(pixels / _ROOM_STEP_PX)) * _ROOM_STEP_PX
