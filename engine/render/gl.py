"""OpenGL 3.3 as this room calls it. Needs a context current on the calling thread; does not make one."""

from __future__ import annotations

import sys

import OpenGL

from engine.errors import GpuUnusable
from engine.render import checks

if sys.platform.startswith("linux"):
    # libOpenGL sends each call to whatever context is current on its thread, made by EGL or by GLX;
    # PyOpenGL's "glx" and "linux" platforms would tie the process to a display instead.
    OpenGL.setPlatform("egl")
OpenGL.ERROR_CHECKING = checks.every_call
OpenGL.ERROR_LOGGING = False

from OpenGL import GL  # noqa: E402  the choices above hold from its import on
from OpenGL.raw.GL.VERSION.GL_1_1 import glTexSubImage2D  # noqa: E402  takes a plain address
from OpenGL.raw.GL.VERSION.GL_2_0 import glVertexAttribPointer  # noqa: E402  asks EGL for no context: GLX may own it

__all__ = ["GL", "glTexSubImage2D", "glVertexAttribPointer", "require_core_3_3"]


def require_core_3_3() -> None:
    """Raises GpuUnusable when the current context cannot run this room's shaders."""
    major, minor = int(GL.glGetIntegerv(GL.GL_MAJOR_VERSION)), int(GL.glGetIntegerv(GL.GL_MINOR_VERSION))
    if (major, minor) < (3, 3):
        raise GpuUnusable(f"The mirror needs OpenGL 3.3; this graphics driver offers {major}.{minor}.")
