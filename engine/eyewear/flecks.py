"""The flecks of tortoise-shell acetate: one repeating sheet, grown from noise, the same on every machine."""

from __future__ import annotations

import numpy as np

from engine.types import ByteArray, FloatArray

SHEET_PX = 256
SHEET_MM = 96.0
"""Side of the sheet; render/shaders/pattern.glsl has the same number."""
_SEED = 1846
_LARGE_MM, _SMALL_MM = (9.0, 5.0), (2.6, 1.7)
"""Length and height of large and small flecks."""
_SHARE_DARK = 0.42


def sheet() -> ByteArray:
    """(SHEET_PX, SHEET_PX): 255 within a fleck, 0 between, soft edges; the borders meet."""
    draw = np.random.default_rng(_SEED)
    cloud = _cloud(draw, _LARGE_MM) + 0.55 * _cloud(draw, _SMALL_MM)
    threshold = np.quantile(cloud, 1 - _SHARE_DARK)
    softness = 0.22 * cloud.std()
    flecks: ByteArray = (np.clip((cloud - threshold) / softness + 0.5, 0, 1) * 255).astype(np.uint8)
    return flecks


def _cloud(draw: np.random.Generator, size_mm: tuple[float, float]) -> FloatArray:
    """Noise smoothed to features of this length and height, of unit spread; smoothing around the borders."""
    waves = np.fft.fftfreq(SHEET_PX, SHEET_MM / SHEET_PX)
    smooth = np.exp(-((waves[None] * size_mm[0]) ** 2 + (waves[:, None] * size_mm[1]) ** 2) * 2)
    cloud = np.fft.ifft2(np.fft.fft2(draw.standard_normal((SHEET_PX, SHEET_PX))) * smooth).real
    unit: FloatArray = cloud / cloud.std()
    return unit
