"""Where the eyes look, and what that does to the distance between the pupils.

Eyes on something near turn towards each other, so the pupils of a person looking at the screen stand closer than
those of the same person looking far away. Opticians order lenses by the far distance.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Final

from engine.types import FloatArray

PUPIL_TO_TURNING_POINT_MM: Final = 10.5
"""From the entrance pupil back to the point the eye turns about: 13.5 mm behind the cornea less 3.0 mm
(Atchison and Smith, Optics of the Human Eye, 2000)."""
LENS_TO_TURNING_POINT_MM: Final = 27.0
"""From the spectacle plane back to the same point (ISO 13666 practice)."""
READING_DISTANCE_MM: Final = 400.0
"""From the spectacle plane to what is read; the distance near PD is stated for."""

_SIDEWAYS_SPREAD_MM = 0.4
"""How far both irises together stray sideways from where the gaze puts them: landmark error and anatomy."""
_UPRIGHT_SPREAD_MM = 0.9
_WANDERING_MM = 0.9
"""Spread of both irises when the eyes rest straight ahead or on something beyond: about 5 degrees."""
NEUTRAL_HEIGHT_MM: Final = 1.7
"""Middle of the iris above the line between the corners of its eye, looking straight ahead."""
_SCREEN_LOG_ODDS = -0.7
"""Before looking at the eyes, one unknown person in three looks at the camera."""
_SURE = 4.0


class Gaze(StrEnum):
    """What the person looks at while measured."""

    SCREEN = "screen"
    """Something as near as the camera: the mirror, the screen, the lens."""
    FAR = "far"
    """Something more than five metres away."""
    UNKNOWN = "unknown"
    """To be judged from the picture."""


def screen_log_odds(shift_mm: FloatArray, to_camera: FloatArray) -> float:
    """How much better a look at the camera explains the irises than a look straight ahead (log likelihood ratio).

    `shift_mm` is how far both irises together stand from neutral, (x, y) in head axes; `to_camera` is the unit
    vector from the eyes to the camera in head axes. A head turned away with its eyes on the camera tells most.
    """
    log_odds = 0.0
    for axis, spread in ((0, _SIDEWAYS_SPREAD_MM), (1, _UPRIGHT_SPREAD_MM)):
        loose = math.hypot(spread, _WANDERING_MM)
        on_camera = (float(shift_mm[axis]) - PUPIL_TO_TURNING_POINT_MM * float(to_camera[axis])) / spread
        ahead = float(shift_mm[axis]) / loose
        log_odds += math.log(loose / spread) + (ahead**2 - on_camera**2) / 2
    return max(-_SURE, min(_SURE, log_odds))


def screen_share(gaze: Gaze, log_odds: float) -> float:
    """Probability that the eyes converge on something as near as the camera."""
    if gaze is Gaze.SCREEN:
        return 1.0
    if gaze is Gaze.FAR:
        return 0.0
    return 1.0 / (1.0 + math.exp(-(_SCREEN_LOG_ODDS + log_odds)))


def far_over_seen(screen: float, distance_mm: float) -> tuple[float, float]:
    """Far PD over the distance between the pupils as seen, and how well that ratio is known (relative).

    Each pupil moves in by the turning radius times the sine of half the vergence: together radius * PD / distance.
    """
    full = PUPIL_TO_TURNING_POINT_MM / distance_mm
    return 1.0 + screen * full, full * math.sqrt(screen * (1.0 - screen) + 0.1**2)


def near_over_far() -> float:
    """Near PD over far PD, both in the spectacle plane: similar triangles to the point that is read."""
    return READING_DISTANCE_MM / (READING_DISTANCE_MM + LENS_TO_TURNING_POINT_MM)
