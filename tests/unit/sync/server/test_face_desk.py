"""Pictures with one face, none, several; damaged and hostile ones; and more askers than places."""

from __future__ import annotations

import threading
from io import BytesIO
from itertools import islice
from queue import Queue

import cv2
import numpy as np
import pytest
from PIL import Image

from app.domain.errors import RetryLater
from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.tracking.face_mesh import FaceMeshTracker
from engine.tracking.nearest import FaceBox
from sync.server.faces.desk import MAX_UPLOAD_BYTES, FaceDesk, UnfitPicture, see, several


def png(pixels) -> bytes:
    return cv2.imencode(".png", pixels)[1].tobytes()


@pytest.fixture(scope="module")
def tracker():
    made = FaceMeshTracker()
    yield made
    made.close()


@pytest.fixture(scope="module")
def customers():
    return [next(islice(every_frame(path), 0, 1)).pixels for path in DEMO_CUSTOMERS]


def reason(picture, tracker):
    with pytest.raises(UnfitPicture) as unfit:
        see(picture, tracker)
    assert str(unfit.value).endswith(".")
    return unfit.value.reason.value


def test_a_face_gets_a_shape_and_landmarks_in_pixels_of_the_file(customers, tracker):
    seen = see(png(customers[0]), tracker)
    height, width = customers[0].shape[:2]
    points = np.array(seen.points_px)
    assert points.shape == (478, 3)
    assert (points[:, 0] > 0).all()
    assert (points[:, :2] < (width, height)).all()
    assert 0 < seen.shape.confidence <= 1


def test_two_customers_side_by_side_are_several_faces(customers, tracker):
    faces = [frame[:, frame.shape[1] // 4 : -frame.shape[1] // 4] for frame in customers]
    assert reason(png(np.hstack(faces)), tracker) == "several_faces"


@pytest.mark.parametrize(
    ("heights", "is_several"), [([], False), ([200], False), ([200, 90], False), ([200, 110], True)]
)
def test_a_passer_by_far_behind_does_not_count(heights, is_several):
    assert several([FaceBox(0, 0, height, height) for height in heights]) is is_several


def bomb() -> bytes:
    """A few hundred bytes that say they are 2,500 million pixels."""
    made = BytesIO()
    Image.new("1", (50_000, 50_000)).save(made, "PNG", optimize=True)
    return made.getvalue()


@pytest.mark.parametrize(
    ("picture", "why"),
    [
        (b"", "not_an_image"),
        (b"<svg onload=alert(1)>", "not_an_image"),
        (b"GIF89a", "not_an_image"),
        (png(np.zeros((20, 20, 3), np.uint8)), "too_small"),
        (png(np.full((480, 640, 3), 120, np.uint8)), "no_face"),
        (png(np.random.default_rng(1).integers(0, 255, (480, 640, 3), np.uint8)), "no_face"),
        (png(np.full((480, 640, 3), 120, np.uint8))[:200], "unreadable"),
    ],
)
def test_every_unfit_picture_has_its_reason(tracker, picture, why):
    assert reason(picture, tracker) == why


def test_a_picture_that_unpacks_to_gigabytes_is_refused_by_its_header(tracker):
    small = bomb()
    assert len(small) < 2_000_000
    assert reason(small, tracker) == "too_large"


def test_a_file_that_is_too_heavy_is_refused_unread():
    desk = FaceDesk(lambda: pytest.fail("nothing is to be decoded"), at_once=1)
    with pytest.raises(UnfitPicture) as unfit:
        desk.look(bytes(MAX_UPLOAD_BYTES + 1))
    assert unfit.value.reason.value == "too_large"


class SlowTracker:
    """Holds its picture until a test lets go."""

    def __init__(self, entered: Queue, leave: threading.Event):
        self._entered, self._leave = entered, leave

    def faces(self, frame):
        self._entered.put(1)
        self._leave.wait(20)
        return []

    def find(self, frame):
        return None

    def forget(self):
        pass

    def close(self):
        pass


def test_those_who_find_no_place_are_asked_to_come_back():
    entered, leave = Queue(), threading.Event()
    desk = FaceDesk(lambda: SlowTracker(entered, leave), at_once=1, waiting=1, patience_s=0.05)
    wall = png(np.full((100, 100, 3), 120, np.uint8))
    results: Queue = Queue()

    def ask():
        try:
            desk.look(wall)
        except (UnfitPicture, RetryLater) as refusal:
            results.put(refusal)

    first = threading.Thread(target=ask)
    first.start()
    entered.get(timeout=10)
    ask()  # waits for its patience, then is sent away
    assert isinstance(busy := results.get(timeout=5), RetryLater)
    assert busy.after_s > 0
    leave.set()
    first.join(10)
    assert isinstance(results.get(timeout=5), UnfitPicture)
    ask()  # the place is free again
    assert isinstance(results.get(timeout=5), UnfitPicture)
    desk.close()


def test_trackers_are_used_by_many_threads_one_after_the_other(customers):
    desk = FaceDesk(FaceMeshTracker, at_once=1, waiting=4)
    shapes: Queue = Queue()
    picture = png(customers[0])
    threads = [threading.Thread(target=lambda: shapes.put(desk.look(picture).shape.best)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len({shapes.get(timeout=1) for _ in threads}) == 1
    desk.close()
