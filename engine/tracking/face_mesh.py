"""MediaPipe's face mesh as a FaceTracker: the nearest face's 478 landmarks, frame after frame.

The wheel of 0.10.21 carries its models; nothing is downloaded and nothing is reported to anyone.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

import cv2
import numpy as np

from engine.asset_paths import WARM_UP_FACE
from engine.tracking.nearest import FaceBox, NearestFace
from engine.tracking.quiet import native_stderr_muted
from engine.types import ByteArray, FloatArray, Frame, Landmarks

LANDMARKS = 478
_CONFIDENCE = 0.5
_LANDMARK_ON_THE_WIRE = np.dtype(
    {"names": ["x", "y", "z"], "formats": ["<f4"] * 3, "offsets": [3, 8, 13], "itemsize": 17}
)
"""A tag and a length, then three floats with a tag each."""
_RIVAL_MARGIN = 0.6
"""Room left around a detected face, in its own sizes, when the mesh is led to it."""
_BLANK: ByteArray = np.zeros((128, 128, 3), dtype=np.uint8)


class FaceMeshTracker:
    """Follows one face; use from one thread. Frames must come in the order they were taken.

    One face is meshed and the small detector looks for nearer ones now and then: asking the mesh itself for two
    faces doubles the time of every frame (8 ms instead of 4), because it then searches in each.
    """

    def __init__(self) -> None:
        with native_stderr_muted():
            self._mesh = _solution("face_mesh").FaceMesh(
                max_num_faces=1, refine_landmarks=True, min_detection_confidence=_CONFIDENCE
            )
            self._detector = _solution("face_detection").FaceDetection(_CONFIDENCE, model_selection=0)
            self._warm_up()
        self._nearest = NearestFace()
        self._has_face = False

    def find(self, frame: Frame) -> Landmarks | None:
        """The nearest face, or None."""
        picture = cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2RGB)
        points = self._points(picture)
        if points is None and self._has_face:
            points = self._points(picture)  # it moved out of the region last seen: search the picture at once
        if points is not None and self._nearest.is_time_to_look(frame.captured_ns):
            points = self._nearer(picture, points, frame.captured_ns)
        self._has_face = points is not None
        if points is None:
            self._nearest.forget()
            return None
        return Landmarks(points, frame.width_px, frame.height_px)

    def forget(self) -> None:
        """The next frame is searched as if it were the first."""
        self._mesh.process(_BLANK)  # lets go of its face; its own reset() is slower and logs to the terminal
        self._nearest.forget()
        self._has_face = False

    def faces(self, frame: Frame) -> list[FaceBox]:
        """Every face the small detector sees, up to about two metres away."""
        return self._seen(cv2.cvtColor(frame.pixels, cv2.COLOR_BGR2RGB))

    def close(self) -> None:
        """Ends the native graphs; `find` must not be called again."""
        self._mesh.close()
        self._detector.close()

    def _warm_up(self) -> None:
        """Makes both graphs say what they log once in their life, then forget the face they were shown."""
        face = _decoded(WARM_UP_FACE.read_bytes())
        for picture in (face, face, np.zeros_like(face)):
            self._mesh.process(picture)
            self._detector.process(picture)

    def _points(self, picture: cv2.typing.MatLike) -> FloatArray | None:
        """(478, 3) pixels."""
        found = self._mesh.process(picture).multi_face_landmarks
        if not found:
            return None
        height, width = picture.shape[:2]
        points = _coordinates(found[0].SerializeToString())
        points *= (width, height, width)
        return points

    def _nearer(self, picture: cv2.typing.MatLike, points: FloatArray, now_ns: int) -> FloatArray | None:
        rival = self._nearest.rival(_box_around(points), self._seen(picture), now_ns)
        return points if rival is None else self._led_to(picture, rival)

    def _seen(self, picture: cv2.typing.MatLike) -> list[FaceBox]:
        height, width = picture.shape[:2]
        boxes = (
            found.location_data.relative_bounding_box
            for found in self._detector.process(picture).detections or ()
        )
        return [FaceBox(b.xmin * width, b.ymin * height, b.width * width, b.height * height) for b in boxes]

    def _led_to(self, picture: cv2.typing.MatLike, face: FaceBox) -> FloatArray | None:
        """Shows the mesh nothing but this face: it loses the one it held, then finds this one."""
        alone = _only(picture, face)
        self._mesh.process(alone)
        return self._points(alone)


def _coordinates(wire: bytes) -> FloatArray:
    """(478, 3) parts of the picture, from a NormalizedLandmarkList as protobuf writes it.

    Reading 478 messages one by one takes as long as a quarter of the tracking.
    """
    landmarks = np.frombuffer(wire, _LANDMARK_ON_THE_WIRE)
    return np.stack([landmarks["x"], landmarks["y"], landmarks["z"]], axis=1).astype(np.float64)


def _decoded(jpeg: bytes) -> ByteArray:
    """Red-green-blue."""
    pixels = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(pixels, dtype=np.uint8)


def _box_around(points: FloatArray) -> FaceBox:
    (left, top), (right, bottom) = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    return FaceBox(left, top, right - left, bottom - top)


def _only(picture: cv2.typing.MatLike, face: FaceBox) -> ByteArray:
    """The picture, black but for the face and a margin around it."""
    across, down = face.width_px * _RIVAL_MARGIN, face.height_px * _RIVAL_MARGIN
    left, top = max(0, int(face.left_px - across)), max(0, int(face.top_px - down))
    right, bottom = int(face.left_px + face.width_px + across), int(face.top_px + face.height_px + down)
    alone: ByteArray = np.zeros_like(picture, dtype=np.uint8)
    alone[top:bottom, left:right] = picture[top:bottom, left:right]
    return alone


def _solution(name: str) -> Any:
    """A module of MediaPipe's solutions, without the rest of the package.

    `import mediapipe` also loads matplotlib and every other solution: 2.4 s instead of 0.2 s.
    """
    for package in ("mediapipe", "mediapipe.python.solutions"):
        if package not in sys.modules:
            sys.modules[package] = _unopened(package)
    return importlib.import_module(f"mediapipe.python.solutions.{name}")


def _unopened(package: str) -> ModuleType:
    """A package whose modules can be imported but whose `__init__` has not run."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ModuleNotFoundError(f"{package} is not installed.", name=package)
    return importlib.util.module_from_spec(spec)
