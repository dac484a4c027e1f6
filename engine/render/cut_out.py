"""Product pictures without a ground: what glasses hide and how they shine, found from two grounds, and the soft shadow
they throw on the table they stand on. Pure."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from engine.eyewear.model import EyewearModel, Mesh
from engine.render.projection import camera_from_head, transformed
from engine.types import ByteArray, FloatArray, MirrorState

Cover = npt.NDArray[np.float32]
"""(height, width): how much of the ground is hidden, 0 to 1."""
_USUAL_GROUND = 0.9
"""Glass takes a little more of one colour than of another, which one cover cannot say: right on this grey."""
_THIN = 0.25
"""Where less is hidden, colour is taken from around: it would be noise."""
_AROUND_PX = 6.0
_DARKEST = 0.42
_FADES_WITHIN_MM = 20.0
"""Of height above the table."""
_GLASS_SHADE = 0.2
_NEAR, _FAR = 0.0052, 0.021
"""Softness of the shadow's core and of its rim, in widths of the picture."""
_BLACKEST_MM = 600.0
_FAINTEST = 0.012
_SAMPLES = np.array([(i, j, 3 - i - j) for i in range(4) for j in range(4 - i)], np.float64) / 3
"""Places within a triangle (barycentric): temples are made of long ones."""


def cut_out(on_white: ByteArray, on_black: ByteArray, shadow: Cover) -> ByteArray:
    """(height, width, 4) RGBA from the same glasses on two grounds, (height, width, 3) RGB each, over their shadow."""
    white, black = on_white.astype(np.float32) / 255, on_black.astype(np.float32) / 255
    hidden = np.clip(1 - (white - black).mean(axis=2), 0, 1)
    through = (white - black) - (1 - hidden)[..., None]
    shown = np.clip(black + _USUAL_GROUND * through, 0, 1)
    cover = hidden + (1 - hidden) * shadow
    thin = np.clip((_THIN - cover) / 0.15, 0, 1)[..., None]
    colour = (1 - thin) * _colour(shown, cover) + thin * _colour(
        _blurred(shown, _AROUND_PX), _blurred(cover, _AROUND_PX)
    )
    picture = np.dstack([np.clip(colour, 0, 1), cover])
    return np.asarray(np.rint(picture * 255), dtype=np.uint8)


def table_shadow(state: MirrorState, model: EyewearModel) -> Cover:
    """What a wide lamp above leaves dark on the table under the glasses, in the state's own picture."""
    assert state.face is not None
    assert state.fit is not None
    camera = state.camera
    to_camera = camera_from_head(state.face.pose) @ state.fit.eyewear_to_head
    table_mm = min(float(mesh.vertices_mm[:, 1].min()) for mesh in model.parts.values())
    dark = np.zeros(camera.height_px * camera.width_px)
    for name, mesh in model.parts.items():
        points_mm, weights = _thrown(mesh, table_mm)
        x, y = camera.project(transformed(to_camera, points_mm)).astype(np.intp).T
        seen = (x >= 0) & (x < camera.width_px) & (y >= 0) & (y < camera.height_px)
        share = _GLASS_SHADE if name.startswith("Lens") else 1.0
        dark += share * np.bincount(y[seen] * camera.width_px + x[seen], weights[seen], dark.size)
    px_per_mm = camera.focal_px / _BLACKEST_MM
    return _softened(dark.reshape(camera.height_px, camera.width_px).astype(np.float32) * px_per_mm**2)


def _thrown(mesh: Mesh, table_mm: float) -> tuple[FloatArray, FloatArray]:
    """Points of the mesh let fall on the table, and how many square millimetres each darkens."""
    corners = mesh.vertices_mm[mesh.triangles].astype(np.float64)
    one, other = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    seen_from_above = np.abs(one[:, 2] * other[:, 0] - one[:, 0] * other[:, 2]) / 2
    upper_side = seen_from_above / 2 / len(_SAMPLES)
    points = np.einsum("kb,nbd->knd", _SAMPLES, corners).reshape(-1, 3)
    weights = np.tile(upper_side, len(_SAMPLES)) * np.exp(-(points[:, 1] - table_mm) / _FADES_WITHIN_MM)
    points[:, 1] = table_mm
    return points, weights


def _softened(dark: Cover) -> Cover:
    width = dark.shape[1]
    core, rim = cv2.GaussianBlur(dark, (0, 0), _NEAR * width), _blurred(dark, _FAR * width)
    cover = _DARKEST * (1 - np.exp(-0.9 * core - 1.2 * rim)) - _FAINTEST
    return np.asarray(np.clip(cover, 0, 1), dtype=np.float32)


def _colour(shown: npt.NDArray[np.float32], cover: Cover) -> npt.NDArray[np.float32]:
    return np.asarray(shown / np.maximum(cover, 1 / 255)[..., None], dtype=np.float32)


def _blurred(picture: npt.NDArray[np.float32], softness_px: float) -> npt.NDArray[np.float32]:
    """By way of a picture a quarter as wide, which is much quicker and not seen in what is so soft."""
    size = picture.shape[1] // 4, picture.shape[0] // 4
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (0, 0), softness_px / 4)
    return np.asarray(cv2.resize(small, picture.shape[1::-1]), dtype=np.float32)
