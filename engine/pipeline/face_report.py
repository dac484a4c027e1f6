"""One picture in, one FaceReport out: for the command line, the kiosk and the server alike.

`face_report` looks for the face with the tracker it is given; `report_on` is what follows, a pure function of
landmarks and picture. Nothing is kept between two pictures.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import repeat

from engine.face.coverings import coverings
from engine.face.follow import FaceFollower
from engine.face.measure import KnownDepth, MeasurePool
from engine.face.measure_gaze import Gaze
from engine.face.plausibility import problem_of
from engine.face.reference_depth import believable
from engine.face.shape import classify
from engine.tracking.replay import ReplayTracker
from engine.tracking.still import StillFace, StillTracker, find_in_still
from engine.types import CameraModel, Covering, FaceProblem, FaceReport, Frame, Landmarks, TrackedFace

_NO_FACE = FaceReport(found=False, problem=FaceProblem.NO_FACE)
_SETTLING_LOOKS = 3
_BETWEEN_LOOKS_NS = 100_000_000


def face_report(
    frame: Frame,
    camera: CameraModel,
    tracker: StillTracker,
    gaze: Gaze = Gaze.UNKNOWN,
    known: KnownDepth | None = None,
) -> FaceReport:
    """What one still picture tells of the nearest face in it; `known` brings a reference's scale.

    Raises UnusableReference when no face could be as large as that scale makes this one.
    """
    seen = find_in_still(tracker, frame)
    return _NO_FACE if seen is None else report_on(seen, frame, camera, gaze, known)


def report_on(
    seen: StillFace,
    frame: Frame,
    camera: CameraModel,
    gaze: Gaze = Gaze.UNKNOWN,
    known: KnownDepth | None = None,
) -> FaceReport:
    """What landmarks and the picture they were found in tell; the same in, the same out."""
    face = locate(seen.landmarks, frame, camera)
    if face is None:
        return _NO_FACE
    problem = problem_of(face, seen.disagreement)
    if problem is FaceProblem.NOT_A_FACE:
        return FaceReport(found=False, problem=problem)
    found = FaceReport(True, problem, face.landmarks, face.pose, coverings=coverings(frame.pixels, face))
    if problem is not None:
        return found
    measures = MeasurePool(gaze).add(face, camera, frame, known and believable(known, face))
    if Covering.MASK in (found.coverings or ()):
        return replace(found, problem=FaceProblem.COVERED, measures=measures)
    return replace(found, measures=measures, face_shape=classify(face.landmarks.points_px))


def locate(landmarks: Landmarks, frame: Frame, camera: CameraModel) -> TrackedFace | None:
    """The metric face of landmarks that do not move: looked at a few times, so that shape and scale settle."""
    follower = FaceFollower(ReplayTracker(repeat(landmarks, _SETTLING_LOOKS)))
    face = None
    for look in range(_SETTLING_LOOKS):
        moment_ns = frame.captured_ns + look * _BETWEEN_LOOKS_NS
        face = follower.follow(Frame(frame.pixels, moment_ns, frame.source), camera).face
    return face
