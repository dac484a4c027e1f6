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
_LIDS = [159, 145, 386, 374]
_CANTHI = [33, 133, 362, 263]
_LEFT_EDGE, _RIGHT_EDGE = [127, 234, 93], [356, 454, 323]
_PUPIL_ABOVE_CANTHI_MM = 1.8
"""Of the mean face, looking straight ahead; the irises themselves follow the gaze."""
_CORNEA_BEFORE_LIDS_MM = 1.0
_EAR_FROM_EDGE_MM: FloatArray = np.array([3.0, 5.0, -14.0])
"""From the face's edge at eye level (outwards, up, forwards) to where the ear's root carries a temple, on a face
of the mean width: the root lies at the height of the outer canthus, a finger behind the edge (Farkas,
Anthropometry of the Head and Face: tragion to otobasion superius)."""
_MEAN_EDGE_MM = 67.5


@dataclass(frozen=True, slots=True, eq=False)
class Nose:
    """The bridge of the nose as a smooth surface, the same on both sides of its middle."""

    middle_x_mm: float
    crest: FloatArray
    """(5,) polynomial of z over the scaled height."""
    drop: FloatArray
    """(7,) how z falls to the sides."""

    def height(self, x_mm: FloatArray, y_mm: FloatArray) -> FloatArray:
        """z of the skin at points so far from the nose's middle, any shape; valid for |x| < 16, -30 < y < 12."""
        x2, y = (x_mm / 10) ** 2, (y_mm + 8) / 20
        flank = x2 * (_polynomial(self.drop[:4], y) + x2 * _polynomial(self.drop[4:], y))
        return _polynomial(self.crest, y) - flank


def nose_of(surface_mm: FloatArray) -> Nose:
    """The nose of a face surface (478, 3), by least squares (0.6 mm RMS on the mean face)."""
    crest, flanks = surface_mm[_CREST], surface_mm[_FLANKS]
    middle = float(crest[:, 0].mean())
    rise = _solve(_powers((crest[:, 1] + 8) / 20, 5), crest[:, 2])
    x2, y = ((flanks[:, 0] - middle) / 10) ** 2, (flanks[:, 1] + 8) / 20
    fall = rise @ _powers(y, 5) - flanks[:, 2]
    return Nose(middle, rise, _solve(np.concatenate([x2 * _powers(y, 4), x2 * x2 * _powers(y, 3)]), fall))


def _powers(y: FloatArray, count: int) -> FloatArray:
    """1, y, y², …: (count, n)."""
    powers = np.ones((count, len(y)))
    for degree in range(1, count):
        powers[degree] = powers[degree - 1] * y
    return powers


def _polynomial(coefficients: FloatArray, y: FloatArray) -> FloatArray:
    """Horner's rule, lowest coefficient first."""
    value = np.full_like(y, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * y + coefficient
    return value


def _solve(basis: FloatArray, values: FloatArray) -> FloatArray:
    """Least squares by the normal equations; the basis (terms, points) is scaled to about 1."""
    gram = basis @ basis.T
    return np.asarray(np.linalg.solve(gram + 1e-6 * np.eye(len(gram)), basis @ values), dtype=np.float64)


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
    canthi, lids = surface_mm[_CANTHI], surface_mm[_LIDS]
    left, right = surface_mm[_LEFT_EDGE], surface_mm[_RIGHT_EDGE]
    return Sockets(
        float(canthi[:, 1].mean()) + _PUPIL_ABOVE_CANTHI_MM,
        float(canthi[2:, 0].mean() - canthi[:2, 0].mean()) / 2,
        float(lids[:, 2].mean()) + _CORNEA_BEFORE_LIDS_MM,
        _ear(left, -1.0),
        _ear(right, 1.0),
        float(right[0, 0] - left[0, 0]),
    )


def _ear(edge: FloatArray, side: float) -> FloatArray:
    """The root of the ear from the edge (3, 3) of the face: eye level first, then down to the lobe."""
    middle = edge.mean(axis=0)
    at_eye = np.array([middle[0], edge[0, 1], middle[2]])
    scale = abs(float(edge[1, 0])) / _MEAN_EDGE_MM
    ear: FloatArray = at_eye + _EAR_FROM_EDGE_MM * (side * scale, scale, scale)
    return ear
