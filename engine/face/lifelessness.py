"""A poster, statue or photo that stands still, told from a person by what nobody can do: neither sway nor blink.

Over five seconds the eyes of real people who talk wander by 0.04 distances of the pupils or more, those of their
pictures with camera noise by 0.018 at most (docs/benchmarks.md). The limits lie below, and for longer, so that people
who stand quietly pass; who does move is believed at once.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.face.limbus import LEFT_EYE, RIGHT_EYE
from engine.types import FloatArray, Landmarks

_CORNERS: Final = [
    *(RIGHT_EYE.outer_corner, RIGHT_EYE.inner_corner),
    *(LEFT_EYE.inner_corner, LEFT_EYE.outer_corner),
]
_UPPER_LIDS: Final = [159, 386]
_LOWER_LIDS: Final = [145, 374]
_WATCHED_NS: Final = 12_000_000_000
_LEAST_VIEWS: Final = 16
_LEAST_SWAY = 0.02
"""RMS wandering of the eyes, in distances of the pupils: about 1.3 mm; who stands quietly sways by 3 mm and more."""
_LEAST_BLINK = 0.018
"""How far the gap of the lids must have changed, in the same unit: a blink changes it by 0.06 to 0.2."""


@dataclass(frozen=True, slots=True)
class _View:
    seen_ns: int
    eyes: tuple[float, float]
    gap: float


class LifelessnessPool:
    """Collects views of one face, a few a second; one pool per visit."""

    def __init__(self) -> None:
        self._views: deque[_View] = deque()

    def add(self, landmarks: Landmarks, seen_ns: int) -> bool:
        """Whether nothing has lived in this face for a while; False as long as that cannot be told."""
        self._views.append(_view(landmarks.points_px, seen_ns))
        while len(self._views) > 1 and seen_ns - self._views[1].seen_ns >= _WATCHED_NS:
            self._views.popleft()
        is_long = seen_ns - self._views[0].seen_ns >= _WATCHED_NS
        return is_long and len(self._views) >= _LEAST_VIEWS and self._is_rigid()

    def _is_rigid(self) -> bool:
        eyes, gaps = np.array([view.eyes for view in self._views]), [view.gap for view in self._views]
        sway = float(np.sqrt(eyes.var(axis=0).sum()))
        return sway < _LEAST_SWAY and max(gaps) - min(gaps) < _LEAST_BLINK


def _view(points_px: FloatArray, seen_ns: int) -> _View:
    points = points_px[:, :2]
    apart = max(float(np.linalg.norm(points[LEFT_EYE.iris] - points[RIGHT_EYE.iris])), 1e-6)
    x, y = points[_CORNERS].mean(axis=0) / apart
    gap = np.linalg.norm(points[_UPPER_LIDS] - points[_LOWER_LIDS], axis=1).mean() / apart
    return _View(seen_ns, (float(x), float(y)), float(gap))
