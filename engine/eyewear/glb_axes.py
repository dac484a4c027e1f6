"""Which way a supplier's frame looks and how large its unit is: found out from its shape, not from its promises.

A frame is the same on both sides of the nose, its front closes one end of it, and its temples drop behind the ears.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.eyewear.glb_file import UnusableGlb
from engine.types import FloatArray

_CELLS = 24
_LEAST_ALIKE = 0.75
"""Share of the occupied cells that must be occupied on the other side too."""
_UNITS = (
    ("metres", 1000.0),
    ("decimetres", 100.0),
    ("centimetres", 10.0),
    ("inches", 25.4),
    ("millimetres", 1.0),
)
_UNIT_WITHIN = 0.2


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How the file's points turn into the eyewear frame's axes."""

    turn: FloatArray
    """(3, 3): file axes to x across, y up, z forward; a rotation."""
    middle: FloatArray
    """(3,) in the turned axes: the plane of symmetry in x, the middle of everything else."""


def find_standing(points: FloatArray) -> Standing:
    """The axes of a frame from points spread over it (n, 3). Raises UnusableGlb when they cannot be told."""
    across = _axis_of_symmetry(points)
    depth = _axis_of_depth(points, across)
    up = 3 - across - depth
    forward = _front_end(points, across, depth)
    turn = np.zeros((3, 3))
    turn[1, up] = _up_end(points, up, depth, forward)
    turn[2, depth] = forward
    turn[0] = np.cross(turn[1], turn[2])
    turned = points @ turn.T
    return Standing(turn, (turned.min(axis=0) + turned.max(axis=0)) / 2)


def unit_name(mm_per_unit: float) -> str | None:
    """The unit a file was made in; None when its size is that of no usual unit."""
    near = min(_UNITS, key=lambda unit: abs(np.log(unit[1] / mm_per_unit)))
    return near[0] if abs(np.log(near[1] / mm_per_unit)) < _UNIT_WITHIN else None


def _axis_of_symmetry(points: FloatArray) -> int:
    alike = [_alike(points, axis) for axis in range(3)]
    best = int(np.argmax(alike))
    if alike[best] < _LEAST_ALIKE:
        raise UnusableGlb(
            "The frame does not lie along the file's axes, or one half is missing. "
            "Ask for a model that looks straight ahead, temples open."
        )
    return best


def _alike(points: FloatArray, axis: int) -> float:
    """How far the occupied space is the same on both sides of the middle of an axis, 0 to 1."""
    low, high = points.min(axis=0), points.max(axis=0)
    size = max(float((high - low).max()), 1e-12)
    cells = np.floor((points - (low + high) / 2) / size * _CELLS + _CELLS / 2).astype(int).clip(0, _CELLS - 1)
    grid = np.zeros((_CELLS,) * 3, dtype=np.bool_)
    grid[tuple(cells.T)] = True
    flipped = np.flip(grid, axis)
    near = flipped.copy()
    for other in range(3):
        near |= np.roll(flipped, 1, other) | np.roll(flipped, -1, other)
    return float((grid & near).sum() / grid.sum())


def _axis_of_depth(points: FloatArray, across: int) -> int:
    """Of the two other axes the one along which the middle of the frame, the bridge, is short: depth."""
    middle = (points[:, across].min() + points[:, across].max()) / 2
    half = np.ptp(points[:, across]) / 2
    bridge = points[np.abs(points[:, across] - middle) < 0.12 * half]
    others = [axis for axis in range(3) if axis != across]
    if len(bridge) < 3:
        raise UnusableGlb("The frame has no bridge: its middle is empty.")
    short = {
        axis: float(np.ptp(bridge[:, axis])) / max(float(np.ptp(points[:, axis])), 1e-12) for axis in others
    }
    return min(short, key=lambda axis: short[axis])


def _front_end(points: FloatArray, across: int, depth: int) -> float:
    """+1 when the bridge lies towards the upper end of the axis of depth."""
    middle = (points[:, across].min() + points[:, across].max()) / 2
    half = np.ptp(points[:, across]) / 2
    bridge = points[np.abs(points[:, across] - middle) < 0.12 * half, depth]
    ends = (points[:, depth].min() + points[:, depth].max()) / 2
    return 1.0 if float(np.median(bridge)) >= ends else -1.0


def _up_end(points: FloatArray, up: int, depth: int, forward: float) -> float:
    """+1 when the file's own axis points up: temples drop towards their tips."""
    along = points[:, depth] * forward
    reach = np.ptp(along)
    tips = points[along < along.min() + 0.1 * reach, up]
    arms = points[(along > along.min() + 0.35 * reach) & (along < along.min() + 0.7 * reach), up]
    if not len(tips) or not len(arms):
        raise UnusableGlb("The frame has no open temples. Ask for a model with its temples open.")
    return 1.0 if float(np.median(tips)) < float(np.median(arms)) else -1.0
