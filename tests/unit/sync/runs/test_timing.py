from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.exchange import Platform
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from sync.platforms.values import Capabilities, StockSafety
from sync.runs.timing import LONGEST_REST, Rhythm, due_sweeps, is_due, resting_until
from tests.fakes.tenants import NOON

CLOCKED = Capabilities(
    Platform.SHOPIFY, StockSafety.COMPARE_AND_SET, True, True, True, True, True, True, True
)
UNCLOCKED = replace(CLOCKED, stock_moves_clock=False, prices_move_clock=False)


def runs(*outcomes):
    """Newest first."""
    return [
        SyncRun(UUID(int=n), UUID(int=0), RunKind.PULL, NOON, outcome, NOON)
        for n, outcome in enumerate(outcomes)
    ]


def test_a_shop_that_works_is_not_left_in_peace():
    assert resting_until(runs(RunOutcome.DONE, RunOutcome.LATER), 0.5) is None
    assert resting_until([], 0.5) is None


def test_each_failure_doubles_the_rest_up_to_a_quarter_of_an_hour():
    rests = [resting_until(runs(*[RunOutcome.LATER] * n), 0) - NOON for n in (1, 2, 3, 12)]
    assert [rest.total_seconds() for rest in rests] == [30, 60, 120, 900]


@given(st.integers(1, 30), st.floats(0, 1), st.floats(0, 1))
def test_chance_spreads_those_who_failed_together_but_never_shortens_the_rest(count, one, other):
    failed = runs(*[RunOutcome.FAILED] * count)
    rests = [resting_until(failed, chance) - NOON for chance in (one, other)]
    assert all(timedelta(seconds=30) <= rest <= LONGEST_REST * 1.25 for rest in rests)
    assert (rests[0] < rests[1]) == (one < other) or abs(one - other) < 1e-6


def test_a_run_that_was_cut_off_says_nothing_about_the_shop():
    assert resting_until(runs(RunOutcome.RUNNING, RunOutcome.DONE), 0) is None


def test_what_the_clock_does_not_tell_is_swept_often_the_rest_once_a_day():
    good = dict.fromkeys(RunKind, NOON)
    after = NOON + timedelta(minutes=11)
    assert due_sweeps(good, CLOCKED, Rhythm(), after) == ()
    assert due_sweeps(good, UNCLOCKED, Rhythm(), after) == (RunKind.STOCK, RunKind.PRICES)
    assert due_sweeps(good, CLOCKED, Rhythm(), NOON + timedelta(days=1)) == (
        RunKind.WEBHOOKS, RunKind.IDS, RunKind.STOCK, RunKind.PRICES,
    )  # fmt: skip


def test_before_the_first_pull_nothing_is_swept():
    assert due_sweeps({}, UNCLOCKED, Rhythm(), NOON) == ()


def test_a_clock_that_was_set_back_does_not_stop_the_work():
    assert is_due(NOON + timedelta(days=3), timedelta(minutes=1), NOON)
