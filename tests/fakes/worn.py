"""Glasses on a known face, as one MirrorState; and glasses that are nothing but dots at known places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from engine.eyewear.fit import fit
from engine.eyewear.mesh import Mesh, Slot, Surface
from engine.eyewear.model import EyewearModel
from engine.types import (
    CameraModel,
    Eyewear,
    Fit,
    FitVerdict,
    FloatArray,
    Frame,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    Hint,
    MirrorState,
    TrackedFace,
)
from tests.fakes.faces import CAMERA, Person

PANTO = FrameSpec(FrameShape.PANTO, 49, 43, 20, 145)
WHITE = FrameFinish(FrameMaterial.ACETATE, (1.0, 1.0, 1.0))
NO_FIT = Fit(np.eye(4), 0.0, 0.0, FitVerdict.GOOD, 1.0, 8.0, 13.0)
_CUBE = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=float)
_CUBE_TRIANGLES = np.array(
    [
        *([0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]),
        *([2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]),
    ]
)


def plain_frame(grey: int = 128, camera: CameraModel = CAMERA, captured_ns: int = 0) -> Frame:
    pixels = np.full((camera.height_px, camera.width_px, 3), grey, np.uint8)
    return Frame(pixels, captured_ns, "plain")


def worn(
    eyewear: Eyewear | None = None,
    face: TrackedFace | None = None,
    frame: Frame | None = None,
    camera: CameraModel = CAMERA,
) -> MirrorState:
    """The eyewear as it sits on the face; white acetate on a mean face before a grey wall unless said."""
    eyewear = eyewear or Eyewear("test", PANTO, WHITE)
    face = face or Person().before(camera)
    frame = frame or plain_frame(camera=camera)
    return MirrorState(frame, camera, face, eyewear, fit(eyewear.spec, face), 1.0, Hint.NONE)


def bare(state: MirrorState) -> MirrorState:
    """The same picture without glasses."""
    return replace(state, eyewear=None, fit=None)


def dots(points_mm: FloatArray, half_side_mm: float = 1.0) -> EyewearModel:
    """Cubes around the points, as a frame without temples and lenses."""
    corners = (points_mm[:, None] + _CUBE * half_side_mm).reshape(-1, 3)
    starts = np.arange(len(points_mm))[:, None, None] * len(_CUBE)
    triangles = (starts + _CUBE_TRIANGLES).reshape(-1, 3)
    normals = np.tile([0.0, 0.0, 1.0], (len(corners), 1))
    frame = _mesh(corners, normals, triangles, [Surface(Slot.FRONT, 0, len(triangles))])
    empty = _mesh(points_mm[:1], normals[:1], triangles[:0], [])
    others = dict.fromkeys(("TempleL", "TempleR", "LensL", "LensR"), empty)
    return EyewearModel(MappingProxyType({"Frame": frame, **others}), np.zeros(3), np.zeros(3))


def _mesh(
    vertices: FloatArray, normals: FloatArray, triangles: FloatArray, surfaces: Sequence[Surface]
) -> Mesh:
    return Mesh(
        vertices.astype(np.float32),
        normals.astype(np.float32),
        np.zeros((len(vertices), 2), np.float32),
        triangles.astype(np.uint32),
        tuple(surfaces),
    )
