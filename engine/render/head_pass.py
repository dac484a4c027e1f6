"""Draws the head into depth: it hides temples behind it."""

from __future__ import annotations

from engine.render.gl import GL
from engine.render.head import gives_way, occluder_triangles
from engine.render.program import Program
from engine.render.scene import Scene
from engine.render.vertices import VertexArray

_SET_BACK_MM = 6.0
"""How far pads and temples may sink into the skin and still be seen."""


class HeadPass:
    """Streams the head of each picture to the GPU."""

    def __init__(self) -> None:
        self._program = Program("head.vert.glsl", "head.frag.glsl")
        self._array = VertexArray((3, 1), occluder_triangles())

    def draw(self, scene: Scene) -> None:
        """Into depth alone."""
        program, worn = self._program, scene.worn
        self._array.fill(worn.head_mm, gives_way())
        program.use()
        program.set_matrix("u_clip_from_camera", worn.clip_from_camera)
        program.set_floats("u_set_back_mm", _SET_BACK_MM)
        GL.glDisable(GL.GL_CULL_FACE)
        GL.glColorMask(False, False, False, False)
        self._array.draw()
        GL.glColorMask(True, True, True, True)

    def release(self) -> None:
        self._program.release()
        self._array.release()
