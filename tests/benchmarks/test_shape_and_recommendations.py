"""Face shape: cross-validated figures and steadiness; recommendations: how long a ranking takes."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from app.services.recommend import Steering, rank
from app.services.recommend_table import prepare
from engine.face.shape import classify
from engine.face.shape_model import TRAINED_SHAPES
from engine.face.train_shape import cross_validate, read_faces
from engine.types import HEAD_TO_CAMERA_AXES
from tests.benchmarks.figures import Figure, show
from tests.fakes.catalogues import ANNA, large_catalogue, shipped_harmony
from tests.fakes.faces import turned
from tests.fakes.shaped_faces import mean_face

pytestmark = pytest.mark.bench
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "face_shape_dev.npz"
needs_faces = pytest.mark.skipif(not DATA.exists(), reason="../shared/data/face_shape_dev.npz is not there")


@needs_faces
def test_cross_validated_face_shape():
    result = cross_validate(read_faces(DATA), repeats=5)
    show(
        "Face shape: grouped 5-fold cross-validation, 5 repeats, 300 faces",
        [
            Figure("top-1", result.top1.mean(), "", ">= 0.68"),
            Figure("top-1, standard deviation over repeats", result.top1.std(), ""),
            Figure("top-2", result.top2.mean(), "", ">= 0.90"),
            Figure("calibration error", result.calibration_error.mean(), "", "<= 0.05"),
            *(
                Figure(f"recall {shape.value}", recall, "", ">= 0.50")
                for shape, recall in zip(TRAINED_SHAPES, result.recall.mean(axis=0), strict=True)
            ),
        ],
    )
    assert result.top1.mean() > 0.65
    assert result.recall.mean(axis=0).min() > 0.5


def views(points_px):
    """The face mirrored, and its points turned by 10 degrees to either side, up and down."""
    yield points_px[mirror_index()] * (-1, 1, 1)
    for yaw_deg, pitch_deg in ((10, 0), (-10, 0), (0, 10), (0, -10)):
        axes = HEAD_TO_CAMERA_AXES
        yield points_px @ axes @ turned(yaw_deg, pitch_deg).T @ axes


def mirror_index():
    left = mean_face() * (-1, 1, 1)
    return np.linalg.norm(mean_face()[None] - left[:, None], axis=2).argmin(axis=1)


@needs_faces
def test_the_verdict_stays_when_the_face_is_mirrored_or_turned():
    with np.load(DATA) as archive:
        faces = archive["landmarks_px"].astype(np.float64)
    same = [classify(view).best is classify(face).best for face in faces for view in views(face)]
    show(
        "Face shape: same verdict on mirrored and ±10° turned landmarks",
        [Figure("same verdict", 100 * float(np.mean(same)), "%", ">= 95 %")],
    )
    assert np.mean(same) >= 0.95


def test_ranking_ten_thousand_variants():
    table = prepare(large_catalogue(10_000), shipped_harmony())
    took_ms = []
    for tap in range(30):
        started = time.perf_counter()
        assert len(rank(table, ANNA, Steering(tap % 3, table.skus[tap])).skus) == 10_000
        took_ms.append(1000 * (time.perf_counter() - started))
    show(
        "Recommendations: 10,000 variants ranked",
        [
            Figure("p50", statistics.median(took_ms), "ms", "<= 20 ms"),
            Figure("p95", float(np.percentile(took_ms, 95)), "ms"),
        ],
    )
    assert statistics.median(took_ms) < 40
