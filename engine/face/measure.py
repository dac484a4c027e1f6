"""The measures of a face in millimetres, each with the interval that holds the truth nine times in ten.

Readings of single frames are pooled, then given a size by the iris and the population, or by a reference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.face.measure_gaze import Gaze, far_over_seen, near_over_far, screen_share
from engine.face.measure_reading import FaceReading, read_face
from engine.face.measure_scale import POPULATION_IRIS, POPULATION_PD, Z_90, LogLength, combined
from engine.face.plausibility import problem_of
from engine.types import CameraModel, FaceMeasures, FloatArray, Frame, Measure, ScaleSource, TrackedFace

_IRIS_EDGE_SPREAD = 0.010
"""What pooling cannot remove from irises found by their edges: lenses, sharpening, where the edge is said to be."""
_TRACKED_IRIS_SPREAD = 0.045
"""The same for irises as the tracker sees them; it leans on skin and lids."""
_SEEN_SPREAD = 0.004
_FACE_WIDTH_SPREAD = 0.028
"""Of the width between the cheekbones on rendered heads, given the right scale (relative)."""
_TEMPLE_WIDTH_SPREAD = 0.028
_BRIDGE_WIDTH_SPREAD = 0.10
_BRIDGE_HEIGHT_SPREAD_MM = 1.6
_MIDDLE_SPREAD = 0.012
"""Of the middle of the bridge between the pupils (part of PD), seen from the front."""


@dataclass(frozen=True, slots=True)
class KnownDepth:
    """A reference has told how far from the camera, along its axis, the pupils of one frame are."""

    depth_mm: float
    spread: float
    """Relative."""


@dataclass(frozen=True, slots=True)
class _Kept:
    reading: FaceReading
    seen: LogLength | None
    """Distance between the pupils by a reference in the same frame."""


class MeasurePool:
    """Pools what the frames of one visit say of one face. One per visit; forget it to forget the person."""

    MOST_READINGS: Final = 160
    FRAMES_BETWEEN_EDGES: Final = 8
    """Irises are measured by their edges in one frame of so many: it costs as much as tracking."""

    def __init__(self, gaze: Gaze = Gaze.SCREEN, least_readings: int = 1) -> None:
        """`least_readings`: how often a face must have been read before it is believed; more for live pictures."""
        self._gaze = gaze
        self._least_readings = least_readings
        self._kept: list[_Kept] = []
        self._frames = 0
        self._measures: FaceMeasures | None = None

    def add(
        self,
        face: TrackedFace,
        camera: CameraModel,
        frame: Frame | None = None,
        known: KnownDepth | None = None,
    ) -> FaceMeasures | None:
        """The measures after this frame too; None until enough frames could be read.

        `frame` is the picture the face was found in: with it the irises are measured by their edges.
        """
        due = self._frames % self.FRAMES_BETWEEN_EDGES == 0
        self._frames += 1
        if frame is not None and not due and known is None:
            return self._measures
        if problem_of(face) is not None:
            return self._measures
        reading = read_face(face, camera, None if frame is None else frame.pixels)
        if reading is not None:
            self._keep(reading, known)
        if len(self._kept) >= self._least_readings:
            self._measures = measures_of(
                [kept.reading for kept in self._kept],
                self._gaze,
                [kept.seen for kept in self._kept if kept.seen],
            )
        return self._measures

    def _keep(self, reading: FaceReading, known: KnownDepth | None) -> None:
        seen = None if known is None else reading.seen_by(known.depth_mm, known.spread)
        self._kept.append(_Kept(reading, seen))
        if len(self._kept) > self.MOST_READINGS:
            self._kept.remove(min(self._kept, key=lambda kept: kept.reading.weight))


def measures_of(
    readings: Sequence[FaceReading], gaze: Gaze, by_reference: Sequence[LogLength] = ()
) -> FaceMeasures:
    """The measures all readings together give, by the references where there are any, else by the irises.

    Raises ValueError without a reading.
    """
    pooled = _Pooled.of(readings)
    iris = _seen_by_iris(readings, pooled)
    screen = screen_share(gaze, pooled.median(lambda r: r.screen_log_odds))
    far, far_spread = far_over_seen(screen, pooled.median(lambda r: r.depth) * iris.median_mm)
    usual = POPULATION_PD.times(1 / far, far_spread)
    seen = combined([usual, iris, *_reference(by_reference)])
    pd = seen.times(far, far_spread)
    return FaceMeasures(
        pd=pd.interval(),
        near_pd=pd.times(near_over_far(), 0.003).interval(),
        face_width=_length(pooled, seen, lambda r: r.face_width, _FACE_WIDTH_SPREAD),
        temple_width=_length(pooled, seen, lambda r: r.temple_width, _TEMPLE_WIDTH_SPREAD),
        bridge_width=_length(pooled, seen, lambda r: r.bridge_width, _BRIDGE_WIDTH_SPREAD),
        bridge_height=_height(pooled.median(lambda r: r.bridge_height) * seen.median_mm),
        right_pd=_monocular(pd, pooled, lambda r: r.right_share),
        left_pd=_monocular(pd, pooled, lambda r: 1 - r.right_share),
        scale=ScaleSource.REFERENCE if by_reference else ScaleSource.IRIS,
        frame_count=len(readings),
    )


@dataclass(frozen=True, slots=True)
class _Pooled:
    """Readings and their weights; medians, because one frame in the middle of a blink must not count."""

    readings: Sequence[FaceReading]
    weights: Sequence[float]

    @classmethod
    def of(cls, readings: Sequence[FaceReading]) -> _Pooled:
        if not readings:
            raise ValueError("no reading to measure from")
        by_edge = [r for r in readings if r.is_iris_edge] or readings
        return cls(by_edge, [r.weight for r in by_edge])

    def median(self, part: Callable[[FaceReading], float]) -> float:
        """The weighted median of one part of the readings."""
        values = np.array([part(reading) for reading in self.readings])
        order = np.argsort(values)
        weights: FloatArray = np.array(self.weights)[order]
        below: FloatArray = weights.cumsum() - weights / 2
        return float(np.interp(float(weights.sum()) / 2, below, values[order]))

    def spread(self, part: Callable[[FaceReading], float]) -> float:
        """What is left of the readings' own errors after pooling; never below a third of a single one's."""
        best = min(part(reading) for reading in self.readings)
        return best * max(1 / math.sqrt(len(self.readings)), 1 / 3)


def _seen_by_iris(readings: Sequence[FaceReading], pooled: _Pooled) -> LogLength:
    is_edge = any(reading.is_iris_edge for reading in readings)
    floor = _IRIS_EDGE_SPREAD if is_edge else _TRACKED_IRIS_SPREAD
    noise = math.hypot(pooled.spread(lambda r: r.iris_spread), pooled.spread(lambda r: r.seen_spread))
    return POPULATION_IRIS.times(1 / pooled.median(lambda r: r.iris), math.hypot(floor, noise))


def _reference(lengths: Sequence[LogLength]) -> list[LogLength]:
    """Many looks at one reference share its error: their mean is no better known than one of them."""
    if not lengths:
        return []
    spread = math.hypot(min(length.spread for length in lengths), _SEEN_SPREAD)
    return [LogLength(float(np.median([length.log_mm for length in lengths])), spread)]


def _length(pooled: _Pooled, seen: LogLength, part: Callable[[FaceReading], float], spread: float) -> Measure:
    return seen.times(pooled.median(part), spread).interval()


def _height(value_mm: float) -> Measure:
    reach = Z_90 * _BRIDGE_HEIGHT_SPREAD_MM
    return Measure(value_mm, value_mm - reach, value_mm + reach)


def _monocular(pd: LogLength, pooled: _Pooled, share: Callable[[FaceReading], float]) -> Measure:
    middle = math.hypot(_MIDDLE_SPREAD, 2 * pooled.spread(lambda r: r.seen_spread))
    part = pooled.median(share)
    return pd.times(part, middle / part).interval()
