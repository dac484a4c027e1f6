"""The real main road on the demo customer: MediaPipe, pose, measures, shape and fit, without a window."""

from __future__ import annotations

import json
import math

import pytest

from engine.asset_paths import DEMO_CUSTOMERS
from engine.capture.video import every_frame
from engine.clock import MonotonicClock
from engine.pipeline.assembly import real_loop, seen_with_fov
from engine.pipeline.latest_slot import LatestSlot
from engine.pipeline.stats import Stage, StageTimes
from engine.types import FitVerdict, Hint
from tests.fakes.mirror_parts import GLASSES


@pytest.fixture(scope="module")
def walked():
    """Every state of the demo customer's first three seconds, wearing glasses, and the times it took."""
    slot, times = LatestSlot(), StageTimes(MonotonicClock())
    loop = real_loop(slot, seen_with_fov(65.2), times)
    loop.wear(GLASSES)
    states = []
    for frame, _ in zip(every_frame(DEMO_CUSTOMERS[0]), range(90), strict=False):
        slot.put(frame)
        states.append(loop.step())
    loop.close()
    return states, times


def test_the_customer_wears_the_glasses_in_every_picture(walked):
    states, _ = walked
    assert all(state.face and state.fit and state.eyewear is GLASSES for state in states)
    assert states[-1].hint is Hint.NONE
    assert states[-1].opacity == 1.0


def test_the_customer_is_as_far_away_and_as_large_as_in_truth(walked):
    face = walked[0][-1].face
    truth = json.loads(DEMO_CUSTOMERS[0].with_suffix(".json").read_text())[89]
    assert face.pose.distance_mm == pytest.approx(math.hypot(*truth["t"]), rel=0.06)
    assert face.measures.pd.low <= 63.5 <= face.measures.pd.high


def test_the_shape_is_named_within_three_seconds(walked):
    shape = walked[0][-1].face.shape
    assert sum(confidence for _, confidence in shape.ranking) == pytest.approx(1.0)


def test_the_fit_is_judged(walked):
    assert walked[0][-1].fit.verdict in set(FitVerdict)
    assert 0.8 < walked[0][-1].fit.width_ratio < 1.1


def test_tracking_is_timed(walked):
    assert walked[1].spreads()[Stage.TRACK].p50 > 0
