"""Draws product shots and kept looks with the mirror's own renderer, off the screen."""

from __future__ import annotations

import math

import cv2
import numpy as np

from engine.render.framing import Screen, resting, wanted
from engine.render.offscreen import OffscreenStage
from engine.types import (
    ByteArray,
    CameraModel,
    Eyewear,
    Fit,
    FitVerdict,
    FloatArray,
    Frame,
    HeadPose,
    Hint,
    Landmarks,
    MirrorState,
    TrackedFace,
)

LINEN, CARD = (233, 228, 220), (255, 255, 255)
"""Grounds of the stage and of a card, sRGB: Theme.stage and Theme.card."""
_FINER = 2
"""Shots are drawn so much larger and then reduced: thin metal stays a line on a small card."""
_SHOWN_WIDTH_MM = {280: 178.0, 840: 222.0, 1200: 196.0}
"""By width of the shot in pixels: a frame that turns needs more room than one that stands."""
_MIDDLE_MM = 62.0
"""From the front of a frame to the middle of its depth, about which it turns."""
_WIDEST_MM = 222.0
_DISTANCE_MM = 620.0
_PITCH_DEG = 7.0
_FAR_BEHIND_MM = -400.0


class StageStudio:
    """Used by one thread; `close` by the same or after it. Raises GpuUnusable when nothing can be drawn here."""

    def __init__(self) -> None:
        self._stages: dict[tuple[int, int], OffscreenStage] = {}

    def shot(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float = 0.0) -> ByteArray:
        """(height, width, 3) RGB on the ground it will stand on: small ones on a card, large ones on the stage."""
        finer = _FINER if width_px < 600 else 1
        ground = CARD if width_px < 600 else LINEN
        shown_mm = _SHOWN_WIDTH_MM.get(width_px, _WIDEST_MM)
        stage = self._stage(width_px * finer, height_px * finer)
        picture = stage.render(
            product_state(eyewear, stage.width_px, stage.height_px, yaw_deg, ground, shown_mm)
        )
        if finer == 1:
            return picture
        reduced = cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA)
        return np.asarray(reduced, dtype=np.uint8)

    def look(self, state: MirrorState, width_px: int, height_px: int) -> ByteArray:
        """(height, width, 3) RGB, mirrored, framed like the mirror."""
        screen = Screen(width_px, height_px)
        window = wanted(state.face, state.camera, screen) if state.face else resting(state.camera, screen)
        return self._stage(width_px, height_px).render(state, window.crop(screen), is_mirrored=True)

    def close(self) -> None:
        for stage in self._stages.values():
            stage.close()
        self._stages.clear()

    def _stage(self, width_px: int, height_px: int) -> OffscreenStage:
        size = width_px, height_px
        if size not in self._stages:
            self._stages[size] = OffscreenStage(*size)
        return self._stages[size]


def product_state(
    eyewear: Eyewear,
    width_px: int,
    height_px: int,
    yaw_deg: float,
    ground: tuple[int, int, int],
    shown_mm: float,
) -> MirrorState:
    """Glasses alone before a plain ground, as a mirror picture whose head is too far behind to be seen."""
    pixels = np.empty((height_px, width_px, 3), np.uint8)
    pixels[:] = ground[::-1]
    camera = CameraModel(width_px * _DISTANCE_MM / shown_mm, width_px, height_px)
    pose = HeadPose(_turned(yaw_deg, _PITCH_DEG), np.array([0.0, 0.0, _DISTANCE_MM]))
    face = TrackedFace(Landmarks(np.zeros((478, 3)), width_px, height_px), pose, _no_head(), iris_px=1.0)
    place = np.eye(4)
    place[1, 3], place[2, 3] = eyewear.spec.lens_height_mm / 8, _MIDDLE_MM
    fit = Fit(place, 0.0, 0.0, FitVerdict.GOOD, 1.0, eyewear.spec.pantoscopic_deg, 13.0)
    return MirrorState(Frame(pixels, 0, "product"), camera, face, eyewear, fit, 1.0, Hint.NONE)


def _no_head() -> FloatArray:
    return np.random.default_rng(1).normal((0.0, 0.0, _FAR_BEHIND_MM), 0.5, (478, 3))


def _turned(yaw_deg: float, pitch_deg: float) -> FloatArray:
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    cos_y, sin_y, cos_p, sin_p = math.cos(yaw), math.sin(yaw), math.cos(pitch), math.sin(pitch)
    about_y = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
    about_x = np.array([[1, 0, 0], [0, cos_p, -sin_p], [0, sin_p, cos_p]])
    return np.asarray(about_x @ about_y)
