"""Which part of the camera picture fills the screen: the head in the clear, slowly followed, never a jump. Pure.

The window is as wide as the screen and as high as the screen above the sheet; it never leaves the camera picture.
What lies under the sheet may: nobody sees it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from engine.render.viewport import Crop
from engine.types import CameraModel, MirrorState, TrackedFace

EYES_AT = 0.38
"""Of the visible height, from the top."""
_NICE_HEIGHT_MM = 365.0
"""Visible height at the head's distance: hair and shoulders have room."""
_ABOVE_EYES_MM, _BELOW_EYES_MM = 122.0, 122.0
"""From the eyes to the top of the hair and to below the chin (head height 225 mm, eyes in the middle)."""
_SMALLEST_PART = 0.45
"""The window shows at least this part of the largest one: more enlargement would look soft."""
_SETTLE_S = 1.2
"""Time constant of following."""
_STILL_PART = 0.03
"""Differences below this part of the visible height are let be: a nodding head does not move the room."""
_LONGEST_STEP_S = 0.1
"""However late a picture comes, the window moves no further than in this time."""
_PATIENCE_S = 2.0
"""Without a face for longer than this, the window returns to the middle."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What the mirror fills."""

    width_px: int
    height_px: int
    sheet_px: int = 0
    """Height of what covers its lower edge."""

    @property
    def visible_px(self) -> int:
        return max(self.height_px - self.sheet_px, 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the camera picture, above the sheet."""

    centre_px: float
    top_px: float
    height_px: float

    def crop(self, screen: Screen) -> Crop:
        """What the whole screen shows, the part under the sheet included."""
        scale = self.height_px / screen.visible_px
        width = screen.width_px * scale
        return Crop(self.centre_px - width / 2, self.top_px, width, screen.height_px * scale)


def largest_height(camera: CameraModel, screen: Screen) -> float:
    """Of a window that fits the camera picture."""
    return min(camera.height_px, camera.width_px * screen.visible_px / screen.width_px)


def held(window: Window, camera: CameraModel, screen: Screen) -> Window:
    """The nearest window that lies inside the camera picture."""
    height = min(window.height_px, largest_height(camera, screen))
    half_width = height * screen.width_px / screen.visible_px / 2
    centre = min(max(window.centre_px, half_width), camera.width_px - half_width)
    return Window(centre, min(max(window.top_px, 0.0), camera.height_px - height), height)


def resting(camera: CameraModel, screen: Screen) -> Window:
    """The window before anybody came: the middle of the picture."""
    height = largest_height(camera, screen)
    return Window(camera.width_px / 2, (camera.height_px - height) / 2, height)


def wanted(face: TrackedFace, camera: CameraModel, screen: Screen) -> Window:
    """The window that shows this face best: eyes at EYES_AT, or as near as picture and head allow."""
    x_mm, y_mm, z_mm = face.pose.translation_mm
    px_per_mm = camera.focal_px / z_mm
    eyes_x = camera.width_px / 2 + x_mm * px_per_mm
    eyes_y = camera.height_px / 2 + y_mm * px_per_mm
    largest = largest_height(camera, screen)
    # Eyes can stand at EYES_AT only in a window that neither starts above nor ends below the picture.
    at_height = min(eyes_y / EYES_AT, (camera.height_px - eyes_y) / (1 - EYES_AT))
    whole_head = max(_ABOVE_EYES_MM / EYES_AT, _BELOW_EYES_MM / (1 - EYES_AT)) * px_per_mm
    height = max(min(_NICE_HEIGHT_MM * px_per_mm, at_height), whole_head, _SMALLEST_PART * largest)
    height = min(height, largest)
    chin_in = eyes_y + _BELOW_EYES_MM * px_per_mm - height
    return held(Window(eyes_x, max(eyes_y - EYES_AT * height, chin_in), height), camera, screen)


def largest_part(state: MirrorState, screen: Screen) -> Crop:
    """The most of the picture that fills the screen undistorted; where something must go, the face stays."""
    camera, window = state.camera, resting(state.camera, screen)
    if state.face is None:
        return window.crop(screen)
    x_mm, y_mm, z_mm = state.face.pose.translation_mm
    px_per_mm = camera.focal_px / z_mm
    eyes_x, eyes_y = camera.width_px / 2 + x_mm * px_per_mm, camera.height_px / 2 + y_mm * px_per_mm
    around = Window(eyes_x, eyes_y - EYES_AT * window.height_px, window.height_px)
    return held(around, camera, screen).crop(screen)


def follow(window: Window, goal: Window, elapsed_s: float) -> Window:
    """A step from `window` towards `goal`."""
    part = 1 - math.exp(-min(max(elapsed_s, 0.0), _LONGEST_STEP_S) / _SETTLE_S)
    still_px = _STILL_PART * window.height_px
    return Window(
        _eased(window.centre_px, goal.centre_px, part, still_px),
        _eased(window.top_px, goal.top_px, part, still_px),
        _eased(window.height_px, goal.height_px, part, still_px),
    )


def _eased(value: float, goal: float, part: float, still_px: float) -> float:
    difference = goal - value
    beyond = max(abs(difference) - still_px, 0.0)
    return value + math.copysign(beyond, difference) * part


class Framing:
    """Remembers the window from picture to picture, by capture time."""

    def __init__(self) -> None:
        self._window: Window | None = None
        self._goal: Window | None = None
        self._last_ns = 0
        self._seen_ns = 0

    def crop(self, state: MirrorState, screen: Screen) -> Crop:
        """The part of this state's picture that fills the screen now."""
        now_ns, camera = state.frame.captured_ns, state.camera
        if self._window is None:
            self._window, self._last_ns, self._seen_ns = resting(camera, screen), now_ns, now_ns
        if state.face is not None:
            self._goal, self._seen_ns = wanted(state.face, camera, screen), now_ns
        elif self._goal is None or (now_ns - self._seen_ns) * 1e-9 > _PATIENCE_S:
            self._goal = resting(camera, screen)
        elapsed_s, self._last_ns = (now_ns - self._last_ns) * 1e-9, now_ns
        self._window = held(follow(self._window, self._goal, elapsed_s), camera, screen)
        return self._window.crop(screen)
