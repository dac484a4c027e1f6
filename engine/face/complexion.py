"""The tones of skin and hair in a picture, in memory only, with the colour of the light taken out.

The whites of the eyes tell what the light does to a neutral surface; cheeks and forehead give the skin,
a band above the forehead the hair. What cannot be told is None rather than a guess.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from engine.face.limbus import LEFT_EYE, RIGHT_EYE, EyePoints
from engine.types import ByteArray, FloatArray, Frame, Landmarks, Rgb

_CHEEKS_AND_FOREHEAD = (50, 280, 205, 425, 151, 108, 337)
_FOREHEAD, _CHIN = 10, 152
_CHEEKBONES = (234, 454)
_PATCH = 0.035
"""Half the side of a skin patch, as a part of the face's width."""
_HAIR_BANDS = (0.06, 0.12, 0.18)
_HAIR_HEIGHT, _HAIR_HALF_WIDTH = 0.06, 0.18
"""Bands above the topmost landmark, as parts of the face's length and width. The mesh only guesses the
hairline: the band least like skin is hair. Higher up, a bald head ends and the wall begins."""
_LEAST_PIXELS = 30
_BRIGHT_SHARE = 70
"""Percentile of the pixels between the lids: above lies white, below iris, lashes and shadow."""
_OPEN_EYE = 0.22
"""Height over width of the opening between the lids; below, the eye blinks."""
_IRIS_MARGIN = 1.15
_WHITE: FloatArray = np.array([0.60, 0.57, 0.56])
"""Linear red, green, blue of a healthy sclera under neutral, full light: nearly neutral, a little warm."""
_STRONGEST_GAIN = 2.0
"""A light that would need more is no light one can shop by; the correction stops there."""
_LESS_RED = 0.85
"""Red over blue of the whites against that of the skin: above, a closed or narrow eye was looked at."""
_LIGHTEST_SKIN = 0.85
"""Linear red no skin exceeds; shaded whites must not bleach the face."""
_UNLIKE_SKIN_DE = 20.0
"""A shaded or shining forehead lies nearer to the skin than this, hair farther."""
_HAIR_SPREAD = 18.0
"""Standard deviation of L* above which the band is no head of hair but a background or a pattern."""


@dataclass(frozen=True, slots=True)
class Complexion:
    """Tones as they would look in neutral light, unless said; never stored, never sent."""

    skin: Rgb
    hair: Rgb | None
    """None where there is no hair above the forehead, or it cannot be told from skin or background."""


def complexion(frame: Frame, landmarks: Landmarks) -> Complexion | None:
    """The tones of the face in a frame; None when too little skin lies inside the picture."""
    points = landmarks.points_px[:, :2]
    skin = _pixels(frame.pixels, [_patch(points, landmark) for landmark in _CHEEKS_AND_FOREHEAD])
    if len(skin) < _LEAST_PIXELS:
        return None
    seen_skin = _typical(skin)
    gain = _neutralising_gain(_whites(frame.pixels, points), seen_skin)
    skin_tone = seen_skin * gain
    bands = [_pixels(frame.pixels, [_hair_band(points, start)]) * gain for start in _HAIR_BANDS]
    return Complexion(_srgb(skin_tone), _hair_tone(bands, skin_tone))


def seen_tones(frame: Frame, landmarks: Landmarks) -> Complexion | None:
    """The same tones as the picture shows them, in the light that is there; None when too little skin is seen."""
    points = landmarks.points_px[:, :2]
    skin = _pixels(frame.pixels, [_patch(points, landmark) for landmark in _CHEEKS_AND_FOREHEAD])
    if len(skin) < _LEAST_PIXELS:
        return None
    tone = _typical(skin)
    bands = [_pixels(frame.pixels, [_hair_band(points, start)]) for start in _HAIR_BANDS]
    return Complexion(_srgb(tone), _hair_tone(bands, tone))


def _patch(points: FloatArray, landmark: int) -> FloatArray:
    half = _PATCH * float(np.linalg.norm(points[_CHEEKBONES[1]] - points[_CHEEKBONES[0]]))
    corners: FloatArray = points[landmark] + half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]])
    return corners


def _hair_band(points: FloatArray, start: float) -> FloatArray:
    up = points[_FOREHEAD] - points[_CHIN]
    aside = (points[_CHEEKBONES[1]] - points[_CHEEKBONES[0]]) * _HAIR_HALF_WIDTH
    low, high = points[_FOREHEAD] + start * up, points[_FOREHEAD] + (start + _HAIR_HEIGHT) * up
    return np.array([low - aside, low + aside, high + aside, high - aside])


def _pixels(picture: ByteArray, polygons: list[FloatArray]) -> FloatArray:
    """Linear red, green, blue (n, 3) of what lies inside the polygons and the picture; clipped pixels left out."""
    corners = [np.round(polygon).astype(np.int32) for polygon in polygons]
    low = np.maximum(np.min([polygon.min(axis=0) for polygon in corners], axis=0), 0)
    high = np.max([polygon.max(axis=0) for polygon in corners], axis=0) + 1
    around = picture[low[1] : max(high[1], low[1]), low[0] : max(high[0], low[0])]
    mask = np.zeros(around.shape[:2], np.uint8)
    for polygon in corners if mask.size else ():
        cv2.fillConvexPoly(mask, polygon - low, 1)
    inside = around[mask > 0]
    usable = inside[inside.max(axis=1) < 254] if len(inside) else inside
    return _linear(usable[:, ::-1].astype(np.float64) / 255.0)


def _whites(picture: ByteArray, points: FloatArray) -> FloatArray:
    """Linear pixels of the whites of both eyes (n, 3)."""
    return np.concatenate([_white_of(picture, points, eye) for eye in (RIGHT_EYE, LEFT_EYE)])


def _white_of(picture: ByteArray, points: FloatArray, eye: EyePoints) -> FloatArray:
    lids = points[list(eye.lids)]
    if np.ptp(lids[:, 1]) < _OPEN_EYE * np.linalg.norm(points[eye.outer_corner] - points[eye.inner_corner]):
        return np.empty((0, 3))
    mask = np.zeros(picture.shape[:2], np.uint8)
    cv2.fillPoly(mask, [np.round(lids).astype(np.int32)], 1)
    first, second = (points[side] for side in eye.iris_sides)
    centre = np.round(points[eye.iris]).astype(int)
    radius = round(_IRIS_MARGIN * float(np.linalg.norm(first - second)) / 2)
    cv2.circle(mask, (int(centre[0]), int(centre[1])), radius, 0, -1)
    seen = _linear(picture[mask > 0][:, ::-1].astype(np.float64) / 255.0)
    if not len(seen):
        return seen
    light = seen.sum(axis=1)
    bright: FloatArray = seen[light >= np.percentile(light, _BRIGHT_SHARE)]
    return bright


def _neutralising_gain(whites: FloatArray, skin: FloatArray) -> FloatArray:
    """(3,) what linear colours are multiplied by so that the whites of the eyes look as in neutral light.

    All ones where the whites cannot be seen, or what was taken for them is as red as skin: a lid.
    """
    if len(whites) < _LEAST_PIXELS // 2:
        return np.ones(3)
    white = np.maximum(np.median(whites, axis=0), 1e-4)
    if white[0] / white[2] > _LESS_RED * skin[0] / max(float(skin[2]), 1e-4):
        return np.ones(3)
    gain = np.clip(_WHITE / white, 1.0 / _STRONGEST_GAIN, _STRONGEST_GAIN)
    kept: FloatArray = gain * min(1.0, _LIGHTEST_SKIN / float((gain * skin).max()))
    return kept


def _typical(linear: FloatArray) -> FloatArray:
    """The middle half by brightness, averaged: without shine, shadow, brows and stray hair."""
    light = linear.sum(axis=1)
    low, high = np.percentile(light, [25, 75])
    middle: FloatArray = linear[(light >= low) & (light <= high)].mean(axis=0)
    return middle


def _hair_tone(bands: list[FloatArray], skin_tone: FloatArray) -> Rgb | None:
    """Of the even bands the one least like skin, if it is unlike enough."""
    even = [band for band in bands if len(band) >= _LEAST_PIXELS and _lab(band)[:, 0].std() < _HAIR_SPREAD]
    if not even:
        return None
    tones = np.array([_typical(band) for band in even])
    apart = np.linalg.norm(_lab(tones) - _lab(skin_tone[None]), axis=1)
    return _srgb(tones[apart.argmax()]) if apart.max() > _UNLIKE_SKIN_DE else None


def _linear(srgb: FloatArray) -> FloatArray:
    """IEC 61966-2-1."""
    linear: FloatArray = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return linear


def _shown(linear: FloatArray) -> FloatArray:
    """Linear colours (n, 3) as sRGB."""
    inside = np.clip(linear, 0.0, 1.0)
    shown: FloatArray = np.where(inside <= 0.0031308, inside * 12.92, 1.055 * inside ** (1 / 2.4) - 0.055)
    return shown


def _srgb(linear: FloatArray) -> Rgb:
    red, green, blue = _shown(linear).tolist()
    return red, green, blue


def _lab(linear: FloatArray) -> FloatArray:
    """CIELAB (n, 3) of linear colours (n, 3), by OpenCV."""
    shown = _shown(linear).astype(np.float32)
    lab: FloatArray = cv2.cvtColor(shown[None], cv2.COLOR_RGB2Lab)[0].astype(np.float64)
    return lab
