"""Eyewear on the GPU: a model's parts as vertex arrays."""

from __future__ import annotations

from dataclasses import dataclass

from engine.eyewear.look import Texture
from engine.eyewear.model import EyewearModel, Mesh, Surface
from engine.render.gl import GL
from engine.render.surfaces import RGBA, make_texture
from engine.render.vertices import VertexArray

_WIDTHS = (3, 3, 2)


@dataclass(frozen=True, slots=True, eq=False)
class WornSurface:
    """A surface on the GPU, and its picture where it has one."""

    surface: Surface
    array: VertexArray
    texture: int | None


class WornMesh:
    """A part of a model on the GPU, one vertex array a surface."""

    def __init__(self, mesh: Mesh) -> None:
        columns = (mesh.vertices_mm, mesh.normals, mesh.uv)
        self.surfaces: list[WornSurface] = []
        for surface in mesh.surfaces:
            end = surface.first_triangle + surface.triangle_count
            triangles = mesh.triangles[surface.first_triangle : end]
            array = VertexArray(_WIDTHS, triangles)
            array.fill(*columns, usage=GL.GL_STATIC_DRAW)
            texture = surface.look.texture if surface.look else None
            self.surfaces.append(WornSurface(surface, array, _sent(texture) if texture else None))

    def release(self) -> None:
        for each in self.surfaces:
            each.array.release()
            if each.texture is not None:
                GL.glDeleteTextures(1, [each.texture])


def _sent(texture: Texture) -> int:
    """A texture on the GPU, with smaller copies of itself for what is seen from afar."""
    height_px, width_px = texture.pixels.shape[:2]
    name = make_texture(RGBA, width_px, height_px, texture.pixels)
    GL.glGenerateMipmap(GL.GL_TEXTURE_2D)
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR_MIPMAP_LINEAR)
    for side in (GL.GL_TEXTURE_WRAP_S, GL.GL_TEXTURE_WRAP_T):
        GL.glTexParameteri(GL.GL_TEXTURE_2D, side, texture.wrap)
    return name


WornModel = dict[str, WornMesh]


def upload(model: EyewearModel) -> WornModel:
    """The model's parts on the GPU."""
    return {name: WornMesh(mesh) for name, mesh in model.parts.items()}
