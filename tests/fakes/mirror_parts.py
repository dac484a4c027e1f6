"""Scripted parts of the main road: a face that is always there, a fit that is always good."""

from __future__ import annotations

import numpy as np

from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.loop import MirrorLoop, VisitParts
from engine.types import (
    CameraModel,
    Eyewear,
    FaceMeasures,
    FaceShape,
    Fit,
    FitVerdict,
    FollowedFace,
    Frame,
    FrameFinish,
    FrameMaterial,
    FrameShape,
    FrameSpec,
    HeadPose,
    Hint,
    Landmarks,
    Measure,
    Shape,
    TrackedFace,
    Watched,
)

SPEC = FrameSpec(FrameShape.PANTO, 48, 42, 20, 145)
GLASSES = Eyewear("ALBA-1", SPEC, FrameFinish(FrameMaterial.ACETATE, (0.3, 0.2, 0.1)))
SUNGLASSES = Eyewear("SOLE-1", SPEC, FrameFinish(FrameMaterial.METAL, (0.8, 0.7, 0.3)))


def tracked_face(frame: Frame) -> TrackedFace:
    """A frontal face 600 mm away, marked with its frame's time."""
    landmarks = Landmarks(np.zeros((478, 3)), frame.width_px, frame.height_px)
    pose = HeadPose(np.eye(3), np.array([0.0, 0.0, 600.0]))
    return TrackedFace(landmarks, pose, np.zeros((478, 3)), iris_px=float(frame.captured_ns))


def measures(pd_mm: float = 63.0, width_mm: float = 140.0) -> FaceMeasures:
    def about(value: float) -> Measure:
        return Measure(value, value - 2, value + 2)

    return FaceMeasures(
        pd=about(pd_mm),
        near_pd=about(pd_mm - 3),
        face_width=about(width_mm),
        temple_width=about(width_mm - 4),
        bridge_width=about(18),
        bridge_height=about(1),
        right_pd=about(pd_mm / 2),
        left_pd=about(pd_mm / 2),
    )


def good_fit(spec: FrameSpec, face: TrackedFace) -> Fit:
    del face
    return Fit(np.eye(4), 1.0, 1.0, FitVerdict.GOOD, spec.front_width_mm / 140, 8.0, 13.0)


class ScriptedFollower:
    """Sees a face in every frame, or in none."""

    def __init__(self, faces: bool = True) -> None:
        self._faces = faces

    def follow(self, frame: Frame, camera: CameraModel) -> FollowedFace:
        del camera
        if not self._faces:
            return FollowedFace(None, 0.0, Hint.NO_FACE)
        return FollowedFace(tracked_face(frame), 1.0, Hint.NONE)


class FixedMeasures:
    """Always measures the same."""

    def add(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> FaceMeasures:
        del face, camera, frame
        return measures()


class FixedShape:
    """Always sees an oval face."""

    def add(self, face: TrackedFace) -> FaceShape:
        del face
        return FaceShape(((Shape.OVAL, 0.6), (Shape.ROUND, 0.4)))


NOTHING_NOTICED = Watched()


class ScriptedWatch:
    """Always notices the same."""

    def __init__(self, watched: Watched = NOTHING_NOTICED) -> None:
        self.watched = watched

    def add(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> Watched:
        del face, camera, frame
        return self.watched


def scripted_parts(faces: bool = True, watched: Watched = NOTHING_NOTICED) -> VisitParts:
    return VisitParts(ScriptedFollower(faces), FixedMeasures(), FixedShape(), ScriptedWatch(watched))


def scripted_loop(
    slot: LatestSlot[Frame],
    faces: bool = True,
    made: list[VisitParts] | None = None,
    watched: Watched = NOTHING_NOTICED,
) -> MirrorLoop:
    """A loop of scripted parts; every set of parts it makes is also put into `made`."""

    def make() -> VisitParts:
        parts = scripted_parts(faces, watched)
        if made is not None:
            made.append(parts)
        return parts

    def camera_of(frame: Frame) -> CameraModel:
        return CameraModel(1000.0, frame.width_px, frame.height_px)

    return MirrorLoop(slot, make, good_fit, camera_of, close=lambda: None)
