"""The soft shadow glasses cast on nose and cheeks: what they cover seen from the front, at four softnesses.

A point of the face looks along the light to the front of the glasses; the farther that is, the softer what it sees.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.eyewear.model import EyewearModel, Slot
from engine.render.gl import GL
from engine.render.materials import lens_material, material
from engine.render.program import Program
from engine.render.surfaces import BGRA, RGBA, Surface, make_texture
from engine.render.worn_mesh import WornModel
from engine.types import ByteArray, FloatArray, FrameFinish

WIDTH_PX, HEIGHT_PX = 256, 128
_HALF_WIDTH_MM, _HALF_HEIGHT_MM = 96.0, 48.0
_MIDDLE_MM = -8.0
"""Height of the map's middle in the eyewear frame: lenses hang below the bridge."""
_SOFTNESS_MM = (0.8, 1.9, 4.6, 11.0)
"""Standard deviations, one a channel; head.vert.glsl has the first and the factor between them."""


@dataclass(frozen=True, slots=True)
class Shade:
    """What one pair of glasses needs to cast its shadow."""

    texture: int
    front_mm: tuple[float, float, float]
    """z of the front over height y and width x: a + b·y + c·x²."""


def place_from_mm() -> tuple[float, float, float, float]:
    """Scale and offset from the eyewear frame (x, y) to the map's texture coordinates."""
    across, up = 0.5 / _HALF_WIDTH_MM, 0.5 / _HALF_HEIGHT_MM
    return across, up, 0.5, 0.5 - _MIDDLE_MM * up


def front_of(model: EyewearModel) -> tuple[float, float, float]:
    """The bent and tilted sheet the lenses lie in, by least squares."""
    points = np.concatenate([model.parts[name].vertices_mm for name in ("LensL", "LensR")]).astype(np.float64)
    basis = np.column_stack([np.ones(len(points)), points[:, 1], points[:, 0] ** 2])
    a, b, c = np.linalg.lstsq(basis, points[:, 2], rcond=None)[0]
    return float(a), float(b), float(c)


def softened(cover: ByteArray) -> ByteArray:
    """(h, w, 4): a cover (h, w) at each softness."""
    px_per_mm = WIDTH_PX / (2 * _HALF_WIDTH_MM)
    soft = [cv2.GaussianBlur(cover, (0, 0), sigma * px_per_mm) for sigma in _SOFTNESS_MM]
    return np.ascontiguousarray(np.stack(soft, axis=-1))


class ShadeMaker:
    """Looks at glasses from the front; once for each pair."""

    def __init__(self) -> None:
        self._program = Program("coverage.vert.glsl", "coverage.frag.glsl")

    def make(self, model: EyewearModel, parts: WornModel, finish: FrameFinish) -> Shade:
        """Disturbs framebuffer and viewport."""
        surface = Surface(BGRA, WIDTH_PX, HEIGHT_PX)
        surface.bind()
        GL.glClearColor(0, 0, 0, 0)
        GL.glClear(GL.GL_COLOR_BUFFER_BIT)
        self._program.use()
        across, up, right, above = place_from_mm()
        self._program.set_floats("u_clip_from_mm", 2 * across, 2 * up, 2 * right - 1, 2 * above - 1)
        dark = 1 - float(np.mean(lens_material(finish.lens).tint))
        for name in ("LensL", "LensR", "Frame"):
            for worn in parts[name].surfaces:
                is_lens = worn.surface.slot is Slot.LENS
                dimmed = dark if is_lens else material(finish, worn.surface).cover
                self._program.set_floats("u_cover", dimmed)
                worn.array.draw()
        cover = surface.read()[::-1, :, 0]
        surface.release()
        return Shade(make_texture(RGBA, WIDTH_PX, HEIGHT_PX, softened(cover)), front_of(model))

    def release(self) -> None:
        self._program.release()


def light_slope(eyewear_to_camera: FloatArray, from_right: float, from_above: float) -> tuple[float, float]:
    """Slope of light in the eyewear frame, for light of that slope to the camera's axis.

    `from_right` and `from_above` in view axes (x right, y up) for one unit towards the camera.
    """
    towards = eyewear_to_camera[:3, :3].T @ np.array([from_right, -from_above, -1.0])
    ahead = max(float(towards[2]), 0.35)
    return float(towards[0]) / ahead, float(towards[1]) / ahead
