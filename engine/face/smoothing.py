"""A head pose that stands still when the head does and does not trail it when it moves, by capture time.

Works on what the eye sees: where the head is in the picture, its (log) distance, and its rotation as a quaternion;
never on matrix entries.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.face.quaternion import nearest_sign, quaternion_of, rotation_of_quaternion
from engine.face.steadied import Kind, Steadied
from engine.types import FloatArray, HeadPose

_LONGEST_GAP_S = 0.25
"""After a longer pause the head is somewhere else: begin anew."""
PLACE = Kind(hz_per_speed=450.0, snap=0.0025, noise=0.0002)
"""In parts of the distance: at half a metre, 0.1 mm of noise."""
DISTANCE = Kind(hz_per_speed=225.0, snap=0.006, noise=0.0005)
"""In parts of the distance."""
TURN = Kind(hz_per_speed=30.0, snap=0.03, noise=0.003)
"""In radians, nearly: lengths of twice a quaternion's difference."""


@dataclass(frozen=True, slots=True)
class _Parts:
    place: Steadied
    distance: Steadied
    turn: Steadied


class PoseSmoother:
    """Smooths the poses of one face; call once a frame."""

    def __init__(self) -> None:
        self._parts: _Parts | None = None
        self._last_ns = 0

    def restart(self) -> None:
        """The next pose is taken as it is."""
        self._parts = None

    def smooth(self, pose: HeadPose, captured_ns: int) -> HeadPose:
        """The smoothed pose; the residual stays that of the pose given."""
        passed_s = (captured_ns - self._last_ns) / 1e9
        self._last_ns = captured_ns
        place, distance, turn = _parted(pose)
        if self._parts is None or not 0.0 < passed_s <= _LONGEST_GAP_S:
            self._parts = _Parts(Steadied(PLACE, place), Steadied(DISTANCE, distance), Steadied(TURN, turn))
            return pose
        x, y = self._parts.place.follow(place, passed_s)
        z = math.exp(self._parts.distance.follow(distance, passed_s)[0])
        turn = self._parts.turn.follow(nearest_sign(turn, self._parts.turn.value), passed_s)
        return HeadPose(rotation_of_quaternion(turn), np.array([x * z, y * z, z]), pose.residual_px)


def _parted(pose: HeadPose) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Place in the picture (2,), logarithm of the distance (1,), twice the quaternion (4,)."""
    x, y, z = pose.translation_mm
    return np.array([x / z, y / z]), np.array([math.log(z)]), 2.0 * quaternion_of(pose.rotation)
