"""The real parts of the main road, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.eyewear.fit import fit
from engine.face.follow import FaceFollower
from engine.face.measure import MeasurePool
from engine.face.measure_gaze import Gaze
from engine.face.shape_pool import ShapePool
from engine.face.watch import FaceWatch
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.loop import MirrorLoop, VisitParts
from engine.pipeline.stats import Stage, StageTimes
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import CameraModel, FaceTracker, Frame, Landmarks

_BELIEVED_AFTER = 3
"""Readings, half a second of them, before measures are shown: what flickers up as a face is none."""


@dataclass(frozen=True, slots=True)
class TimedTracker:
    """A tracker whose time is taken."""

    tracker: FaceTracker
    times: StageTimes

    def find(self, frame: Frame) -> Landmarks | None:
        with self.times.timing(Stage.TRACK):
            return self.tracker.find(frame)

    def close(self) -> None:
        self.tracker.close()


def seen_with_fov(horizontal_fov_deg: float) -> Callable[[Frame], CameraModel]:
    """The camera of any frame that shows this much of the world from side to side."""
    return lambda frame: CameraModel.from_horizontal_fov(horizontal_fov_deg, frame.width_px, frame.height_px)


def real_loop(
    slot: LatestSlot[Frame], camera_of: Callable[[Frame], CameraModel], times: StageTimes
) -> MirrorLoop:
    """A loop with MediaPipe, for the thread that will step it; loading the models takes some tenths of a second."""
    tracker = TimedTracker(FaceMeshTracker(), times)

    def new_visit() -> VisitParts:
        measuring = MeasurePool(Gaze.SCREEN, _BELIEVED_AFTER)
        return VisitParts(FaceFollower(tracker), measuring, ShapePool(), FaceWatch())

    return MirrorLoop(slot, new_visit, fit, camera_of, tracker.close)
