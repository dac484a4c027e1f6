"""The customer's own glasses, a mask, a hat: noticed from the picture, by what bare faces do not show.

Glasses: something crosses the bridge of the nose and the cheeks below both eyes. A mask: below the nose a colour
that is not the skin's, and no lips. A hat: the forehead ends too low, along a smooth line. Rules and numbers come from
rendered heads and a few people, bare and with glasses, masks and hats drawn on (docs/benchmarks.md); they were set so
that bare faces raise no alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

from engine.face.mean_face import mean_face_mm
from engine.face.unfolded import Span, Texels, Unfolded, unfold_face, unfold_forehead
from engine.types import ByteArray, Covering, FloatArray, TrackedFace

_LARGEST_TURN_DEG = 22.0
"""Beyond, one cheek is hidden behind the nose."""
_LEAST_IRIS_PX = 5.0
"""Thin rims are not seen on smaller faces."""
_RIM_MM = 15
"""Window of the median that rims and bridges, thinner than half of it, stand out from."""

_LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
_UNLIKE_SKIN = 14.0
"""Colour difference from the skin (CIELAB, lightness counted half: foreheads are lit unevenly)."""
_BROW_MM, _LOW_MM, _COVERED_MM = 24, 50, 11
"""A forehead ends where so much above is unlike skin; bare ones end 53 mm above the eyes or higher."""
_RAGGED_MM = 5.0
"""Median distance of that end from a parabola: hats end smoothly."""


def coverings(pixels: ByteArray, face: TrackedFace) -> frozenset[Covering] | None:
    """What the face of this picture wears; None when it is turned too far or too small to tell."""
    if (
        max(abs(face.pose.yaw_deg), abs(face.pose.pitch_deg)) > _LARGEST_TURN_DEG
        or face.iris_px < _LEAST_IRIS_PX
    ):
        return None
    unfolded = unfold_face(pixels, face.landmarks.points_px)
    noticed = set()
    if mask_evidence(unfolded) > _MASK.alarm:
        noticed.add(Covering.MASK)  # its edge looks like rims, its colour is not the skin a hat is told from
    else:
        if glasses_evidence(unfolded) > _GLASSES.alarm:
            noticed.add(Covering.GLASSES)
        if is_forehead_covered(unfold_forehead(pixels, face.landmarks.points_px), _skin_lab(unfolded)):
            noticed.add(Covering.HAT)
    return frozenset(noticed)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """Log odds from logarithms of measures, and above which of them an alarm is raised."""

    weights: tuple[float, float, float]
    bias: float
    alarm: float

    def of(self, measures: FloatArray) -> float:
        return float(np.log(measures) @ self.weights + self.bias)


_GLASSES = _Evidence((3.09, 1.14, 1.33), 15.3, alarm=2.5)
_MASK = _Evidence((-2.04, 2.40, -3.19), 3.28, alarm=0.5)


def glasses_evidence(face: Unfolded) -> float:
    """Log odds that something crosses the bridge of the nose, and the cheek below and beside the nose on both sides."""
    return _GLASSES.of(glasses_measures(face))


def glasses_measures(face: Unfolded) -> FloatArray:
    """(3,): what stands out across the bridge, under the weaker eye, on the weaker flank of the nose; skin is 1."""
    skin = max(float(np.median(_cheeks(face, (25, 45), (-50, -35)).mean(axis=1))), 8.0)
    bridge = _standing_out(face, (-4, 4), (-16, 18))
    under = min(_standing_out(face, across, (-38, -13)) for across in ((-44, -20), (20, 44)))
    flank = min(_standing_out(face, across, (-14, 10)) for across in ((-12, -7), (7, 12)))
    return np.maximum(np.array([bridge, under, flank]) / skin, 1e-3)


def _standing_out(face: Unfolded, x_mm: Span, y_mm: Span) -> float:
    """How far the colour, going up, leaves its surroundings somewhere within the span; typical of its columns."""
    beyond = _RIM_MM // 2
    strip = face.area((x_mm[0] - 3, x_mm[1] + 3), (y_mm[0] - beyond - 3, y_mm[1] + beyond + 3))
    smooth = cv2.blur(cv2.GaussianBlur(strip, (0, 0), 0.7), (3, 1))[3:-3, 3:-3]
    windows = np.lib.stride_tricks.sliding_window_view(smooth, _RIM_MM, axis=0)
    left = smooth[beyond:-beyond] - np.median(windows, axis=-1)
    strength = np.sqrt((left.astype(np.float64) ** 2).mean(axis=2))
    return float(np.percentile(strength.max(axis=0), 40))


def mask_evidence(face: Unfolded) -> float:
    """Log odds that below the nose there is no skin and are no lips."""
    return _MASK.of(mask_measures(face))


def mask_measures(face: Unfolded) -> FloatArray:
    """(3,) CIELAB, plus 1: lips against their surroundings, lower face against skin, unrest down the mouth's middle."""
    lab = _lab(face.texels, 0.8)
    lips, around = _mouth()
    lower = Unfolded(lab, face.left_mm, face.top_mm)
    jaws = [lower.area(x, (-85, -55)).reshape(-1, 3) for x in ((-42, -28), (28, 42))]
    chin = lower.area((-15, 15), (-98, -88)).reshape(-1, 3)
    off = np.median(np.concatenate([*jaws, chin]), axis=0) - _skin_lab(face, with_brow=False)
    middle = np.median(lower.area((-6, 6), (-90, -50)), axis=1)
    unrest = np.linalg.norm(middle - np.median(middle, axis=0), axis=1).mean()
    contrast = np.linalg.norm(np.median(lab[lips], axis=0) - np.median(lab[around], axis=0))
    return 1.0 + np.array([contrast, np.linalg.norm(off * (0.7, 1.0, 1.0)), unrest])


def is_forehead_covered(forehead: Unfolded, skin_lab: FloatArray) -> bool:
    """Whether the skin of the forehead ends low and along a smooth line."""
    lab = _lab(forehead.texels, 1.2)
    seen = Unfolded(lab, forehead.left_mm, forehead.top_mm).area((-40, 40), (20, forehead.top_mm))
    unlike = np.linalg.norm((seen - skin_lab) * (0.5, 1.0, 1.0), axis=2) > _UNLIKE_SKIN
    ends_mm = _ends(unlike, forehead.top_mm)
    if np.percentile(ends_mm, 85) >= _LOW_MM:
        return False
    across = np.arange(len(ends_mm))
    smooth = np.polyval(np.polyfit(across, ends_mm, 2), across)
    return float(np.median(np.abs(smooth - ends_mm))) < _RAGGED_MM


def _ends(unlike: npt.NDArray[np.bool_], top_mm: int) -> FloatArray:
    """Of each column the height from which on it is unlike skin for a while; the top where it never is."""
    windows = np.lib.stride_tricks.sliding_window_view(unlike, _COVERED_MM, axis=0)
    heights = top_mm - np.arange(windows.shape[0]) - (_COVERED_MM - 1)
    covered: npt.NDArray[np.bool_] = np.asarray(windows.all(axis=-1)) & (heights >= _BROW_MM)[:, None]
    lowest = len(covered) - 1 - covered[::-1].argmax(axis=0)
    return np.where(covered.any(axis=0), heights[lowest], float(top_mm))


def _skin_lab(face: Unfolded, with_brow: bool = True) -> FloatArray:
    """(3,) CIELAB of the skin below the eyes and on the bridge of the nose."""
    lab = Unfolded(_lab(face.texels, 0.9), face.left_mm, face.top_mm)
    bridge = lab.area((-4, 4), (-5, 20) if with_brow else (-12, 5)).reshape(-1, 3)
    skin: FloatArray = np.median(np.concatenate([_cheeks(lab, (22, 40), (-30, -18)), bridge]), axis=0)
    return skin


def _cheeks(face: Unfolded, out_mm: Span, y_mm: Span) -> Texels:
    """(n, 3): both sides, from the nose outwards."""
    left, right = face.area((-out_mm[1], -out_mm[0]), y_mm), face.area(out_mm, y_mm)
    return np.concatenate([left.reshape(-1, 3), right.reshape(-1, 3)])


def _lab(texels: Texels, blur_mm: float) -> Texels:
    soft = cv2.GaussianBlur(texels, (0, 0), blur_mm) / np.float32(255.0)
    return np.asarray(cv2.cvtColor(soft, cv2.COLOR_BGR2Lab), np.float32)


@cache
def _mouth() -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Texels of the unfolded face that are lips, and those around them."""
    face = unfold_face(np.zeros((2, 2, 3), np.uint8), mean_face_mm())
    lips = np.zeros(face.texels.shape[:2], np.uint8)
    outline = mean_face_mm()[list(_LIPS), :2]
    cv2.fillPoly(lips, [np.round((outline - (face.left_mm, face.top_mm)) * (1, -1)).astype(np.int32)], 1)
    around = cv2.dilate(lips, np.ones((17, 17), np.uint8)) - cv2.dilate(lips, np.ones((7, 7), np.uint8))
    return lips > 0, around > 0
