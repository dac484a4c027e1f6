"""The mean metric face: what a face is before anything is known of this one."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from engine.asset_paths import MEAN_FACE
from engine.types import FloatArray

LANDMARKS = 478
IRISES = slice(468, 478)
IRIS_CENTRES = (468, 473)
_STILL_ABOVE_MM = -45.0
"""Below the nose, faces talk; their landmarks say little about where the head is."""
_SOFTNESS_MM = 8.0


@cache
def mean_face_mm() -> FloatArray:
    """(478, 3) head frame: neutral, upright, PD 63 mm. Median of about 300 frontal faces; do not write to it."""
    with np.load(MEAN_FACE) as stored:
        face: FloatArray = stored["vertices_mm"].astype(np.float64)
    face.setflags(write=False)
    return face


@cache
def stillness() -> FloatArray:
    """(478,) 0 to 1: how little each landmark moves when a face talks and looks around; irises count nothing."""
    height_mm = mean_face_mm()[:, 1]
    still: FloatArray = 1.0 / (1.0 + np.exp((_STILL_ABOVE_MM - height_mm) / _SOFTNESS_MM))
    still[IRISES] = 0.0
    still.setflags(write=False)
    return still


@cache
def mirror_index() -> npt.NDArray[np.intp]:
    """(478,): for each landmark the one that takes its place when the picture is mirrored."""
    face = mean_face_mm()
    mirrored = face * (-1.0, 1.0, 1.0)
    distances = np.linalg.norm(face[None, :, :] - mirrored[:, None, :], axis=2)
    nearest: npt.NDArray[np.intp] = distances.argmin(axis=1)
    nearest.setflags(write=False)
    return nearest
