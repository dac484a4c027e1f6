"""Frames of every kind within the sizes that shops sell, and what tests ask of a mesh."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from engine.eyewear.mesh import Mesh
from engine.types import FrameFinish, FrameMaterial, FrameShape, FrameSpec, Pattern, RimStyle

ACETATE = FrameFinish(FrameMaterial.ACETATE, (0.1, 0.1, 0.1))
METAL = FrameFinish(FrameMaterial.METAL, (0.8, 0.7, 0.4))
CRYSTAL = FrameFinish(FrameMaterial.ACETATE, (0.9, 0.9, 0.9), Pattern.CRYSTAL)
FINISHES = (ACETATE, METAL, CRYSTAL)
EVERY_KIND = [
    (FrameSpec(shape, 52.0, 42.0, 18.0, 145.0, rim), finish)
    for shape in FrameShape
    for rim in RimStyle
    for finish in (ACETATE, METAL)
]

frame_specs = st.builds(
    FrameSpec,
    shape=st.sampled_from(FrameShape),
    lens_width_mm=st.floats(38.0, 64.0),
    lens_height_mm=st.floats(26.0, 56.0),
    bridge_mm=st.floats(13.0, 26.0),
    temple_mm=st.floats(115.0, 155.0),
    rim=st.sampled_from(RimStyle),
    rim_thickness_mm=st.floats(1.2, 6.0),
    rim_depth_mm=st.floats(2.0, 6.0),
    wrap_deg=st.floats(0.0, 15.0),
    pantoscopic_deg=st.floats(0.0, 14.0),
    has_nose_pads=st.booleans(),
    end_piece_mm=st.floats(3.0, 8.0),
)


def welded(mesh: Mesh) -> np.ndarray:
    """Triangles over the distinct positions, to a tenth of a micrometre."""
    _, same = np.unique(np.round(mesh.vertices_mm, 4), axis=0, return_inverse=True)
    return same.ravel()[mesh.triangles]


def directed_edges(triangles: np.ndarray) -> np.ndarray:
    return np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])


def corners(mesh: Mesh) -> np.ndarray:
    return mesh.vertices_mm.astype(float)[mesh.triangles]


def volume(mesh: Mesh) -> float:
    a, b, c = np.moveaxis(corners(mesh), 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def rotated(points: np.ndarray, axis: str, angle_deg: float) -> np.ndarray:
    """Points (n, 3) turned about a level axis, as fronts are tilted (x) and wrapped (y)."""
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    matrices = {
        "x": np.array([[1, 0, 0], [0, cos, -sin], [0, sin, cos]]),
        "y": np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]]),
    }
    return points @ matrices[axis].T
