"""Glasses, masks and hats on the demo customers are noticed; bare faces raise no alarm; a photo is told from a head."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.eyewear.fit import fit
from engine.face.coverings import coverings
from engine.face.flatness import FlatnessPool
from engine.face.lifelessness import LifelessnessPool
from engine.face.measure_gaze import Gaze
from engine.face.measurement_sheet import ENGLISH, cautions
from engine.pipeline.face_report import face_report, locate
from engine.pipeline.staff_measurement import measure_face
from engine.render.offscreen import OffscreenStage
from engine.tracking.face_mesh import FaceMeshTracker
from engine.tracking.still import find_in_still
from engine.types import CameraModel, Covering, FaceProblem, Frame, Hint, MirrorState, RimStyle
from tests.fakes.coverings import Hat, HatKind, hatted, masked
from tests.fakes.demo_frames import demo_frames
from tests.fakes.photos import photo_turned

CAMERA = CameraModel(1000.0, 1280, 720)


@pytest.fixture(scope="module")
def tracker():
    tracker = FaceMeshTracker()
    yield tracker
    tracker.close()


@pytest.fixture(scope="module", params=[0, 1])
def customer(request, tracker):
    """A frontal frame of a demo customer and the face in it."""
    truth = json.loads(DEMO_CUSTOMERS[request.param].with_suffix(".json").read_text())
    number = min(range(60), key=lambda at: abs(truth[at]["yaw"]) + abs(truth[at]["pitch"]))
    frames = list(zip(range(number + 1), every_frame(DEMO_CUSTOMERS[request.param]), strict=False))
    return seen(frames[-1][1].pixels, tracker)


def seen(pixels, tracker):
    frame = Frame(np.ascontiguousarray(pixels), 0, "demo")
    found = find_in_still(tracker, frame)
    return frame, locate(found.landmarks, frame, CAMERA)


def test_a_bare_face_wears_nothing(customer):
    frame, face = customer
    assert coverings(frame.pixels, face) == frozenset()


def test_full_and_half_rims_are_noticed(customer, tracker):
    frame, face = customer
    rims = (RimStyle.FULL, RimStyle.HALF)
    by_rim = {listing.spec.rim: listing for listing in demo_frames() if listing.spec.rim in rims}
    with OffscreenStage(1280, 720) as stage:
        for listing in by_rim.values():
            eyewear = listing.eyewear(listing.variants[0].sku)
            state = MirrorState(frame, CAMERA, face, eyewear, fit(eyewear.spec, face), 1.0, Hint.NONE)
            worn, its_face = seen(stage.render(state)[:, :, ::-1], tracker)
            assert coverings(worn.pixels, its_face) == {Covering.GLASSES}, eyewear.sku


def test_a_mask_is_noticed_and_no_shape_is_told(customer, tracker):
    frame, face = customer
    report = face_report(Frame(masked(frame.pixels, face), 0, "masked"), CAMERA, tracker)
    assert report.coverings == {Covering.MASK}
    assert report.problem is FaceProblem.COVERED
    assert report.face_shape is None
    assert report.measures is not None


def test_staff_are_told_what_was_worn_during_a_measurement(customer, tracker):
    frame, face = customer
    worn = Frame(masked(frame.pixels, face), 0, "masked")
    taken = measure_face(worn, CAMERA, tracker, Gaze.SCREEN)
    assert taken.coverings == {Covering.MASK}
    assert cautions(taken.coverings) == [ENGLISH["sheet_mask"]]


@pytest.mark.parametrize("kind", HatKind)
def test_a_hat_is_noticed(customer, tracker, kind):
    frame, face = customer
    worn, its_face = seen(hatted(frame.pixels, face, CAMERA, Hat(kind, 38.0, (60, 110, 60))), tracker)
    assert coverings(worn.pixels, its_face) == {Covering.HAT}


def test_small_and_turned_faces_are_not_judged(customer):
    frame, face = customer
    assert coverings(frame.pixels, replace(face, iris_px=3.0)) is None


def test_a_photo_of_the_customer_is_told_from_the_customer(customer, tracker):
    frame, face = customer
    tracker.forget()
    pool = FlatnessPool()
    told = False
    for number, view in enumerate(photo_turned(frame.pixels, face.landmarks.points_px, CAMERA, views=24)):
        found = tracker.find(Frame(view, number * 100_000_000, "photo"))
        told = told if found is None else pool.add(found, CAMERA)
    assert told


def test_a_poster_that_hangs_there_is_told_from_a_customer(tracker, customer):
    frame, _ = customer
    tracker.forget()
    noise = [np.random.default_rng(seed).normal(0, 2, frame.pixels.shape) for seed in range(3)]
    pool, told = LifelessnessPool(), []
    for number in range(40):
        noisy = np.clip(frame.pixels + noise[number % 3], 0, 255).astype(np.uint8)
        found = tracker.find(Frame(noisy, number * 400_000_000, "poster"))
        assert found is not None
        told.append(pool.add(found, number * 400_000_000))
    assert told[-1]


def test_the_turning_customer_is_no_photo(tracker):
    tracker.forget()
    pool = FlatnessPool()
    for number, frame in enumerate(every_frame(DEMO_CUSTOMERS[0])):
        if number % 6 == 0:
            found = tracker.find(frame)
            assert found is not None
            assert not pool.add(found, CAMERA)
