"""With the real models, on frames of the demo customers."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

import cv2
import numpy as np
import pytest

from engine.asset_paths import ASSETS, DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import Frame

NOSE_TIP = 1


@pytest.fixture(scope="module")
def customers() -> list[Frame]:
    return [next(every_frame(path)) for path in DEMO_CUSTOMERS]


@pytest.fixture
def tracker() -> Iterator[FaceMeshTracker]:
    tracker = FaceMeshTracker()
    yield tracker
    tracker.close()


def beside(left: Frame, right: Frame, left_size: float, right_size: float, second: float = 0.0) -> Frame:
    """Both people in one picture, each at this size."""
    pixels = np.full((720, 1280, 3), 90, np.uint8)
    for frame, size, centre in ((left, left_size, 320), (right, right_size, 960)):
        face = cv2.resize(frame.pixels[100:660, 400:880], None, fx=size, fy=size)
        top, start = 360 - face.shape[0] // 2, centre - face.shape[1] // 2
        pixels[top : top + face.shape[0], start : start + face.shape[1]] = face
    return Frame(pixels, round(second * 1e9), "test")


def test_a_demo_customer_has_478_landmarks(tracker, customers):
    found = tracker.find(customers[0])
    assert found is not None
    assert found.points_px.shape == (478, 3)
    assert (found.width_px, found.height_px) == (1280, 720)
    assert 580 < found.points_px[NOSE_TIP, 0] < 720


def test_an_empty_room_has_nobody(tracker, customers):
    assert tracker.find(replace(customers[0], pixels=np.full((720, 1280, 3), 128, np.uint8))) is None


def test_the_nearer_of_two_newcomers_is_found(tracker, customers):
    found = tracker.find(beside(*customers, 0.5, 1.0))
    assert found is not None
    assert found.points_px[NOSE_TIP, 0] > 640


def test_a_passer_by_must_stay_nearer_to_take_the_mirror(tracker, customers):
    looked_at = []
    for number in range(60):
        right_size = 0.4 if number < 10 else 1.2
        found = tracker.find(beside(*customers, 0.6, right_size, number / 30))
        assert found is not None
        looked_at.append(found.points_px[NOSE_TIP, 0] > 640)
    assert not any(looked_at[:24])
    assert all(looked_at[50:])


def test_a_face_that_jumps_across_the_picture_is_found_in_the_same_frame(tracker, customers):
    here = customers[0]
    there = replace(here, pixels=np.roll(here.pixels, 400, axis=1), captured_ns=33_000_000)
    assert tracker.find(here) is not None
    found = tracker.find(there)
    assert found is not None
    assert found.points_px[NOSE_TIP, 0] > 900


def test_a_turning_head_is_never_lost(tracker):
    assert all(tracker.find(frame) is not None for frame in islice(every_frame(DEMO_CUSTOMERS[0]), 45))


TRACK_ONE_FRAME = """
import sys
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.tracking.face_mesh import FaceMeshTracker
tracker = FaceMeshTracker()
assert tracker.find(next(every_frame(DEMO_CUSTOMERS[0]))) is not None
tracker.close()
loaded = {"jax", "jaxlib", "matplotlib", "sentencepiece", "sounddevice", "tensorflow"} & set(sys.modules)
assert not loaded, loaded
"""


def test_tracking_says_nothing_and_loads_none_of_the_dropped_dependencies():
    ran = subprocess.run(
        [sys.executable, "-c", TRACK_ONE_FRAME],
        cwd=ASSETS.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["jax", "jaxlib", "opencv-contrib-python", "sentencepiece", "sounddevice"])
def test_dropped_dependencies_are_not_installed(name):
    with pytest.raises(PackageNotFoundError):
        version(name)
