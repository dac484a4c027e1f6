"""What is said of a person beyond measures: what they wear, and whether they are only a photo. Pooled over a visit."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from engine.face.coverings import coverings
from engine.face.flatness import FlatnessPool
from engine.face.lifelessness import LifelessnessPool
from engine.types import ByteArray, CameraModel, Covering, Frame, TrackedFace, Watched

_BETWEEN_LOOKS_NS = 400_000_000
"""A look costs as much as tracking three frames."""
_REMEMBERED, _BELIEVED = 5, 3
"""Of the last looks so many must agree: one frame with a hand before the face says nothing."""
_SAID_FOR_NS = 8_000_000_000
"""Then the mirror is quiet about it: some see nothing without their glasses, some keep their hat on."""
_FIRST = (Covering.MASK, Covering.GLASSES, Covering.HAT)
"""Said before what comes after it."""

Look = frozenset[Covering]


def believed(looks: Sequence[Look]) -> frozenset[Covering]:
    """What enough of the last looks agree on."""
    return frozenset(kind for kind in Covering if sum(kind in look for look in looks) >= _BELIEVED)


class FaceWatch:
    """Looks at one visit's face a few times a second; the tracker's thread."""

    def __init__(self, look: Callable[[ByteArray, TrackedFace], Look | None] = coverings) -> None:
        self._look = look
        self._looks: deque[Look] = deque(maxlen=_REMEMBERED)
        self._flatness, self._lifelessness = FlatnessPool(), LifelessnessPool()
        self._looked_ns: int | None = None
        self._noticed_ns: dict[Covering, int] = {}
        self._watched = Watched()

    def add(self, face: TrackedFace, camera: CameraModel, frame: Frame) -> Watched:
        """What is known after this frame."""
        if self._looked_ns is None:
            self._looked_ns = (
                frame.captured_ns
            )  # the first picture is shown first: a first look makes tables, 0.2 s
        if 0 <= frame.captured_ns - self._looked_ns < _BETWEEN_LOOKS_NS:
            return self._watched
        self._looked_ns = frame.captured_ns
        look = self._look(frame.pixels, face)
        if look is not None:
            self._looks.append(look)
        worn = believed(self._looks)
        is_flat = self._flatness.add(face.landmarks, camera)
        is_lifeless = self._lifelessness.add(face.landmarks, frame.captured_ns)
        self._watched = Watched(worn, self._to_say(worn, frame.captured_ns), is_flat or is_lifeless)
        return self._watched

    def _to_say(self, worn: frozenset[Covering], now_ns: int) -> Covering | None:
        for kind in worn:
            self._noticed_ns.setdefault(kind, now_ns)
        return next((k for k in _FIRST if k in worn and now_ns - self._noticed_ns[k] < _SAID_FOR_NS), None)
