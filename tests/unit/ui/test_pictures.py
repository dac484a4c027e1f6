"""Product pictures in memory: a film is packed, and looks as it was drawn."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QSize

from ui.kiosk.pictures import ShotKey, ShotProvider


def smooth_picture() -> np.ndarray:
    across = np.linspace(90, 220, 84)[None, :, None]
    return np.broadcast_to(across, (42, 84, 3)).astype(np.uint8).copy()


@pytest.mark.parametrize("kind", ["small", "large", "turn3"])
def test_a_picture_comes_back_as_it_was_put(kind):
    provider, key, pixels = ShotProvider(), ShotKey("A 1/b", kind), smooth_picture()
    provider.put(key, pixels)
    image = provider.requestImage(key.url.removeprefix("image://shots/"), QSize(), QSize())
    seen = [[image.pixelColor(x, y).red() for x in range(84)] for y in (0, 20, 41)]
    assert np.abs(np.array(seen) - pixels[[0, 20, 41], :, 0]).max() <= 4


def test_an_unknown_picture_is_empty():
    assert ShotProvider().requestImage("small/none", QSize(), QSize()).isNull()
