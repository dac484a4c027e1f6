"""Is the verdict on a face the same in a mirrored picture, of a turned head, and from farther away? Stills."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.picture import read_picture
from engine.capture.video import every_frame
from engine.pipeline.face_report import face_report
from engine.tracking.face_mesh import FaceMeshTracker
from engine.types import ByteArray, CameraModel, Frame, Shape
from tests.benchmarks.figures import Figure, show

DATA = Path(__file__).parents[3] / "shared" / "data"
HEADS = sorted((DATA / "heads").glob("*.jpg"))
CLIPS = sorted((DATA / "clips").glob("*.mp4"))

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not HEADS, reason=f"{DATA} is not here: it holds heads and clips"),
]


@pytest.fixture(scope="module")
def tracker() -> Iterator[FaceMeshTracker]:
    tracker = FaceMeshTracker()
    yield tracker
    tracker.close()


def named(pixels: ByteArray, tracker: FaceMeshTracker) -> Shape | None:
    height_px, width_px = pixels.shape[:2]
    camera = CameraModel(1000.0 * max(height_px, width_px) / 1280, width_px, height_px)
    report = face_report(Frame(np.ascontiguousarray(pixels), 0, "still"), camera, tracker)
    return report.face_shape and report.face_shape.best


def percent(same: list[bool]) -> float:
    return float(np.mean(same)) * 100


def test_mirrored_pictures(tracker: FaceMeshTracker) -> None:
    pictures = [read_picture(path).pixels for path in HEADS]
    pictures += [frame.pixels for path in CLIPS for frame in islice(every_frame(path), 0, 160, 20)]
    pairs = [(named(pixels, tracker), named(pixels[:, ::-1], tracker)) for pixels in pictures]
    same = [one is other for one, other in pairs if one and other]
    show(
        f"Face shape: {len(same)} pictures and their mirror images",
        [Figure("same verdict", percent(same), "%", ">= 95 %")],
    )
    assert np.mean(same) >= 0.95


def test_near_and_far(tracker: FaceMeshTracker) -> None:
    verdicts = {path.stem: named(read_picture(path).pixels, tracker) for path in HEADS}
    same = [verdicts[name] is verdicts[f"{name[:-3]}700"] for name in verdicts if name.endswith("_450")]
    show("Face shape: 16 rendered heads from 45 and 70 cm", [Figure("same verdict", percent(same), "%")])
    assert same


def test_turned_heads(tracker: FaceMeshTracker) -> None:
    """Demo customers; what a picture less than 5 degrees from the front is called most often is their shape."""
    by_turn: dict[str, list[bool]] = {"5 to 12": [], "12 to 18": [], "18 to 28": []}
    for path in DEMO_CUSTOMERS:
        truths = json.loads(path.with_suffix(".json").read_text())
        seen = list(zip(truths, every_frame(path), strict=False))[::2]
        level = [(abs(truth["yaw"]), frame.pixels) for truth, frame in seen if abs(truth["pitch"]) < 10]
        frontal = Counter(named(pixels, tracker) for yaw_deg, pixels in level if yaw_deg < 5)
        shape = frontal.most_common(1)[0][0]
        for turn, same in by_turn.items():
            least, most = map(float, turn.split(" to "))
            same += [named(p, tracker) is shape for yaw_deg, p in level if least <= yaw_deg < most]
    figures = [
        Figure(f"same verdict, yaw {turn} degrees", percent(same), "%") for turn, same in by_turn.items()
    ]
    show("Face shape: two rendered customers, turned against frontal", figures)
    assert all(by_turn.values())
