"""Triangles on the GPU: meshes that never change and surfaces that change with every picture."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from engine.render.gl import GL, glVertexAttribPointer

_FLOAT_BYTES = 4


class VertexArray:
    """Indexed triangles with float attributes at locations 0, 1, ... of the given widths."""

    def __init__(self, widths: tuple[int, ...], triangles: npt.NDArray[np.uint32]) -> None:
        self._id = int(GL.glGenVertexArrays(1))
        self._buffers = [int(buffer) for buffer in GL.glGenBuffers(2)]
        self._count = int(triangles.size)
        GL.glBindVertexArray(self._id)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[0])
        for location, (offset, width) in enumerate(zip(_offsets(widths), widths, strict=True)):
            place = ctypes.c_void_p(offset * _FLOAT_BYTES)
            stride = sum(widths) * _FLOAT_BYTES
            glVertexAttribPointer(location, width, GL.GL_FLOAT, GL.GL_FALSE, stride, place)
            GL.glEnableVertexAttribArray(location)
        indices = np.ascontiguousarray(triangles, dtype=np.uint32)
        GL.glBindBuffer(GL.GL_ELEMENT_ARRAY_BUFFER, self._buffers[1])
        GL.glBufferData(GL.GL_ELEMENT_ARRAY_BUFFER, indices.nbytes, indices, GL.GL_STATIC_DRAW)
        GL.glBindVertexArray(0)

    def fill(self, *columns: npt.NDArray[np.floating], usage: int = GL.GL_STREAM_DRAW) -> None:
        """Sets the attributes; columns (n, width) in the order of the widths."""
        rows = np.ascontiguousarray(np.hstack(columns), dtype=np.float32)
        GL.glBindBuffer(GL.GL_ARRAY_BUFFER, self._buffers[0])
        GL.glBufferData(GL.GL_ARRAY_BUFFER, rows.nbytes, rows, usage)

    def draw(self) -> None:
        GL.glBindVertexArray(self._id)
        GL.glDrawElements(GL.GL_TRIANGLES, self._count, GL.GL_UNSIGNED_INT, ctypes.c_void_p(0))

    def release(self) -> None:
        GL.glDeleteVertexArrays(1, [self._id])
        GL.glDeleteBuffers(2, self._buffers)


class Quad:
    """Four corners without data: shaders place them by gl_VertexID. Core profile wants an array bound all the same."""

    def __init__(self) -> None:
        self._id = int(GL.glGenVertexArrays(1))

    def draw(self) -> None:
        GL.glBindVertexArray(self._id)
        GL.glDrawArrays(GL.GL_TRIANGLE_STRIP, 0, 4)

    def release(self) -> None:
        GL.glDeleteVertexArrays(1, [self._id])


def _offsets(widths: tuple[int, ...]) -> list[int]:
    return [sum(widths[:index]) for index in range(len(widths))]
