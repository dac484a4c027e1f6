"""Whose mirror is it: the nearest face's, and a passer-by must be clearly nearer for a while to take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_CLEARLY_NEARER = 1.25
"""A rival's face must be this much taller in the picture."""
_LOOKS_TO_CONVINCE = 3
_CALM_NS = 800_000_000
_ALERT_NS = 150_000_000
"""Looking costs half a frame's tracking, so it is rare until a rival shows up."""
_SAME_FACE_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class FaceBox:
    """Where a face is in the picture, in pixels."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float

    def overlap(self, other: FaceBox) -> float:
        """Area in common over area of both together, 0 to 1."""
        left, top = max(self.left_px, other.left_px), max(self.top_px, other.top_px)
        right = min(self.left_px + self.width_px, other.left_px + other.width_px)
        bottom = min(self.top_px + self.height_px, other.top_px + other.height_px)
        common = max(0.0, right - left) * max(0.0, bottom - top)
        both = self.width_px * self.height_px + other.width_px * other.height_px - common
        return common / both if both > 0 else 0.0

    def centre_within(self, other: FaceBox) -> bool:
        """Whether the middle of this box lies inside the other."""
        across = self.left_px + self.width_px / 2 - other.left_px
        down = self.top_px + self.height_px / 2 - other.top_px
        return 0 <= across <= other.width_px and 0 <= down <= other.height_px


class NearestFace:
    """Remembers who holds the mirror. One per tracker, one thread."""

    def __init__(self) -> None:
        self._look_at_ns: int | None = None
        self._looks_won = 0

    def is_time_to_look(self, now_ns: int) -> bool:
        """Whether to ask a detector for all faces in this frame: at once for a new face, then now and then."""
        return self._look_at_ns is None or now_ns >= self._look_at_ns

    def rival(self, held: FaceBox, seen: Sequence[FaceBox], now_ns: int) -> FaceBox | None:
        """The face to change to, if any.

        A newly found face yields at once; a held one only to a rival that is clearly nearer three looks in a row.
        """
        is_new = self._look_at_ns is None
        rival = _largest_rival(held, seen)
        self._looks_won = self._looks_won + 1 if rival else 0
        self._look_at_ns = now_ns + (_ALERT_NS if rival else _CALM_NS)
        if rival and (is_new or self._looks_won >= _LOOKS_TO_CONVINCE):
            self._looks_won = 0
            return rival
        return None

    def forget(self) -> None:
        """The face is lost: whoever comes next is new."""
        self._look_at_ns = None
        self._looks_won = 0


def _largest_rival(held: FaceBox, seen: Sequence[FaceBox]) -> FaceBox | None:
    """The largest other face, when it is clearly nearer than the held one as the same detector sees it."""
    others = [box for box in seen if not _is_same(box, held)]
    same = [box for box in seen if _is_same(box, held)]
    if not others:
        return None
    own_height_px = max((box.height_px for box in same), default=held.height_px)
    largest = max(others, key=lambda box: box.height_px)
    return largest if largest.height_px > _CLEARLY_NEARER * own_height_px else None


def _is_same(box: FaceBox, held: FaceBox) -> bool:
    return box.overlap(held) > _SAME_FACE_OVERLAP or box.centre_within(held)
