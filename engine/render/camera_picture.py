"""The camera picture on the GPU: only the part that is shown is sent, once a frame."""

from __future__ import annotations

import ctypes
import math

import cv2
import numpy as np

from engine.render.gl import GL, glTexSubImage2D
from engine.render.program import Program
from engine.render.surfaces import BGRA, DrawnOver, make_texture
from engine.render.vertices import Quad
from engine.render.viewport import Crop, place_in
from engine.types import ByteArray, Frame

_MARGIN_PX = 16
"""Beyond the crop: lenses look a little around the corner."""


class CameraPicture:
    """Holds the newest frame's shown part as a texture of the whole frame's size."""

    def __init__(self, quad: Quad) -> None:
        self.texture = 0
        self.width_px = self.height_px = 0
        self._surface: DrawnOver | None = None
        self._program = Program("quad.vert.glsl", "camera.frag.glsl")
        self._quad = quad
        self._frame: Frame | None = None
        self._sent = Crop(0, 0, 0, 0)
        self._staging: ByteArray = np.empty((0, 0, 4), np.uint8)

    def show(self, frame: Frame, crop: Crop) -> None:
        """Sends what `crop` needs of the frame, unless it is there already."""
        if (frame.width_px, frame.height_px) != (self.width_px, self.height_px):
            self._make_room(frame)
        needed = crop.clipped(Crop.whole(self.width_px, self.height_px))
        if frame is not self._frame or needed.clipped(self._sent) != needed:
            self._send(frame, needed)

    def draw(self, crop: Crop, is_mirrored: bool) -> None:
        """Fills the current viewport with the crop."""
        self._program.use()
        self._program.set_texture("u_picture", 0, self.texture)
        across, down = 1 / self.width_px, 1 / self.height_px
        self._program.set_floats(
            "u_part", crop.left_px * across, crop.bottom_px * down, crop.right_px * across, crop.top_px * down
        )
        self._program.set_floats("u_place", *place_in(crop, crop, is_mirrored))
        self._quad.draw()

    def bind_for_drawing(self, part: Crop) -> None:
        """Directs drawing, with depth, at whole pixels of the picture; the next `show` brings the camera's own back."""
        if self._surface is None:
            self._surface = DrawnOver(self.texture, self.width_px, self.height_px)
        self._surface.bind(part)
        self._frame = None

    def forget(self) -> None:
        """Lets go of the frame and its texture: nothing of a person stays on the GPU."""
        if self._surface is not None:
            self._surface.release()
            self._surface = None
        if self.texture:
            GL.glDeleteTextures(1, [self.texture])
        self.texture = self.width_px = self.height_px = 0
        self._frame = None
        self._staging = np.empty((0, 0, 4), np.uint8)

    def release(self) -> None:
        self.forget()
        self._program.release()

    def _make_room(self, frame: Frame) -> None:
        self.forget()
        self.width_px, self.height_px = frame.width_px, frame.height_px
        self.texture = make_texture(BGRA, self.width_px, self.height_px)

    def _send(self, frame: Frame, needed: Crop) -> None:
        left = max(0, math.floor(needed.left_px) - _MARGIN_PX)
        top = max(0, math.floor(needed.top_px) - _MARGIN_PX)
        right = min(self.width_px, math.ceil(needed.right_px) + _MARGIN_PX)
        bottom = min(self.height_px, math.ceil(needed.bottom_px) + _MARGIN_PX)
        shape = (bottom - top, right - left, 4)
        if self._staging.shape != shape:
            self._staging = np.empty(shape, np.uint8)
        cv2.cvtColor(frame.pixels[top:bottom, left:right], cv2.COLOR_BGR2BGRA, dst=self._staging)
        GL.glBindTexture(GL.GL_TEXTURE_2D, self.texture)
        glTexSubImage2D(
            GL.GL_TEXTURE_2D,
            0,
            left,
            top,
            shape[1],
            shape[0],
            BGRA.layout,
            BGRA.kind,
            ctypes.c_void_p(self._staging.ctypes.data),
        )
        self._frame, self._sent = frame, Crop(left, top, shape[1], shape[0])
