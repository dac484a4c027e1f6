"""A head pose that stands still when the head does and does not trail it when it moves: One-Euro, by capture time.

Works on what the eye sees: where the head is in the picture, its (log) distance and its rotation as a quaternion;
never on matrix entries. Casiez, Roussel, Vogel: 1-Euro filter, CHI 2012.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.face.quaternion import nearest_sign, quaternion_of, rotation_of_quaternion
from engine.types import FloatArray, HeadPose

_LONGEST_GAP_S = 0.25
"""After a longer pause the head is somewhere else: begin anew."""


@dataclass(frozen=True, slots=True)
class Stillness:
    """How one part of a pose is smoothed. `unit` is the part's own: part of the distance, or radians."""

    cutoff_hz: float
    """At rest."""
    hz_per_speed: float
    """How fast the cut-off rises with speed, Hz per unit a second."""
    snap: float
    """A residual of twice this follows the head at once, half of it not at all; in between smoothly."""


PLACE = Stillness(cutoff_hz=0.7, hz_per_speed=60.0, snap=0.0025)
DISTANCE = Stillness(cutoff_hz=0.7, hz_per_speed=40.0, snap=0.006)
TURN = Stillness(cutoff_hz=0.7, hz_per_speed=12.0, snap=0.02)
_SPEED_CUTOFF_HZ = 1.5


class OneEuro:
    """Smooths one vector-valued part; the cut-off follows the length of its speed."""

    def __init__(self, kind: Stillness) -> None:
        self._kind = kind
        self._value: FloatArray | None = None
        self._speed: FloatArray | None = None

    def smooth(self, value: FloatArray, passed_s: float) -> FloatArray:
        """The smoothed value, `passed_s` seconds after the one before."""
        if self._value is None or self._speed is None:
            self._value, self._speed = value, np.zeros_like(value)
            return value
        self._speed = self._speed + _share(_SPEED_CUTOFF_HZ, passed_s) * (
            (value - self._value) / passed_s - self._speed
        )
        residual = value - self._value
        cutoff_hz = self._kind.cutoff_hz + self._kind.hz_per_speed * float(np.linalg.norm(self._speed))
        share = max(_share(cutoff_hz, passed_s), _snap(float(np.linalg.norm(residual)), self._kind.snap))
        self._value = self._value + share * residual
        return self._value


class PoseSmoother:
    """Smooths the poses of one face; call once a frame."""

    def __init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """The next pose is taken as it is."""
        self._place, self._distance, self._turn = OneEuro(PLACE), OneEuro(DISTANCE), OneEuro(TURN)
        self._last_ns: int | None = None
        self._last_turn: FloatArray | None = None

    def smooth(self, pose: HeadPose, captured_ns: int) -> HeadPose:
        """The smoothed pose; the residual stays that of the pose given."""
        passed_s = 0.0 if self._last_ns is None else (captured_ns - self._last_ns) / 1e9
        if not 0.0 < passed_s <= _LONGEST_GAP_S:
            self.restart()
            passed_s = _LONGEST_GAP_S
        self._last_ns = captured_ns
        x, y, z = pose.translation_mm
        place = self._place.smooth(np.array([x / z, y / z]), passed_s)
        z = math.exp(float(self._distance.smooth(np.array([math.log(z)]), passed_s)[0]))
        return HeadPose(self._rotation(pose, passed_s), np.array([*(place * z), z]), pose.residual_px)

    def _rotation(self, pose: HeadPose, passed_s: float) -> FloatArray:
        turn = nearest_sign(quaternion_of(pose.rotation), self._last_turn)
        turn = self._turn.smooth(2.0 * turn, passed_s) / 2.0
        self._last_turn = turn
        return rotation_of_quaternion(turn)


def _share(cutoff_hz: float, passed_s: float) -> float:
    """How much of the way to a new value a first-order low-pass goes in this time."""
    return 1.0 / (1.0 + 1.0 / (2 * math.pi * cutoff_hz * passed_s))


def _snap(residual: float, snap: float) -> float:
    """0 below half of `snap`, 1 above twice of it, a smooth step between."""
    along = min(1.0, max(0.0, (residual - snap / 2) / (snap * 1.5)))
    return along * along * (3 - 2 * along)
