from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.exchange import ConnectionStatus, Platform
from app.domain.syncing import RunKind, RunOutcome, SyncRun
from sync.platforms.values import Capabilities, StockSafety
from sync.runs.timing import ASKED, LONGEST_REST, Rhythm, due_by_clock, resting_until, was_helped
from tests.fakes.tenants import NOON

CLOCKED = Capabilities(Platform.SHOPIFY, StockSafety.COMPARE_AND_SET, True, True, True, True, True, True)
UNCLOCKED = replace(CLOCKED, stock_moves_clock=False, prices_move_clock=False)


def runs(*outcomes):
    """Newest first."""
    return [a_run(outcome) for outcome in outcomes]


def a_run(outcome, chance=0.0, at=NOON, asked_s=0.0):
    number = UUID(int=(1 << 64) + int(chance * 2**32))
    return SyncRun(number, UUID(int=0), RunKind.PULL, at, outcome, at, cost={ASKED: asked_s})


def test_a_shop_that_works_is_not_left_in_peace():
    assert resting_until(runs(RunOutcome.DONE, RunOutcome.LATER)) is None
    assert resting_until([]) is None


def test_each_failure_doubles_the_rest_up_to_a_quarter_of_an_hour():
    rests = [resting_until(runs(*[RunOutcome.LATER] * n)) - NOON for n in (1, 2, 3, 12)]
    assert [rest.total_seconds() for rest in rests] == [30, 60, 120, 900]


@given(st.integers(1, 30), st.floats(0, 0.99), st.floats(0, 0.99))
def test_chance_spreads_those_who_failed_together_but_never_shortens_the_rest(count, one, other):
    before = runs(*[RunOutcome.FAILED] * (count - 1))
    rests = [resting_until([a_run(RunOutcome.FAILED, chance), *before]) - NOON for chance in (one, other)]
    assert all(timedelta(seconds=30) <= rest <= LONGEST_REST * 1.5 for rest in rests)
    assert (rests[0] < rests[1]) == (one < other) or abs(one - other) < 1e-6


def test_a_pause_that_was_asked_for_is_kept_but_not_for_ever():
    asked = [resting_until([a_run(RunOutcome.LATER, asked_s=asked_s)]) - NOON for asked_s in (5, 1800, 10**6)]
    assert [rest.total_seconds() for rest in asked] == [30, 1800, 3600]


def test_a_shop_whose_owner_helped_need_not_rest_any_longer():
    needed = runs(RunOutcome.RUNNING, RunOutcome.NEEDS_OWNER, RunOutcome.NEEDS_OWNER)
    assert was_helped(needed, ConnectionStatus.ACTIVE)
    assert not was_helped(needed, ConnectionStatus.NEEDS_OWNER)
    assert not was_helped(needed, ConnectionStatus.PAUSED)
    assert not was_helped(runs(RunOutcome.LATER, RunOutcome.NEEDS_OWNER), ConnectionStatus.ACTIVE)
    assert not was_helped([], ConnectionStatus.ACTIVE)


def test_two_hundred_shops_that_were_down_for_an_hour_come_back_one_after_the_other():
    """Looked at every minute, as a busy server does; all failed first within the same minute."""
    draw, asked = Random(1), Counter()
    for _ in range(200):
        failed = [a_run(RunOutcome.LATER, draw.random())]
        minute = 0
        while minute <= 60:
            until = resting_until(failed) - NOON
            minute = -(-until // timedelta(minutes=1))
            asked[minute] += 1
            at = NOON + timedelta(minutes=minute)
            failed.insert(0, a_run(RunOutcome.LATER, draw.random(), at))
    in_outage = [asked[minute] for minute in range(15, 61)]
    back = [asked[minute] for minute in range(61, 84)]
    assert sum(asked[minute] for minute in range(61)) <= 200 * 7, "a request of one shop every nine minutes"
    assert max(in_outage) <= 60
    assert max(back) <= 30
    assert sum(back) >= 200


def test_a_run_that_was_cut_off_says_nothing_about_the_shop():
    assert resting_until(runs(RunOutcome.RUNNING, RunOutcome.DONE)) is None


GOOD = {kind: NOON for kind in RunKind if kind is not RunKind.WEBHOOKS}
SWEPT = (RunKind.IDS, RunKind.STOCK, RunKind.PRICES)


def due(offers, after=timedelta(0), **changed):
    good = GOOD | {RunKind[name]: at for name, at in changed.items()}
    return due_by_clock(good, offers, Rhythm(), NOON + after)


def test_what_the_clock_does_not_tell_is_swept_often_the_rest_once_a_day():
    later, tomorrow = timedelta(minutes=11), timedelta(days=1)
    told = dict.fromkeys(("PULL", "WEBHOOKS"), NOON + later)
    assert due(CLOCKED, later, **told) == ()
    assert due(UNCLOCKED, later, **told) == (RunKind.STOCK, RunKind.PRICES)
    assert due(CLOCKED, tomorrow, **dict.fromkeys(told, NOON + tomorrow)) == SWEPT


def test_before_the_first_pull_nothing_is_swept_but_the_shop_shall_tell_of_changes():
    assert due_by_clock({}, UNCLOCKED, Rhythm(), NOON) == (RunKind.PULL, RunKind.WEBHOOKS)


def test_a_shop_that_tells_of_changes_is_read_every_five_minutes_any_other_every_minute():
    silent, minute = replace(CLOCKED, has_webhooks=False), timedelta(minutes=1)
    assert due(CLOCKED, minute, WEBHOOKS=NOON) == ()
    assert due(CLOCKED, 5 * minute, WEBHOOKS=NOON) == (RunKind.PULL,)
    assert due(silent, minute, WEBHOOKS=NOON) == (RunKind.PULL,)
    assert due(CLOCKED, minute) == (RunKind.PULL, RunKind.WEBHOOKS)


def test_a_shop_whose_webhooks_were_not_seen_sound_for_two_hours_is_read_every_minute_again():
    long_ago = NOON - timedelta(hours=2)
    assert due(CLOCKED, timedelta(minutes=1), WEBHOOKS=long_ago) == (RunKind.PULL, RunKind.WEBHOOKS)


def test_a_clock_that_was_set_back_does_not_stop_the_work():
    assert due(CLOCKED, PULL=NOON + timedelta(days=3), WEBHOOKS=NOON) == (RunKind.PULL,)
