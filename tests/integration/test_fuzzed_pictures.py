"""Damaged pictures go the whole way, from bytes to a report: no crash, no hang, no face where there is none."""

from __future__ import annotations

import random
import resource
import sys
import time

import numpy as np
import pytest

from engine.capture.picture import MAX_SIDE_PX, Picture, UnusablePicture, read_picture
from engine.pipeline.face_report import face_report
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import CameraModel, FaceReport, Frame
from tests.fakes.damaged_pictures import a_face, files_of, mutated, no_face

FEWEST = 5_000
SLOWEST_S = 10.0
"""Far above what any takes (0.3 s): a hang, not a busy machine."""
MOST_MEMORY_KB = 700_000
"""Over all of them: the largest picture that may be decoded whole takes 110 MB as RGB, twice while it is turned."""
_LARGEST_LOOKED_AT_PX = 400_000
"""Damaged headers make pictures of many megapixels; the tracker need not see more than this of them."""


@pytest.fixture(scope="module")
def tracker():
    tracker = FaceMeshTracker()
    yield tracker
    tracker.close()


def answer_to(data: bytes) -> Picture | str:
    """The picture, or the sentence that says why there is none."""
    try:
        return read_picture(data)
    except UnusablePicture as error:
        return str(error)


def report_of(picture: Picture, tracker: FaceMeshTracker) -> FaceReport:
    height_px, width_px = picture.pixels.shape[:2]
    camera = CameraModel.from_horizontal_fov(60.0, width_px, height_px)
    return face_report(Frame(picture.pixels, 0, "damaged"), camera, tracker)


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)


def test_thousands_of_damaged_pictures_give_a_reason_or_no_face(tracker):
    seeds, dice, before_kb = files_of(no_face()), random.Random(4), peak_kb()
    pictures, reasons, slowest_s = 0, 0, 0.0
    for number in range(FEWEST):
        began = time.perf_counter()
        answer = answer_to(mutated(seeds[number % len(seeds)], dice))
        if isinstance(answer, str):
            reasons += answer.endswith(".")
        else:
            pictures += 1
            assert answer.pixels.shape[2] == 3
            assert max(answer.pixels.shape) <= MAX_SIDE_PX
            if answer.pixels.size < _LARGEST_LOOKED_AT_PX:
                assert not report_of(answer, tracker).found
        slowest_s = max(slowest_s, time.perf_counter() - began)
    assert pictures + reasons == FEWEST
    assert pictures > FEWEST / 10
    assert slowest_s < SLOWEST_S
    assert peak_kb() - before_kb < MOST_MEMORY_KB


def test_a_damaged_picture_of_a_face_gives_numbers_or_nothing(tracker):
    seeds, dice = files_of(a_face()), random.Random(5)
    answers = [answer_to(mutated(seeds[number % len(seeds)], dice)) for number in range(160)]
    pictures = [a for a in answers if isinstance(a, Picture) and a.pixels.size < _LARGEST_LOOKED_AT_PX]
    reports = [report_of(picture, tracker) for picture in pictures]
    found = [report for report in reports if report.found]
    assert found
    assert all(np.isfinite(report.landmarks.points_px).all() for report in found)
    assert all(report.measures or report.problem for report in found)
