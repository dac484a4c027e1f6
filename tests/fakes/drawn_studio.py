"""Stands for the renderer: plain pictures that still tell which glasses and which moment they show."""

from __future__ import annotations

import cv2
import numpy as np

from engine.render.viewport import Viewport
from engine.types import ByteArray, Eyewear, MirrorState


def outline(canvas: ByteArray, colour: tuple[int, ...]) -> None:
    height, width = canvas.shape[:2]
    for centre in (0.3, 0.7):
        middle = (round(width * centre), height // 2)
        cv2.ellipse(
            canvas, middle, (round(width * 0.15), round(height * 0.3)), 0, 0, 360, colour, max(2, width // 60)
        )
    cv2.line(
        canvas,
        (round(width * 0.45), height // 2),
        (round(width * 0.55), height // 2),
        colour,
        max(2, width // 60),
    )


class DrawnStudio:
    """Draws product shots and looks with lines."""

    def __init__(self) -> None:
        self.looks: list[str] = []
        self.is_broken = False

    def shot(self, eyewear: Eyewear, width_px: int, height_px: int, yaw_deg: float = 0.0) -> ByteArray:
        del yaw_deg
        canvas = np.zeros((height_px, width_px, 4), np.uint8)
        outline(canvas, (*(round(part * 255) for part in eyewear.finish.colour), 255))
        return canvas

    def look(self, state: MirrorState, width_px: int, height_px: int) -> ByteArray:
        if self.is_broken:
            raise RuntimeError("no graphics here")
        assert state.eyewear is not None
        self.looks.append(f"{state.eyewear.sku}@{state.frame.captured_ns}")
        canvas = np.full((height_px, width_px, 3), 150, np.uint8)
        outline(canvas, tuple(round(part * 255) for part in state.eyewear.finish.colour))
        return canvas


class IdleRenderer:
    """Draws nothing into the window, and remembers what it was asked for."""

    def __init__(self) -> None:
        self.drawn: list[tuple[MirrorState, Viewport]] = []
        self.times_forgotten = 0
        self.is_released = False

    def draw(self, state: MirrorState, target: Viewport) -> None:
        self.drawn = [(state, target)]

    def forget(self) -> None:
        self.drawn = []
        self.times_forgotten += 1

    def release(self) -> None:
        self.is_released = True
