"""Eyewear on the GPU: a model's parts as vertex arrays."""

from __future__ import annotations

from engine.eyewear.model import EyewearModel, Mesh, Slot
from engine.render.gl import GL
from engine.render.vertices import VertexArray

_WIDTHS = (3, 3, 2)


class WornMesh:
    """A part of a model on the GPU, one vertex array a surface."""

    def __init__(self, mesh: Mesh) -> None:
        columns = (mesh.vertices_mm, mesh.normals, mesh.uv)
        self.surfaces: list[tuple[Slot, VertexArray]] = []
        for surface in mesh.surfaces:
            end = surface.first_triangle + surface.triangle_count
            triangles = mesh.triangles[surface.first_triangle : end]
            array = VertexArray(_WIDTHS, triangles)
            array.fill(*columns, usage=GL.GL_STATIC_DRAW)
            self.surfaces.append((surface.slot, array))

    def release(self) -> None:
        for _, array in self.surfaces:
            array.release()


WornModel = dict[str, WornMesh]


def upload(model: EyewearModel) -> WornModel:
    """The model's parts on the GPU."""
    return {name: WornMesh(mesh) for name, mesh in model.parts.items()}
