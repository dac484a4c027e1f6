"""The demo customers as a fake camera shows them, with what is true of each picture."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.pipeline.registration import TrueHead, read_truth


def demo_pictures(customer: int, numbers: tuple[int, ...]) -> list[tuple[np.ndarray, TrueHead]]:
    """Pictures of a demo customer with their truths."""
    path = DEMO_CUSTOMERS[customer]
    truth = read_truth(path.with_suffix(".json").read_text())
    frames = [frame.pixels for frame in every_frame(path)]
    return [(frames[number], truth[number]) for number in numbers]


def jpeg(pixels: np.ndarray) -> bytes:
    written, data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 95])
    assert written
    return data.tobytes()


def numbered(pictures: list[np.ndarray]) -> list[np.ndarray]:
    """With each one's number in its upper left corner: eight fields, the lowest bit first, white for one."""
    marked = [picture.copy() for picture in pictures]
    for number, picture in enumerate(marked):
        for bit in range(8):
            picture[:40, 40 * bit : 40 * bit + 40] = 255 if number >> bit & 1 else 0
    return marked


def write_clip(path: Path, pictures: list[np.ndarray], each: int) -> Path:
    """Chromium plays it in a loop at 30 pictures a second; every picture is held for `each`."""
    path.write_bytes(b"".join(jpeg(picture) * each for picture in pictures))
    return path
