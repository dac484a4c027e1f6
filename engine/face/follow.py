"""Follows one face from frame to frame: landmarks in, a steady metric face out. No prediction: what is drawn
belongs to the frame it was computed from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from engine.face.mean_face import stillness
from engine.face.mesh_bias import without_mesh_bias
from engine.face.person import PersonShape
from engine.face.pose import solve_pose
from engine.face.presence import Presence
from engine.face.scale import SessionScale, iris_px
from engine.face.smoothing import PoseSmoother
from engine.face.surface import FaceSurface
from engine.types import (
    CameraModel,
    FaceTracker,
    FloatArray,
    FollowedFace,
    Frame,
    HeadPose,
    Landmarks,
    TrackedFace,
)

_FORGET_AFTER_S = 3.0
"""Without a face for so long, whoever comes is taken for somebody else."""
_LONGEST_STEP = 0.75
"""Of a face's width between two frames; farther away it is another face."""
_USUAL_PERIOD_S = 1 / 30
_WEIGHTS: FloatArray = stillness() / stillness().sum()


@dataclass
class _Known:
    """What is known of the person in view."""

    person: PersonShape = field(default_factory=lambda: PersonShape(_WEIGHTS))
    scale: SessionScale = field(default_factory=SessionScale)
    smoother: PoseSmoother = field(default_factory=PoseSmoother)
    surface: FaceSurface = field(default_factory=FaceSurface)
    pose: HeadPose | None = None
    """Of the last frame, unsmoothed, in millimetres of the mean face; None after the face was lost."""
    landmarks: Landmarks | None = None


class FaceFollower:
    """Joins tracker, pose, scale, shape and smoothing for one visit; use from the thread of the tracker."""

    def __init__(self, tracker: FaceTracker) -> None:
        self._tracker = tracker
        self._known = _Known()
        self._presence = Presence()
        self._last_ns: int | None = None
        self._seen_ns: int | None = None
        self._face: TrackedFace | None = None

    def follow(self, frame: Frame, camera: CameraModel) -> FollowedFace:
        """The face of this frame. A face just lost stays where it was while it fades, then is None."""
        passed_s = self._passed_s(frame.captured_ns)
        landmarks = self._tracker.find(frame)
        if landmarks is None:
            self._lose()
        else:
            self._recognise(landmarks, frame.captured_ns)
            self._face = self._locate(landmarks, camera, frame.captured_ns, passed_s)
        self._presence.see(None if landmarks is None or self._face is None else self._face.pose, passed_s)
        opacity = self._presence.opacity or 0.0
        if landmarks is None and opacity == 0.0:
            self._face = None
        return FollowedFace(self._face, opacity, self._presence.hint)

    def _passed_s(self, captured_ns: int) -> float:
        """Since the last frame; a camera's clock that stands still or jumps back counts as one usual period."""
        last_ns, self._last_ns = self._last_ns, captured_ns
        return _USUAL_PERIOD_S if last_ns is None or captured_ns <= last_ns else (captured_ns - last_ns) / 1e9

    def _lose(self) -> None:
        self._known.pose = None
        self._known.landmarks = None
        self._known.smoother.restart()
        self._known.surface.restart()

    def _recognise(self, landmarks: Landmarks, captured_ns: int) -> None:
        """Begins anew for another person: after a long absence, or when the face is suddenly elsewhere."""
        was_long_ago = self._seen_ns is not None and (captured_ns - self._seen_ns) / 1e9 > _FORGET_AFTER_S
        last = self._known.landmarks
        if was_long_ago or (last is not None and _is_elsewhere(landmarks, last)):
            self._known = _Known()
        self._seen_ns = captured_ns
        self._known.landmarks = landmarks

    def _locate(
        self, landmarks: Landmarks, camera: CameraModel, captured_ns: int, passed_s: float
    ) -> TrackedFace:
        known = self._known
        shape = known.person.shape
        pose = solve_pose(landmarks.points_px, shape, _WEIGHTS, camera, known.pose)
        known.pose = pose
        known.scale.read(landmarks, pose, shape, camera)
        known.person.learn(landmarks, pose, camera, captured_ns)
        surface = known.surface.bend(shape, landmarks, pose, camera, passed_s)
        scale = known.scale.value
        smooth = known.smoother.smooth(without_mesh_bias(pose, _WEIGHTS @ shape), captured_ns)
        metric = HeadPose(smooth.rotation, smooth.translation_mm * scale, smooth.residual_px)
        return TrackedFace(landmarks, metric, surface * scale, iris_px(landmarks))


def _is_elsewhere(landmarks: Landmarks, last: Landmarks) -> bool:
    now, before = landmarks.points_px[:, :2], last.points_px[:, :2]
    width_px = max(float(np.ptp(now[:, 0])), float(np.ptp(before[:, 0])))
    return float(np.linalg.norm(now.mean(axis=0) - before.mean(axis=0))) > _LONGEST_STEP * width_px
