"""The room the glasses reflect: a small optician's studio drawn by formula, soft already for every roughness.

Directions are view axes: x to image right, y up, z to the camera. Nothing here knows OpenGL.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from engine.types import ByteArray, FloatArray

SIZE = 64
"""Texels along a side of each octahedral map."""
LEVELS = 6
"""Maps for roughness 0, 0.2, ... 1; the last serves matt surfaces too."""
BRIGHTEST = 16.0
"""Light is cut off here; studio.glsl has the same number."""
_BLUR = (0.012, 0.05, 0.13, 0.26, 0.42, 0.62)
"""Spread of a reflection at each level, as the tangent of an angle: about the GGX lobe of roughness squared."""


@dataclass(frozen=True, slots=True)
class Panel:
    """A glowing rectangle around a direction."""

    towards: tuple[float, float, float]
    half_width: float
    """Tangent of the half angle, as is the height."""
    half_height: float
    brightness: float


WINDOW_LEFT = Panel((-1.0, 0.25, 0.45), 0.42, 0.75, 3.2)
WINDOW_RIGHT = Panel((1.0, 0.25, 0.45), 0.42, 0.75, 3.2)
CEILING = (Panel((-0.42, 1.0, 0.55), 0.10, 0.55, 7.0), Panel((0.42, 1.0, 0.55), 0.10, 0.55, 7.0))
SCREEN = Panel((0.0, -0.12, 1.0), 0.28, 0.48, 0.9)
"""The mirror itself."""


@dataclass(frozen=True, slots=True)
class RoomLight:
    """What the camera picture says about the room; the studio is lit like it."""

    exposure: float = 0.8
    """What a white sheet facing the camera would show, linear, 1 = full scale."""
    colour: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Linear, mean 1."""
    from_left: float = 1.0
    """Light from image left; left and right add up to 2."""
    from_above: float = 1.0


@functools.cache
def directions() -> FloatArray:
    """(SIZE, SIZE, 3): where each texel of an octahedral map looks; row 0 is texture coordinate 0."""
    steps = (np.arange(SIZE) + 0.5) / SIZE * 2 - 1
    x, y = np.meshgrid(steps, steps)
    z = 1 - np.abs(x) - np.abs(y)
    behind = z < 0
    sign_x, sign_y = np.where(x < 0, -1.0, 1.0), np.where(y < 0, -1.0, 1.0)
    folded_x, folded_y = (1 - np.abs(y)) * sign_x, (1 - np.abs(x)) * sign_y
    found = np.stack([np.where(behind, folded_x, x), np.where(behind, folded_y, y), z], axis=-1)
    unit: FloatArray = found / np.linalg.norm(found, axis=-1, keepdims=True)
    return unit


def _step(distance: FloatArray, blur: float) -> FloatArray:
    """A step smoothed by a Gaussian of spread `blur`: the normal distribution by its logistic approximation."""
    smoothed: FloatArray = 1 / (1 + np.exp(-np.clip(1.702 * distance / blur, -60, 60)))
    return smoothed


def _glow(panel: Panel, blur: float) -> FloatArray:
    """(SIZE, SIZE): a panel as seen in a reflection of this spread; blurring keeps its energy."""
    forward = np.array(panel.towards) / math.hypot(*panel.towards)
    side = np.cross([0.0, 1.0, 0.0], forward)
    side /= np.linalg.norm(side)
    up = np.cross(forward, side)
    ahead = directions() @ forward
    safe = np.maximum(ahead, 1e-3)
    u, v = directions() @ side / safe, directions() @ up / safe
    across = _step(u + panel.half_width, blur) - _step(u - panel.half_width, blur)
    along = _step(v + panel.half_height, blur) - _step(v - panel.half_height, blur)
    glow: FloatArray = (
        np.where(ahead > 0, across * along * np.minimum(ahead * 4, 1.0), 0.0) * panel.brightness
    )
    return glow


@functools.cache
def _layers() -> FloatArray:
    """(5, LEVELS, SIZE, SIZE): surroundings, left window, right window, ceiling, screen."""
    height = directions()[..., 1]
    surroundings = []
    for blur in _BLUR:
        rise = _step(height - 0.15, 0.25 + blur)
        surroundings.append(0.32 + 0.5 * rise)
    panels: list[tuple[Panel, ...]] = [(WINDOW_LEFT,), (WINDOW_RIGHT,), CEILING, (SCREEN,)]
    glows = [[sum(_glow(panel, blur) for panel in group) for blur in _BLUR] for group in panels]
    return np.array([surroundings, *glows])


@functools.cache
def _white_sheet() -> float:
    """Brightness of a matt white sheet facing the camera under the studio as drawn."""
    centre = SIZE // 2
    sheet: float = _layers()[:, -1, centre - 1 : centre + 1, centre - 1 : centre + 1].sum(axis=0).mean()
    return sheet


def paint(light: RoomLight) -> FloatArray:
    """(LEVELS, SIZE, SIZE, 3): the studio under this light, linear."""
    gains = np.array([1.0, light.from_left, 2.0 - light.from_left, light.from_above, 1.0])
    grey = np.tensordot(gains, _layers(), axes=1) * (light.exposure / _white_sheet())
    painted: FloatArray = grey[..., None] * np.array(light.colour)
    return painted


def packed(painted: FloatArray) -> ByteArray:
    """(LEVELS, SIZE, SIZE, 4) blue-green-red: a studio as the shaders read it, eight bits on a square-root scale."""
    root = np.sqrt(np.clip(painted / BRIGHTEST, 0.0, 1.0))[..., ::-1]
    return np.pad((root * 255 + 0.5).astype(np.uint8), [(0, 0)] * 3 + [(0, 1)], constant_values=255)
