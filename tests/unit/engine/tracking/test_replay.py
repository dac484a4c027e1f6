from __future__ import annotations

from engine.tracking.replay import ReplayTracker
from tests.fakes.heads import frame_at, head_at, landmarks_of


def test_what_was_found_is_found_again_then_nothing():
    here = landmarks_of(head_at())
    tracker = ReplayTracker([here, None, here])
    assert [tracker.find(frame_at(0)) for _ in range(4)] == [here, None, here, None]
    tracker.close()
