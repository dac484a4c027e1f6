"""Where a face carries glasses: nose, eyes and ears read from a surface (MediaPipe's 478 points, head frame, mm)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.types import FloatArray

_CREST = [8, 168, 6, 197, 195, 5]
_FLANKS = [
    *(417, 351, 465, 419, 412, 343, 399, 456, 248, 437, 281, 420, 464, 357, 413, 285),
    *(193, 122, 245, 196, 188, 114, 174, 236, 3, 217, 51, 198, 244, 128, 189, 55),
]
_NOSE = [*_CREST, *_FLANKS]
_WEIGHTS: FloatArray = np.where(np.arange(len(_NOSE)) < len(_CREST), 6.0, 1.0)
"""The crest, of few landmarks, is where a saddle rests."""
_RIDGE: FloatArray = 1e-6 * np.eye(12)
_LIDS = [159, 145, 386, 374]
_CANTHI = [33, 133, 362, 263]
_LEFT_EDGE, _RIGHT_EDGE = [127, 234, 93], [356, 454, 323]
_PUPIL_ABOVE_CANTHI_MM = 2.0
"""Of the mean face, looking straight ahead; the irises themselves follow the gaze."""
_CORNEA_BEFORE_LIDS_MM = 1.0
_EAR_FROM_EDGE_MM: FloatArray = np.array([3.0, 5.0, -18.0])
"""From the face's edge at eye level (outwards, up, forwards) to where the ear's root carries a temple, on a face
of the mean width: the root lies at the height of the outer canthus, a finger's breadth behind the edge (Farkas,
Anthropometry of the Head and Face: tragion to otobasion superius)."""
_MEAN_EDGE_MM = 67.5


@dataclass(frozen=True, slots=True, eq=False)
class Nose:
    """The bridge of the nose as a smooth surface, the same on both sides of its middle."""

    middle_x_mm: float
    terms: FloatArray
    """(12,) of z: powers 0 to 4 of the scaled height, 0 to 3 times the width squared, 0 to 2 times its fourth power."""

    def height(self, x_mm: FloatArray, y_mm: FloatArray) -> FloatArray:
        """z of the skin at points so far from the nose's middle, any shape; valid for |x| < 16, -30 < y < 12."""
        x2, y = (x_mm / 10) ** 2, (y_mm + 8) / 20
        crest, flank, far = self.terms[:5], self.terms[5:9], self.terms[9:]
        return _polynomial(crest, y) + x2 * (_polynomial(flank, y) + x2 * _polynomial(far, y))


def nose_of(surface_mm: FloatArray) -> Nose:
    """The nose of a face surface (478, 3), by least squares (0.6 mm RMS on the mean face)."""
    points = surface_mm[_NOSE]
    middle = float(points[: len(_CREST), 0].sum()) / len(_CREST)
    x2, y = ((points[:, 0] - middle) / 10) ** 2, (points[:, 1] + 8) / 20
    powers = y ** np.arange(5)[:, None]
    terms = np.concatenate([powers, x2 * powers[:4], x2 * x2 * powers[:3]])
    weighted = terms * _WEIGHTS
    return Nose(middle, np.linalg.solve(weighted @ terms.T + _RIDGE, weighted @ points[:, 2]))


def _polynomial(coefficients: FloatArray, y: FloatArray) -> FloatArray:
    """Horner's rule, lowest coefficient first."""
    value = np.full_like(y, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * y + coefficient
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Sockets:
    """Eyes and ears of a face, head frame; left is the picture's left (x < 0)."""

    pupil_y_mm: float
    half_pd_mm: float
    cornea_z_mm: float
    """The front of the eyes."""
    left_ear_mm: FloatArray
    """(3,) where a temple rests on the root of the ear."""
    right_ear_mm: FloatArray
    temple_width_mm: float
    """Between the edges of the face at eye level."""


def sockets_of(surface_mm: FloatArray) -> Sockets:
    """Eyes and ears of a face surface (478, 3)."""
    points = surface_mm[[*_CANTHI, *_LIDS, *_LEFT_EDGE, *_RIGHT_EDGE]]
    canthi, lids, left, right = points[:4], points[4:8], points[8:11], points[11:]
    return Sockets(
        float(canthi[:, 1].sum()) / 4 + _PUPIL_ABOVE_CANTHI_MM,
        float(canthi[2:, 0].sum() - canthi[:2, 0].sum()) / 4,
        float(lids[:, 2].sum()) / 4 + _CORNEA_BEFORE_LIDS_MM,
        _ear(left, -1.0),
        _ear(right, 1.0),
        float(right[0, 0] - left[0, 0]),
    )


def _ear(edge: FloatArray, side: float) -> FloatArray:
    """The root of the ear from the edge (3, 3) of the face: eye level first, then down to the lobe."""
    x, _, z = edge.sum(axis=0) / 3
    scale = abs(float(edge[1, 0])) / _MEAN_EDGE_MM
    ear: FloatArray = np.array([x, edge[0, 1], z]) + scale * _EAR_FROM_EDGE_MM * (side, 1.0, 1.0)
    return ear
