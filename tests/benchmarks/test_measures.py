"""Measures against the truth of rendered heads: PD, interval, skin, widths, pose; by iris and by a known scale."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.capture.picture import read_picture
from engine.face.measure import KnownDepth, measures_of
from engine.face.measure_gaze import Gaze
from engine.face.measure_reading import read_face
from engine.pipeline.face_report import locate
from engine.tracking.face_mesh import FaceMeshTracker
from engine.tracking.still import find_in_still
from engine.types import CameraModel, FaceMeasures, FloatArray, Frame, HeadPose, Measure
from tests.benchmarks.figures import Figure, show

HEADS = Path(__file__).parents[3] / "shared" / "data" / "heads"
_KNOWN_SCALE_SPREAD = 0.002

pytestmark = pytest.mark.bench


@dataclass(frozen=True)
class Measured:
    """One rendered head as measured, and its truth."""

    truth: dict
    pose: HeadPose
    by_iris: FaceMeasures
    by_scale: FaceMeasures
    iris_error: float
    """Relative, of iris over PD."""


@pytest.fixture(scope="module")
def heads() -> list[Measured]:
    if not HEADS.is_dir():
        pytest.skip(f"{HEADS} is not here: it holds the rendered heads")
    truths = json.loads((HEADS / "truth.json").read_text())
    tracker = FaceMeshTracker()
    measured = [_measured(HEADS / f"{name}.jpg", truth, tracker) for name, truth in sorted(truths.items())]
    tracker.close()
    return [one for one in measured if one is not None]


def _measured(path: Path, truth: dict, tracker: FaceMeshTracker) -> Measured | None:
    frame = Frame(read_picture(path).pixels, 0, path.name)
    camera = CameraModel(truth["f"], truth["W"], truth["H"])
    found = find_in_still(tracker, frame)
    face = found and locate(found.landmarks, frame, camera)
    reading = face and read_face(face, camera, frame.pixels)
    if face is None or reading is None:
        return None
    depth_mm = (truth["pupil_l_cam"][2] + truth["pupil_r_cam"][2]) / 2
    known = KnownDepth(depth_mm, _KNOWN_SCALE_SPREAD)
    return Measured(
        truth,
        face.pose,
        measures_of([reading], Gaze.UNKNOWN),
        measures_of([reading], Gaze.UNKNOWN, [reading.seen_by(known.depth_mm, known.spread)]),
        reading.iris * truth["PD"] / truth["iris_d"] - 1,
    )


def _errors(heads: list[Measured], by_scale: bool = False) -> FloatArray:
    return np.array([(one.by_scale if by_scale else one.by_iris).pd.value - one.truth["PD"] for one in heads])


def _holds(measure: Measure, value: float) -> bool:
    return measure.low <= value <= measure.high


def _frontal(heads: list[Measured]) -> list[Measured]:
    return [one for one in heads if abs(one.truth["yaw"]) < 15]


def test_pd_from_the_iris(heads: list[Measured]) -> None:
    covered = np.mean([_holds(one.by_iris.pd, one.truth["PD"]) for one in heads])
    usual = np.mean([abs(63.3 - one.truth["PD"]) for one in heads])
    errors, frontal = _errors(heads), _errors(_frontal(heads))
    show(
        f"PD from the iris alone ({len(heads)} rendered heads)",
        [
            Figure("mean error, all", float(np.abs(errors).mean()), "mm", "<= 1.7"),
            Figure("mean error, yaw below 15 degrees", float(np.abs(frontal).mean()), "mm", "<= 1.7"),
            Figure("mean error of always saying 63.3", float(usual), "mm"),
            Figure("truths in the 90 % interval", float(covered) * 100, "%", "85 to 95"),
        ],
    )
    assert np.abs(errors).mean() <= 1.7
    assert 0.85 <= covered <= 0.95


def test_pd_from_a_known_scale(heads: list[Measured]) -> None:
    errors = _errors(heads, by_scale=True)
    covered = np.mean([_holds(one.by_scale.pd, one.truth["PD"]) for one in heads])
    show(
        "PD when a reference gives the scale",
        [
            Figure("mean error, all", float(np.abs(errors).mean()), "mm", "<= 0.8"),
            Figure("95th percentile", float(np.percentile(np.abs(errors), 95)), "mm"),
            Figure("truths in the 90 % interval", float(covered) * 100, "%"),
        ],
    )
    assert np.abs(errors).mean() <= 0.8


def test_the_colour_of_the_skin_does_not_matter(heads: list[Measured]) -> None:
    """What the edge of the iris is wrong by, in mm of PD, for each of the six skins, against their mean."""
    frontal = _frontal(heads)
    of_skin = {
        skin: np.mean([one.iris_error * one.truth["PD"] for one in frontal if one.truth["skin"] == skin])
        for skin in sorted({one.truth["skin"] for one in frontal})
    }
    mean = float(np.mean(list(of_skin.values())))
    show(
        "PD bias by skin tone, from the irises",
        [Figure(f"skin {skin}", float(bias) - mean, "mm", "+-0.5") for skin, bias in of_skin.items()],
    )
    assert max(abs(bias - mean) for bias in of_skin.values()) <= 0.5


def test_face_width_from_a_known_scale(heads: list[Measured]) -> None:
    part = [one.by_scale.face_width.value / one.truth["face_w"] - 1 for one in heads]
    covered = np.mean([_holds(one.by_scale.face_width, one.truth["face_w"]) for one in heads])
    show(
        "Face width when the scale is known",
        [
            Figure("mean error", float(np.mean(part)) * 100, "%"),
            Figure("standard deviation", float(np.std(part)) * 100, "%"),
            Figure("truths in the 90 % interval", float(covered) * 100, "%"),
        ],
    )
    assert abs(np.mean(part)) < 0.03


def test_pose_of_stills(heads: list[Measured]) -> None:
    near = [one for one in heads if abs(one.truth["yaw"]) <= 45.5]
    errors = np.abs(
        [
            (
                p.pose.yaw_deg - p.truth["yaw"],
                p.pose.pitch_deg - p.truth["pitch"],
                p.pose.roll_deg - p.truth["roll"],
            )
            for p in near
        ]
    ).mean(axis=0)
    names = zip(("yaw", "pitch", "roll"), errors, ("<= 1.5", "<= 2.5", "<= 1.0"), strict=True)
    show(
        "Pose in varai analyse", [Figure(name, float(error), "deg", target) for name, error, target in names]
    )
    assert all(error <= most for error, most in zip(errors, (1.5, 2.5, 1.0), strict=True))
    assert not any(math.isnan(error) for error in errors)
