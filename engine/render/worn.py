"""Where everything lies in one picture: the parts of the glasses, the head, and the part of the picture they cover.

Pure: from a MirrorState to matrices and rectangles.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from engine.eyewear.model import EyewearModel, Mesh
from engine.render.head import occluder
from engine.render.projection import camera_from_head, clip_from_camera, transformed, turned_about
from engine.render.viewport import Crop
from engine.types import CameraModel, Fit, FloatArray, MirrorState, TrackedFace

_MARGIN_PX = 6.0
"""Around the glasses, in camera pixels."""
_SHADOW_MM = 22.0
"""How far below the glasses their shadow may fall on the face."""
_NEAREST_MM = 60.0
_UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, slots=True, eq=False)
class Worn:
    """One picture's worth of places."""

    camera: CameraModel
    region: Crop
    """The part of the picture that the glasses and their shadow can touch."""
    camera_from: Mapping[str, FloatArray]
    """(4, 4) for each part of the eyewear by name: eyewear frame to camera frame."""
    camera_from_head: FloatArray
    head_mm: FloatArray
    """(n, 3) camera frame: what hides temples."""

    @property
    def clip_from_camera(self) -> FloatArray:
        """(4, 4): to a clip space that the region fills."""
        return clip_from_camera(self.camera, self.region)


def part_places(model: EyewearModel, fit: Fit) -> dict[str, FloatArray]:
    """(4, 4) by part name: eyewear frame as built to head frame as worn, temples opened at their hinges."""
    right = turned_about(model.right_hinge_mm, _UP, -fit.right_splay_deg)
    left = turned_about(model.left_hinge_mm, _UP, fit.left_splay_deg)
    opened = {"TempleL": left, "TempleR": right}
    return {name: fit.eyewear_to_head @ opened.get(name, np.eye(4)) for name in model.parts}


def place(state: MirrorState, face: TrackedFace, fit: Fit, model: EyewearModel, crop: Crop) -> Worn | None:
    """The places for this state; None when the glasses lie outside the crop."""
    head = camera_from_head(face.pose)
    camera_from = {name: head @ matrix for name, matrix in part_places(model, fit).items()}
    corners = [transformed(matrix, _corners_mm(model.parts[name])) for name, matrix in camera_from.items()]
    region = _covered(state.camera, np.concatenate(corners), crop)
    if region.width_px < 1 or region.height_px < 1:
        return None
    head_mm = transformed(head, occluder(face.surface_mm))
    return Worn(state.camera, region, camera_from, head, head_mm)


@functools.lru_cache(maxsize=512)
def _corners_mm(mesh: Mesh) -> FloatArray:
    """(8, 3) of the box around a part."""
    ends = np.stack([mesh.vertices_mm.min(axis=0), mesh.vertices_mm.max(axis=0)]).astype(np.float64)
    return np.array(list(itertools.product(*ends.T)))


def _covered(camera: CameraModel, points_mm: FloatArray, crop: Crop) -> Crop:
    points_mm = points_mm[points_mm[:, 2] > _NEAREST_MM]
    if not len(points_mm):
        return Crop(0, 0, 0, 0)
    places = camera.project(points_mm)
    left, top = places.min(axis=0) - _MARGIN_PX
    right, bottom = places.max(axis=0) + _MARGIN_PX
    bottom += _SHADOW_MM * camera.focal_px / float(points_mm[:, 2].min())
    return Crop(float(left), float(top), float(right - left), float(bottom - top)).clipped(crop)
