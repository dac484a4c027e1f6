"""What the camera picture says about the light in the room: how bright, what colour, from which side. Pure.

The skin is the light probe: cheeks, forehead and nose look in known directions.
"""

from __future__ import annotations

import functools
import math

import numpy as np

from engine.face.mean_face import mean_face_mm
from engine.render.head import FACE_POINTS, face_triangles
from engine.render.studio import RoomLight
from engine.types import ByteArray, FloatArray, MirrorState, TrackedFace

_EVERY_NS = 1_000_000_000
_SETTLE_S = 1.5
_COARSE_PX = 12
"""Every so many pixels of the picture are looked at."""
_DIMMEST, _BRIGHTEST = 0.12, 1.1
_WHITE_PART = 0.9
"""The quantile of a picture that counts as nearly white, at this linear value."""
_MEAN_OF_ROOM = 0.22
"""What a room reflects on average, a little above the photographer's 18 % for bright shops."""
_TRUST_IN_COLOUR = 0.45
"""Cameras balance most of the light's colour away; what is left may be the room's paint."""
_SKIN_POINTS = (
    *(50, 101, 36, 205, 187, 123, 117, 118, 119, 100, 147, 213),
    *(280, 330, 266, 425, 411, 352, 346, 347, 348, 329, 376, 433),
    *(151, 9, 108, 337, 69, 299, 104, 333, 67, 297, 10, 68, 298),
    *(6, 197, 195, 5, 4, 45, 275, 171, 396, 199, 200),
)
"""Landmarks on bare skin: cheeks, forehead, ridge of the nose, chin."""
_LEAN = 4.0
"""How far the studio's windows answer to the slope of light found on the skin."""


def linear_light(bgr: ByteArray) -> FloatArray:
    """Red-green-blue, linear, from the picture's blue-green-red bytes."""
    light: FloatArray = _decode()[bgr[..., ::-1]]
    return light


@functools.cache
def _decode() -> FloatArray:
    c = np.arange(256) / 255
    return np.asarray(np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4))


@functools.cache
def _skin_normals() -> FloatArray:
    """(n, 3) head axes: where the skin points of a mean face look."""
    face, triangles = mean_face_mm()[:FACE_POINTS], face_triangles()
    corners = face[triangles]
    facing = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    sums = np.zeros((FACE_POINTS, 3))
    np.add.at(sums, triangles.ravel(), np.repeat(facing, 3, axis=0))
    chosen = sums[list(_SKIN_POINTS)]
    normals: FloatArray = chosen / np.linalg.norm(chosen, axis=1, keepdims=True)
    return normals


def estimate(state: MirrorState) -> RoomLight:
    """The light of this picture alone."""
    room = linear_light(state.frame.pixels[::_COARSE_PX, ::_COARSE_PX])
    luminance = room @ (0.2126, 0.7152, 0.0722)
    bright, mean = float(np.quantile(luminance, 0.9)), float(luminance.mean())
    exposure = 0.5 * bright / _WHITE_PART + 0.5 * mean / _MEAN_OF_ROOM
    left, above = (1.0, 1.0) if state.face is None else _sides(state.face, state.frame.pixels)
    return RoomLight(min(max(exposure, _DIMMEST), _BRIGHTEST), _colour(room), left, above)


def _colour(room: FloatArray) -> tuple[float, float, float]:
    """The grey-world guess, half believed."""
    mean = room.reshape(-1, 3).mean(axis=0) + 1e-4
    red, green, blue = (mean / mean.mean()) ** _TRUST_IN_COLOUR
    level = (red + green + blue) / 3
    return float(red / level), float(green / level), float(blue / level)


def _sides(face: TrackedFace, pixels: ByteArray) -> tuple[float, float]:
    """How much light comes from image left and from above, by least squares over the skin; 1 is even light."""
    places = np.round(face.landmarks.points_px[list(_SKIN_POINTS), :2] - 0.5).astype(int)
    height, width = pixels.shape[:2]
    inside = ((places >= 1) & (places < (width - 1, height - 1))).all(axis=1)
    normals = _skin_normals() @ face.pose.rotation.T
    seen = inside & (normals[:, 2] > 0.3)
    if seen.sum() < len(_SKIN_POINTS) // 2:
        return 1.0, 1.0
    light = linear_light(pixels[places[seen, 1], places[seen, 0]]).mean(axis=1)
    basis = np.column_stack([np.ones(int(seen.sum())), normals[seen]])
    ridge = np.diag([1e-6, 0.5, 0.5, 0.5])
    level, across, up, _ = np.linalg.solve(basis.T @ basis + ridge, basis.T @ light)
    even = max(float(np.median(light)), 1e-3, abs(float(level)) * 0.5)
    left = 1 - _LEAN * 0.25 * float(across) / even
    above = 1 + _LEAN * 0.1 * float(up) / even
    return min(max(left, 0.25), 1.75), min(max(above, 0.5), 1.6)


class LightFollower:
    """Looks once a second, by capture time, and follows slowly."""

    def __init__(self) -> None:
        self._light: RoomLight | None = None
        self._looked_ns = 0

    def follow(self, state: MirrorState) -> RoomLight | None:
        """The light to draw with from now on; None while it stays as it was."""
        passed_ns = state.frame.captured_ns - self._looked_ns
        if self._light is not None and 0 <= passed_ns < _EVERY_NS:
            return None
        self._looked_ns = state.frame.captured_ns
        seen = estimate(state)
        share = 1.0 if self._light is None else 1 - math.exp(-min(passed_ns * 1e-9, 2.0) / _SETTLE_S)
        self._light = seen if self._light is None or passed_ns < 0 else between(self._light, seen, share)
        return self._light


def between(light: RoomLight, other: RoomLight, share: float) -> RoomLight:
    """`share` of the way from one light to another."""

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    red, green, blue = (mixed(a, b) for a, b in zip(light.colour, other.colour, strict=True))
    return RoomLight(
        mixed(light.exposure, other.exposure),
        (red, green, blue),
        mixed(light.from_left, other.from_left),
        mixed(light.from_above, other.from_above),
    )
