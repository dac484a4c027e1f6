"""How well a drawn frame keeps to a head whose true motion is known: the figures of `varai bench registration`.

The truth knows where the head is, not where on this person's nose a frame rests: the drawn frame is compared with
the same frame fixed to the true head at the one place, turn and size that suit the whole clip best. Those constants
are anatomy and the person's own scale; whatever changes while the head moves is error. docs/benchmarks.md says it
at length.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import UnusableSource
from engine.face.pose import rotation_of
from engine.types import HEAD_TO_CAMERA_AXES, CameraModel, FloatArray, HeadPose

BRIDGE = 0
CORNERS = slice(1, 5)
_LEFT, _RIGHT = [1, 3], [2, 4]
_SETTLED = 1e-9
_MOST_STEPS = 30
_STILL_MM = 0.02
"""A clip whose frame moves less than this from picture to picture has no motion to lag behind."""


@dataclass(frozen=True, slots=True, eq=False)
class TrueHead:
    """The head in one frame of a clip, exactly."""

    pose: HeadPose
    camera: CameraModel


@dataclass(frozen=True, slots=True)
class Registration:
    """Errors of the drawn frame over a clip; millimetres are measured across the line of sight, at the head."""

    frames: int
    lost_frames: int
    """Without a face found in them."""
    bridge_rms_mm: float
    corner_rms_mm: float
    """Of the four corners of the front."""
    distance_rms_mm: float
    """How far wrong distance moves the sides of the front."""
    roll_rms_deg: float
    roll_rms_mm: float
    """How far wrong roll moves the sides of the front."""
    jitter_mm: float
    """Change of the bridge's error from frame to frame, RMS."""
    lag_frames: float
    """By how many frames the drawn frame trails the true motion; 0 on a clip without motion."""
    depth_rms_mm: float
    """Error of the distance itself, along the line of sight, after the constant ratio."""
    size_percent: float
    """By how much the frame is drawn too large, all through: the person's scale. Not in the figures above."""


def read_truth(text: str) -> list[TrueHead]:
    """The truth of a clip: a JSON list, one object a frame with R_cv, t, f, W, H. Raises UnusableSource."""
    try:
        frames = json.loads(text)
    except ValueError as error:
        raise UnusableSource(f"The truth is not JSON: {error}.") from error
    if not isinstance(frames, list) or not frames:
        raise UnusableSource("The truth must be a list with one object for each frame.")
    return [_true_head(number, frame) for number, frame in enumerate(frames)]


def _true_head(number: int, frame: Any) -> TrueHead:
    try:
        in_camera_axes = np.array(frame["R_cv"], dtype=np.float64).reshape(3, 3)
        place_mm = np.array(frame["t"], dtype=np.float64).reshape(3)
        camera = CameraModel(float(frame["f"]), int(frame["W"]), int(frame["H"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UnusableSource(f"Frame {number} of the truth needs R_cv, t, f, W and H as numbers.") from error
    rotation = HEAD_TO_CAMERA_AXES @ in_camera_axes @ HEAD_TO_CAMERA_AXES
    return TrueHead(HeadPose(rotation, place_mm), camera)


def front_points(front_width_mm: float, lens_height_mm: float) -> FloatArray:
    """(5, 3) eyewear frame: bridge, then upper left, upper right, lower left, lower right corner."""
    across, up = front_width_mm / 2, lens_height_mm / 2
    return np.array(
        [[0, 0, 0], [-across, up, 0], [across, up, 0], [-across, -up, 0], [across, -up, 0]], dtype=np.float64
    )


def score(
    truth: Sequence[TrueHead], drawn_mm: Sequence[FloatArray | None], front: FloatArray
) -> Registration:
    """Scores the front's points as drawn (5, 3), camera frame, in each frame; None where no face was found.

    Raises ValueError when fewer than two frames have a face.
    """
    seen = [number for number, points in enumerate(drawn_mm) if points is not None]
    if len(seen) < 2:
        raise ValueError("a clip needs two frames with a face")
    heads = _Heads.of([truth[number] for number in seen])
    drawn = np.array([drawn_mm[number] for number in seen])
    place = _constant_place(heads, drawn, front)
    true = heads.placed(place.of(front))
    error_mm = _across(drawn, true)
    half_width = float(front[_RIGHT, 0].mean())
    roll = _without_mean(_roll(drawn) - _roll(true))
    farther = _without_mean(np.log(drawn[:, BRIDGE, 2] / true[:, BRIDGE, 2]))
    return Registration(
        frames=len(truth),
        lost_frames=len(truth) - len(seen),
        bridge_rms_mm=_rms(np.linalg.norm(error_mm[:, BRIDGE], axis=-1)),
        corner_rms_mm=_rms(np.linalg.norm(error_mm[:, CORNERS], axis=-1)),
        distance_rms_mm=_rms(farther) * half_width,
        roll_rms_deg=math.degrees(_rms(roll)),
        roll_rms_mm=_rms(roll) * half_width,
        jitter_mm=_rms(np.linalg.norm(np.diff(error_mm[:, BRIDGE], axis=0), axis=-1)),
        lag_frames=_lag(_across(true[1:], true[:-1]), error_mm[1:]),
        depth_rms_mm=_rms(farther * true[:, BRIDGE, 2]),
        size_percent=100 * (place.size - 1),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Heads:
    """The true heads of a clip as arrays."""

    axes: FloatArray
    """(n, 3, 3) head axes to camera axes."""
    place_mm: FloatArray
    """(n, 3)"""

    @classmethod
    def of(cls, truth: Sequence[TrueHead]) -> _Heads:
        axes = np.array([HEAD_TO_CAMERA_AXES @ head.pose.rotation for head in truth])
        return cls(axes, np.array([head.pose.translation_mm for head in truth]))

    def placed(self, points_mm: FloatArray) -> FloatArray:
        """Head-frame points (k, 3) in the camera frame: (n, k, 3)."""
        placed: FloatArray = points_mm @ self.axes.transpose(0, 2, 1) + self.place_mm[:, None]
        return placed


def _across(drawn_mm: FloatArray, true_mm: FloatArray) -> FloatArray:
    """(n, k, 2): how far apart points are in the picture, in millimetres where the true ones are."""
    apart = drawn_mm[..., :2] / drawn_mm[..., 2:] - true_mm[..., :2] / true_mm[..., 2:]
    across: FloatArray = apart * true_mm[..., 2:]
    return across


@dataclass(frozen=True, slots=True, eq=False)
class _Place:
    """Where on the head the frame sits, all through the clip."""

    turn: FloatArray
    shift_mm: FloatArray
    size: float

    def of(self, front: FloatArray) -> FloatArray:
        """The front's points (k, 3) in the head frame."""
        placed: FloatArray = self.size * front @ self.turn.T + self.shift_mm
        return placed

    def moved(self, step: FloatArray) -> _Place:
        """`step` (7,): turn in radians, shift in mm, part of the size."""
        return _Place(
            rotation_of(step[:3]) @ self.turn, self.shift_mm + step[3:6], self.size * math.exp(step[6])
        )


def _constant_place(heads: _Heads, drawn: FloatArray, front: FloatArray) -> _Place:
    """The place that leaves the least error in the pictures (Gauss-Newton, slopes by small steps).

    What a clip cannot tell, such as depth where only the camera turned, stays as it began.
    """
    in_head = np.einsum("nij,nkj->nki", heads.axes.transpose(0, 2, 1), drawn - heads.place_mm[:, None])
    place = _Place(np.eye(3), in_head[:, BRIDGE].mean(axis=0), 1.0)

    def error(of: _Place) -> FloatArray:
        true = heads.placed(of.of(front))
        apart = drawn[..., :2] / drawn[..., 2:] - true[..., :2] / true[..., 2:]
        return np.asarray(apart * heads.place_mm[:, None, 2:]).ravel()

    for _ in range(_MOST_STEPS):
        now = error(place)
        slopes = np.stack([(error(place.moved(1e-5 * unit)) - now) / 1e-5 for unit in np.eye(7)], axis=1)
        step = -np.asarray(np.linalg.lstsq(slopes, now, rcond=1e-4)[0], dtype=np.float64)
        place = place.moved(step)
        if np.abs(step).max() < _SETTLED:
            break
    return place


def _roll(points_mm: FloatArray) -> FloatArray:
    """(n,) radians: slope in the picture of the line from the front's left to its right side."""
    seen = points_mm[..., :2] / points_mm[..., 2:]
    along = seen[:, _RIGHT].mean(axis=1) - seen[:, _LEFT].mean(axis=1)
    slope: FloatArray = np.arctan2(along[:, 1], along[:, 0])
    return slope


def _lag(moved_mm: FloatArray, error_mm: FloatArray) -> float:
    """Frames: the share of each frame's true movement by which the drawn points are behind (least squares)."""
    if _rms(np.linalg.norm(moved_mm, axis=-1)) < _STILL_MM:
        return 0.0
    return -float((error_mm * moved_mm).sum() / (moved_mm**2).sum())


def _without_mean(values: FloatArray) -> FloatArray:
    return np.asarray(values - values.mean())


def _rms(values: FloatArray) -> float:
    return float(np.sqrt((values**2).mean()))
