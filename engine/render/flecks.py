"""The flecks of tortoise-shell acetate as a texture."""

from __future__ import annotations

from engine.eyewear.flecks import SHEET_PX, sheet
from engine.render.gl import GL
from engine.render.surfaces import GREY, make_texture


def make_flecks() -> int:
    """The sheet as a repeating texture."""
    texture = make_texture(GREY, SHEET_PX, SHEET_PX, sheet())
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_WRAP_S, GL.GL_REPEAT)
    GL.glTexParameteri(GL.GL_TEXTURE_2D, GL.GL_TEXTURE_WRAP_T, GL.GL_REPEAT)
    return texture
