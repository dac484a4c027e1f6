"""The shape that is named while a customer turns before the mirror, as the mirror sees it frame after frame."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.clock import MonotonicClock
from engine.pipeline.assembly import real_loop
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.stats import StageTimes
from engine.types import CameraModel, Frame

CAMERA = CameraModel(1000.0, 1280, 720)


def shapes_named(path, is_mirrored):
    """The two shapes shown, each time they change."""
    slot: LatestSlot[Frame] = LatestSlot()
    loop = real_loop(slot, lambda frame: CAMERA, StageTimes(MonotonicClock()))
    named = []
    for frame in islice(every_frame(path), 0, None, 2):
        pixels = np.ascontiguousarray(frame.pixels[:, ::-1]) if is_mirrored else frame.pixels
        slot.put(Frame(pixels, frame.captured_ns, "demo"))
        face = loop.step().face
        if face is not None and face.shape is not None:
            two = [shape for shape, _ in face.shape.ranking[:2]]
            named += [two] if not named or named[-1] != two else []
    loop.close()
    return named


@pytest.mark.parametrize("path", DEMO_CUSTOMERS, ids=lambda path: path.stem)
def test_it_stays_while_the_head_turns_to_forty_degrees_and_in_a_mirror_image(path):
    plain, mirrored = shapes_named(path, is_mirrored=False), shapes_named(path, is_mirrored=True)
    assert len(plain) == 1
    assert mirrored == plain
