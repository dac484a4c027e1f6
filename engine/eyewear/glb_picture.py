"""A picture of a frame for whoever imports it: seen from the front and from the side, without OpenGL."""

from __future__ import annotations

import cv2
import numpy as np

from engine.eyewear.finishes import lens_look, look_of
from engine.eyewear.look import Texture
from engine.eyewear.mesh import IndexArray, Mesh, Slot, Surface
from engine.eyewear.model import EyewearModel
from engine.types import ByteArray, FloatArray, FrameFinish

WIDTH_PX, HEIGHT_PX = 900, 300
_PX_PER_MM = 2.6
_PAPER = (238, 243, 246)
_LIGHT: FloatArray = np.array([0.3, 0.6, 0.75]) / np.linalg.norm([0.3, 0.6, 0.75])
_VIEWS: tuple[tuple[FloatArray, tuple[int, int]], ...] = (
    (np.eye(3), (215, 150)),
    (np.array([[0.0, 0.0, -1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]), (480, 150)),
)
"""Turn of the eyewear frame, and where its origin lies in the picture."""


def picture_of(model: EyewearModel, finish: FrameFinish) -> ByteArray:
    """(HEIGHT_PX, WIDTH_PX, 3) blue-green-red."""
    picture = np.full((HEIGHT_PX, WIDTH_PX, 3), _PAPER, np.uint8)
    for turn, origin in _VIEWS:
        corners, colours = _shaded(model, finish, turn)
        pixels = np.round((corners[:, :, :2] * (_PX_PER_MM, -_PX_PER_MM) + origin) * 16).astype(np.int32)
        for place in np.argsort(corners[:, :, 2].mean(axis=1)):
            cv2.fillConvexPoly(picture, pixels[place], colours[place].tolist(), cv2.LINE_AA, 4)
    return picture


def _shaded(model: EyewearModel, finish: FrameFinish, turn: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Triangles that face the viewer (n, 3, 3), turned, mm, and their colours (n, 3) blue-green-red."""
    corners, colours = [], []
    for mesh in model.parts.values():
        for surface in mesh.surfaces:
            end = surface.first_triangle + surface.triangle_count
            triangles = mesh.triangles[surface.first_triangle : end]
            placed = mesh.vertices_mm[triangles].astype(np.float64) @ turn.T
            facing = np.cross(placed[:, 1] - placed[:, 0], placed[:, 2] - placed[:, 0])
            facing /= np.maximum(np.linalg.norm(facing, axis=1, keepdims=True), 1e-12)
            light = 0.5 + 0.5 * np.clip(facing @ _LIGHT, 0.0, 1.0)
            seen = facing[:, 2] > 0
            corners.append(placed[seen])
            colours.append((light[:, None] * _colour(finish, surface, mesh, triangles))[seen])
    return np.concatenate(corners), np.concatenate(colours)


def _colour(finish: FrameFinish, surface: Surface, mesh: Mesh, triangles: IndexArray) -> FloatArray:
    """Blue-green-red bytes, (3,) or of each triangle (n, 3); what one sees through lies before paper."""
    paper: FloatArray = np.array(_PAPER, dtype=np.float64)
    if surface.slot is Slot.LENS:
        look = lens_look(finish.lens)
        tinted: FloatArray = paper * np.array(look.tint[::-1]) * look.transmittance
        return tinted
    own = look_of(finish, surface)
    colour: FloatArray = np.asarray(own.colour[::-1], dtype=np.float64) * 255.0
    if own.texture is None:
        return colour
    drawn = _drawn(own.texture, mesh.uv[triangles].mean(axis=1))
    cover = own.cover * drawn[:, 3:] / 255.0
    shown: FloatArray = paper + (colour / 255.0 * drawn[:, 2::-1] - paper) * cover
    return shown


def _drawn(texture: Texture, uv: FloatArray) -> FloatArray:
    """(n, 4) what the texture shows at these places."""
    rows, columns = texture.pixels.shape[:2]
    places = np.floor(uv * (columns, rows)).astype(np.int64) % (columns, rows)
    drawn: FloatArray = texture.pixels[places[:, 1], places[:, 0]].astype(np.float64)
    return drawn
