"""What one frame says of a face, without a scale: every length as a part of the distance between the pupils seen.

Head turn is compensated here, by the angle of the head and the perspective of the camera. How large the face is in
millimetres is decided elsewhere, from many readings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.face.limbus import LEFT_EYE, RIGHT_EYE, EyePoints, Limbus, find_limbus, tracked_iris_px
from engine.face.measure_gaze import NEUTRAL_HEIGHT_MM, PUPIL_TO_TURNING_POINT_MM, screen_log_odds
from engine.face.measure_scale import LogLength
from engine.types import HEAD_TO_CAMERA_AXES, ByteArray, CameraModel, FloatArray, TrackedFace

CHEEKBONES: Final = (234, 454)
TEMPLES: Final = (127, 356)
BRIDGE_FLANKS: Final = (188, 412)
BRIDGE_SADDLE: Final = (168, 6)
"""Above and below the deepest point of the nose between the eyes (point 27 of the 68-point scheme lies midway)."""
BRIDGE_MIDDLE: Final = (8, 168, 6, 197)

_LIMBUS_SPREAD = 0.009
"""Of one fitted iris against its true size on rendered heads (relative)."""
_TRACKED_IRIS_BIAS = 1.03
_TRACKED_IRIS_SPREAD = 0.055
"""Of the tracker's iris against the true size on rendered heads; partly one error for both eyes."""
_TURN_ERROR_RAD = math.radians(2.0)
"""How well the angle of the head is known."""
_GAZE_ERROR_RAD = math.radians(4.0)
_LARGEST_TURN = math.cos(math.radians(50.0))


@dataclass(frozen=True, slots=True)
class FaceReading:
    """Lengths of one face in one frame, as parts of the distance between its pupils as seen."""

    depth: float
    """From the camera to the plane of the pupils, along the optical axis."""
    seen_spread: float
    """Relative error of the distance between the pupils itself: turn of the head, centres of the irises."""
    iris: float
    iris_spread: float
    is_iris_edge: bool
    """Whether both irises were found by their edges, not only by the tracker."""
    screen_log_odds: float
    """See measure_gaze."""
    right_share: float
    """From the middle of the bridge to the person's right pupil."""
    face_width: float
    temple_width: float
    bridge_width: float
    bridge_height: float

    @property
    def weight(self) -> float:
        """Frontal, sharp frames count most."""
        return 1.0 / (self.iris_spread**2 + self.seen_spread**2)

    def seen_by(self, depth_mm: float, spread: float) -> LogLength:
        """Distance between the pupils when the depth of their plane is known, to this relative spread."""
        return LogLength.about(depth_mm / self.depth, math.hypot(spread, self.seen_spread))


def read_face(face: TrackedFace, camera: CameraModel, pixels: ByteArray | None = None) -> FaceReading | None:
    """What this frame says; None when the head is turned too far away for any length to be read.

    With `pixels` (of the same frame) the irises are measured by their edges.
    """
    facing = float(face.pose.rotation[2, 2])
    if facing < _LARGEST_TURN:
        return None
    irises = _irises(face, pixels)
    rays = _rays(np.array([iris.centre_px for iris in irises.both]), camera)
    right, left = _pupils(rays, face)
    gaze = _gaze(face, irises)
    seen_px = np.array([iris.diameter_px for iris in irises.both])
    diameters = seen_px / camera.focal_px * np.array([right[2], left[2]]) / max(gaze.squeeze, 0.5)
    lifted = _Lifted(face, camera)
    pd_mm = lifted.width((RIGHT_EYE.iris, LEFT_EYE.iris))
    return FaceReading(
        depth=float(right[2] + left[2]) / 2,
        seen_spread=math.hypot(0.003, math.sqrt(max(0.0, 1 - facing**2)) / facing * _TURN_ERROR_RAD),
        iris=float(diameters.mean()),
        iris_spread=math.hypot(irises.spread, gaze.squeeze_spread),
        is_iris_edge=irises.are_edges,
        screen_log_odds=gaze.log_odds,
        right_share=_right_share(lifted, gaze.sideways_mm),
        face_width=lifted.width(CHEEKBONES) / pd_mm,
        temple_width=lifted.width(TEMPLES) / pd_mm,
        bridge_width=lifted.width(BRIDGE_FLANKS) / pd_mm,
        bridge_height=_bridge_height(face.surface_mm) / pd_mm,
    )


@dataclass(frozen=True, slots=True)
class _Irises:
    right: Limbus
    left: Limbus
    spread: float
    are_edges: bool

    @property
    def both(self) -> tuple[Limbus, Limbus]:
        return self.right, self.left


def _irises(face: TrackedFace, pixels: ByteArray | None) -> _Irises:
    """Both by their edges, or both as the tracker has them: never one of each, their errors differ."""
    if pixels is not None:
        right = find_limbus(pixels, face.landmarks, RIGHT_EYE)
        left = right and find_limbus(pixels, face.landmarks, LEFT_EYE)
        if right and left:
            mean_px = (right.diameter_px + left.diameter_px) / 2
            differ = abs(right.diameter_px - left.diameter_px) / mean_px / 2
            spread = math.hypot(max(_LIMBUS_SPREAD / math.sqrt(2), 0.12 / mean_px), differ / 2)
            return _Irises(right, left, spread, are_edges=True)
    tracked = [_as_tracked(face, eye) for eye in (RIGHT_EYE, LEFT_EYE)]
    return _Irises(tracked[0], tracked[1], _TRACKED_IRIS_SPREAD, are_edges=False)


def _as_tracked(face: TrackedFace, eye: EyePoints) -> Limbus:
    diameter_px = tracked_iris_px(face.landmarks, eye) / _TRACKED_IRIS_BIAS
    return Limbus(face.landmarks.points_px[eye.iris, :2], diameter_px, 0.0)


def _rays(points_px: FloatArray, camera: CameraModel) -> FloatArray:
    """Directions in the camera frame through pixels (n, 2), with z = 1."""
    centre = np.array([camera.width_px / 2, camera.height_px / 2])
    return np.column_stack([(points_px - centre) / camera.focal_px, np.ones(len(points_px))])


def _pupils(rays: FloatArray, face: TrackedFace) -> tuple[FloatArray, FloatArray]:
    """Where the pupils lie on their rays, when the line between them runs along the head and is 1 long."""
    across = HEAD_TO_CAMERA_AXES @ face.pose.rotation @ np.array([1.0, 0.0, 0.0])
    depths, *_ = np.linalg.lstsq(np.column_stack([-rays[0], rays[1]]), across, rcond=None)
    return rays[0] * depths[0], rays[1] * depths[1]


@dataclass(frozen=True, slots=True)
class _GazeReading:
    log_odds: float
    squeeze: float
    """Apparent over true width of an iris that looks past the camera."""
    squeeze_spread: float
    sideways_mm: float
    """How far both eyes together have turned away from straight ahead, at the pupil."""


def _gaze(face: TrackedFace, irises: _Irises) -> _GazeReading:
    to_camera = -(HEAD_TO_CAMERA_AXES @ face.pose.rotation).T @ face.pose.translation_mm
    to_camera /= np.linalg.norm(to_camera)
    shift_mm = _shift_mm(face, irises)
    sideways = math.asin(max(-0.7, min(0.7, float(shift_mm[0]) / PUPIL_TO_TURNING_POINT_MM)))
    off_axis = abs(math.asin(float(to_camera[0])) - sideways)
    return _GazeReading(
        screen_log_odds(shift_mm, to_camera),
        math.cos(off_axis),
        math.sin(off_axis) * _GAZE_ERROR_RAD + 0.5 * (1 - math.cos(off_axis)),
        float(shift_mm[0]),
    )


def _shift_mm(face: TrackedFace, irises: _Irises) -> FloatArray:
    """How far both irises together stand from where they are when looking straight ahead, (x, y) in head axes."""
    surface, points = face.surface_mm, face.landmarks.points_px
    mm_per_px = _distance(surface, RIGHT_EYE.iris, LEFT_EYE.iris) / _distance(
        points[:, :2], RIGHT_EYE.iris, LEFT_EYE.iris
    )
    to_head = (HEAD_TO_CAMERA_AXES @ face.pose.rotation).T
    shifts = []
    for eye, iris in zip((RIGHT_EYE, LEFT_EYE), irises.both, strict=True):
        corners = (surface[eye.outer_corner] + surface[eye.inner_corner]) / 2
        moved = np.append((iris.centre_px - points[eye.iris, :2]) * mm_per_px, 0.0)
        shifts.append(surface[eye.iris] + to_head @ moved - corners)
    both: FloatArray = np.mean(shifts, axis=0)[:2] - np.array([0.0, NEUTRAL_HEIGHT_MM])
    return both


@dataclass(frozen=True, slots=True, eq=False)
class _Lifted:
    """Landmarks of this frame put back into the head frame, each at the depth the surface has there."""

    face: TrackedFace
    camera: CameraModel

    def point(self, number: int) -> FloatArray:
        """(3,) head frame, in the surface's millimetres."""
        to_camera = HEAD_TO_CAMERA_AXES @ self.face.pose.rotation
        ray = _rays(self.face.landmarks.points_px[[number], :2], self.camera)[0]
        ahead = to_camera[:, 2]
        origin = self.face.pose.translation_mm
        reach = (ahead @ origin + self.face.surface_mm[number, 2]) / (ahead @ ray)
        placed: FloatArray = (reach * ray - origin) @ to_camera
        return placed

    def width(self, pair: tuple[int, int]) -> float:
        return float(np.linalg.norm(self.point(pair[1]) - self.point(pair[0])))


def _distance(points: FloatArray, one: int, other: int) -> float:
    return float(np.linalg.norm(points[one] - points[other]))


def _right_share(lifted: _Lifted, sideways_mm: float) -> float:
    """Where the middle of the bridge stands between the pupils looking straight ahead, from the person's right."""
    right, left = lifted.point(RIGHT_EYE.iris)[0], lifted.point(LEFT_EYE.iris)[0]
    middle = np.mean([lifted.point(number)[0] for number in BRIDGE_MIDDLE]) + sideways_mm
    return float((middle - right) / (left - right))


def _bridge_height(surface: FloatArray) -> float:
    """Height of the deepest point of the bridge above the line between the pupils."""
    saddle = surface[list(BRIDGE_SADDLE), 1].mean()
    return float(saddle - surface[[RIGHT_EYE.iris, LEFT_EYE.iris], 1].mean())
