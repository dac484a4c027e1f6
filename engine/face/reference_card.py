"""A bank-size card (ISO/IEC 7810 ID-1) in the picture, found by its four edges to a fraction of a pixel.

Anything of that size will do: bank card, driving licence, loyalty card. Knows nothing of faces.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from engine.types import ByteArray, CameraModel, FloatArray

CARD_WIDTH_MM: Final = 85.60
CARD_HEIGHT_MM: Final = 53.98
"""ISO/IEC 7810:2019, ID-1."""
CARD_CORNERS_MM: FloatArray = np.array(
    [[x * CARD_WIDTH_MM / 2, y * CARD_HEIGHT_MM / 2, 0.0] for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
)

_MOST_LINES = 60
_MOST_OUTLINES = 40
_SMALLEST, _LARGEST = 0.72, 1.40
"""Card in the picture against what is expected from the face: people differ, the card is nearer."""
_LEAST_ASPECT, _MOST_ASPECT = 1.586 * 0.78, 1.586 * 1.28
_LEAST_COVER = 0.5
"""Part of the outline that lies on straight edges of the picture; fingers and hair may hide the rest."""
_LEAST_SUPPORT = 0.75
_LEAST_SIDE_SUPPORT = 0.4
"""The same after the outline has been refined: of all sides, of each."""
_LEAST_SLOPE = 6.0
"""Grey levels a pixel across an edge."""
_MOST_TILT_DEG = 40.0
_MOST_RESIDUAL = 0.007
"""Reprojection error of the four corners, as a part of the card's height: no other shape fits as well."""
_CORNER_SKIP = 0.10
"""Corners are round (radius 3.18 mm), so edges are taken between them."""
_SAMPLES = 48


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceCard:
    """Where a card is, in the picture and in the camera frame."""

    corners_px: FloatArray
    """(4, 2) around the outline: where its straight edges would meet."""
    normal: FloatArray
    """(3,) unit vector in the camera frame, towards the camera."""
    offset_mm: float
    """normal · X of every point X of the card, camera frame; negative."""
    residual_px: float

    @property
    def tilt_deg(self) -> float:
        """Between the card and a plane that faces the camera."""
        return float(np.degrees(np.arccos(np.clip(-self.normal[2], -1.0, 1.0))))


def find_card(
    pixels: ByteArray, camera: CameraModel, region: FloatArray, px_per_mm: float
) -> ReferenceCard | None:
    """The card whose outline is clearest within `region` ((2, 2): low and high corner, pixels), or None.

    `px_per_mm` is about what the scale there is; cards a third smaller or larger are still found.
    """
    low = np.maximum(np.floor(region[0]), 0).astype(int)
    high = np.ceil(region[1]).astype(int)
    patch = pixels[low[1] : high[1], low[0] : high[0]]
    if min(patch.shape[:2]) < CARD_HEIGHT_MM * px_per_mm * _SMALLEST:
        return None
    best: tuple[float, ReferenceCard] | None = None
    for outline in _outlines(patch, px_per_mm):
        if _placed(outline + low, camera, 5 * _MOST_RESIDUAL) is None:
            continue
        refined, clarity = _refine(patch, outline)
        card = _placed(refined + low, camera, _MOST_RESIDUAL) if clarity > 0 else None
        if card is not None and (best is None or clarity > best[0]):
            best = clarity, card
    return best and best[1]


def _outlines(patch: ByteArray, px_per_mm: float) -> list[FloatArray]:
    """Quadrangles (4, 2) of about a card's size made of straight edges, best covered first, no two alike."""
    lines = _straight_edges(patch, CARD_HEIGHT_MM * px_per_mm * 0.2)
    quads = _quads(lines, _pairs(lines, CARD_HEIGHT_MM * px_per_mm), _pairs(lines, CARD_WIDTH_MM * px_per_mm))
    covers = [_cover(quad, lines) for quad in quads]
    distinct: list[FloatArray] = []
    for i in np.argsort(covers)[::-1]:
        if covers[i] < _LEAST_COVER or len(distinct) == _MOST_OUTLINES:
            break
        if all(np.abs(quads[i] - other).max() > 3.0 for other in distinct):
            distinct.append(quads[i])
    return distinct


def _straight_edges(patch: ByteArray, least_px: float) -> FloatArray:
    """(n, 4): ends x1, y1, x2, y2 of the longest straight edges in any colour, in continuous coordinates."""
    lines = np.concatenate([_lines_in(np.ascontiguousarray(patch[..., channel])) for channel in range(3)])
    lengths = np.hypot(lines[:, 2] - lines[:, 0], lines[:, 3] - lines[:, 1])
    order = np.argsort(lengths)[::-1][:_MOST_LINES]
    longest: FloatArray = lines[order[lengths[order] >= least_px]]
    return longest


def _lines_in(grey: ByteArray) -> FloatArray:
    found = cv2.createLineSegmentDetector().detect(grey)[0]
    if np.ndim(found) == 0:  # None, whatever its type says
        return np.zeros((0, 4))
    return np.asarray(found, np.float64).reshape(-1, 4) + 0.5


def _pairs(lines: FloatArray, apart_px: float) -> npt.NDArray[np.intp]:
    """(m, 2): pairs of nearly parallel lines about this far apart."""
    angle = np.arctan2(lines[:, 3] - lines[:, 1], lines[:, 2] - lines[:, 0])
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    one, other = np.triu_indices(len(lines), 1)
    turn = np.abs((angle[one] - angle[other] + np.pi / 2) % np.pi - np.pi / 2)
    between = middle[other] - middle[one]
    gap = np.abs(between[:, 1] * np.cos(angle[one]) - between[:, 0] * np.sin(angle[one])) / apart_px
    good = (turn < np.radians(9)) & (gap > _SMALLEST) & (gap < _LARGEST)
    pairs: npt.NDArray[np.intp] = np.column_stack([one[good], other[good]])
    return pairs


def _quads(lines: FloatArray, along: npt.NDArray[np.intp], across: npt.NDArray[np.intp]) -> list[FloatArray]:
    """The quadrangles whose sides lie on two lines along and two across, where they are cards seen at an angle."""
    first, second = (i.ravel() for i in np.meshgrid(np.arange(len(along)), np.arange(len(across))))
    long_sides, short_sides = _through(lines)[along[first]], _through(lines)[across[second]]
    corners = [np.cross(long_sides[:, i], short_sides[:, j]) for i, j in ((0, 0), (0, 1), (1, 1), (1, 0))]
    meet = np.abs([corner[:, 2] for corner in corners]).min(axis=0) > 1e-6
    quads = np.stack([corner[meet, :2] / corner[meet, 2:] for corner in corners], axis=1)
    sides = np.linalg.norm(np.roll(quads, -1, axis=1) - quads, axis=2)
    aspect = (sides[:, 0] + sides[:, 2]) / (sides[:, 1] + sides[:, 3])
    square = _corner_cosines(quads).max(axis=1) < np.sin(np.radians(16)) if len(quads) else np.zeros(0, bool)
    return list(quads[(aspect > _LEAST_ASPECT) & (aspect < _MOST_ASPECT) & square])


def _through(lines: FloatArray) -> FloatArray:
    """(n, 3): homogeneous lines through both ends."""
    ends = np.ones((len(lines), 1))
    return np.cross(np.hstack([lines[:, :2], ends]), np.hstack([lines[:, 2:], ends]))


def _corner_cosines(quads: FloatArray) -> FloatArray:
    """(n, 4): absolute cosine of the angle at every corner."""
    ahead = np.roll(quads, -1, axis=1) - quads
    behind = np.roll(ahead, 1, axis=1)
    product = (ahead * behind).sum(axis=2)
    cosines: FloatArray = np.abs(product) / (np.linalg.norm(ahead, axis=2) * np.linalg.norm(behind, axis=2))
    return cosines


def _cover(quad: FloatArray, lines: FloatArray) -> float:
    """Part of the outline that lies on straight edges; the least covered side counts for nothing (a hand)."""
    covers = sorted(_side_cover(quad[i], quad[(i + 1) % 4], lines) for i in range(4))
    return sum(covers[1:]) / 3


def _side_cover(start: FloatArray, end: FloatArray, lines: FloatArray) -> float:
    length = float(np.linalg.norm(end - start))
    along = (end - start) / length
    ends = lines.reshape(-1, 2, 2) - start
    off = np.abs(ends[..., 1] * along[0] - ends[..., 0] * along[1]).max(axis=1)
    near = np.sort((ends @ along)[off < max(2.0, 0.015 * length)], axis=1) / length
    at = np.linspace(_CORNER_SKIP, 1 - _CORNER_SKIP, _SAMPLES)
    return float(((near[:, :1] <= at) & (at <= near[:, 1:])).any(axis=0).mean()) if len(near) else 0.0


def _refine(patch: ByteArray, quad: FloatArray) -> tuple[FloatArray, float]:
    """The outline moved onto the edges it lies near, and how clear they are; 0 when a side is not to be seen."""
    clarity = 0.0
    for reach_px in (4.0, 2.5, 2.0):
        sides = [_refined_side(patch, quad[i], quad[(i + 1) % 4], reach_px) for i in range(4)]
        clarity = _clarity([side.support for side in sides], [side.contrast for side in sides])
        through = np.array([side.line for side in sides])
        corners = np.cross(np.roll(through, 1, axis=0), through)
        if np.abs(corners[:, 2]).min() < 1e-6:  # two sides fell onto one line
            return quad, 0.0
        quad = corners[:, :2] / corners[:, 2:]
    return quad, clarity


def _clarity(supports: list[float], contrasts: list[float]) -> float:
    if min(supports) < _LEAST_SIDE_SUPPORT or sum(supports) / 4 < _LEAST_SUPPORT:
        return 0.0
    return float(np.exp(np.mean(np.log(np.array(supports) * np.array(contrasts)))))


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    line: FloatArray
    """(3,) homogeneous."""
    support: float
    """Part of it that has an edge."""
    contrast: float
    """Typical slope across it, grey levels a pixel."""


def _refined_side(patch: ByteArray, start: FloatArray, end: FloatArray, reach_px: float) -> _Side:
    """The line through the edge near a side; over hair and skin the edge may turn from dark to bright."""
    along = (end - start) / np.linalg.norm(end - start)
    normal = np.array([-along[1], along[0]])
    at = start + np.linspace(_CORNER_SKIP, 1 - _CORNER_SKIP, _SAMPLES)[:, None] * (end - start)
    steps = np.arange(-reach_px - 1, reach_px + 1.01, 0.25)
    points = (at[:, None] + steps[None, :, None] * normal - 0.5).astype(np.float32)
    rows = np.asarray(cv2.remap(patch, points[..., 0], points[..., 1], cv2.INTER_LINEAR), np.float64)
    smooth = np.asarray(cv2.GaussianBlur(rows, (0, 0), sigmaX=2.4, sigmaY=0.01), np.float64)
    slope = np.linalg.norm(np.gradient(smooth, 0.25, axis=1)[:, 4:-4], axis=2)
    peak, height = slope.argmax(axis=1), slope.max(axis=1)
    good = (height > _LEAST_SLOPE) & (peak > 0) & (peak < slope.shape[1] - 1)
    offset = steps[4:-4][peak] + _fraction(slope, peak) * 0.25
    line, near = _line_through(at + offset[:, None] * normal, good)
    return _Side(line, float(near.mean()), float(np.median(height[near])) if near.any() else 0.0)


def _fraction(slope: FloatArray, peak: npt.NDArray[np.intp]) -> FloatArray:
    """Where between samples each row is highest, in samples (parabola through three)."""
    rows, mid = np.arange(len(slope)), np.clip(peak, 1, slope.shape[1] - 2)
    before, here, after = slope[rows, mid - 1], slope[rows, mid], slope[rows, mid + 1]
    bend = np.minimum(before - 2 * here + after, -1e-9)
    fraction: FloatArray = np.clip(0.5 * (before - after) / bend, -1, 1)
    return fraction


def _line_through(edge: FloatArray, good: npt.NDArray[np.bool_]) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Weighted least squares with outliers left out (Geman-McClure), and which points lie on the line."""
    weight = good.astype(float) + 1e-6
    off = np.zeros(len(edge))
    for _ in range(12):
        centre = weight @ edge / weight.sum()
        spread = (edge - centre) * np.sqrt(weight)[:, None]
        normal = np.linalg.svd(spread, full_matrices=False)[2][1]
        off = (edge - centre) @ normal
        scale = max(1.4826 * float(np.median(np.abs(off[good]))) if good.any() else 1.0, 0.06)
        weight = good / (1 + (off / (2 * scale)) ** 2) ** 2 + 1e-6
    return np.array([*normal, -normal @ centre]), good & (np.abs(off) < max(3 * scale, 0.3))


def _area(quad: FloatArray) -> float:
    x, y = quad[:, 0], quad[:, 1]
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


def _placed(corners_px: FloatArray, camera: CameraModel, tolerance: float) -> ReferenceCard | None:
    """Where a card with this outline is; None when no card looks like that.

    `tolerance` is the reprojection error allowed, as a part of the card's height.
    """
    matrix = np.array(
        [
            [camera.focal_px, 0, camera.width_px / 2],
            [0, camera.focal_px, camera.height_px / 2],
            [0, 0, 1],
        ]
    )
    if _area(corners_px) < 100:
        return None
    found, turn, shift = cv2.solvePnP(CARD_CORNERS_MM, corners_px, matrix, None, flags=cv2.SOLVEPNP_IPPE)
    if not found:
        return None
    turn, shift = cv2.solvePnPRefineLM(CARD_CORNERS_MM, corners_px, matrix, None, turn, shift)
    rotation = cv2.Rodrigues(turn)[0]
    seen = camera.project(CARD_CORNERS_MM @ rotation.T + shift.ravel())
    residual_px = float(np.sqrt(((seen - corners_px) ** 2).sum(axis=1).mean()))
    normal = rotation[:, 2] * -np.sign(rotation[2, 2])
    card = ReferenceCard(corners_px, normal, float(normal @ shift.ravel()), residual_px)
    height_px = float(np.linalg.norm(corners_px[2] - corners_px[1]))
    is_card = card.tilt_deg < _MOST_TILT_DEG and residual_px < tolerance * height_px
    return card if is_card else None
