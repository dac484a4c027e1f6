"""The edge of the iris, found in the picture to a fraction of a pixel.

The tracker's iris follows the true size only half and leans on the colour of the skin around it; the edge between
iris and white is there whatever the skin. Knows nothing of millimetres.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engine.types import ByteArray, FloatArray, Landmarks

GreyImage = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class EyePoints:
    """Landmark numbers of one eye."""

    iris: int
    iris_sides: tuple[int, int]
    outer_corner: int
    inner_corner: int
    lids: tuple[int, ...]


RIGHT_EYE: Final = EyePoints(
    468, (469, 471), 33, 133, (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
)
"""The person's right, on the left in a picture that is not mirrored."""
LEFT_EYE: Final = EyePoints(
    473,
    (474, 476),
    263,
    362,
    (362, 398, 384, 385, 386, 387, 388, 466, 263, 249, 390, 373, 374, 380, 381, 382),
)

_RAYS = np.radians(np.concatenate([np.arange(-50, 51, 5), 180 + np.arange(-50, 51, 5)]))
"""Towards both corners of the eye: above and below, lids cover the edge."""
_SAMPLES = 56
_LID_CLEARANCE = 0.09
"""Edges nearer to a lid than this part of the iris radius may be the lid's."""
_LEAST_EDGES = 4
"""On either side of the iris."""
_LEAST_CONTRAST = 0.08
"""Between white and iris, as a part of the brighter: darker eyes in deep shade give no edge."""
_LARGEST_RESIDUAL = 0.05
"""RMS distance of the edges from their circle, as a part of its radius."""
_PASSES = 4
_TINY_RIDGE = 1e-9 * np.eye(3)


@dataclass(frozen=True, slots=True, eq=False)
class Limbus:
    """The visible edge of one iris."""

    centre_px: FloatArray
    """(2,) in the picture, in the coordinates of the landmarks (the middle of the first pixel is 0.5)."""
    diameter_px: float
    residual: float
    """RMS distance of the edges from the circle, as a part of its radius."""


def tracked_iris_px(landmarks: Landmarks, eye: EyePoints) -> float:
    """Horizontal iris diameter as the tracker sees it."""
    one, other = landmarks.points_px[list(eye.iris_sides), :2]
    return float(np.linalg.norm(one - other))


def find_limbus(pixels: ByteArray, landmarks: Landmarks, eye: EyePoints) -> Limbus | None:
    """The iris edge near where the tracker puts the iris; None when too little of it can be seen."""
    radius = tracked_iris_px(landmarks, eye) / 2
    centre = landmarks.points_px[eye.iris, :2]
    crop = _EyeCrop.cut(pixels, landmarks, eye, radius)
    if crop is None:
        return None
    circle = _Circle(centre - crop.origin, radius)
    for narrow in range(_PASSES):
        edges = _edges(crop, circle, (0.8, 1.25) if narrow > 1 else (0.65, 1.45))
        if edges is None:
            return None
        circle, residual = _fit_circle(edges, circle)
        if not _is_near(circle, centre - crop.origin, radius):
            return None
    if residual > _LARGEST_RESIDUAL:
        return None
    return Limbus(circle.centre + crop.origin, 2 * circle.radius, residual)


@dataclass(frozen=True, slots=True, eq=False)
class _Circle:
    centre: FloatArray
    radius: float


@dataclass(frozen=True, slots=True, eq=False)
class _EyeCrop:
    """One eye in grey, how far each pixel lies inside the lids, and the tilt of the eye in the picture."""

    grey: GreyImage
    depth_px: GreyImage
    origin: FloatArray
    tilt: float

    @classmethod
    def cut(cls, pixels: ByteArray, landmarks: Landmarks, eye: EyePoints, radius: float) -> _EyeCrop | None:
        lids = landmarks.points_px[list(eye.lids), :2]
        low = np.floor(np.maximum(lids.min(axis=0) - radius, 0)).astype(int)
        high = np.ceil(lids.max(axis=0) + radius).astype(int)
        patch = pixels[low[1] : high[1], low[0] : high[0]]
        if radius < 3 or min(patch.shape[:2]) < 2 * radius:
            return None
        inside = np.zeros(patch.shape[:2], np.uint8)
        cv2.fillPoly(inside, [np.round((lids - low - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_8, 4)
        across = lids[len(lids) // 2] - lids[0]
        return cls(
            np.asarray(cv2.cvtColor(patch, cv2.COLOR_BGR2GRAY), np.float32),
            np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, cv2.DIST_MASK_5), np.float32),
            low.astype(np.float64),
            float(np.arctan2(across[1], across[0])),
        )

    def sample(self, image: GreyImage, points: FloatArray) -> FloatArray:
        """Values between pixels, (rays, samples)."""
        at = (points - 0.5).astype(np.float32)
        values = cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(values, np.float64)


def _edges(crop: _EyeCrop, circle: _Circle, span: tuple[float, float]) -> FloatArray | None:
    """Where rays from the centre cross from dark to bright, (n, 2); None when too few do on either side."""
    rays = np.stack([np.cos(_RAYS + crop.tilt), np.sin(_RAYS + crop.tilt)], axis=1)
    reach = np.linspace(span[0], span[1], _SAMPLES) * circle.radius
    step = reach[1] - reach[0]
    grey = crop.sample(crop.grey, circle.centre + rays[:, None, :] * reach[None, :, None])
    smooth_px = max(0.6, 0.04 * circle.radius)
    smooth = cv2.getGaussianKernel(2 * math.ceil(3 * smooth_px / step) + 1, smooth_px / step)
    grey = np.asarray(cv2.filter2D(grey, -1, smooth.T, borderType=cv2.BORDER_REPLICATE), np.float64)
    at, height = _peaks(np.diff(grey, axis=1) / step)
    edges = circle.centre + rays * (reach[0] + (at + 0.5) * step)[:, None]
    rise = np.ptp(grey, axis=1) / np.maximum(grey.max(axis=1), 1.0)
    clearance = crop.sample(crop.depth_px, edges[:, None, :])[:, 0]
    good = (
        (at > 0.5)
        & (at < _SAMPLES - 2.5)
        & (clearance > max(1.0, _LID_CLEARANCE * circle.radius))
        & (rise > _LEAST_CONTRAST)
        & (height > 0.35 * np.median(np.sort(height)[-10:]))
    )
    half = len(_RAYS) // 2
    if min(good[:half].sum(), good[half:].sum()) < _LEAST_EDGES:
        return None
    found: FloatArray = edges[good]
    return found


def _peaks(slope: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Of each row: where its highest value lies between samples (parabola through three), and that value."""
    rows = np.arange(len(slope))
    top = slope.argmax(axis=1)
    mid = np.clip(top, 1, slope.shape[1] - 2)
    before, here, after = slope[rows, mid - 1], slope[rows, mid], slope[rows, mid + 1]
    bend = before - 2 * here + after
    shift = np.where(np.abs(bend) > 1e-9, 0.5 * (before - after) / np.where(bend == 0, 1.0, bend), 0.0)
    at = np.where(top == mid, mid + np.clip(shift, -0.5, 0.5), top)
    return at, here


def _fit_circle(edges: FloatArray, start: _Circle) -> tuple[_Circle, float]:
    """The circle through most edges (Gauss-Newton, Geman-McClure weights) and its relative RMS residual."""
    centre, radius = start.centre, start.radius
    jacobian = np.ones((len(edges), 3))
    for _ in range(3):
        spokes = edges - centre
        length = np.maximum(np.hypot(spokes[:, 0], spokes[:, 1]), 1e-6)
        miss = length - radius
        spread = max(1.4826 * float(np.sort(np.abs(miss))[len(miss) // 2]), 0.004 * radius)
        weight = 1.0 / (1.0 + (miss / (2 * spread)) ** 2) ** 2
        jacobian[:, :2] = spokes / length[:, None]
        weighted = jacobian * weight[:, None]
        step = np.linalg.solve(weighted.T @ jacobian + _TINY_RIDGE, weighted.T @ miss)
        centre, radius = centre + step[:2], radius + float(step[2])
    residual = float(np.sqrt((weight * miss**2).sum() / weight.sum())) / max(abs(radius), 1e-6)
    return _Circle(centre, radius), residual


def _is_near(circle: _Circle, centre: FloatArray, radius: float) -> bool:
    """Still the iris the tracker saw."""
    moved = float(np.linalg.norm(circle.centre - centre))
    return 0.7 * radius < circle.radius < 1.4 * radius and moved < 0.6 * radius
