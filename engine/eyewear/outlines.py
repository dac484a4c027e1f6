"""Lens outlines: smooth closed curves that fill the box A x B exactly (boxing system, ISO 8624)."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from engine.types import FloatArray, FrameShape

DENSE = 720
"""Points of an outline before stations are chosen on it."""

_Polygon = tuple[tuple[float, float], ...]

# Control polygons of periodic cubic B-splines, in half boxes: nasal -1, temporal +1, top +1, counter-clockwise
# from the temporal side. Repeating a point tightens its corner. Our own drawing.
_POLYGONS: dict[FrameShape, _Polygon] = {
    FrameShape.PANTO: (
        (1.08, 0.25), (1.04, 0.80), (0.62, 1.06), (0.0, 1.06), (-0.62, 1.06), (-1.02, 0.80),
        (-1.06, 0.25), (-0.92, -0.42), (-0.58, -0.95), (-0.02, -1.16), (0.56, -0.97), (0.96, -0.40),
    ),
    FrameShape.RECTANGLE: (
        (1.03, 0.05), (1.03, 0.62), (1.00, 1.02), (0.72, 1.04), (0.0, 1.03), (-0.66, 1.01), (-0.98, 0.90),
        (-1.02, 0.50), (-0.98, -0.10), (-0.93, -0.70), (-0.78, -1.00), (-0.30, -1.04), (0.35, -1.04),
        (0.84, -1.02), (1.00, -0.72),
    ),
    FrameShape.SQUARE: (
        (1.03, 0.10), (1.03, 0.72), (0.95, 1.02), (0.55, 1.04), (-0.10, 1.03), (-0.70, 1.01), (-0.98, 0.88),
        (-1.02, 0.40), (-0.98, -0.25), (-0.90, -0.82), (-0.62, -1.05), (-0.05, -1.07), (0.52, -1.06),
        (0.90, -0.92), (1.00, -0.42),
    ),
    FrameShape.WAYFARER: (
        (1.00, 0.30), (1.06, 0.84), (1.00, 1.06), (0.60, 1.03), (0.0, 0.99), (-0.66, 0.98), (-1.00, 0.88),
        (-1.03, 0.42), (-0.96, -0.25), (-0.80, -0.86), (-0.46, -1.08), (0.02, -1.10), (0.46, -1.06),
        (0.76, -0.82), (0.90, -0.28),
    ),
    FrameShape.AVIATOR: (
        (1.06, 0.35), (1.06, 0.86), (0.72, 1.06), (0.10, 1.03), (-0.45, 1.00), (-0.86, 0.92), (-1.02, 0.62),
        (-0.92, 0.10), (-0.66, -0.50), (-0.28, -1.00), (0.22, -1.16), (0.68, -0.98), (0.96, -0.40),
    ),
    FrameShape.CAT_EYE: (
        (0.92, 0.16), (1.02, 0.66), (1.06, 1.00), (0.90, 1.10), (0.50, 1.00), (0.0, 0.90), (-0.52, 0.82),
        (-0.94, 0.62), (-1.05, 0.15), (-0.95, -0.42), (-0.66, -0.92), (-0.18, -1.10), (0.32, -1.07),
        (0.70, -0.80), (0.86, -0.34),
    ),
    FrameShape.BROWLINE: (
        (1.02, 0.40), (1.03, 0.92), (0.86, 1.05), (0.40, 1.03), (-0.10, 1.02), (-0.66, 1.00), (-1.00, 0.88),
        (-1.03, 0.40), (-0.95, -0.25), (-0.74, -0.82), (-0.36, -1.08), (0.10, -1.12), (0.54, -1.00),
        (0.86, -0.62), (0.98, -0.10),
    ),
    FrameShape.HEXAGONAL: (
        (1.07, 0.0), (1.00, 0.22), (0.86, 0.55), (0.72, 0.86), (0.58, 1.02), (0.34, 1.04), (-0.34, 1.04),
        (-0.58, 1.02), (-0.72, 0.86), (-0.86, 0.55), (-1.00, 0.22), (-1.07, 0.0), (-1.00, -0.22),
        (-0.84, -0.56), (-0.68, -0.87), (-0.52, -1.02), (-0.28, -1.04), (0.28, -1.04), (0.52, -1.02),
        (0.68, -0.87), (0.84, -0.56), (1.00, -0.22),
    ),
    FrameShape.BUTTERFLY: (
        (1.02, 0.05), (1.10, 0.68), (1.00, 1.08), (0.56, 1.08), (0.0, 0.98), (-0.50, 0.88), (-0.92, 0.70),
        (-1.04, 0.22), (-0.90, -0.30), (-0.62, -0.78), (-0.14, -1.05), (0.38, -1.12), (0.82, -0.90),
        (0.96, -0.45),
    ),
}  # fmt: skip
_SUPERELLIPSES: dict[FrameShape, float] = {FrameShape.ROUND: 2.0, FrameShape.OVAL: 2.25}


def lens_outline(shape: FrameShape, width_mm: float, height_mm: float) -> FloatArray:
    """The lens on the picture's right, centred in its box: (DENSE, 2) mm, counter-clockwise, temporal x > 0.

    Its extent is width_mm by height_mm exactly.
    """
    outline: FloatArray = _unit_outline(shape) * (width_mm / 2, height_mm / 2)
    return outline


@lru_cache
def _unit_outline(shape: FrameShape) -> FloatArray:
    """The outline stretched over the box from -1 to 1."""
    exponent = _SUPERELLIPSES.get(shape)
    curve = _superellipse(exponent) if exponent else _b_spline(np.array(_POLYGONS[shape]))
    low, high = curve.min(axis=0), curve.max(axis=0)
    unit: FloatArray = (curve - low) / (high - low) * 2 - 1
    unit.flags.writeable = False
    return unit


def _superellipse(exponent: float) -> FloatArray:
    """|x|^n + |y|^n = 1 (Lamé curve)."""
    angle = np.arange(DENSE) * (2 * np.pi / DENSE)
    x, y = np.cos(angle), np.sin(angle)
    radius = (np.abs(x) ** exponent + np.abs(y) ** exponent) ** (-1 / exponent)
    return np.stack([radius * x, radius * y], axis=1)


def _b_spline(polygon: FloatArray) -> FloatArray:
    """A closed uniform cubic B-spline, twice continuously differentiable."""
    count = len(polygon)
    place = np.arange(DENSE) * (count / DENSE)
    first = place.astype(int)
    t = (place - first)[:, None]
    weights = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    corners = (polygon[(first + step - 1) % count] for step in range(4))
    curve: FloatArray = sum((w * c for w, c in zip(weights, corners, strict=True)), np.zeros((DENSE, 2))) / 6
    return curve
