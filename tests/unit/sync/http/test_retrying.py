from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.http.breaker import FAILURES_TO_OPEN, LONGEST_REST_S, Breaker
from sync.http.retrying import RetryPolicy, retry_after_s

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
chances = st.floats(0, 1, exclude_max=True)


@given(st.integers(1, 3), chances, st.floats(0, 20))
def test_what_the_shop_asks_for_is_never_shortened(attempt, chance, asked_s):
    wait_s = RetryPolicy().wait_s(attempt, chance, asked_s)
    assert wait_s is not None
    assert asked_s <= wait_s <= asked_s * 1.25 + 1e-9


@given(st.integers(1, 3), chances)
def test_without_a_wish_the_wait_is_drawn_from_a_growing_span(attempt, chance):
    assert RetryPolicy().wait_s(attempt, chance) <= 0.5 * 2 ** (attempt - 1)


def test_it_gives_up_after_its_attempts_and_when_the_wait_is_too_long():
    assert RetryPolicy(attempts=4).wait_s(4, 0.5) is None
    assert RetryPolicy().wait_s(1, 0.5, 3600.0) is None


@pytest.mark.parametrize(
    ("told", "seconds"),
    [("7", 7.0), ("0.5", 0.5), ("Mon, 02 Mar 2026 12:00:30 GMT", 30.0), ("Mon, 02 Mar 2026 11:00:00 GMT", 0.0),
     ("", None), ("soon", None), ("-3", None)],
)  # fmt: skip
def test_retry_after_is_read_as_seconds_or_date(told, seconds):
    assert retry_after_s({"retry-after": told}, NOW) == seconds


def failed(breaker: Breaker, times: int, now_ns: int = 0, chance: float = 0.0) -> Breaker:
    for _ in range(times):
        breaker = breaker.after_failure(now_ns, chance)
    return breaker


def test_a_breaker_opens_after_failures_in_a_row_only():
    almost = failed(Breaker(), FAILURES_TO_OPEN - 1)
    assert almost.wait_s(0) == 0.0
    assert failed(almost.after_success(), 1).wait_s(0) == 0.0
    assert failed(almost, 1).wait_s(0) > 0.0


@given(st.integers(FAILURES_TO_OPEN, 40), chances)
def test_each_failed_probe_doubles_the_rest_up_to_a_limit(times, chance):
    breaker = failed(Breaker(), times, chance=chance)
    longer = failed(breaker, 1, chance=chance)
    assert breaker.rest_s <= longer.rest_s <= LONGEST_REST_S
    assert longer.wait_s(0) <= LONGEST_REST_S * 1.25


def test_when_the_rest_is_over_one_may_ask_and_success_closes_it():
    breaker = failed(Breaker(), FAILURES_TO_OPEN)
    assert breaker.wait_s(round(breaker.rest_s * 1e9)) == 0.0
    assert breaker.after_success() == Breaker()
