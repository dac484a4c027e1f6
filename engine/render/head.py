"""The head as something that hides: the live face, a skull behind it, two ears. Pure.

Head frame, millimetres. The skull follows common head measures for what no landmark shows; only temples reach it.
"""

from __future__ import annotations

import functools
import itertools

import numpy as np
import numpy.typing as npt

from engine.asset_paths import FACE_TRIANGLES
from engine.types import FloatArray

FACE_POINTS = 468
"""Landmarks of the face's surface; the ten after them are the irises."""
LEFT_SIDE, RIGHT_SIDE = 127, 356
"""Landmarks before the upper ear, image left and right."""
_OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
"""The outline of the face mesh, clockwise in the picture from the top of the forehead."""
_SKULL_WIDENING = 1.02
"""Greatest half width of the skull over half the width before the ears, with room for temples to lie close
(head breadth 152 mm, face 136 mm)."""
_SKULL_MIDDLE_MM = np.array([0.0, 5.0, -85.0])
_SKULL_HEIGHT_MM, _SKULL_DEPTH_MM = 95.0, 92.0
_RINGS = np.array([0.12, 0.26, 0.42, 0.6, 0.78, 0.92, 1.0])
_EAR_SIDES = 14
_EAR_BEHIND_MM = 32.0
"""From the landmark before the upper ear back to where the ear stands off the head."""
_EAR_HEIGHT_MM, _EAR_REACH_MM = 31.0, 25.0
"""Half height, and how far the rim reaches back and out."""
_EAR_MIDDLE_BELOW_MM = 18.0


@functools.cache
def face_triangles() -> npt.NDArray[np.uint32]:
    """(898, 3): the face mesh with eyes and mouth closed, counter-clockwise from outside."""
    return np.load(FACE_TRIANGLES).astype(np.uint32)


@functools.cache
def occluder_triangles() -> npt.NDArray[np.uint32]:
    """(m, 3) of the vertices `occluder` returns."""
    around = len(_OVAL)
    ring = np.arange(around)
    after = np.roll(ring, -1)
    parts = [face_triangles()]
    rows = [np.array(_OVAL), *(FACE_POINTS + around * k + ring for k in range(len(_RINGS)))]
    for near, far in itertools.pairwise(rows):
        parts.append(np.stack([near, near[after], far], axis=1))
        parts.append(np.stack([near[after], far[after], far], axis=1))
    first_ear = FACE_POINTS + around * len(_RINGS)
    rim = np.arange(_EAR_SIDES)
    for ear in range(2):
        start = first_ear + ear * (_EAR_SIDES + 1)
        fan = np.stack([start + 1 + rim, start + 1 + np.roll(rim, -1), np.full(_EAR_SIDES, start)], axis=1)
        parts.append(fan)
    return np.concatenate(parts).astype(np.uint32)


@functools.cache
def gives_way() -> FloatArray:
    """(n, 1) for the occluder's vertices: 1 where it gives way to what sinks into the skin."""
    column = np.zeros((FACE_POINTS + len(_OVAL) * len(_RINGS) + 2 * (_EAR_SIDES + 1), 1))
    column[: FACE_POINTS + len(_OVAL) * len(_RINGS)] = 1.0
    return column


def occluder(surface_mm: FloatArray) -> FloatArray:
    """(n, 3) vertices of the whole head from a face's surface (478, 3), both in the head frame."""
    face = surface_mm[:FACE_POINTS]
    half_width_mm = float(surface_mm[RIGHT_SIDE, 0] - surface_mm[LEFT_SIDE, 0]) / 2
    skull = _skull(face[list(_OVAL)], half_width_mm)
    return np.concatenate([face, skull.reshape(-1, 3), *ears(surface_mm)])


def ears(surface_mm: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Middle and rim (15, 3) of the ear at image left and of that at image right, head frame."""
    return _ear(surface_mm[LEFT_SIDE], -1.0), _ear(surface_mm[RIGHT_SIDE], 1.0)


def _skull(outline: FloatArray, half_width_mm: float) -> FloatArray:
    """(rings, 36, 3): from the face's outline back over an ellipsoid to a point behind the head."""
    radii = np.array([half_width_mm * _SKULL_WIDENING, _SKULL_HEIGHT_MM])
    back_mm = _SKULL_MIDDLE_MM[2] - _SKULL_DEPTH_MM
    z = outline[None, :, 2] + (back_mm - outline[None, :, 2]) * _RINGS[:, None]
    girth = np.sqrt(np.maximum(1 - ((z - _SKULL_MIDDLE_MM[2]) / _SKULL_DEPTH_MM) ** 2, 0.0))
    aside = (outline[:, :2] - _SKULL_MIDDLE_MM[:2]) / radii
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    ellipsoid = _SKULL_MIDDLE_MM[:2] + aside[None] * radii * girth[..., None]
    blend = np.minimum(_RINGS / _RINGS[1], 1.0)[:, None, None]
    flat = outline[None, :, :2] * (1 - blend) + ellipsoid * blend
    skull: FloatArray = np.concatenate([flat, z[..., None]], axis=2)
    return skull


def _ear(before_mm: FloatArray, side: float) -> FloatArray:
    """(15, 3): middle and rim of a flat ear standing off the head behind a landmark."""
    angle = np.arange(_EAR_SIDES) * (2 * np.pi / _EAR_SIDES)
    root = before_mm + np.array([side * 3.0, -_EAR_MIDDLE_BELOW_MM, -_EAR_BEHIND_MM])
    outwards = np.array([side * 0.62, 0.0, -0.78]) * _EAR_REACH_MM / 2
    middle = root + outwards
    rim = middle + np.cos(angle)[:, None] * outwards + np.sin(angle)[:, None] * [0.0, _EAR_HEIGHT_MM, 0.0]
    return np.concatenate([middle[None], rim])
