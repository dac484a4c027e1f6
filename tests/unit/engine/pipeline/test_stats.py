from __future__ import annotations

from engine.pipeline.stats import Spread, Stage, StageTimes, spread_ms
from tests.fakes.clock import ManualClock


def test_the_spread_is_median_and_95th_percentile_in_milliseconds():
    assert spread_ms([number * 1_000_000 for number in range(101)]) == Spread(50.0, 95.0)


def test_nothing_measured_has_no_spread():
    assert spread_ms([]) == Spread(None, None)


def test_a_stage_is_timed_by_the_clock():
    clock = ManualClock()
    times = StageTimes(clock)
    with times.timing(Stage.DRAW):
        clock.advance(0.008)
    assert times.spreads()[Stage.DRAW] == Spread(8.0, 8.0)
    assert (times.last_ns(Stage.DRAW), times.last_ns(Stage.TRACK)) == (8_000_000, 0)
    times.clear()
    assert times.spreads()[Stage.DRAW] == Spread(None, None)
