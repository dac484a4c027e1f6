"""Rotations as unit quaternions (w, x, y, z): near ones can be averaged number by number."""

from __future__ import annotations

import numpy as np

from engine.types import FloatArray


def quaternion_of(rotation: FloatArray) -> FloatArray:
    """(4,) of a (3, 3) rotation: the leading eigenvector of Bar-Itzhack's matrix, exact for any angle."""
    (a, b, c), (d, e, f), (g, h, i) = rotation
    symmetric = np.array(
        [
            [a + e + i, h - f, c - g, d - b],
            [h - f, a - e - i, b + d, c + g],
            [c - g, b + d, e - a - i, f + h],
            [d - b, c + g, f + h, i - a - e],
        ]
    )
    quaternion: FloatArray = np.linalg.eigh(symmetric)[1][:, 3]
    return quaternion


def rotation_of_quaternion(quaternion: FloatArray) -> FloatArray:
    """(3, 3) of a quaternion (4,) of any length but zero."""
    w, x, y, z = quaternion / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def nearest_sign(quaternion: FloatArray, last: FloatArray | None) -> FloatArray:
    """The same rotation with the sign nearer to `last`: q and -q turn alike."""
    return -quaternion if last is not None and float(quaternion @ last) < 0 else quaternion
