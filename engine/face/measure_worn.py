"""Centration of the frame that is on: where the pupils stand in its lenses, each with its interval.

Joins how the frame sits (Fit) with what is known of the face; knows nothing of how either was found.
"""

from __future__ import annotations

import math
from typing import Final

from engine.face.measure_scale import Z_90
from engine.types import FaceMeasures, Fit, FrameSpec, Measure, WornMeasures

_SEAT_HEIGHT_SPREAD_MM: Final = 1.5
"""How high the frame sits: the bridge's height on this nose, and how far it will be adjusted."""
_SEAT_DEPTH_SPREAD_MM: Final = 1.5
_TILT_SPREAD_DEG: Final = 2.0
"""Of the tilt as worn: height of the ears against the bridge."""


def worn_measures(spec: FrameSpec, fit: Fit, face: FaceMeasures) -> WornMeasures:
    """Where the eyes stand behind this frame's lenses on this face."""
    height = _about(fit.fitting_height_mm, _SEAT_HEIGHT_SPREAD_MM)
    right, left = (_decentration(spec, pd) for pd in (face.right_pd, face.left_pd))
    return WornMeasures(
        fitting_height=height,
        width_ratio=_over(spec.front_width_mm, face.face_width),
        right_decentration=right,
        left_decentration=left,
        right_eye_across=_across(spec, right),
        left_eye_across=_across(spec, left),
        eye_up=_scaled(height, 1 / spec.lens_height_mm),
        vertex_distance=_about(fit.vertex_distance_mm, _SEAT_DEPTH_SPREAD_MM),
        pantoscopic_deg=_about(fit.pantoscopic_deg, _TILT_SPREAD_DEG),
    )


def _decentration(spec: FrameSpec, pd: Measure) -> Measure:
    """From the box centre to the pupil; in the plane of the lens, which the wrap turns."""
    centre = (spec.lens_width_mm + spec.bridge_mm) / 2
    turn = math.cos(math.radians(spec.wrap_deg))
    return Measure((centre - pd.value) / turn, (centre - pd.high) / turn, (centre - pd.low) / turn)


def _across(spec: FrameSpec, decentration: Measure) -> Measure:
    half = spec.lens_width_mm / 2
    part = Measure(half - decentration.value, half - decentration.high, half - decentration.low)
    return _scaled(part, 1 / spec.lens_width_mm)


def _over(length_mm: float, width: Measure) -> Measure:
    return Measure(length_mm / width.value, length_mm / width.high, length_mm / width.low)


def _about(value: float, spread: float) -> Measure:
    return Measure(value, value - Z_90 * spread, value + Z_90 * spread)


def _scaled(measure: Measure, factor: float) -> Measure:
    return Measure(measure.value * factor, measure.low * factor, measure.high * factor)
