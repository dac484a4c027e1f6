"""Pictures drawn into and read from later: textures and framebuffers of this room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.errors import GpuUnusable
from engine.render.gl import GL
from engine.render.viewport import Crop
from engine.types import ByteArray


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """How OpenGL stores a texture and the data it comes from."""

    internal: int
    layout: int
    kind: int


BGRA = PixelFormat(GL.GL_RGBA, GL.GL_BGRA, GL.GL_UNSIGNED_BYTE)
"""Unsized on purpose: Mesa then keeps the bytes in our order, and its software rasteriser draws such
pictures two to three times faster than any other."""
GREY = PixelFormat(GL.GL_R8, GL.GL_RED, GL.GL_UNSIGNED_BYTE)
RGBA = PixelFormat(GL.GL_RGBA8, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE)


def make_texture(
    pixel_format: PixelFormat, width_px: int, height_px: int, data: npt.NDArray[np.generic] | None = None
) -> int:
    """A smooth, clamped 2-D texture."""
    texture = int(GL.glGenTextures(1))
    GL.glBindTexture(GL.GL_TEXTURE_2D, texture)
    GL.glTexImage2D(
        GL.GL_TEXTURE_2D,
        0,
        pixel_format.internal,
        width_px,
        height_px,
        0,
        pixel_format.layout,
        pixel_format.kind,
        data,
    )
    smooth_and_clamped(GL.GL_TEXTURE_2D)
    return texture


def fill_texture(pixel_format: PixelFormat, data: ByteArray) -> None:
    """Gives the bound 2-D texture this picture, rows packed."""
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 1)
    height_px, width_px = data.shape[:2]
    layout = (pixel_format.layout, pixel_format.kind)
    GL.glTexImage2D(GL.GL_TEXTURE_2D, 0, pixel_format.internal, width_px, height_px, 0, *layout, data)
    GL.glPixelStorei(GL.GL_UNPACK_ALIGNMENT, 4)


def smooth_and_clamped(target: int) -> None:
    """Sets the bound texture's filters and edges."""
    for name, value in (
        (GL.GL_TEXTURE_MIN_FILTER, GL.GL_LINEAR),
        (GL.GL_TEXTURE_MAG_FILTER, GL.GL_LINEAR),
        (GL.GL_TEXTURE_WRAP_S, GL.GL_CLAMP_TO_EDGE),
        (GL.GL_TEXTURE_WRAP_T, GL.GL_CLAMP_TO_EDGE),
    ):
        GL.glTexParameteri(target, name, value)


class Surface:
    """A texture one can draw into."""

    def __init__(self, pixel_format: PixelFormat, width_px: int, height_px: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        self.texture = make_texture(pixel_format, width_px, height_px)
        self.framebuffer = int(GL.glGenFramebuffers(1))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.framebuffer)
        GL.glFramebufferTexture2D(
            GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, self.texture, 0
        )
        _require_complete()

    def bind(self) -> None:
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.framebuffer)
        GL.glViewport(0, 0, self.width_px, self.height_px)

    def read(self) -> ByteArray:
        """(h, w, 4) RGBA, top row first."""
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self.framebuffer)
        GL.glPixelStorei(GL.GL_PACK_ALIGNMENT, 1)
        pixels = np.empty((self.height_px, self.width_px, 4), dtype=np.uint8)
        GL.glReadPixels(0, 0, self.width_px, self.height_px, GL.GL_RGBA, GL.GL_UNSIGNED_BYTE, pixels)
        return pixels[::-1].copy()

    def release(self) -> None:
        GL.glDeleteFramebuffers(1, [self.framebuffer])
        GL.glDeleteTextures(1, [self.texture])


class DrawnOver:
    """Draws with depth over a texture that is someone else's."""

    def __init__(self, texture: int, width_px: int, height_px: int) -> None:
        self._framebuffer = int(GL.glGenFramebuffers(1))
        self._depth = int(GL.glGenRenderbuffers(1))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, self._depth)
        GL.glRenderbufferStorage(GL.GL_RENDERBUFFER, GL.GL_DEPTH_COMPONENT24, width_px, height_px)
        GL.glFramebufferRenderbuffer(
            GL.GL_FRAMEBUFFER, GL.GL_DEPTH_ATTACHMENT, GL.GL_RENDERBUFFER, self._depth
        )
        GL.glFramebufferTexture2D(GL.GL_FRAMEBUFFER, GL.GL_COLOR_ATTACHMENT0, GL.GL_TEXTURE_2D, texture, 0)
        _require_complete()

    def bind(self, part: Crop) -> None:
        """This part, in whole texels counted from the texture's first row, fills the viewport; its depth is cleared."""
        box = (int(part.left_px), int(part.top_px), int(part.width_px), int(part.height_px))
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self._framebuffer)
        GL.glViewport(*box)
        GL.glEnable(GL.GL_SCISSOR_TEST)
        GL.glScissor(*box)
        GL.glClear(GL.GL_DEPTH_BUFFER_BIT)
        GL.glDisable(GL.GL_SCISSOR_TEST)

    def release(self) -> None:
        GL.glDeleteFramebuffers(1, [self._framebuffer])
        GL.glDeleteRenderbuffers(1, [self._depth])


class SmoothSurface:
    """A surface with depth and several samples a pixel; `resolve` brings it into one's texture."""

    def __init__(self, pixel_format: PixelFormat, width_px: int, height_px: int, samples: int) -> None:
        self.width_px, self.height_px = width_px, height_px
        self.resolved = Surface(pixel_format, width_px, height_px)
        self.framebuffer = int(GL.glGenFramebuffers(1))
        self._buffers = [int(buffer) for buffer in GL.glGenRenderbuffers(2)]
        GL.glBindFramebuffer(GL.GL_FRAMEBUFFER, self.framebuffer)
        for buffer, stored_as, attached_as in (
            (self._buffers[0], pixel_format.internal, GL.GL_COLOR_ATTACHMENT0),
            (self._buffers[1], GL.GL_DEPTH_COMPONENT24, GL.GL_DEPTH_ATTACHMENT),
        ):
            GL.glBindRenderbuffer(GL.GL_RENDERBUFFER, buffer)
            GL.glRenderbufferStorageMultisample(GL.GL_RENDERBUFFER, samples, stored_as, width_px, height_px)
            GL.glFramebufferRenderbuffer(GL.GL_FRAMEBUFFER, attached_as, GL.GL_RENDERBUFFER, buffer)
        _require_complete()

    def resolve(self, width_px: int, height_px: int) -> None:
        """Averages the samples of the lower left part, where it was drawn, and one clear pixel beyond it:
        smooth lookups at its edge would else find what an earlier, larger picture left there."""
        box = (0, 0, min(width_px + 1, self.width_px), min(height_px + 1, self.height_px))
        GL.glBindFramebuffer(GL.GL_READ_FRAMEBUFFER, self.framebuffer)
        GL.glBindFramebuffer(GL.GL_DRAW_FRAMEBUFFER, self.resolved.framebuffer)
        GL.glBlitFramebuffer(*box, *box, GL.GL_COLOR_BUFFER_BIT, GL.GL_NEAREST)

    def release(self) -> None:
        self.resolved.release()
        GL.glDeleteFramebuffers(1, [self.framebuffer])
        GL.glDeleteRenderbuffers(2, self._buffers)


def _require_complete() -> None:
    if GL.glCheckFramebufferStatus(GL.GL_FRAMEBUFFER) != GL.GL_FRAMEBUFFER_COMPLETE:
        raise GpuUnusable("The graphics driver cannot draw into a texture of the kind the mirror needs.")
