"""Draws product shots and kept looks with the mirror's own renderer, off the screen."""

from __future__ import annotations

import cv2
import numpy as np

from engine.eyewear.model import build
from engine.render.framing import Screen, resting, wanted
from engine.render.mirror import BuildModel
from engine.render.offscreen import OffscreenStage
from engine.render.product_state import product_state
from engine.types import ByteArray, Eyewear, MirrorState

LINEN, CARD = (233, 228, 220), (255, 255, 255)
"""Grounds of the stage and of a card, sRGB: Theme.stage and Theme.card."""
_FINER = 2
"""Shots are drawn so much larger and then reduced: thin metal stays a line on a small card."""
_SHOWN_WIDTH_MM = {280: 178.0, 840: 222.0, 1200: 196.0}
"""By width of the shot in pixels: a frame that turns needs more room than one that stands."""
_WIDEST_MM = 222.0


class StageStudio:
    """Used by one thread; `close` by the same or after it. Raises GpuUnusable when nothing can be drawn here."""

    def __init__(self, build_model: BuildModel = build) -> None:
        """`build_model` as the mirror's: a shot shows what the customer will wear."""
        self._build_model = build_model
        self._stage: OffscreenStage | None = None

    def shot(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float = 0.0) -> ByteArray:
        """(height, width, 3) RGB on the ground it will stand on: small ones on a card, large ones on the stage."""
        finer = _FINER if width_px < 600 else 1
        ground = CARD if width_px < 600 else LINEN
        shown_mm = _SHOWN_WIDTH_MM.get(width_px, _WIDEST_MM)
        stage = self._stage_of(width_px * finer, height_px * finer)
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
        return self._stage_of(width_px, height_px).render(state, window.crop(screen), is_mirrored=True)

    def close(self) -> None:
        if self._stage is not None:
            self._stage.close()
            self._stage = None

    def _stage_of(self, width_px: int, height_px: int) -> OffscreenStage:
        if self._stage is None:
            self._stage = OffscreenStage(width_px, height_px, self._build_model)
        self._stage.resize(width_px, height_px)
        return self._stage
