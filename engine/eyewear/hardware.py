"""The small parts: nose pads on their arms, hinges, rivets."""

from __future__ import annotations

import numpy as np

from engine.eyewear.layout import Layout
from engine.eyewear.loft import rod, rounded_section, solid
from engine.eyewear.mesh import Patch, Slot
from engine.eyewear.metal_front import nasal_edge_x
from engine.types import FloatArray, FrameMaterial

PAD_FACE: FloatArray = np.array([-0.84, -0.26, -0.48]) / np.linalg.norm([-0.84, -0.26, -0.48])
"""The way the pad at x > 0 faces: to the flank of the nose, which widens downwards and backwards."""


_LEAVING: FloatArray = np.array([-0.4, -0.6, -2.2])
_ARRIVING: FloatArray = np.array([0.6, 2.2, 1.6])
"""How a pad's arm leaves the rim and comes to the pad."""


def pad_centre(layout: Layout) -> FloatArray:
    """(3,) flat: middle of the resting face of the pad at x > 0."""
    y = layout.bridge_y_mm - 9.0
    x = min(max(nasal_edge_x(layout, y) - 1.5, 7.5), 11.0)
    return np.array([x, y, -layout.spec.rim_depth_mm / 2 - 5.0])


def pads(layout: Layout, arm_root: FloatArray) -> list[Patch]:
    """The pad at x > 0 and its arm from the rim at `arm_root` (3,), flat."""
    centre = pad_centre(layout)
    behind = centre - PAD_FACE * 1.6
    loop = np.array([arm_root, arm_root + _LEAVING, behind + _ARRIVING, behind])
    part = np.linspace(0.0, 1.0, 12)[:, None]
    path = (
        (1 - part) ** 3 * loop[0]
        + 3 * part * (1 - part) ** 2 * loop[1]
        + 3 * part**2 * (1 - part) * loop[2]
        + part**3 * loop[3]
    )
    return [*rod(path, 0.5, Slot.METAL, 6), *_pad(centre)]


def _pad(centre: FloatArray) -> list[Patch]:
    """A drop of silicone, 13 by 7 mm, resting face towards the nose."""
    up = np.array([0.12, 1.0, -0.16])
    up -= PAD_FACE * (up @ PAD_FACE)
    up /= np.linalg.norm(up)
    across = np.cross(up, PAD_FACE)
    turn = np.linspace(0.06, np.pi - 0.06, 10)
    height, width = -6.5 * np.cos(turn), np.sin(turn)
    section = rounded_section(10, 2.3)
    middle = centre - PAD_FACE * 1.1
    grid = (
        middle
        + up * height[:, None, None]
        + across * (width * (3.4 - 0.05 * height))[:, None, None] * section[None, :, :1]
        + PAD_FACE * (width**0.6 * 1.1)[:, None, None] * section[None, :, 1:]
    )
    return solid(grid, Slot.PAD)


def hinge(layout: Layout, material: FrameMaterial) -> list[Patch]:
    """Three knuckles on the hinge's axis, in the eyewear frame, on the side of the head."""
    is_acetate = material is FrameMaterial.ACETATE
    x, y, z = layout.hinge_mm - (2.6 if is_acetate else 0.1, 0.0, 0.2)
    pitch = 1.75 if is_acetate else 1.1
    return [patch for place in (-pitch, 0.0, pitch) for patch in _knuckle((x, y + place, z), pitch * 0.46)]


def _knuckle(middle: tuple[float, float, float], half_mm: float) -> list[Patch]:
    x, y, z = middle
    section = rounded_section(10, 2.0) * min(1.05, 1.6 * half_mm)
    rings = [
        np.column_stack([x + section[:, 0], np.full(len(section), level), z - section[:, 1]])
        for level in (y - half_mm, y + half_mm)
    ]
    return solid(np.stack(rings), Slot.METAL)


def rivets(layout: Layout) -> list[Patch]:
    """Two studs on an acetate end piece, flat."""
    x = layout.half_width_mm - 4.2
    spread = 0.17 * layout.style.end_height_mm
    return [
        patch
        for offset in (-spread, spread)
        for patch in _stud(x, layout.hinge_y_mm + offset, layout.spec.rim_depth_mm / 2)
    ]


def _stud(x: float, y: float, face_mm: float) -> list[Patch]:
    radius, z = np.array([0.35, 0.75, 0.9, 0.9]), face_mm + np.array([0.42, 0.35, 0.15, -1.2])
    ring = np.array([x, y]) + radius[:, None, None] * rounded_section(10, 2.0)[None]
    grid = np.concatenate([ring, np.broadcast_to(z[:, None, None], (*ring.shape[:2], 1))], axis=2)
    return solid(grid, Slot.METAL)
