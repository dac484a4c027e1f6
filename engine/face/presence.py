"""How visible the glasses are and what the person is told: by how the face stands to the camera, unhurried."""

from __future__ import annotations

from engine.types import HeadPose, Hint

_NEAREST_MM = 280.0
_FARTHEST_MM = 1500.0
_LARGEST_YAW_DEG = 55.0
_LARGEST_PITCH_DEG = 40.0
_EASIER = 0.92
"""A limit once passed is left only by this much less: hints do not flicker at the edge."""
_FADE_IN_S = 0.15
_FADE_OUT_S = 0.25
_SAID_AFTER_S = 0.4
"""A hint is given, and taken back, when its reason has lasted so long."""


class Presence:
    """Opacity and hint of one face; call once a frame."""

    def __init__(self) -> None:
        self.opacity: float | None = None
        """None before the first frame, which is taken as it is: a still picture needs no fading."""
        self.hint = Hint.NONE
        self._reason = Hint.NONE
        self._lasted_s = 0.0

    def see(self, pose: HeadPose | None, passed_s: float) -> None:
        """Takes in where the face is in this frame (None: nowhere)."""
        reason = why_not(pose, self._reason)
        is_first = self.opacity is None
        self._lasted_s = self._lasted_s + passed_s if reason is self._reason else 0.0
        self._reason = reason
        if is_first or self._lasted_s >= _SAID_AFTER_S:
            self.hint = reason
        self.opacity = _faded(self.opacity, reason is Hint.NONE, passed_s)


def why_not(pose: HeadPose | None, last: Hint) -> Hint:
    """Why glasses cannot be shown well on this face, or NONE; `last` is what was said of the frame before."""
    if pose is None:
        return Hint.NO_FACE
    if pose.distance_mm < _NEAREST_MM / _eased(Hint.TOO_NEAR, last):
        return Hint.TOO_NEAR
    if pose.distance_mm > _FARTHEST_MM * _eased(Hint.TOO_FAR, last):
        return Hint.TOO_FAR
    eased = _eased(Hint.TURNED_AWAY, last)
    if abs(pose.yaw_deg) > _LARGEST_YAW_DEG * eased or abs(pose.pitch_deg) > _LARGEST_PITCH_DEG * eased:
        return Hint.TURNED_AWAY
    return Hint.NONE


def _eased(hint: Hint, last: Hint) -> float:
    return _EASIER if hint is last else 1.0


def _faded(opacity: float | None, is_wanted: bool, passed_s: float) -> float:
    if opacity is None:
        return float(is_wanted)
    if is_wanted:
        return min(1.0, opacity + passed_s / _FADE_IN_S)
    return max(0.0, opacity - passed_s / _FADE_OUT_S)
