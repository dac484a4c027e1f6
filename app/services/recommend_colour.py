"""Colours as people see them: warm or cool, light or dark. Pure numbers, CIELAB under D65."""

from __future__ import annotations

import numpy as np

from engine.types import FloatArray, FrameFinish, Pattern, Rgb

_LINEAR_RGB_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""IEC 61966-2-1."""
_WHITE_XYZ = np.array([0.95047, 1.0, 1.08883])
_WARM_HUE_DEG = 60.0
"""Orange: the middle of the hues called warm."""
_FULL_CHROMA = 40.0
"""From this chroma on a colour is plainly warm or cool; below, ever more neutral."""
_MEAN_SKIN_HUE_DEG, _SKIN_HUE_RANGE_DEG = 58.0, 10.0
"""Hue angle of facial skin over ethnic groups, and how far from it skin is called fully warm or cool.
Xiao et al. 2017, Characterising the variations in ethnic skin colours."""
_CRYSTAL_LIGHTENS = 0.6


def lab(colours: FloatArray) -> FloatArray:
    """sRGB 0 to 1 (n, 3) to CIELAB (n, 3)."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    ratio = linear @ _LINEAR_RGB_TO_XYZ.T / _WHITE_XYZ
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.column_stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])])


def seen_colour(finish: FrameFinish) -> Rgb:
    """The one colour a frame makes from two steps away."""
    first, second = np.array(finish.colour), np.array(finish.second_colour)
    if finish.pattern in {Pattern.TORTOISE, Pattern.TWO_TONE}:
        first = (first + second) / 2
    if finish.pattern is Pattern.CRYSTAL:
        first = first + (1.0 - first) * _CRYSTAL_LIGHTENS
    red, green, blue = first.tolist()
    return red, green, blue


def warmth(colours_lab: FloatArray) -> FloatArray:
    """-1 cool to 1 warm for frame colours (n, 3); neutral greys are 0."""
    chroma = np.hypot(colours_lab[:, 1], colours_lab[:, 2])
    hue = np.arctan2(colours_lab[:, 2], colours_lab[:, 1])
    toned: FloatArray = np.minimum(chroma / _FULL_CHROMA, 1.0) * np.cos(hue - np.radians(_WARM_HUE_DEG))
    return toned


def skin_warmth(skin: Rgb) -> float:
    """-1 cool (rosy) to 1 warm (golden), from the hue of the skin."""
    _, a, b = lab(np.array([skin]))[0]
    hue_deg = np.degrees(np.arctan2(b, a))
    return float(np.clip((hue_deg - _MEAN_SKIN_HUE_DEG) / _SKIN_HUE_RANGE_DEG, -1.0, 1.0))


def lightness(colour: Rgb) -> float:
    """L* of one sRGB colour, 0 to 100."""
    return float(lab(np.array([colour]))[0, 0])
