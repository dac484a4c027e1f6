"""Shader programs from the .glsl files beside this module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import GpuUnusable
from engine.render.gl import GL

SHADERS = Path(__file__).parent / "shaders"
_INCLUDE = re.compile(r'^#include "([\w.]+)"$', re.MULTILINE)


def source(name: str) -> str:
    """The text of a shader with its `#include "file"` lines filled in."""
    text = (SHADERS / name).read_text(encoding="utf-8")
    return _INCLUDE.sub(lambda found: source(found[1]), text)


class Program:
    """A linked pair of shaders. Belongs to the context it was made in."""

    def __init__(self, vertex: str, fragment: str, **numbers: int) -> None:
        """`numbers` take the place of the names the shaders leave open, by `#define`."""
        self._id = _link(
            _compile(GL.GL_VERTEX_SHADER, vertex, numbers), _compile(GL.GL_FRAGMENT_SHADER, fragment, numbers)
        )
        self._places: dict[str, int] = {}

    def use(self) -> None:
        GL.glUseProgram(self._id)

    def set_floats(self, name: str, *values: float) -> None:
        """One to four floats."""
        (GL.glUniform1f, GL.glUniform2f, GL.glUniform3f, GL.glUniform4f)[len(values) - 1](
            self._place(name), *values
        )

    def set_vectors(self, name: str, rows: npt.NDArray[np.float64]) -> None:
        """An array (n, 3) as vec3[n]."""
        values = np.ascontiguousarray(rows, dtype=np.float32)
        GL.glUniform3fv(self._place(name), len(values), values)

    def set_int(self, name: str, value: int) -> None:
        GL.glUniform1i(self._place(name), value)

    def set_matrix(self, name: str, matrix: npt.NDArray[np.float64]) -> None:
        """A (3, 3) or (4, 4) matrix, row by row as numpy writes it."""
        upload = GL.glUniformMatrix3fv if len(matrix) == 3 else GL.glUniformMatrix4fv
        upload(self._place(name), 1, GL.GL_TRUE, np.ascontiguousarray(matrix, dtype=np.float32))

    def set_texture(self, name: str, unit: int, texture: int, target: int = GL.GL_TEXTURE_2D) -> None:
        """Binds `texture` to `unit` for the sampler `name`."""
        GL.glActiveTexture(GL.GL_TEXTURE0 + unit)
        GL.glBindTexture(target, texture)
        self.set_int(name, unit)

    def release(self) -> None:
        GL.glDeleteProgram(self._id)

    def _place(self, name: str) -> int:
        if name not in self._places:
            self._places[name] = int(GL.glGetUniformLocation(self._id, name))
        return self._places[name]


def _compile(kind: int, name: str, numbers: Mapping[str, int]) -> int:
    shader = GL.glCreateShader(kind)
    version, _, text = source(name).partition("\n")
    defines = [f"#define {word} {number}" for word, number in numbers.items()]
    GL.glShaderSource(shader, "\n".join([version, *defines, text]))
    GL.glCompileShader(shader)
    if not GL.glGetShaderiv(shader, GL.GL_COMPILE_STATUS):
        raise GpuUnusable(f"{name}: {GL.glGetShaderInfoLog(shader)!r}")
    return int(shader)


def _link(*shaders: int) -> int:
    program = GL.glCreateProgram()
    for shader in shaders:
        GL.glAttachShader(program, shader)
    GL.glLinkProgram(program)
    if not GL.glGetProgramiv(program, GL.GL_LINK_STATUS):
        raise GpuUnusable(f"shaders do not link: {GL.glGetProgramInfoLog(program)!r}")
    for shader in shaders:
        GL.glDetachShader(program, shader)
        GL.glDeleteShader(shader)
    return int(program)
