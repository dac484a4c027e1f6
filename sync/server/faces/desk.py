"""Looks at pictures with the kiosk's own engine, a few at a time: others wait a little, then are sent away.

A picture lives in memory while it is looked at, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from queue import Empty, LifoQueue
from threading import BoundedSemaphore
from typing import Protocol

from app.domain.errors import RetryLater
from engine.capture.picture import Picture, UnusablePicture, read_picture
from engine.pipeline.face_report import face_report
from engine.tracking.nearest import FaceBox
from engine.types import CameraModel, FaceProblem, FaceReport, FaceShape, Frame, Landmarks

MAX_UPLOAD_BYTES = 15_000_000
"""Of the file as it is sent; looked at before anything is decoded."""
_USUAL_FOV_DEG = 65.2
"""Of a webcam or a telephone's front camera: shape does not depend on it, the pose only slightly."""
_COMPARABLE = 0.5
"""Another face at least this tall beside the largest: nobody can say whose shape is asked for."""
_BUSY_S = 2.0
"""After which a caller who was sent away may come back."""


class Unfit(StrEnum):
    """Why a picture gives no face shape; these words are stable."""

    NOT_AN_IMAGE = "not_an_image"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    TURNED_AWAY = "turned_away"
    COVERED = "covered"


class UnfitPicture(Exception):
    """The picture cannot be answered; the text is one sentence for people."""

    def __init__(self, reason: Unfit, sentence: str) -> None:
        super().__init__(sentence)
        self.reason = reason


class StillFaces(Protocol):
    """What the desk needs of a tracker."""

    def find(self, frame: Frame) -> Landmarks | None: ...

    def forget(self) -> None: ...

    def faces(self, frame: Frame) -> list[FaceBox]: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, eq=False)
class SeenFace:
    """The one face of a picture."""

    shape: FaceShape
    points_px: tuple[tuple[float, float, float], ...]
    """478 landmarks in pixels of the file."""


class FaceDesk:
    """At most `at_once` pictures are decoded and looked at, at most `waiting` wait. Call from any thread."""

    def __init__(
        self,
        new_tracker: Callable[[], StillFaces],
        *,
        at_once: int = 2,
        waiting: int = 8,
        patience_s: float = 5.0,
    ) -> None:
        self._new_tracker = new_tracker
        self._patience_s = patience_s
        self._inside = BoundedSemaphore(at_once + waiting)
        self._free: LifoQueue[StillFaces | None] = LifoQueue()
        for _ in range(at_once):
            self._free.put(None)  # a place whose tracker is made when it is first needed

    def look(self, picture: bytes) -> SeenFace:
        """The face in an upload. Raises UnfitPicture, or RetryLater when too many ask at once."""
        if len(picture) > MAX_UPLOAD_BYTES:
            raise _too_heavy()
        if not self._inside.acquire(blocking=False):
            raise _busy()
        try:
            return self._look_when_free(picture)
        finally:
            self._inside.release()

    def _look_when_free(self, picture: bytes) -> SeenFace:
        try:
            tracker = self._free.get(timeout=self._patience_s)
        except Empty:
            raise _busy() from None
        try:
            tracker = tracker or self._new_tracker()
            return see(picture, tracker)
        finally:
            self._free.put(tracker)

    def close(self) -> None:
        """Call when nobody looks any more."""
        while not self._free.empty():
            tracker = self._free.get()
            if tracker is not None:
                tracker.close()


def see(picture: bytes, tracker: StillFaces) -> SeenFace:
    """The one face in a picture. Raises UnfitPicture."""
    try:
        read = read_picture(picture)
    except UnusablePicture as reason:
        raise UnfitPicture(Unfit(reason.problem.value), str(reason)) from reason
    height_px, width_px = read.pixels.shape[:2]
    frame = Frame(read.pixels, 0, "upload")
    if several(tracker.faces(frame)):
        raise UnfitPicture(
            Unfit.SEVERAL_FACES, "There are several faces in the picture. Please show one only."
        )
    camera = CameraModel.from_horizontal_fov(_USUAL_FOV_DEG, width_px, height_px)
    return _face(face_report(frame, camera, tracker), read)


def several(faces: Sequence[FaceBox]) -> bool:
    """Whether a second face is about as near as the nearest; passers-by far behind do not count."""
    heights = sorted((face.height_px for face in faces), reverse=True)
    return len(heights) > 1 and heights[1] >= _COMPARABLE * heights[0]


def _face(report: FaceReport, picture: Picture) -> SeenFace:
    if report.problem is not None:
        raise UnfitPicture(*_PROBLEMS[report.problem])
    assert report.face_shape is not None
    assert report.landmarks is not None
    points = report.landmarks.points_px / picture.scale
    return SeenFace(report.face_shape, tuple((float(x), float(y), float(z)) for x, y, z in points))


_PROBLEMS = {
    FaceProblem.NO_FACE: (Unfit.NO_FACE, "There is no face in the picture."),
    FaceProblem.NOT_A_FACE: (Unfit.NO_FACE, "There is no face in the picture that could be measured."),
    FaceProblem.TOO_SMALL: (Unfit.FACE_TOO_SMALL, "The face is too small. Please come nearer to the camera."),
    FaceProblem.TURNED_AWAY: (Unfit.TURNED_AWAY, "The head is turned away. Please look into the camera."),
    FaceProblem.COVERED: (Unfit.COVERED, "A mask hides part of the face. Please take it off."),
}


def _too_heavy() -> UnfitPicture:
    most = MAX_UPLOAD_BYTES // 1_000_000
    return UnfitPicture(Unfit.TOO_LARGE, f"The file is larger than {most} MB. Please send a smaller copy.")


def _busy() -> RetryLater:
    return RetryLater("Too many pictures are being looked at. Please try again in a moment.", _BUSY_S)
