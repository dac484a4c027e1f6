"""sRGB and linear light (IEC 61966-2-1)."""

from __future__ import annotations

import numpy as np

from engine.types import ByteArray, FloatArray, Rgb


def linear(colour: Rgb) -> Rgb:
    """From sRGB."""
    c = np.asarray(colour, dtype=np.float64)
    red, green, blue = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(red), float(green), float(blue)


_LINEAR_OF_BYTE = np.array([linear((byte / 255.0,) * 3)[0] for byte in range(256)])


def linear_bytes(pixels: ByteArray) -> FloatArray:
    """From eight-bit sRGB, of any shape."""
    values: FloatArray = _LINEAR_OF_BYTE[pixels]
    return values


def encoded(colour: FloatArray) -> FloatArray:
    """Linear values to sRGB."""
    c = np.clip(colour, 0.0, 1.0)
    srgb: FloatArray = np.where(c <= 0.0031308, c * 12.92, 1.055 * c ** (1 / 2.4) - 0.055)
    return srgb
