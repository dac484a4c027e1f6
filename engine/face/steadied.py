"""A measured quantity made steady: still when it rests, without delay when it moves.

After the One-Euro filter (Casiez, Roussel, Vogel, CHI 2012), a low-pass whose cut-off rises with speed, with three
changes. It carries a velocity, so that steady movement is not trailed. It stays quick for a moment after movement,
so that turning points are not cut. And it learns how noisy its input is, because landmarks of a turned head shake
three times as much as those of one looking ahead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.types import FloatArray

_REST_HZ = 0.8
_MOST_HZ = 12.0
_SPEED_HZ = 1.5
"""Cut-off of the speed that opens the filter."""
_NOISE_HZ = 0.3
"""Cut-off of the noise estimate."""
_QUICK_FOR_S = 0.8
_SPEED_OF_NOISE = 25.0
"""Noise of one unit looks like at most this speed, 1/s: three deviations of what passes `_SPEED_HZ`."""
_LEAST_REST = 0.4
"""Part of the rest cut-off left for the noisiest input."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a quantity is like; lengths in its own unit."""

    hz_per_speed: float
    """How fast the cut-off rises with speed beyond the noise."""
    snap: float
    """A surprise of twice this is followed at once, one of half of it not at all, in between smoothly."""
    noise: float
    """Of one measurement, usually (standard deviation)."""


class Steadied:
    """One vector-valued quantity over time."""

    def __init__(self, kind: Kind, first: FloatArray) -> None:
        self.value = first
        self._kind = kind
        self._velocity = np.zeros_like(first)
        self._last = self._before_last = first
        self._seen_velocity = np.zeros_like(first)
        self._activity = 0.0
        self._noise = kind.noise

    def follow(self, measured: FloatArray, passed_s: float) -> FloatArray:
        """The steady value `passed_s` seconds (more than zero) after the last."""
        cutoff_hz = self._cutoff_hz(measured, passed_s)
        expected = self.value + self._velocity * passed_s
        surprise = measured - expected
        share = max(_share(cutoff_hz, passed_s), _snap(_length(surprise), self._kind.snap))
        self.value = expected + share * surprise
        # Critically damped in position and velocity (Benedict and Bordner, IRE Trans. AC-7, 1962).
        self._velocity = self._velocity + share**2 / (2 - share) * surprise / passed_s
        return self.value

    def _cutoff_hz(self, measured: FloatArray, passed_s: float) -> float:
        self._learn_noise(measured, passed_s)
        step = (measured - self._last) / passed_s
        self._before_last, self._last = self._last, measured
        self._seen_velocity = self._seen_velocity + _share(_SPEED_HZ, passed_s) * (step - self._seen_velocity)
        calmed = self._activity * math.exp(-passed_s / _QUICK_FOR_S)
        self._activity = max(_length(self._seen_velocity), calmed)
        rest_hz = _REST_HZ * min(1.0, max(_LEAST_REST, self._kind.noise / self._noise))
        beyond_noise = max(0.0, self._activity - _SPEED_OF_NOISE * self._noise)
        return min(_MOST_HZ, rest_hz + self._kind.hz_per_speed * beyond_noise)

    def _learn_noise(self, measured: FloatArray, passed_s: float) -> None:
        """From second differences: steady movement leaves none, noise leaves the square root of six times its own."""
        shaken = _length(measured - 2 * self._last + self._before_last) / math.sqrt(6)
        usual = self._kind.noise
        self._noise += _share(_NOISE_HZ, passed_s) * (min(shaken, 4 * usual) - self._noise)
        self._noise = max(self._noise, usual / 3)


def _share(cutoff_hz: float, passed_s: float) -> float:
    """How much of the way to a new value a first-order low-pass goes in this time."""
    return 1.0 / (1.0 + 1.0 / (2 * math.pi * cutoff_hz * passed_s))


def _snap(surprise: float, snap: float) -> float:
    """0 below half of `snap`, 1 above twice of it, a smooth step between."""
    along = min(1.0, max(0.0, (surprise - snap / 2) / (snap * 1.5)))
    return along * along * (3 - 2 * along)


def _length(vector: FloatArray) -> float:
    return math.sqrt(float(vector @ vector))
